"""Pages to print: the survey on one sheet, and a matrix of what drives what."""

from steersman.diagnose.factors import GOAL, load_factors
from steersman.messages import Messages
from steersman.report.html import templates

ANSWERS = range(1, 6)


def survey_page(messages: Messages) -> str:
    """Return the survey as one A4 page of HTML."""
    return _render(
        "questionnaire.html",
        messages,
        factors=[
            (messages.pick(factor.name), [(i.id, messages.pick(i.text)) for i in factor.items])
            for factor in load_factors()
        ],
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
