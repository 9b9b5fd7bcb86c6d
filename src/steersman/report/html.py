"""One self-contained HTML file: no outside link, charts as vectors, prints well."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from steersman.messages import messages_for
from steersman.report.document import Block, Document, Spec
from steersman.report.drawing import Drawer, Progress


def render_html(document: Document, progress: Progress | None = None) -> str:
    """Return a document as HTML.

    Args:
        document: What to render.
        progress: Told how the drawing of charts goes.
    """
    environment = templates()
    drawer = Drawer(document.blocks, progress)

    def draw(spec: Spec) -> Markup:
        # The picture comes from our own specification; Vega escapes the texts in it.
        return Markup(drawer.draw(spec))  # noqa: S704

    environment.globals["draw"] = draw
    environment.tests["block"] = _is_kind
    messages = messages_for("zh_CN" if document.language == "zh_CN" else "en")
    template = environment.get_template("report.html")
    return template.render(
        document=document, language=document.language.replace("_", "-"), t=messages.text
    )


def templates() -> Environment:
    """Return the environment that fills in the packaged templates."""
    return Environment(
        loader=PackageLoader("steersman.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _is_kind(block: Block, kind: str) -> bool:
    return type(block).__name__ == kind
