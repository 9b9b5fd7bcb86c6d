"""Whatever form a dossier takes, it comes back the same."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from steersman.dossier import Dossier
from steersman.files import read_folder, read_workbook, write_folder, write_workbook
from steersman.files.border import dossier_adapter
from steersman.files.workbook_writer import SheetTexts
from tests.dossiers import DOSSIERS

SLOW = settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking whole dossiers takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def border_errors(problems: object) -> list[object]:
    codes = {"unknown-field", "unknown-column", "wrong-type", "missing", "not-a-choice"}
    return [problem for problem in problems if problem.code in codes]


@SLOW
@given(DOSSIERS)
def test_json_gives_the_dossier_back(dossier: Dossier) -> None:
    adapter = dossier_adapter()
    assert adapter.validate_json(adapter.dump_json(dossier)) == dossier


@SLOW
@given(DOSSIERS)
def test_folder_to_workbook_to_folder_gives_the_dossier_back(dossier: Dossier) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, book, second = Path(name, "a"), Path(name, "b.xlsx"), Path(name, "c")
        write_folder(dossier, folder)
        first = read_folder(folder)
        assert border_errors(first.problems) == []
        assert first.dossier == dossier
        write_workbook(first.dossier, book, SheetTexts(lambda column: column.title))
        read = read_workbook(book)
        assert border_errors(read.problems) == []
        assert read.dossier == dossier
        write_folder(read.dossier, second)
        assert read_folder(second).dossier == dossier
