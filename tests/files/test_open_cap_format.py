"""The Open Cap Table Format 1.2.0: packages written, checked, and read back."""

import json
import shutil
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from steersman.cli import main
from steersman.dossier import (
    ConvertibleLoan,
    Dossier,
    Equity,
    EquityEvent,
    Firm,
    ShareClass,
    VestingPlan,
)
from steersman.files.open_cap_format import left_out, read_package, write_package
from steersman.files.open_cap_format.check import faults
from steersman.plan.equity.ledger import replay
from tests.data import example_firm

NOW = "2026-11-25T10:00:00+00:00"
TODAY = date(2026, 1, 1)
EXAMPLE = Path(__file__).parents[2] / "examples" / "huoyan-textiles"


def event(kind: Any, day: str, **extra: Any) -> EquityEvent:
    fields = {"id": f"{kind} {day}", "date": date.fromisoformat(day), "kind": kind}
    return EquityEvent(**{**fields, **extra})


PLAIN = Equity(
    classes=(
        ShareClass(id="a", name="Series A", kind="preferred", price=Decimal("2.5"), seniority=2,
                   participation="capped", cap=2.0, anti_dilution="weighted_average"),
    ),
    vesting=(
        VestingPlan(id="four", exercise_months=12, acceleration=0.5),
        VestingPlan(id="odd", months=38, cliff_months=6, every_months=3,
                    rounding="front_loaded", day_rule="last_of_month"),
        VestingPlan(id="once", months=0, cliff_months=0, every_months=1),
    ),
    events=(
        event("issue", "2020-01-01", holder="an", shares=900, price=Decimal("0.1")),
        event("issue", "2021-01-01", holder="fund", share_class="a", shares=100,
              price=Decimal("2.5")),
        event("pool", "2021-02-01", shares=100),
        event("grant", "2021-03-01", id="g", holder="bo", shares=60, price=Decimal(1),
              vesting="four", start=date(2021, 3, 1), expires=date(2031, 1, 1)),
        event("exercise", "2023-01-01", grant="g", shares=10),
        event("transfer", "2023-02-01", holder="an", to="cy", shares=300),
        event("cancel", "2023-03-01", grant="g", shares=5, note="by agreement"),
        event("split", "2024-01-01", factor=10),
        event("pool", "2024-02-01", shares=500),
        event("repurchase", "2024-03-01", holder="cy", shares=3000, price=Decimal("0.2")),
    ),
    convertibles=(
        ConvertibleLoan(id="safe", holder="angel", date=TODAY, amount=Decimal(1000),
                        cap=Decimal(9000), most_favoured=True, pro_rata=True),
        ConvertibleLoan(id="note", holder="bank", date=TODAY, amount=Decimal(500), discount=0.2,
                        interest=0.06, compounding=True, cap_basis="pre_money_with_pool"),
    ),
)  # fmt: skip
PLAIN_FIRM = Dossier(firm=Firm(name="Own", date=TODAY), equity=PLAIN)


def test_what_is_written_is_read_back_equal() -> None:
    equity, problems = read_package(write_package(PLAIN_FIRM, NOW))
    assert problems == ()
    assert equity == PLAIN
    assert left_out(PLAIN_FIRM) == ()


def test_every_object_has_the_fields_of_the_format() -> None:
    """Required and allowed fields as published for release 1.2.0."""
    for dossier in (PLAIN_FIRM, example_firm()):
        files = write_package(dossier, NOW)
        manifest = json.loads(files["Manifest.ocf.json"])
        assert manifest["ocf_version"] == "1.2.0"
        assert list(faults(manifest["issuer"])) == []
        for text in list(files.values())[1:]:
            for item in json.loads(text)["items"]:
                assert list(faults(item)) == []


def test_the_example_keeps_its_cap_table() -> None:
    dossier = example_firm()
    equity, problems = read_package(write_package(dossier, NOW))
    assert equity is not None, problems
    before = replay(dossier, dossier.firm.date)
    after = replay(replace(dossier, equity=equity), dossier.firm.date)
    assert after.problems == []
    assert after.holdings == before.holdings
    assert after.granted == before.granted
    assert after.pool == before.pool + sum(before.promised.values())
    assert {entry.what for entry in left_out(dossier)} == {
        "promise", "round", "later_rounds", "exits", "debt_at_exit",
    }  # fmt: skip


