"""``steersman questionnaire``: pages to print: surveys, and what drives what."""

from pathlib import Path

import click

from steersman.cli.console import language_option, messages_of, output, writing
from steersman.files import write_whole
from steersman.report.questionnaire import climate_page, influence_page, survey_page

PAGES = {
    "survey": (survey_page, "questionnaire.html"),
    "climate": (climate_page, "climate.html"),
    "influence": (influence_page, "influence.html"),
}
"""What can be printed: the function, and the file's name."""

HELP = """Write a page to print: the survey for staff, the climate survey, or influence ratings.

The page is HTML, fits one sheet of A4, and needs no network.

\b
steersman questionnaire
steersman questionnaire climate
steersman questionnaire influence --language zh_CN --out ratings.html
"""


@click.command("questionnaire", help=HELP)
@click.argument("what", type=click.Choice(list(PAGES)), default="survey")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write; named after the page if left out.",
)
@language_option
def questionnaire_command(what: str, out: Path | None, language: str) -> None:
    """Write the page."""
    messages = messages_of(language)
    page, name = PAGES[what]
    text = page(messages)
    target = out or Path(name)
    with writing(messages, target):
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, text)
    output().print(messages.text("questionnaire.written", file=str(target)))
