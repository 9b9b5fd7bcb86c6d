"""Pages to print: the survey and the climate survey on a sheet each, what drives what."""

from steersman.diagnose.factors import GOAL, load_factors
from steersman.messages import Messages
from steersman.plan.people.climate_items import climate_dimensions
from steersman.report.html import templates

ANSWERS = range(1, 6)


def survey_page(messages: Messages) -> str:
    """Return the survey as one A4 page of HTML."""
    sections = [
        (messages.pick(factor.name), [(i.id, messages.pick(i.text)) for i in factor.items])
        for factor in load_factors()
    ]
    groups = ("leaders", "research_staff", "others")
    choices = [messages.text(f"group.{name}") for name in groups]
    return _survey("questionnaire", sections, choices, messages)


def climate_page(messages: Messages) -> str:
    """Return the climate survey as one A4 page of HTML; the filter is the department only."""
    sections = [
        (messages.pick(d.name), [(item.id, messages.pick(item.text)) for item in d.items])
        for d in climate_dimensions()
    ]
    return _survey("climate", sections, [], messages)


def _survey(
    name: str,
    sections: list[tuple[str, list[tuple[str, str]]]],
    choices: list[str],
    messages: Messages,
) -> str:
    return _render(
        "questionnaire.html",
        messages,
        title=messages.text(f"{name}.title"),
        intro=messages.text(f"{name}.intro"),
        group=messages.text(f"{name}.group"),
        comment=messages.text(f"{name}.comment") if messages.has(f"{name}.comment") else "",
        choices=choices,
        factors=sections,
        answers=list(ANSWERS),
    )


def influence_page(messages: Messages) -> str:
    """Return the matrix of direct influence as one A4 page of HTML, rows drive columns."""
    names = [(factor.id, messages.pick(factor.name)) for factor in load_factors()]
    columns = [*names, (GOAL, messages.text("goal"))]
    return _render("influence.html", messages, rows=names, columns=columns)


def _render(template: str, messages: Messages, **values: object) -> str:
    language = messages.language.replace("_", "-")
    page = templates().get_template(template)
    return page.render(t=messages.text, language=language, **values)
