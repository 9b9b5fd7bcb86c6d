"""Strategy map: objectives, the measures that carry them, and who and what carries those."""

from collections.abc import Sequence
from dataclasses import dataclass

from steersman.dossier import Dossier
from steersman.report.charts.style import BLUE, CONFIG, GREEN, MUTED, ORANGE, RED, SCHEMA, values
from steersman.report.document import Spec

COLUMNS = ("indicator", "objective", "measure", "project", "person")
COLOURS = {
    "indicator": GREEN, "objective": BLUE, "measure": ORANGE, "project": "#7a5ba6",
    "person": "#4c6a92", "alone": RED,
}  # fmt: skip
WIDTH, ROW, BOX = 880, 40, 24
LONGEST = 17


@dataclass(frozen=True, slots=True)
class MapNames:
    """Names on the map, by id, and heads of its columns."""

    heads: dict[str, str]
    projects: dict[str, str]
    people: dict[str, str]


def strategy_map(dossier: Dossier, names: MapNames) -> Spec:
    """Return columns of boxes and lines between what belongs together.

    A box that nothing carries is drawn in red: an objective without a measure, a measure without
    an owner, an indicator that no objective has.
    """
    nodes = _nodes(dossier, names)
    height = ROW * max(sum(node["column"] == c for node in nodes) for c in COLUMNS) + ROW
    places = _places(nodes, height)
    lines = [
        {"x": places[one][0], "y": places[one][1], "x2": places[other][0], "y2": places[other][1]}
        for one, other in _links(dossier)
        if one in places and other in places
    ]
    linked = {key for link in _links(dossier) for key in link}
    alone = _uncarried(dossier)
    boxes = [
        {
            "x": places[node["key"]][0], "y": places[node["key"]][1], "name": node["name"],
            "kind": "alone" if node["key"] not in linked - alone else node["column"],
            "short": _short(node["name"]),
        }
        for node in nodes
    ]  # fmt: skip
    heads = [
        {"x": _column_x(place), "y": ROW / 3, "head": names.heads[column]}
        for place, column in enumerate(COLUMNS)
    ]
    return _drawn(boxes, lines, heads, height)


def _nodes(dossier: Dossier, names: MapNames) -> list[dict[str, str]]:
    strategy = dossier.strategy
    used = dict.fromkeys(m.project for m in strategy.measures if m.project)
    owners = dict.fromkeys(m.owner for m in strategy.measures if m.owner)
    found = [("indicator", entry.id, entry.name) for entry in strategy.indicators]
    found += [("objective", entry.id, f"{entry.id} {entry.title}") for entry in strategy.objectives]
    found += [("measure", entry.id, f"{entry.id} {entry.title}") for entry in strategy.measures]
    found += [("project", name, names.projects.get(name, name)) for name in used]
    found += [("person", name, names.people.get(name, name)) for name in owners]
    return [{"column": c, "key": f"{c}:{key}", "name": name} for c, key, name in found]


def _links(dossier: Dossier) -> list[tuple[str, str]]:
    strategy = dossier.strategy
    links = [
        (f"indicator:{o.indicator}", f"objective:{o.id}")
        for o in strategy.objectives
        if o.indicator
    ]
    for measure in strategy.measures:
        key = f"measure:{measure.id}"
        links += [(f"objective:{measure.objective}", key)] if measure.objective else []
        links += [(key, f"project:{measure.project}")] if measure.project else []
        if measure.owner:
            source = f"project:{measure.project}" if measure.project else key
            links.append((source, f"person:{measure.owner}"))
    return links


def _uncarried(dossier: Dossier) -> set[str]:
    strategy = dossier.strategy
    carried = {measure.objective for measure in strategy.measures}
    return {f"objective:{o.id}" for o in strategy.objectives if o.id not in carried} | {
        f"measure:{m.id}" for m in strategy.measures if not m.owner or not m.objective
    }


def _column_x(place: int) -> float:
    return WIDTH * (place + 0.5) / len(COLUMNS)


def _places(nodes: Sequence[dict[str, str]], height: float) -> dict[str, tuple[float, float]]:
    """Return the middle of each box, the boxes of a column spread over the height."""
    places = {}
    for place, column in enumerate(COLUMNS):
        own = [node for node in nodes if node["column"] == column]
        for row, node in enumerate(own):
            y = ROW + (height - ROW) * (row + 0.5) / len(own)
            places[node["key"]] = (_column_x(place), y)
    return places


def _short(name: str) -> str:
    wide = any(ord(letter) > LATIN_END for letter in name)
    longest = LONGEST * 2 // 3 if wide else LONGEST + 5
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"


LATIN_END = 0x2E80


def _drawn(
    boxes: Sequence[Spec], lines: Sequence[Spec], heads: Sequence[Spec], height: float
) -> Spec:
    def axis(field: str, end: float) -> Spec:
        scale = {"domain": [0, end], "nice": False, "zero": False}
        return {"field": field, "type": "quantitative", "axis": None, "scale": scale}

    x = axis("x", WIDTH)
    y = {**axis("y", height), "scale": {"domain": [height, 0], "nice": False}}
    colour = {
        "field": "kind", "type": "nominal", "legend": None,
        "scale": {"domain": list(COLOURS), "range": list(COLOURS.values())},
    }  # fmt: skip
    return {
        "$schema": SCHEMA,
        "width": WIDTH,
        "height": height,
        "config": CONFIG,
        "layer": [
            {"data": values(lines), "mark": {"type": "rule", "color": MUTED, "opacity": 0.5},
             "encoding": {"x": x, "y": y, "x2": {"field": "x2"}, "y2": {"field": "y2"}}},
            {"data": values(boxes),
             "mark": {"type": "rect", "width": WIDTH / len(COLUMNS) - 28, "height": BOX,
                      "cornerRadius": 4, "fill": "white", "strokeWidth": 1.6},
             "encoding": {"x": x, "y": y, "stroke": colour}},
            {"data": values(boxes), "mark": {"type": "text", "fontSize": 11},
             "encoding": {"x": x, "y": y, "text": {"field": "short"},
                          "tooltip": {"field": "name"}}},
            {"data": values(heads), "mark": {"type": "text", "color": MUTED, "fontWeight": "bold"},
             "encoding": {"x": x, "y": y, "text": {"field": "head"}}},
        ],
    }  # fmt: skip
