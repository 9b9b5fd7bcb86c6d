"""Official definitions, policies and reliefs: dated, cited data, and their evaluator."""

from steersman.rulebook.evaluate import CriterionResult, Evaluation, Facts, FactValue, evaluate
from steersman.rulebook.rules import Criterion, Rule, load_rule

__all__ = [
    "Criterion", "CriterionResult", "Evaluation", "FactValue", "Facts", "Rule", "evaluate",
    "load_rule",
]  # fmt: skip
