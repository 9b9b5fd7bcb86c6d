"""All lint rules, one file each."""

from steersman.steer.rule import Rule
from steersman.steer.rules import (
    dia001_priority_without_measure,
    mea001_measure_without_owner,
    mea002_measure_without_budget,
    mea003_measure_without_date,
    mea004_measure_without_objective,
    mea005_measure_due_too_early,
    mea006_budget_below_project_cost,
    mon001_ruin_above_limit,
    obj001_objective_without_measure,
    obj002_objective_without_indicator,
    obj003_objective_without_date,
    obj004_indicator_without_target,
    obj005_objective_overdue,
    peo001_owner_overloaded,
    peo002_single_holder_of_skill,
    prj001_project_not_in_plan,
    prj002_project_without_measure,
    rsk001_risk_without_answer,
)

RULES: tuple[Rule, ...] = (
    dia001_priority_without_measure.RULE,
    mea001_measure_without_owner.RULE,
    mea002_measure_without_budget.RULE,
    mea003_measure_without_date.RULE,
    mea004_measure_without_objective.RULE,
    mea005_measure_due_too_early.RULE,
    mea006_budget_below_project_cost.RULE,
    mon001_ruin_above_limit.RULE,
    obj001_objective_without_measure.RULE,
    obj002_objective_without_indicator.RULE,
    obj003_objective_without_date.RULE,
    obj004_indicator_without_target.RULE,
    obj005_objective_overdue.RULE,
    peo001_owner_overloaded.RULE,
    peo002_single_holder_of_skill.RULE,
    prj001_project_not_in_plan.RULE,
    prj002_project_without_measure.RULE,
    rsk001_risk_without_answer.RULE,
)
