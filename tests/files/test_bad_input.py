"""Broken dossiers: every fault is named with its place, all at once, without a trace."""

import io
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from steersman.cli.console import read_dossier
from steersman.files import ReadResult
from steersman.files.workbook_writer import SheetTexts
from steersman.messages import LANGUAGES, messages_for, problem_text

FIRM = "name: Case\ndate: 2026-06-30\n"
STAGE = "duration: {low: 1, likely: 2, high: 3}"


def folder(tmp_path: Path, **files: str | bytes) -> Path:
    """A dossier folder; ``__`` in names stands for a slash and ``_dot_`` for a dot."""
    contents: dict[str, str | bytes] = {"firm.yaml": FIRM}
    contents.update(
        {name.replace("__", "/").replace("_dot_", "."): text for name, text in files.items()}
    )
    for name, text in contents.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path


def problems(result: ReadResult) -> list[tuple[str, str]]:
    """Codes and places; every problem must be sayable in every language."""
    for language in LANGUAGES:
        for problem in result.problems:
            what, mend = problem_text(messages_for(language), problem)
            assert what
            assert mend
            assert not re.search(r"\{\w+\}", what + mend)
    return [(problem.code, problem.place) for problem in result.problems]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"firm_dot_yaml": ""}, ("empty-file", "firm.yaml")),
        ({"firm_dot_yaml": "name: X\n"}, ("missing", "firm.yaml")),
        ({"firm_dot_yaml": FIRM + "fonded: 2020-01-01\n"}, ("unknown-field", "firm.yaml:3")),
        ({"firm_dot_yaml": FIRM + "founded: yesterday\n"}, ("wrong-type", "firm.yaml:3")),
        ({"firm_dot_yaml": FIRM + "founded: 2030-01-01\n"}, ("date-order", "firm.yaml:3")),
        ({"firm_dot_yaml": "- a\n- b\n"}, ("wrong-type", "firm.yaml")),
        ({"firm_dot_yaml": "just text\n"}, ("wrong-type", "firm.yaml")),
        ({"firm_dot_yaml": FIRM + "name: Twice\n"}, ("yaml-duplicate-key", "firm.yaml:3")),
        ({"firm_dot_yaml": FIRM + "\tindustry: x\n"}, ("yaml-syntax", "firm.yaml:3")),
        ({"firm_dot_yaml": FIRM + "years:\n  - {year: 2027}\n"}, ("future-year", "firm.yaml:4")),
        ({"firm_dot_yaml": FIRM + "years:\n  - year: 2025\n    revenue: -1\n"},
         ("negative", "firm.yaml:5")),
        ({"firm_dot_yaml": FIRM + "years:\n  - year: 2025\n    revenue: .inf\n"},
         ("not-finite", "firm.yaml:5")),
        ({"firm_dot_yaml": FIRM + "years:\n  - year: 2025\n    revenue: 12 million\n"},
         ("number-with-unit", "firm.yaml:5")),
        ({"firm_dot_yaml": FIRM + "years:\n  - {year: 2025, headcount: 3, science_staff: 4}\n"},
         ("part-exceeds-whole", "firm.yaml:4")),
        ({"finance_dot_yaml": "cash: 10\nhorizon_months: 5\n"}, ("too-small", "finance.yaml:2")),
        ({"finance_dot_yaml": "cash: 10\ndiscount_rate: 12%\n"}, ("percent", "finance.yaml:2")),
        ({"finance_dot_yaml": "cash: 20,000\n"}, ("thousands-separator", "finance.yaml:1")),
        ({"finance_dot_yaml": "cash: " + "9" * 400 + "\n"}, ("too-large", "finance.yaml:1")),
        ({"finance_dot_yaml": 'cash: !!python/object/apply:os.system ["x"]\n'},
         ("yaml-tag", "finance.yaml:1")),
        ({"people_dot_csv": "id,name,name\na,b,c\n"}, ("duplicate-column", "people.csv:1")),
        ({"people_dot_csv": 'id,name\na,"b\n'}, ("csv-syntax", "people.csv")),
        ({"people_dot_csv": "id,skills\na,x: 2: 3\n"}, ("wrong-type", "people.csv:2")),
        ({"risks_dot_yaml": "risks: [{id: r, title: t, owner: zz}]\n",
          "people_dot_csv": "id\na\n"}, ("unknown-reference", "risks.yaml:1")),
        ({"people_dot_csv": "id\na\n",
          "hiring_dot_yaml": "roles: [{id: a, monthly_cost: 1, "
          "months_to_hire: {low: 1, likely: 2, high: 3}}]\n"}, ("duplicate-id", "hiring.yaml:1")),
        ({"influence_dot_csv": "source,target,strength\npolicy,policy,2\n"},
         ("self-influence", "influence.csv:2")),
        ({"projects__p_dot_yaml": "- id: a\n"}, ("wrong-type", "projects/p.yaml")),
        ({"people_dot_csv": "id,skills\na,weaving\n"}, ("wrong-type", "people.csv:2")),
        ({"people_dot_csv": "id,skills\na,weaving: 9\n"}, ("too-large", "people.csv:2")),
        ({"people_dot_csv": "id,fte\na,1\na,0.5\n"}, ("duplicate-id", "people.csv:3")),
        ({"people_dot_csv": "id,monthly_coast\na,1\n"}, ("unknown-column", "people.csv:1")),
        ({"people_dot_csv": "id,function\na,reserch\n"}, ("not-a-choice", "people.csv:2")),
        ({"people_dot_csv": "id,fte\na,1,,7\n"}, ("too-many-cells", "people.csv:2")),
        ({"people_dot_csv": b"id\x00,fte\n"}, ("not-text", "people.csv")),
        ({"projects__p_dot_yaml": f"id: p\nstages:\n  - id: a\n    {STAGE}\n    after: [c]\n"},
         ("unknown-reference", "projects/p.yaml:5")),
        ({"projects__p_dot_yaml":
          f"id: p\nstages:\n  - {{id: a, {STAGE}, after: [b]}}\n"
          f"  - {{id: b, {STAGE}, after: [a]}}\n"},
         ("cycle", "projects/p.yaml:2")),
        ({"projects__p_dot_yaml":
          "id: p\nstages:\n  - id: a\n    duration: {low: 3, likely: 2, high: 5}\n"},
         ("range-order", "projects/p.yaml:4")),
        ({"projects__p_dot_yaml": f"id: p\nstages:\n  - {{id: a, {STAGE}, success: 1.2}}\n"},
         ("too-large", "projects/p.yaml:3")),
        ({"people_dot_csv": "id,skills\na,weaving: 2\n",
          "projects__p_dot_yaml":
          f"id: p\nstages:\n  - {{id: a, {STAGE}, skills: [{{skill: weavin, fte: 1}}]}}\n"},
         ("unknown-skill", "projects/p.yaml:3")),
        ({"survey__leaders_dot_csv": "respondent,POL9\nL1,3\n"},
         ("unknown-survey-item", "survey/leaders.csv:2")),
        ({"survey__leaders_dot_csv": "respondent,POL1\nL1,7\n"},
         ("too-large", "survey/leaders.csv:2")),
        ({"strategy_dot_yaml": "preferences: {criteria_order: [fitt]}\n"},
         ("unknown-criterion", "strategy.yaml:1")),
        ({"strategy_dot_yaml":
          "measures:\n  - {id: m, title: t, start: 2026-05-01, due: 2026-04-01}\n"},
         ("date-order", "strategy.yaml:2")),
        ({"peple_dot_csv": "id\na\n"}, ("unread-file", "peple.csv")),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_place(
    tmp_path: Path, files: dict[str, str | bytes], expected: tuple[str, str]
) -> None:
    assert expected in problems(read_dossier(folder(tmp_path, **files)))


