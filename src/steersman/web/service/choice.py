"""How strategies would stand under another order of criteria, without saving it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from steersman.choose.strategies import menu_of
from steersman.dossier import Dossier
from steersman.files.body import body_of
from steersman.pipeline import Pipeline, Settings
from steersman.store.errors import RefusedError
from steersman.web.service.facts import Body, Facts, FactsReader, usable

KEPT = 8


def live_shares(
    reader: FactsReader, firm_id: str, facts: Facts, dossier: Dossier
) -> dict[str, tuple[float, ...]]:
    """Return the acceptability indices of strategies under changed preferences."""
    return _diagnosed(reader, firm_id, facts.number).rank_shares(dossier)


@lru_cache(maxsize=KEPT)
def _diagnosed(reader: FactsReader, firm_id: str, number: int) -> Pipeline:
    """Return the stages of a revision, whose diagnosis is worked out once."""
    return Pipeline(usable(reader.at(firm_id, number)), Settings())


def reordered(dossier: Dossier, order: Sequence[str]) -> Dossier:
    """Return the dossier with the criteria in another order.

    Raises:
        RefusedError: If a criterion is none, or stands twice.
    """
    known = menu_of(dossier.strategy).criterion_ids
    if len(set(order)) < len(order) or not set(order) <= set(known):
        raise RefusedError(reason="no-such-criterion")
    preferences = replace(dossier.strategy.preferences, criteria_order=tuple(order))
    return replace(dossier, strategy=replace(dossier.strategy, preferences=preferences))


def chosen_body(dossier: Dossier, order: Sequence[str], chosen: str) -> Body:
    """Return a dossier's body with an order of criteria and a strategy chosen, empty for none.

    Raises:
        RefusedError: If there is no such criterion or strategy.
    """
    wanted = reordered(dossier, order)
    if chosen and chosen not in menu_of(wanted.strategy).strategy_ids:
        raise RefusedError(reason="no-such-strategy")
    strategy = replace(wanted.strategy, chosen_strategy=chosen)
    return body_of(replace(wanted, strategy=strategy))