def test_who_left_gives_back_what_had_not_vested() -> None:
    leave = event("leave", "2022-06-01", holder="bo")
    events = (*PLAIN.events[:4], leave)
    dossier = replace(PLAIN_FIRM, equity=replace(PLAIN, events=events))
    equity, _ = read_package(write_package(dossier, NOW))
    assert equity is not None
    after = replay(replace(dossier, equity=equity), TODAY)
    before = replay(dossier, TODAY)
    assert after.problems == []
    assert (after.granted, after.pool) == (before.granted, before.pool) == (0, 100)


def test_a_transfer_of_several_securities_keeps_the_holdings() -> None:
    second = event("issue", "2020-06-01", holder="an", shares=50)
    events = (
        PLAIN.events[0],
        second,
        event("transfer", "2023-01-01", holder="an", to="cy", shares=920),
    )
    dossier = replace(PLAIN_FIRM, equity=Equity(events=events))
    equity, _ = read_package(write_package(dossier, NOW))
    assert equity is not None
    after = replay(replace(dossier, equity=equity), TODAY)
    assert after.holdings == {("an", "common"): 30, ("cy", "common"): 920}


def changed(**change: Any) -> dict[str, str]:
    """Return a package whose first issuance is changed."""
    files = write_package(PLAIN_FIRM, NOW)
    content = json.loads(files["Transactions.ocf.json"])
    item = next(i for i in content["items"] if i["object_type"] == "TX_STOCK_ISSUANCE")
    for name, value in change.items():
        if value is None:
            del item[name]
        else:
            item[name] = value
    files["Transactions.ocf.json"] = json.dumps(content)
    return files


@pytest.mark.parametrize(
    ("files", "code", "said"),
    [
        (changed(quantity=None), "ocf-invalid", "quantity is missing"),
        (changed(colour="red"), "ocf-invalid", "colour is not a field"),
        (changed(quantity="many"), "ocf-invalid", "not a number"),
        (changed(date="2020-13-01"), "ocf-invalid", "not a date"),
        (changed(quantity="1.5"), "ocf-refused", "not whole"),
        (changed(object_type="TX_WARRANT_ISSUANCE"), "ocf-refused", "TX_WARRANT_ISSUANCE"),
        (changed(stock_class_id=7, share_price=5), "ocf-unreadable", ""),
        ({}, "ocf-refused", "Manifest.ocf.json is missing"),
        ({"Manifest.ocf.json": '{"ocf_version": "1.1.0"}'}, "ocf-refused", "1.1.0"),
        ({"Manifest.ocf.json": "{"}, "ocf-unreadable", ""),
    ],
)
def test_faulty_packages_are_refused(files: dict[str, str], code: str, said: str) -> None:
    equity, problems = read_package(files)
    assert equity is None
    assert problems[0].code == code
    assert said in problems[0].parameters["detail"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def test_export_and_import_by_command(tmp_path: Path) -> None:
    package, folder = tmp_path / "shares.ocf.zip", tmp_path / "firm"
    done = run("export", str(EXAMPLE), str(package))
    assert done.exit_code == 0
    assert "Not in the package: exits" in done.stderr
    assert run("export", str(EXAMPLE), str(package)).exit_code == 2
    shutil.copytree(EXAMPLE, folder)
    assert run("import", str(package), str(folder)).exit_code == 2
    done = run("import", str(package), str(folder), "--force")
    assert done.exit_code == 0, done.stderr
    assert "exits:" in (folder / "equity.yaml").read_text("utf-8")
    assert run("captable", str(folder), "--candidates", "5").exit_code == 0


def test_uncapped_participation_is_not_written(tmp_path: Path) -> None:
    folder = tmp_path / "firm"
    shutil.copytree(EXAMPLE, folder)
    equity = folder / "equity.yaml"
    text = equity.read_text("utf-8").replace("seniority: 1,", "seniority: 1, participation: full,")
    equity.write_text(text, "utf-8")
    done = run("export", str(folder), str(tmp_path / "x.ocf.zip"))
    assert done.exit_code == 2
    assert "without a cap" in " ".join(done.stderr.split())
    assert not (tmp_path / "x.ocf.zip").exists()


def test_what_is_no_package_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "x.ocf.zip"
    broken.write_bytes(b"no zip")
    done = run("import", str(broken), str(EXAMPLE))
    assert done.exit_code == 2
    assert "Traceback" not in done.stderr
    with zipfile.ZipFile(broken, "w") as package:
        package.writestr("readme.txt", "hello")
    assert run("import", str(broken), str(EXAMPLE)).exit_code == 2
