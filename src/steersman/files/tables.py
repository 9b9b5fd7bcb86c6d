"""The dossier as flat tables: which table holds which records, with which columns."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from steersman.dossier import DataPath, Dossier
from steersman.files.cells import cell_value
from steersman.files.schema import FieldShape, shapes


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, the keys that lead from the record to the value, its field.

    ``outer`` are the fields of nested records that the field stands in, outermost first.
    """

    title: str
    keys: tuple[str, ...]
    shape: FieldShape
    outer: tuple[FieldShape, ...] = ()

    @property
    def required(self) -> bool:
        """Whether every row must fill it."""
        return self.shape.required and len(self.keys) == 1


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of the workbook.

    Attributes:
        name: Sheet name, e.g. ``projects.stages``.
        path: Field names that lead from the dossier to the list, or to the single record.
        record: Class of its records.
        parents: Names of the key columns that say which outer record a row belongs to.
        single: Whether it holds one record, laid out downwards as field and value.
    """

    name: str
    path: tuple[str, ...]
    record: type
    parents: tuple[str, ...]
    single: bool

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns for the record's own fields, key columns and lists of records not among them."""
        return tuple(_columns(self.record))

    @property
    def key_columns(self) -> tuple[Column, ...]:
        """Columns that say which outer record a row belongs to, the outermost first."""
        return tuple(_key_column(self.record, name) for name in self.parents)


def _key_column(record: type, name: str) -> Column:
    shape = FieldShape(name, record, "scalar", str, choices=(), required=True, unit="")
    return Column(name, (name,), shape)


def _columns(record: type, outer: tuple[FieldShape, ...] = ()) -> Iterator[Column]:
    for shape in shapes(record):
        if shape.shape == "record":
            yield from _columns(shape.type, (*outer, shape))
        elif shape.shape != "records":
            keys = (*(field.name for field in outer), shape.name)
            yield Column(".".join(keys), keys, shape, outer)


def all_tables() -> tuple[Table, ...]:
    """Return the tables of a whole dossier, in the order of its parts."""
    return tuple(_tables(Dossier, (), ()))


def table_at(path: tuple[str, ...]) -> Table:
    """Return the table of the list at a path of the dossier."""
    return next(table for table in all_tables() if table.path == path)


def _tables(record: type, path: tuple[str, ...], parents: tuple[str, ...]) -> Iterator[Table]:
    for shape in shapes(record):
        inner = (*path, shape.name)
        if shape.shape == "records":
            yield Table(_sheet_name(inner), inner, shape.type, parents, single=False)
            yield from _tables(shape.type, inner, (*parents, _singular(shape.name)))
        elif shape.shape == "record" and not path:
            if any(_columns(shape.type)):
                yield Table(_sheet_name(inner), inner, shape.type, (), single=True)
            yield from _tables(shape.type, inner, parents)


def _sheet_name(path: tuple[str, ...]) -> str:
    return path[-1] if len(path) > 1 and path[0] == path[-1] else ".".join(path)


def _singular(name: str) -> str:
    return name.removesuffix("s")


ANSWERS = "answers"
"""Field of a survey's answers, which get a column for each item."""


def is_wide(table: Table) -> bool:
    """Whether the table has one column per survey item, rather than one for all answers."""
    return any(shape.name == ANSWERS for shape in shapes(table.record))


def wide_fields(record: type) -> tuple[FieldShape, ...]:
    """Return the fields of a survey's record that hold no answers."""
    return tuple(shape for shape in shapes(record) if shape.name != ANSWERS)


def rows_of(dossier: Dossier, table: Table) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the records of a table, each with the identifiers of the records around it."""
    yield from _walk(dossier, table.path, ())


def _walk(
    record: Any,  # noqa: ANN401  any record class
    path: tuple[str, ...],
    parents: tuple[str, ...],
) -> Iterator[tuple[tuple[str, ...], Any]]:
    value = getattr(record, path[0])
    if value is None:
        return
    if not isinstance(value, tuple):
        if len(path) == 1:
            yield parents, value
        else:
            yield from _walk(value, path[1:], parents)
        return
    for item in value:
        if len(path) == 1:
            yield parents, item
        else:
            yield from _walk(item, path[1:], (*parents, item.id))


def values_of(record: object, columns: tuple[Column, ...]) -> list[object]:
    """Return a record's values by column, ready for cells."""
    return [cell_value(_dig(record, column.keys), column.shape) for column in columns]


def _dig(record: Any, keys: tuple[str, ...]) -> object:  # noqa: ANN401  any record class
    for key in keys:
        if record is None:
            return None
        record = getattr(record, key)
    return record


def nest(row: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a flat row with dotted titles into nested mappings."""
    tree: dict[str, Any] = {}
    for title, value in row.items():
        *outer, last = title.split(".")
        node = tree
        for key in outer:
            node = node.setdefault(key, {})
        node[last] = value
    return tree


def path_of(base: DataPath, title: str) -> DataPath:
    """Return the dossier path of a column of the record at ``base``."""
    return (*base, *title.split("."))
