"""Evaluation of rules on a table of firms."""

from steersman.rulebook.table.evaluate import ANSWERS, evaluate_table, facts_of_row, needed_facts

__all__ = ["ANSWERS", "evaluate_table", "facts_of_row", "needed_facts"]
