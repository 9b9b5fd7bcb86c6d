"""A new dossier: commented files with questions, and a small example."""

from datetime import date
from functools import cache
from pathlib import Path

from steersman.data import file_names, read_text
from steersman.diagnose.factors import load_factors
from steersman.dossier import Dossier, Response
from steersman.dossier.survey import SURVEY_GROUPS
from steersman.files.border import dossier_adapter
from steersman.files.csv_text import rows_text
from steersman.files.explanations import field_guide
from steersman.files.table_rows import wide_titles
from steersman.files.tables import table_at
from steersman.files.whole import write_whole
from steersman.messages import Language, messages_for

PACKAGE = "files.templates"


def write_template(folder: Path, language: Language, today: date) -> None:
    """Write a commented template; it is a valid dossier as it stands.

    Args:
        folder: Where to write.
        language: Language of the comments.
        today: Date of the new dossier.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "projects").mkdir(exist_ok=True)
    (folder / "survey").mkdir(exist_ok=True)
    ending = f".{language}.yaml"
    for name in file_names(PACKAGE, ending):
        target = name.removesuffix(ending)
        path = folder / ("projects/01-first.yaml" if target == "project" else f"{target}.yaml")
        text = read_text(PACKAGE, name).replace("TODAY", today.isoformat())
        write_whole(path, text)
    people = [column.title for column in table_at(("people",)).columns]
    write_whole(folder / "people.csv", rows_text(people, []))
    for group in SURVEY_GROUPS:
        write_whole(folder / "survey" / f"{group}.csv", rows_text(wide_titles(Response, []), []))
    write_whole(folder / "questionnaire.md", questionnaire(language))
    write_whole(folder / "fields.md", field_guide(messages_for(language)))


def questionnaire(language: Language) -> str:
    """Return the survey as text to print or to send round."""
    intro = {
        "en": "# Questionnaire\n\nAnswer from 1 (not at all true) to 5 (entirely true). "
        "Leave out what you cannot judge. No names.\n",
        "zh_CN": "# 问卷\n\n请按 1（完全不符合）到 5（完全符合）作答。"
        "无法判断的可不答。不填姓名。\n",
    }
    lines = [intro[language]]
    for factor in load_factors():
        lines.append(f"\n## {factor.name[language]}\n")
        lines.extend(f"- {item.id}  {item.text[language]}  ____" for item in factor.items)
    return "\n".join(lines) + "\n"


@cache
def example() -> Dossier:
    """Return a dossier with one record in every table."""
    return dossier_adapter().validate_json(read_text(PACKAGE, "example.json"))
