"""The way to a first answer: what to fill in, in which order, and what is there."""

from steersman.web.service.facts import Facts
from steersman.web.visit import FirmVisit


def first_steps(visit: FirmVisit, facts: Facts) -> list[tuple[bool, str, str]]:
    """Return the steps to a first whole answer: whether done, address, text; none once all are."""
    dossier = facts.read.dossier
    if dossier is None:
        return []
    finance, projects = dossier.finance, dossier.projects
    found = [
        ("firm.years", any(year.revenue is not None for year in dossier.firm.years)),
        ("people", bool(dossier.people)),
        ("projects", bool(projects)),
        ("projects.stages", any(project.stages for project in projects)),
        ("finance", finance is not None and finance.cash > 0),
        ("strategy.objectives", bool(dossier.strategy.objectives)),
    ]
    if all(done for _, done in found):
        return []
    return [
        (done, visit.firm_url("facts", name), visit.messages.text(f"web.steps.{name}"))
        for name, done in found
    ]
