"""Strategies tested by planning: what a strategy leaves room for, and the same chances for all."""

from dataclasses import replace

import numpy as np
import pytest

from steersman.choose.strategies import load_strategies
from steersman.pipeline import Pipeline, Settings
from steersman.plan.strategy_trial import dossier_under
from tests.data import example_firm

STRATEGIES = {strategy.id: strategy for strategy in load_strategies()}


@pytest.mark.parametrize("name", STRATEGIES)
def test_what_a_strategy_leaves_room_for(name: str) -> None:
    firm = example_firm()
    strategy = STRATEGIES[name]
    limited = dossier_under(firm, strategy)
    kept = {project.id for project in limited.projects}
    begun = {entry.reference.split("/")[0] for entry in firm.progress}
    needed = {need for project in limited.projects for need in project.needs}
    for project in firm.projects:
        fits = strategy.projects.get(project.kind, 0) > 0
        assert (project.id in kept) == (fits or project.id in begun | needed)
    for project in limited.projects:
        assert set(project.needs) <= kept
        assert {entry.target for entry in project.strengthens} <= kept
    focus = limited.strategy.preferences.focus
    assert focus is not None
    assert focus <= strategy.focus


def test_a_strategy_that_leaves_everything_gives_the_plan_itself() -> None:
    """With all projects and ways fitting alike, the trial is the plan with the same candidates."""
    firm = example_firm()
    open_ = replace(
        STRATEGIES["niche"],
        projects=dict.fromkeys(
            ("new_product", "platform", "improvement", "process", "standard"), 1.0
        ),
        modes={"alone": 1.0, "partner": 1.0, "licence": 1.0},
        focus=firm.strategy.preferences.focus or 100,
    )
    assert dossier_under(firm, open_).projects == firm.projects


def test_trials_are_told_and_repeat() -> None:
    told: list[str] = []
    settings = Settings(candidates=20, on_trial=told.append)
    first = Pipeline(example_firm(), settings).trials()
    again = Pipeline(example_firm(), settings).trials()
    assert first == again
    assert told[: len(first)] == [trial.strategy for trial in first]
    assert all(np.isfinite(trial.value) for trial in first)
    assert all(trial.people > 0 for trial in first)