def test_missing_folder_and_missing_file(tmp_path: Path) -> None:
    assert problems(read_dossier(tmp_path / "nowhere"))[0][0] == "no-folder"
    (tmp_path / "empty").mkdir()
    codes = [code for code, _ in problems(read_dossier(tmp_path / "empty"))]
    assert "missing-file" in codes


def test_all_faults_are_reported_together(tmp_path: Path) -> None:
    case = folder(
        tmp_path,
        firm_dot_yaml=FIRM + "currncy: EUR\nyears:\n  - {year: x}\n",
        finance_dot_yaml="cash: -5\n",
        people_dot_csv="id,fte\na,2\n",
    )
    places = {place for _, place in problems(read_dossier(case))}
    assert {"firm.yaml:3", "firm.yaml:5"} <= places


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_as_excel_in_china_writes_it(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = (
        delimiter.join(["id", "name", "joined"]) + "\n" + delimiter.join(["a", "陈煜", "2020/3/5"])
    )
    result = read_dossier(folder(tmp_path, people_dot_csv=text.encode(encoding)))
    assert problems(result) == []
    assert result.dossier is not None
    person = result.dossier.people[0]
    assert (person.name, str(person.joined)) == ("陈煜", "2020-03-05")


def bomb() -> str:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return FIRM + "\n".join(levels)


def zip_bomb(path: Path) -> None:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/workbook.xml", "w") as entry,
    ):
        for _ in range(300):
            entry.write(b"0" * 1_000_000)


