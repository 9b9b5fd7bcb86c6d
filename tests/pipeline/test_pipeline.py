"""The pipeline: provenance, independence of stages, and JSON that says what the records say."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
from hypothesis import HealthCheck, Phase, given, settings

from steersman.checks import check_everything
from steersman.dossier import Dossier
from steersman.files import read_folder
from steersman.pipeline import Pipeline, Settings, provenance_of
from steersman.serialise import json_schema, to_json
from tests.dossiers import DOSSIERS

MINIMAL = Path(__file__).parents[2] / "examples" / "minimal"


def minimal() -> Dossier:
    dossier = read_folder(MINIMAL).dossier
    assert dossier is not None
    return dossier


@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(DOSSIERS)
def test_any_dossier_fits_its_published_schema(dossier: Dossier) -> None:
    document = json.loads(json.dumps(to_json(dossier), allow_nan=False))
    jsonschema.validate(document, json_schema(Dossier))


def test_provenance_changes_with_any_fact_seed_or_day() -> None:
    dossier = minimal()
    same = provenance_of(dossier, Settings())
    assert provenance_of(minimal(), Settings()) == same
    richer = replace(dossier, firm=replace(dossier.firm, name="Other"))
    assert provenance_of(richer, Settings()).dossier_sha256 != same.dossier_sha256
    assert provenance_of(dossier, Settings(seed=1)) != same
    assert provenance_of(dossier, Settings(as_of=date(2025, 1, 1))).as_of == date(2025, 1, 1)
    assert same.as_of == dossier.firm.date


def test_stages_are_told_in_their_order() -> None:
    told: list[str] = []
    Pipeline(minimal(), Settings(candidates=5, on_stage=told.append)).analyse()
    assert told == ["identify", "diagnose", "choose", "plan", "steer"]


def test_stages_are_run_once_and_only_when_needed() -> None:
    told: list[str] = []
    pipeline = Pipeline(minimal(), Settings(candidates=5, on_stage=told.append))
    pipeline.choose()
    pipeline.choose()
    assert told == ["diagnose", "choose"]


def test_amounts_in_json_are_numbers_and_draws_stay_out() -> None:
    assert to_json(Decimal("12.50")) == 12.5
    assert to_json(Decimal(10) ** 20) == 1e20
    assert to_json(Decimal(7)) == 7
    diagnosis = Pipeline(minimal(), Settings()).diagnose()
    assert "draws" not in to_json(diagnosis)


def test_everything_wrong_is_found_by_the_python_interface_too() -> None:
    dossier = minimal()
    assert check_everything(dossier) == ()
    broken = replace(dossier, people=(replace(dossier.people[0], fte=2.0), dossier.people[0]))
    assert {problem.code for problem in check_everything(broken)} >= {"too-large", "duplicate-id"}
