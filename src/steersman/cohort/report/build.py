"""The population report as a document."""

from collections.abc import Sequence

from steersman.cohort.report.chapters import population_blocks
from steersman.cohort.report.population import Population
from steersman.cohort.report.words import CohortWords
from steersman.messages import Messages
from steersman.report.document import Block, Document


def population_report(
    population: Population, name: str, messages: Messages, segments: Sequence[Block] = ()
) -> Document:
    """Return the report on a population or a part of it.

    Args:
        population: Its figures.
        name: What the population is called.
        messages: The reader's language.
        segments: The chapter on segments, if any.
    """
    manifest = population.manifest
    words = CohortWords(messages, manifest.as_of)
    code = "cohort.title_synthetic" if manifest.synthetic else "cohort.title"
    subtitle = messages.text("report.subtitle", date=manifest.as_of, version=manifest.version)
    if population.selection.conditions:
        chosen = words.join(words.value(*each) for each in population.selection.conditions)
        subtitle = f"{subtitle} · {words.text('cohort.part_of', part=chosen)}"
    title = words.text(code, name=name)
    blocks = population_blocks(population, words, segments)
    return Document(title, subtitle, messages.language, blocks, manifest.as_of)


def first_chapter(document: Document) -> tuple[Block, ...]:
    """Return the answers at a glance, for a screen."""
    second = document.chapters()[1]
    return document.blocks[: document.blocks.index(second)]
