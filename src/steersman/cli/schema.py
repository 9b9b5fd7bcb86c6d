"""``steersman schema``: the JSON schema of what each stage prints, and of rule files."""

import json
from typing import Any

import click

from steersman.choose import Choice
from steersman.cohort.analysis.association import Associations
from steersman.cohort.analysis.distribution import Distribution
from steersman.cohort.analysis.path_analysis import PathAnalysis
from steersman.cohort.analysis.percentiles import Standing
from steersman.cohort.analysis.segments import Segments
from steersman.cohort.results import Manifest
from steersman.diagnose import Diagnosis, Percentile, Trend
from steersman.dossier import Dossier
from steersman.files.rule_files import rule_schema
from steersman.identify import Identification, LawComparison
from steersman.pipeline import Provenance
from steersman.plan import Plan
from steersman.plan.equity import EquityOutlook
from steersman.plan.financing import Financing
from steersman.plan.people import People
from steersman.plan.strategy_trial import StrategyTrial
from steersman.serialise import json_schema
from steersman.steer import Steering
from steersman.steer.course import Course, Snapshot

TYPES: dict[str, Any] = {
    "dossier": Dossier,
    "identify": Identification,
    "compare": LawComparison,
    "diagnose": Diagnosis,
    "trend": tuple[Trend, ...],
    "percentile": tuple[Percentile, ...],
    "choose": Choice,
    "trial": tuple[StrategyTrial, ...],
    "plan": Plan,
    "people": People,
    "captable": EquityOutlook,
    "finance": Financing,
    "steer": Steering,
    "progress": Course,
    "snapshot": Snapshot,
    "provenance": Provenance,
    "cohort-describe": Distribution,
    "cohort-percentiles": Standing,
    "cohort-segments": Segments,
    "cohort-associate": Associations,
    "cohort-paths": PathAnalysis,
    "cohort-provenance": Manifest,
}
RULE = "rule"


@click.command("schema")
@click.argument("what", type=click.Choice([*TYPES, RULE]))
def schema_command(what: str) -> None:
    """Print the JSON schema of a stage's result, of a dossier, of provenance, or of a rule file.

    What ``--json`` prints is ``{"provenance": ..., "stage": ..., "result": ...}``; for a cohort
    ``analysis`` stands in place of ``stage``.
    """
    schema: dict[str, Any] = rule_schema() if what == RULE else json_schema(TYPES[what])
    click.echo(json.dumps(schema, ensure_ascii=False, indent=2))
