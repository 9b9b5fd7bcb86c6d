"""The base of all dossier records and the helpers that declare their fields."""

from dataclasses import MISSING, field
from decimal import Decimal
from typing import Any, ClassVar


class Record:
    """A frozen, typed part of a dossier.

    The configuration is read by the border's validator: an unknown key is an error, and a number
    is never infinite or undefined.
    """

    __slots__ = ()
    __pydantic_config__: ClassVar[dict[str, Any]] = {
        "extra": "forbid",
        "allow_inf_nan": False,
        "coerce_numbers_to_str": True,
    }


LARGEST = 1e15


def quantity(
    unit: str,
    *,
    minimum: float | None = None,
    maximum: float | None = LARGEST,
    default: Any = MISSING,  # noqa: ANN401  a dataclass default may be of any field type
) -> Any:  # noqa: ANN401  stands in for a value of the field's type, as dataclasses.field does
    """Declare a number with its unit and the range in which it makes sense.

    Args:
        unit: Unit as shown to the reader, e.g. ``months`` or ``FTE``; ``currency`` stands for the
            firm's currency.
        minimum: Least sensible value, included.
        maximum: Greatest sensible value, included; a thousand million million where none is given,
            so that sums stay finite.
        default: Value when the field is left out; without it the field is required.
    """
    metadata = {"unit": unit, "minimum": minimum, "maximum": maximum}
    if default is MISSING:
        return field(metadata=metadata)
    return field(default=default, metadata=metadata)


def money(*, default: Any = MISSING, negative: bool = False) -> Any:  # noqa: ANN401  as above
    """Declare an amount in the firm's currency; negative amounts must be asked for."""
    return quantity("currency", minimum=-LARGEST if negative else 0, default=default)


def share(*, default: Any = MISSING) -> Any:  # noqa: ANN401  as above
    """Declare a share or probability between 0 and 1."""
    return quantity("share", minimum=0, maximum=1, default=default)


ZERO = Decimal(0)
