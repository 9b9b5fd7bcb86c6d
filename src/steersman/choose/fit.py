"""How well projects fit the strategies that suit the firm."""

from steersman.choose.result import Choice
from steersman.choose.strategies import menu_of
from steersman.dossier import Dossier


def project_fit(dossier: Dossier, choice: Choice) -> dict[str, float]:
    """Return by project how well its kind fits, from 0 to 1.

    The strategy the firm has chosen counts alone; where it has chosen none, every strategy counts
    with its acceptability.

    Args:
        dossier: The firm, for its projects and its chosen strategy.
        choice: What suits the firm.
    """
    chosen = dossier.strategy.chosen_strategy
    weights = {result.strategy: result.acceptability for result in choice.strategies}
    if chosen in weights:
        weights = {chosen: 1.0}
    total = sum(weights.values()) or 1.0
    strategies = menu_of(dossier.strategy).strategies
    return {
        project.id: sum(
            weights.get(strategy.id, 0.0) * strategy.projects.get(project.kind, 0.0)
            for strategy in strategies
        )
        / total
        for project in dossier.projects
    }
