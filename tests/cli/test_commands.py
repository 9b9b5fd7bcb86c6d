"""Commands as a user calls them: output, exit codes, files, same bytes for the same seed."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from steersman.cli import main
from steersman.cli.schema import TYPES
from steersman.serialise import json_schema

EXAMPLES = Path(__file__).parents[2] / "examples"
MINIMAL = str(EXAMPLES / "minimal")
FEW = ("--candidates", "25")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


@pytest.mark.parametrize("stage", ["identify", "diagnose", "choose", "plan", "steer"])
def test_each_stage_prints_json_that_fits_its_published_schema(stage: str) -> None:
    done = run(stage, MINIMAL, "--json", *FEW)
    document = json.loads(done.stdout)
    assert document["stage"] == stage
    jsonschema.validate(document["result"], json_schema(TYPES[stage]))
    jsonschema.validate(document["provenance"], json_schema(TYPES["provenance"]))
    published = json.loads(run("schema", stage).stdout)
    assert published == json_schema(TYPES[stage])


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("stage", ["identify", "diagnose", "choose", "plan", "steer"])
def test_each_stage_prints_a_table(stage: str, language: str) -> None:
    done = run(stage, MINIMAL, "--language", language, *FEW)
    assert done.exit_code == (1 if stage == "steer" else 0)
    assert len(done.stdout) > 200


def test_identify_gives_points_reasons_and_document_number() -> None:
    result = json.loads(run("identify", str(EXAMPLES / "huoyan-textiles"), "--json").stdout)[
        "result"
    ]
    status = next(s for s in result["statuses"] if s["rule"] == "cn/technology-sme-evaluation")
    assert status["evaluation"]["score"] == {"low": 86, "high": 86}
    points = {c["id"]: c["points"] for c in status["evaluation"]["criteria"] if c["points"]}
    assert points["science-staff"] == {"low": 16, "high": 16}
    assert points["research-spending"] == {"low": 40, "high": 40}
    assert points["intellectual-property"] == {"low": 30, "high": 30}
    table = run("identify", str(EXAMPLES / "huoyan-textiles")).stdout.replace("\n", "")
    assert "国科发政〔2017〕115号" in table


def test_the_same_seed_gives_the_same_bytes_in_another_process() -> None:
    command = [sys.executable, "-c", "from steersman.cli import main; main()", "plan", MINIMAL,
               "--json", *FEW]  # fmt: skip
    outputs = {subprocess.run(command, capture_output=True, check=True).stdout for _ in range(2)}
    assert len(outputs) == 1
    other = subprocess.run([*command, "--seed", "7"], capture_output=True, check=True).stdout
    assert other not in outputs


def test_a_stage_alone_gives_what_the_whole_gives() -> None:
    from steersman.cli.console import read_dossier
    from steersman.pipeline import Pipeline, Settings
    from steersman.serialise import to_json

    dossier = read_dossier(Path(MINIMAL)).dossier
    assert dossier is not None
    settings = Settings(candidates=25)
    whole = Pipeline(dossier, settings).analyse()
    assert to_json(Pipeline(dossier, settings).plan()) == to_json(whole.plan)
    assert to_json(Pipeline(dossier, settings).choose()) == to_json(whole.choice)


def test_bad_input_exits_with_two_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "firm.yaml").write_text("name: X\ndate: soon\n")
    out = tmp_path / "out"
    for command in (("check",), ("identify",), ("report", "--out", str(out))):
        done = run(command[0], str(tmp_path), *command[1:])
        assert done.exit_code == 2
        assert "firm.yaml:2" in done.stderr
        assert "Traceback" not in done.output
    assert not out.exists()


def test_report_writes_one_file_without_outside_links(tmp_path: Path) -> None:
    for language, name in (("en", "minimal.html"), ("zh_CN", "minimal.zh_CN.html")):
        done = run("report", MINIMAL, "--out", str(tmp_path), "--language", language, *FEW)
        assert done.exit_code == 0
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert text.count("<svg") >= 3
        assert "<script" not in text
        for lead in ('src="', 'href="http', "url(http", "@import"):
            assert lead not in text
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "minimal.html",
        "minimal.zh_CN.html",
    ]


def test_report_comes_in_each_kind_that_is_asked_for(tmp_path: Path) -> None:
    kinds = ("--format", "pdf", "--format", "xlsx", "--format", "pdf")
    done = run("report", MINIMAL, "--out", str(tmp_path), *kinds, *FEW)
    assert done.exit_code == 0
    assert done.stdout.count("Report written") == 2
    assert (tmp_path / "minimal.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert (tmp_path / "minimal.xlsx").read_bytes().startswith(b"PK")
    board = run("report", MINIMAL, "--board", "--out", str(tmp_path), "--format", "pdf", *FEW)
    assert board.exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "minimal.board.pdf",
        "minimal.pdf",
        "minimal.xlsx",
    ]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_where_one_kind_cannot_be_made_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    import typst

    from steersman.report import pdf

    monkeypatch.setattr(pdf, "_fonts", lambda: typst.Fonts(font_paths=[str(tmp_path)]))
    kinds = ("--format", "html", "--format", "pdf", "--language", language)
    done = run("report", MINIMAL, "--out", str(tmp_path / "out"), *kinds, *FEW)
    assert done.exit_code == 2
    assert "steersman sans" in done.stderr
    assert "report/fonts" in done.stderr
    assert not (tmp_path / "out").exists()


def test_report_is_the_same_to_the_byte(tmp_path: Path) -> None:
    texts = []
    for name in ("a", "b"):
        run("report", MINIMAL, "--out", str(tmp_path / name), *FEW)
        texts.append((tmp_path / name / "minimal.html").read_bytes())
    assert texts[0] == texts[1]


def test_report_into_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    done = run("report", MINIMAL, "--out", str(tmp_path / "taken" / "inner"), *FEW)
    assert done.exit_code == 2
    assert "Traceback" not in done.output


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_new_dossier_is_valid_and_every_stage_answers(tmp_path: Path, language: str) -> None:
    folder = tmp_path / "企业 one"
    assert run("new", str(folder), "--language", language).exit_code == 0
    assert run("check", str(folder), "--depth", "data").exit_code == 0
    assert run("new", str(folder)).exit_code == 2
    for stage in ("identify", "diagnose", "choose", "plan", "steer"):
        assert run(stage, str(folder), *FEW).exit_code in {0, 1}


def test_export_import_gives_the_folder_back(tmp_path: Path) -> None:
    from steersman.cli.console import read_dossier

    source = EXAMPLES / "huoyan-textiles"
    book = tmp_path / "firm.xlsx"
    assert run("export", str(source), str(book), "--language", "zh_CN").exit_code == 0
    assert run("export", str(source), str(book)).exit_code == 2
    assert run("export", str(source), str(book), "--force").exit_code == 0
    assert run("import", str(book), str(tmp_path / "copy")).exit_code == 0
    first, second = read_dossier(source), read_dossier(tmp_path / "copy")
    assert second.problems == ()
    assert first.dossier == second.dossier == read_dossier(book).dossier


def test_an_empty_form_shows_examples_that_are_not_read_back(tmp_path: Path) -> None:
    from steersman.cli.console import read_dossier

    folder, book = tmp_path / "new", tmp_path / "new.xlsx"
    run("new", str(folder))
    run("export", str(folder), str(book))
    assert read_dossier(book).dossier == read_dossier(folder).dossier


def test_help_teaches_and_version_is_quick() -> None:
    assert "Examples:" in run("--help").stdout
    for name in ("new", "check", "plan", "report", "import", "export"):
        assert run(name, "--help").exit_code == 0
    code = (
        "import sys; from steersman.cli import main\n"
        "try: main(['--version'])\nexcept SystemExit: pass\n"
        "assert not {'numba', 'scipy', 'pydantic', 'vl_convert'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_check_does_not_load_charts() -> None:
    code = (
        "import sys; from steersman.cli import main\n"
        f"try: main(['check', {MINIMAL!r}])\nexcept SystemExit: pass\n"
        "assert not {'vl_convert', 'jinja2', 'ortools'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


@pytest.mark.parametrize("change", ["rename", "delete"])
def test_import_never_empties_a_list_unasked(tmp_path: Path, change: str) -> None:
    import shutil

    import openpyxl

    source, book = tmp_path / "firm", tmp_path / "firm.xlsx"
    shutil.copytree(EXAMPLES / "minimal", source)
    run("export", str(source), str(book))
    workbook = openpyxl.load_workbook(book)
    if change == "rename":
        workbook["people"].title = "staff"
    else:
        del workbook["people"]
    workbook.save(book)
    before = (source / "people.csv").read_bytes()
    done = run("import", str(book), str(source))
    assert done.exit_code == 2
    assert "people" in done.stderr
    assert (source / "people.csv").read_bytes() == before
    assert run("import", str(book), str(source), "--force").exit_code == 0


def test_repeated_headings_and_fields_in_a_workbook_are_refused(tmp_path: Path) -> None:
    import openpyxl

    book = tmp_path / "firm.xlsx"
    run("export", MINIMAL, str(book))
    workbook = openpyxl.load_workbook(book)
    workbook["people"]["C1"] = "name"
    workbook["firm"].append(["country", "DE"])
    workbook.save(book)
    done = run("check", str(book), "--format", "json")
    codes = {entry["code"] for entry in json.loads(done.stdout)}
    assert {"duplicate-column", "duplicate-id"} <= codes


def test_absurd_dates_are_refused(tmp_path: Path) -> None:
    (tmp_path / "firm.yaml").write_text("name: X\ndate: 9999-12-31\n")
    done = run("plan", str(tmp_path))
    assert done.exit_code == 2
    assert "firm.yaml:2" in done.stderr
