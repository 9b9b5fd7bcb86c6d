"""JSON as it may be sent: numbers that are some, texts that are some, not nested without end."""

import json
import math
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.responses import Response

DEEPEST = 64
"""Levels of lists and objects within each other; a dossier has eight."""
LARGEST_NUMBER = 2**63


class StrictRequest(Request):
    """A request whose JSON is refused if anything in it could do harm later."""

    async def json(self) -> Any:  # noqa: ANN401  any JSON value
        """Return the body.

        Raises:
            JSONDecodeError: If it is no JSON, or not such as may be sent.
        """
        if not hasattr(self, "_json"):
            self._json = strict_json(await self.body())
        return self._json


class StrictRoute(APIRoute):
    """A route whose requests are strict."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what handles a request."""
        handler = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            return await handler(StrictRequest(request.scope, request.receive))

        return strictly


def strict_json(content: bytes) -> Any:  # noqa: ANN401  any JSON value
    """Return a JSON document.

    Raises:
        JSONDecodeError: If it is none, holds numbers that are none or too large for any use, texts
            that are none, or is nested too deeply.
    """
    try:
        document = json.loads(
            content.decode(), parse_constant=_no_number, parse_float=_finite, parse_int=_small
        )
    except json.JSONDecodeError:
        raise
    except (ValueError, RecursionError) as error:
        raise json.JSONDecodeError("not JSON that can be read", "", 0) from error
    _check_texts(document)
    return document


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        _no_number(text)
    return number


def _small(text: str) -> int:
    number = int(text)
    if abs(number) > LARGEST_NUMBER:
        _no_number(text)
    return number


def _check_texts(document: object) -> None:
    """Look through all texts and levels of a document."""
    level: list[object] = [document]
    for _ in range(DEEPEST):
        below: list[object] = []
        for value in level:
            if isinstance(value, str):
                _check_text(value)
            elif isinstance(value, dict):
                below += [*value.keys(), *value.values()]
            elif isinstance(value, list):
                below += value
        if not below:
            return
        level = below
    raise json.JSONDecodeError("nested too deeply", "", 0)


def _check_text(text: str) -> None:
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise json.JSONDecodeError("a text that is none", "", 0)
