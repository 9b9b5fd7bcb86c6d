"""RSK009: a planned control that costs more than it prevents and saves from no ruin.

Why it matters: The money would protect more elsewhere.

How to mend: Drop it, make it cheaper, or note what else it is for.

Known limits: What law demands must be done whatever it is worth.

Source: Simulation of the register.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, paths_by_id


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    controls = paths_by_id(("risks", "controls"), context.dossier.risks.controls)
    if not controls or context.dossier.finance is None:
        return
    for worth in context.financing.controls:
        if worth.cost > worth.loss_removed and worth.ruin_removed <= 0:
            values = {"control": worth.control, "cost": worth.cost, "loss": worth.loss_removed}
            yield Finding("RSK009", controls[worth.control], values)


RULE = Rule("RSK009", "risk", check, analysed=True)
