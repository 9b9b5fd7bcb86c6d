"""Recording what happened."""

from collections.abc import Mapping

from steersman.checks import check_stage_names
from steersman.files.editing import Edited, with_grid
from steersman.files.grids import grid_of
from steersman.files.tables import table_at
from steersman.web.service.facts import Facts, usable

PATH = ("progress",)
LONGEST_NOTE = 500


def recorded(facts: Facts, row: Mapping[str, str]) -> Edited:
    """Return a dossier with one more record of progress, and what is wrong with it.

    Args:
        facts: The dossier.
        row: Texts of the record by the titles of its columns.

    Raises:
        RefusedError: If the dossier cannot be read.
    """
    table = table_at(PATH)
    grid = grid_of(usable(facts), table)
    rows = [*grid.rows, tuple(row.get(title, "") for title in grid.titles)]
    return with_grid(facts.body, table, grid.titles, rows, check_stage_names)
