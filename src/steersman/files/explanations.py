"""What every field of a dossier means, in words."""

from steersman.files.folder import CSV_PARTS
from steersman.files.tables import Column, Table, all_tables
from steersman.files.workbook_writer import SheetTexts
from steersman.messages import Messages

GUIDE_LINES = 5
"""Lines of a workbook's first sheet."""


def explain(messages: Messages, column: Column) -> str:
    """Return the note on a column: what it is, its unit, its choices."""
    shape = column.shape
    code = f"field.{shape.record.__name__}.{shape.name}"
    text = messages.text(code if messages.has(code) else f"field.{shape.name}")
    if shape.unit:
        text += f" [{messages.text(f'unit.{shape.unit}')}]"
    if shape.choices:
        text += ": " + ", ".join(shape.choices)
    return text


def sheet_texts(messages: Messages) -> SheetTexts:
    """Return the texts of a workbook in a language."""
    guide = [messages.text(f"guide.{line}") for line in range(1, GUIDE_LINES + 1)]
    heads = [messages.text(f"head.{name}") for name in ("field", "value", "example", "meaning")]
    return SheetTexts(lambda column: explain(messages, column), guide, heads)


def field_guide(messages: Messages) -> str:
    """Return a page that explains every field of every file."""
    lines = [f"# {messages.text('fields.title')}", "", messages.text("fields.intro")]
    for table in all_tables():
        lines += ["", f"## {_file_of(table)}", ""]
        for column in table.columns:
            mark = f" **({messages.text('fields.required')})**" if column.required else ""
            lines.append(f"- `{column.title}`{mark}: {explain(messages, column)}")
    return "\n".join(lines) + "\n"


def _file_of(table: Table) -> str:
    """Return the file a table stands in, and the key inside it."""
    for name, path in CSV_PARTS.items():
        if path == table.path:
            return f"{name}.csv"
    first, *inner = table.path
    file = "projects/*.yaml" if first == "projects" else f"{first}.yaml"
    return f"{file}: {'.'.join(inner)}" if inner else file
