"""Names that the Open Cap Table Format and the dossier have for the same things."""

from typing import Any

VERSION = "1.2.0"
FILES = {
    "stakeholders": ("Stakeholders.ocf.json", "OCF_STAKEHOLDERS_FILE"),
    "stock_classes": ("StockClasses.ocf.json", "OCF_STOCK_CLASSES_FILE"),
    "stock_plans": ("StockPlans.ocf.json", "OCF_STOCK_PLANS_FILE"),
    "stock_legend_templates": ("StockLegends.ocf.json", "OCF_STOCK_LEGEND_TEMPLATES_FILE"),
    "vesting_terms": ("VestingTerms.ocf.json", "OCF_VESTING_TERMS_FILE"),
    "valuations": ("Valuations.ocf.json", "OCF_VALUATIONS_FILE"),
    "transactions": ("Transactions.ocf.json", "OCF_TRANSACTIONS_FILE"),
}
"""File and file type of each list of a package."""
MANIFEST = "Manifest.ocf.json"
POOL = "pool"
"""Id of the one stock plan."""
START = "start"
"""Id of the vesting condition that begins a schedule."""
DAY_RULES = {
    "start_day_or_last": "VESTING_START_DAY_OR_LAST_DAY_OF_MONTH",
    "first_of_month": "01",
    "last_of_month": "31_OR_LAST_DAY_OF_MONTH",
}
PRO_RATA = "right to buy its share of the next round"
ANTI_DILUTION = "anti-dilution: "
ACCELERATION = "vests at an exit: "
"""Comments that carry what the format has no field for; any reader may show them."""
CAP_RULES = {
    "post_money": {"include_this_security", "include_other_converting_securities"},
    "pre_money": set[str](),
    "pre_money_with_pool": {"include_additional_option_pool_topup"},
}
"""Which shares beside those outstanding, granted and reserved a cap is divided by."""
ALWAYS = {
    "include_outstanding_shares",
    "include_outstanding_options",
    "include_outstanding_unissued_options",
    "include_option_pool_topup_for_promised_options",
}
NEVER = {"include_new_money"}


def cap_rules(basis: str) -> dict[str, bool]:
    """Return the format's capitalisation rules of a cap basis."""
    counted = ALWAYS | CAP_RULES[basis]
    names = ALWAYS | NEVER | {name for rules in CAP_RULES.values() for name in rules}
    return {name: name in counted for name in sorted(names)}


def cap_basis(rules: dict[str, Any]) -> str | None:
    """Return the cap basis of the format's rules; None if the dossier has none like it."""
    given = {name for name, counted in rules.items() if counted} - ALWAYS
    return next((basis for basis, extra in CAP_RULES.items() if given == extra), None)
