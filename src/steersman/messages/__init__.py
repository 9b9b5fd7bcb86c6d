"""Codes and parameters to text in the reader's language; numbers, money and dates in its form."""

from steersman.messages.catalogue import LANGUAGES, Language, Messages, messages_for
from steersman.messages.problems import problem_text

__all__ = ["LANGUAGES", "Language", "Messages", "messages_for", "problem_text"]
