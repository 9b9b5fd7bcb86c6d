"""Official definitions, policies and reliefs: dated, cited data, and their evaluators."""

from steersman.rulebook.catalogue import (
    Contradiction,
    FactInfo,
    contradictions,
    fact_catalogue,
    fact_granted_by,
)
from steersman.rulebook.evaluate import (
    CriterionResult,
    Evaluation,
    Facts,
    FactValue,
    Reason,
    amount_of,
    evaluate,
    unmet_criteria,
    verdict_of,
)
from steersman.rulebook.rule import (
    JURISDICTIONS,
    Criterion,
    Parameter,
    Relief,
    Rule,
    load_rule,
    rule_ids,
    rule_versions,
)

__all__ = [
    "JURISDICTIONS", "Contradiction", "Criterion", "CriterionResult", "Evaluation", "FactInfo",
    "FactValue", "Facts", "Parameter", "Reason", "Relief", "Rule", "amount_of", "contradictions",
    "evaluate", "fact_catalogue", "fact_granted_by",
    "load_rule", "rule_ids", "rule_versions", "unmet_criteria",
    "verdict_of",
]  # fmt: skip
