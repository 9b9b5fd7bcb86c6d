"""Lines of command: layers, spans, and the way between two people along the line.

A lead with ``span`` reports; ``span`` to the power of layers people (Graicunas 1933 on span; Urwick
1956). Pairs who could have to talk grow with the square of the headcount (Brooks 1975).
"""

from collections.abc import Mapping

MOST_LAYERS = 64


def layers_needed(headcount: int, span: int) -> int:
    """Return the least layers, the top one counted, that lead a headcount by a span.

    Raises:
        ValueError: If nobody is there or nobody can be led.
    """
    if headcount < 1 or span < 1:
        raise ValueError("headcount and span must be positive")
    if span == 1:
        return headcount
    room, layers = 1, 1
    while room < headcount:
        room += span**layers
        layers += 1
    return layers


def leads_needed(headcount: int, span: int) -> int:
    """Return the least people who lead others directly: everybody but the top reports to one."""
    if headcount < 1 or span < 1:
        raise ValueError("headcount and span must be positive")
    return -(-(headcount - 1) // span)


def next_lead_at(headcount: int, span: int) -> int:
    """Return the headcount from which one more lead is needed."""
    return leads_needed(headcount, span) * span + 2


def chain(person: str, lead: Mapping[str, str]) -> list[str]:
    """Return a person and all leads above, the nearest first; a circle ends it."""
    line = [person]
    while lead.get(line[-1]) and lead[line[-1]] not in line and len(line) < MOST_LAYERS:
        line.append(lead[line[-1]])
    return line


def hops(one: str, other: str, lead: Mapping[str, str]) -> int | None:
    """Return the steps from one person up to the first common lead and down to the other.

    None where the line does not connect them.
    """
    above = chain(one, lead)
    below = chain(other, lead)
    common = next((name for name in above if name in below), None)
    return None if common is None else above.index(common) + below.index(common)


def depth(lead: Mapping[str, str], people: list[str]) -> int:
    """Return the layers of command, the top one counted."""
    return max((len(chain(person, lead)) for person in people), default=0)