HOSTILE = {
    "alias bomb": ("firm.yaml", bomb(), "yaml-alias"),
    "deep nesting": ("firm.yaml", FIRM + "x: " + "[" * 3000, "yaml-too-deep-or-large"),
    "ten megabytes of YAML": ("firm.yaml", FIRM + "# " + "x" * 10_000_000, "file-too-large"),
    "many entries": ("firm.yaml", FIRM + "".join(f"k{n}: 1\n" for n in range(60_000)),
                     "yaml-too-deep-or-large"),
    "ten megabytes of CSV": ("people.csv", "id\n" + "a\n" * 5_000_000, "file-too-large"),
    "huge number": ("firm.yaml", FIRM + "euro_rate: " + "9" * 5000, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_quickly(tmp_path: Path, name: str) -> None:
    file, text, code = HOSTILE[name]
    (tmp_path / "firm.yaml").write_text(FIRM)
    (tmp_path / file).write_text(text)
    start = time.process_time()
    found = problems(read_dossier(tmp_path))
    assert time.process_time() - start < 10, "far beyond the two seconds promised"
    assert found
    assert not code or code in [entry[0] for entry in found]


def test_hostile_workbooks_are_refused(tmp_path: Path) -> None:
    zip_bomb(tmp_path / "bomb.xlsx")
    (tmp_path / "text.xlsx").write_text("not a workbook")
    (tmp_path / "large.xlsx").write_bytes(b"0" * 10_000_001)
    whole = io.BytesIO()
    openpyxl.Workbook().save(whole)
    (tmp_path / "cut.xlsx").write_bytes(whole.getvalue()[:-200])
    expected = {
        "bomb.xlsx": "workbook-unsafe", "text.xlsx": "not-a-workbook",
        "large.xlsx": "file-too-large", "cut.xlsx": "not-a-workbook",
    }  # fmt: skip
    for name, code in expected.items():
        assert (code, name) in problems(read_dossier(tmp_path / name))


def test_workbook_faults_name_their_cell(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        firm = book.add_worksheet("firm")
        firm.write_row(0, 0, ["field", "value"])
        firm.write_row(1, 0, ["name", "Case"])
        firm.write_row(2, 0, ["date", "2026-06-30"])
        firm.write_row(3, 0, ["euro_rate", "eight"])
        people = book.add_worksheet("people")
        people.write_row(0, 0, ["id", "fte", "function"])
        people.write_row(1, 0, ["a", 0.5, "sails"])
        people.write_string(2, 0, "b")
        people.write_formula(2, 1, "=1/2", value="")
        book.add_worksheet("peoples")
        stages = book.add_worksheet("projects.stages")
        stages.write_row(
            0, 0, ["project", "id", "duration.low", "duration.likely", "duration.high"]
        )
        stages.write_row(1, 0, ["ghost", "s", 1, 2, 3])
    found = problems(read_dossier(path))
    assert ("wrong-type", "case.xlsx!firm!B4") in found
    assert ("not-a-choice", "case.xlsx!people!C2") in found
    assert ("unknown-sheet", "case.xlsx!peoples") in found
    assert ("unknown-reference", "case.xlsx!projects.stages!A2") in found
    assert ("formula-without-value", "case.xlsx!people!B3") in found


def test_exported_text_never_becomes_a_formula(tmp_path: Path) -> None:
    from steersman.files import read_folder, write_folder, write_workbook

    for lead in "=+-@":
        case = folder(tmp_path / lead, people_dot_csv=f'id,name\na,"\'{lead}cmd|x"\n')
        dossier = read_folder(case).dossier
        assert dossier is not None
        assert dossier.people[0].name == f"{lead}cmd|x"
        write_folder(dossier, case)
        assert f",'{lead}cmd" in (case / "people.csv").read_text("utf-8-sig")
        write_workbook(dossier, tmp_path / "out.xlsx", SheetTexts(lambda column: column.title))
        kinds = {
            cell.data_type
            for sheet in openpyxl.load_workbook(tmp_path / "out.xlsx")
            for row in sheet
            for cell in row
        }
        assert "f" not in kinds


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="needs Linux")
def test_a_zip_bomb_takes_little_memory(tmp_path: Path) -> None:
    zip_bomb(tmp_path / "bomb.xlsx")
    code = f"""
from pathlib import Path
from steersman.cli.console import read_dossier
read_dossier(Path({str(tmp_path / "bomb.xlsx")!r}))
lines = Path("/proc/self/status").read_text().splitlines()
print(next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 500


def test_importing_over_a_folder_keeps_what_the_author_wrote(tmp_path: Path) -> None:
    from steersman.files import read_folder, write_folder

    text = (
        "# who\nname: Case\ndate: 2026-06-30\ncountry: CN   # equals the default\n"
        "years: []\n# an example that teaches\n"
    )
    case = folder(
        tmp_path, firm_dot_yaml=text, projects__zz_dot_yaml="id: a # first\n",
        projects__01_a_dot_yaml="id: b # second\n",
    )  # fmt: skip
    (case / "projects" / "01_a.yaml").rename(case / "projects" / "01-a.yaml")
    dossier = read_folder(case).dossier
    assert dossier is not None
    write_folder(dossier, case)
    assert (case / "firm.yaml").read_text() == text
    assert read_folder(case).dossier == dossier
    found = {p.name: p.read_text() for p in (case / "projects").iterdir()}
    assert found == {"01-b.yaml": "id: b # second\n", "02-a.yaml": "id: a # first\n"}


def test_a_broken_file_in_the_target_stops_the_import_before_anything_is_written(
    tmp_path: Path,
) -> None:
    from steersman.files import ExistingFileError, read_folder, write_folder

    case = folder(tmp_path, people_dot_csv="id\na\n")
    dossier = read_folder(case).dossier
    assert dossier is not None
    (case / "firm.yaml").write_text("name: [broken")
    with pytest.raises(ExistingFileError):
        write_folder(dossier, case)
    assert (case / "people.csv").read_text() == "id\na\n"


def test_comments_and_order_survive_writing_back(tmp_path: Path) -> None:
    from dataclasses import replace

    from steersman.files import read_folder, write_folder

    text = "# who we are\ndate: 2026-06-30   # today\nname: Case\ncurrency: EUR\n"
    case = folder(tmp_path, firm_dot_yaml=text)
    dossier = read_folder(case).dossier
    assert dossier is not None
    write_folder(replace(dossier, firm=replace(dossier.firm, name="Other")), case)
    assert (case / "firm.yaml").read_text() == text.replace("Case", "Other")
