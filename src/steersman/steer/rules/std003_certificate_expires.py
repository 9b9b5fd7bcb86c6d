"""STD003: an official status that ends within half a year.

Why it matters: Renewal takes months; in between the relief is lost.

How to mend: Start the renewal now, with an owner and a date.

Known limits: Certificates without an end are not looked at.

Source: Our judgement.
"""

from collections.abc import Iterator
from datetime import timedelta

from steersman.steer.rule import Context, Finding, Rule, each

AHEAD = timedelta(days=183)


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, certificate in each(("firm", "certificates"), context.dossier.firm.certificates):
        end = certificate.expires
        if end is not None and context.as_of <= end <= context.as_of + AHEAD:
            values = {"certificate": certificate.name or certificate.kind, "due": end}
            yield Finding("STD003", path, values)


RULE = Rule("STD003", "standards", check)
