"""Message catalogues (gettext) and number, money and date formats."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Literal, get_args

from steersman.data import read_text

Language = Literal["en", "zh_CN"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
LIST_LIMIT = 12
ENTRY = re.compile(r'^msgid "(.+)"\nmsgstr "(.*)"$', re.MULTILINE)
"""A text of our catalogues, which hold each on one line; babel would take ten times as long."""
ESCAPE = re.compile(r"\\(.)")
TOO_LONG = 1e16
"""Numbers from here on are shown with their order of magnitude."""


class Messages:
    """Text in one language."""

    def __init__(self, language: Language, texts: Mapping[str, str]) -> None:
        self.language: Language = language
        self._texts = texts

    @property
    def texts(self) -> Mapping[str, str]:
        """All texts by code, parameters not filled in."""
        return self._texts

    def has(self, code: str) -> bool:
        """Whether the catalogue has a text for a code."""
        return code in self._texts

    def text(self, code: str, **parameters: object) -> str:
        """Return the text of a code with its parameters filled in, in the language's form.

        Raises:
            KeyError: If the catalogue has no such code.
        """
        shown = {name: self.show(value) for name, value in parameters.items()}
        return self._texts[code].format(**shown)

    def pick(self, texts: Mapping[str, str]) -> str:
        """Return the text in this language from packaged data that carries both."""
        return texts.get(self.language) or texts["en"]

    def show(self, value: Any) -> str:  # noqa: ANN401  anything a message may hold
        """Return a value as text: numbers grouped, dates spelt, lists joined."""
        if isinstance(value, bool):
            return self.text("yes" if value else "no")
        if isinstance(value, int | float | Decimal):
            return self.number(value)
        if isinstance(value, date):
            from babel.dates import format_date

            return format_date(value, "medium", locale=self.language)
        if isinstance(value, tuple | list):
            shown = [str(item) for item in value[:LIST_LIMIT]]
            return ", ".join(shown) + (" …" if len(value) > LIST_LIMIT else "")
        return str(value)

    def number(self, value: float | Decimal, digits: int = 2) -> str:
        """Return a number with grouped thousands and at most so many decimals."""
        if abs(float(value)) >= TOO_LONG:
            return f"{value:.3g}"
        from babel.numbers import format_decimal

        pattern = "#,##0." + "#" * digits if digits else "#,##0"
        return str(format_decimal(value, format=pattern, locale=self.language))

    def percent(self, value: float, digits: int = 0) -> str:
        """Return a share as a percentage."""
        from babel.numbers import format_percent

        pattern = "0." + "0" * digits + "%" if digits else "0%"
        return str(format_percent(value, format=pattern, locale=self.language))

    def money(self, value: float | Decimal, currency: str, digits: int = 0) -> str:
        """Return an amount with its currency; without decimals unless asked for."""
        if abs(float(value)) >= TOO_LONG:
            return f"{float(value):.1e} {currency}"
        from babel.numbers import format_currency

        number = "#,##0." + "0" * digits if digits else "#,##0"
        pattern = f"¤{number};-¤{number}"
        return str(
            format_currency(
                value, currency, format=pattern, locale=self.language, currency_digits=False
            )
        )


@cache
def messages_for(language: Language) -> Messages:
    """Return the messages of a language."""
    source = read_text("messages", f"locale/{language}.po")
    return Messages(language, {code: _unescaped(text) for code, text in ENTRY.findall(source)})


def _unescaped(text: str) -> str:
    return ESCAPE.sub(lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), text)
