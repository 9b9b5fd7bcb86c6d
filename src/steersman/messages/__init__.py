"""Codes and parameters to text in the reader's language; numbers, money and dates in its form."""

from typing import TYPE_CHECKING

from steersman.messages.catalogue import LANGUAGES, Language, Messages, messages_for
from steersman.on_demand import on_demand

if TYPE_CHECKING:
    from steersman.messages.problems import problem_text

__all__ = ["LANGUAGES", "Language", "Messages", "messages_for", "problem_text"]

if not TYPE_CHECKING:
    __getattr__ = on_demand(__name__, {"problems": ("problem_text",)})
