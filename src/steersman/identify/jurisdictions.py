"""Whose rules apply to a firm."""

from steersman.dossier import Firm
from steersman.rulebook import JURISDICTIONS

EU_MEMBERS = frozenset(
    {
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
        "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    }
)  # fmt: skip
OTHER_NAMES = {"GB": "uk"}
"""Countries whose rules stand under another name than their ISO 3166 code."""


def jurisdictions_of(firm: Firm) -> tuple[str, ...]:
    """Return the jurisdictions whose rules are asked: the firm's country, and the EU.

    The EU's count for its members, for firms elsewhere whose figures can be told in euro, as the
    size classes that partners and programmes there ask for, and for firms of countries whose own
    rules are not in the rulebook.
    """
    country = firm.country.upper()
    own = OTHER_NAMES.get(country, country.lower())
    in_euro = firm.currency == "EUR" or firm.euro_rate is not None
    union = country in EU_MEMBERS or in_euro or own not in JURISDICTIONS
    return tuple(name for name in JURISDICTIONS if name == own or (name == "eu" and union))
