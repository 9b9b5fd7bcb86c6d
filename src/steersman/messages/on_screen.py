"""Messages for people who work in the app: pages are named where others are told files."""

import re
from functools import cache

from steersman.messages.catalogue import Language, Messages, messages_for

FILES = re.compile(
    r"\b(firm|people|market|finance|equity|hiring|rewards|assessments|culture|climate"
    r"|climate_comments|strategy|risks|progress|absences|influence)\.(?:yaml|csv)\b"
    r"|\bprojects/\*\.yaml"
)
COMMANDS = re.compile(
    r"[`“]?\bsteersman ([a-z]+)((?: (?:survey|climate|facts|--[a-z-]+|[A-Z]{2,}(?:\.xlsx)?))*)[`”]?"
)
"""A command with what follows it."""
PAGES = {
    "questionnaire": "survey", "choose": "choose", "plan": "plan", "adopt": "plan",
    "snapshot": "plan", "progress": "steer", "check": "steer", "steer": "steer",
    "people": "people", "diagnose": "diagnose", "identify": "identify", "finance": "finance",
    "captable": "equity", "report": "report",
}  # fmt: skip
"""Page on which is done what a command does; others are about facts."""


class ScreenMessages(Messages):
    """Text in one language, with pages of the app in place of files and commands."""

    def text(self, code: str, **parameters: object) -> str:
        """Return the text of a code with its parameters filled in.

        Raises:
            KeyError: If the catalogue has no such code.
        """
        told = super().text(code, **parameters)
        if "steersman " in told:
            told = COMMANDS.sub(self._page, told)
        return FILES.sub(self._part, told) if ".yaml" in told or ".csv" in told else told

    def _page(self, found: re.Match[str]) -> str:
        name = PAGES.get(found[1], "facts")
        return self._quoted(super().text(f"web.nav.{name}"))

    def _part(self, found: re.Match[str]) -> str:
        name = found[1] or "projects"
        code = f"part.{name}" if self.has(f"part.{name}") else f"table.{name}"
        known = self.has(code)
        facts = super().text("web.nav.facts")
        return self._quoted(f"{facts} › {super().text(code)}" if known else facts)

    def _quoted(self, name: str) -> str:
        return super().text("quoted", name=name)


@cache
def screen_messages_for(language: Language) -> Messages:
    """Return the messages of a language for the app."""
    return ScreenMessages(language, messages_for(language).texts)
