"""``steersman plan --what-if``: changes, their comparison, and bad ones refused."""

import pytest

from steersman.cli.console import read_dossier
from steersman.plan.what_if import Change, apply_change, parse_change
from tests.cli.plan_command import EXAMPLE, run


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("drop=a", Change("drop", "a")),
        ("delay=loan:3", Change("delay", "loan", 3)),
        ("delay=loan", None),
        ("delay=loan:x", None),
        ("drop=a:2", None),
        ("drop=", None),
        ("sell=a", None),
        ("drop", None),
    ],
)
def test_changes_are_read_strictly(text: str, change: Change | None) -> None:
    assert parse_change(text) == change


def test_changes_do_what_they_say() -> None:
    dossier = read_dossier(EXAMPLE).dossier
    assert dossier is not None
    fewer = apply_change(dossier, Change("drop", "wide_fr"))
    names = {project.id for project in fewer.projects}
    assert {"wide_fr", "rail_interior"} & names == set(), "rail_interior needs wide_fr"
    richer = apply_change(dossier, Change("hire", "hire_tester"))
    assert len(richer.people) == len(dossier.people) + 1
    assert "hire_tester" not in {role.id for role in richer.hiring.roles}
    later = apply_change(dossier, Change("delay", "loan_tech", 5))
    assert later.finance is not None
    assert {o.id: o.month for o in later.finance.funding}["loan_tech"] == 8
    less = apply_change(dossier, Change("cut", "loan_tech"))
    assert less.finance is not None
    assert len(less.finance.funding) == 3
    with pytest.raises(ValueError, match="ghost"):
        apply_change(dossier, Change("drop", "ghost"))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_change_is_compared(language: str) -> None:
    done = run("--what-if", "drop=contact_wear", "--language", language)
    assert done.exit_code == 0
    assert "Contact-sensing" in done.stdout


def test_bad_changes_are_refused_with_a_hint() -> None:
    for text, word in (("drop=contact_waer", "contact_wear"), ("sell=it", "drop=PROJECT")):
        done = run("--what-if", text)
        assert done.exit_code == 2
        assert word in done.stderr


def test_focus_and_risk_are_obeyed() -> None:
    import json

    done = run("--risk", "0.01", "--focus", "1", "--json")
    assert json.loads(done.stdout)["result"]["ruin_limit"] == 0.01
