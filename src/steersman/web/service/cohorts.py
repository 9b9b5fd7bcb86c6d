"""Populations that agencies look at: figures of the firms that are picked, never their rows."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

import numpy as np
from polars.exceptions import PolarsError

from steersman.cohort import columns
from steersman.cohort.analysis.distribution import levels_for
from steersman.cohort.analysis.fields import RefusedAnalysisError
from steersman.cohort.analysis.percentiles import PERCENTILES, Reference, reference
from steersman.cohort.reference_table import reference_table
from steersman.cohort.report.build import population_report
from steersman.cohort.report.population import Population, population_of
from steersman.cohort.report.rounding import FINE_SCORES, count_below, count_rounded, rounded
from steersman.cohort.report.selection import Selection, choices
from steersman.cohort.results import MANIFEST, Manifest, Results, open_results
from steersman.diagnose.comparison import ReferenceScores
from steersman.messages import Messages
from steersman.report.document import Document, figures
from steersman.report.drawing import draw_svg
from steersman.report.html import render_html
from steersman.report.pdf import render_pdf
from steersman.report.spreadsheet import render_xlsx
from steersman.store.errors import NotFoundError
from steersman.work.content import ReportKind
from steersman.work.recent import Recent

PICKED = (*columns.GROUPINGS, columns.LEVER, columns.STRATEGY)
"""Columns by whose values firms can be picked; answers to one rule besides."""
RULE, ANSWER, BY = "rule", "answer", "by"
ANSWERS = ("yes", "judgement", "unknown", "no")
MOST_FIGURES, MOST_FILES, MOST_CHARTS = 64, 8, 256
Stamp = tuple[str, int]
"""Name of a cohort, and when its results were written."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which firms a reader has picked, and how they are to be compared.

    Attributes:
        selection: The firms.
        by: What makes the groups, None where the results have no grouping.
        known: Whether each value can be picked.
    """

    selection: Selection
    by: str | None
    known: bool


class CohortShelf:
    """Reads results of cohorts; keeps what was added up last.

    Figures are added up one after the other, so that many readers ask no more of the machine than
    one does.
    """

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._folders = {folder.resolve().name: folder for folder in folders}
        self._choices = Recent[Stamp, Mapping[str, tuple[str, ...]]](MOST_FIGURES)
        self._populations = Recent[tuple[Stamp, Asked], Population | None](MOST_FIGURES)
        self._documents = Recent[tuple[Stamp, Asked, str], Document](MOST_FIGURES)
        self._charts = Recent[tuple[Stamp, Asked, str, int], str](MOST_CHARTS)
        self._files = Recent[tuple[Stamp, Asked, str, str], bytes](MOST_FILES)
        self._lock = Lock()

    def warm(self) -> None:
        """Add up whole populations before somebody asks."""
        for name in self._folders:
            with suppress(NotFoundError):
                for by in [each for each in columns.GROUPINGS if each in self.choices(name)]:
                    self._population(name, self.asked(name, {BY: by}))

    def cohorts(self) -> list[tuple[str, Manifest | None]]:
        """Return the cohorts by name, without a manifest where results cannot be read."""
        return [(name, self._manifest(name)) for name in sorted(self._folders)]

    def _manifest(self, name: str) -> Manifest | None:
        try:
            return self.results(name).manifest
        except NotFoundError:
            return None

    def results(self, name: str) -> Results:
        """Return the results of a cohort.

        Raises:
            NotFoundError: If there is no such cohort, or its results cannot be read now.
        """
        try:
            return open_results(self._folders[name])
        except (KeyError, OSError, ValueError, TypeError) as error:
            raise NotFoundError(cohort=name) from error

    def stamp(self, name: str) -> Stamp:
        """Return a cohort's name and when its results were written."""
        file = self.results(name).folder / MANIFEST
        return name, file.stat().st_mtime_ns

    def choices(self, name: str) -> Mapping[str, tuple[str, ...]]:
        """Return by column which values a reader can pick; the rules under their own name."""
        stamp = self.stamp(name)
        found = self._choices.get(stamp)
        if found is None:
            results = self.results(name)
            with _read(name):
                firms, schema = results.firms(), results.firms().collect_schema()
                values = {each: choices(firms, each) for each in PICKED if each in schema}
            rules = tuple(rule for rule in results.manifest.rules if rule in schema)
            found = self._choices.put(stamp, {**values, RULE: rules})
        return found

    def asked(self, name: str, query: Mapping[str, str]) -> Asked:
        """Return what a reader asks for with the fields of a form."""
        known = self.choices(name)
        chosen = [(each, query.get(each, "")) for each in PICKED if query.get(each)]
        right = all(value in known.get(column, ()) for column, value in chosen)
        rule = query.get(RULE, "")
        if rule:
            answer = query.get(ANSWER) or ANSWERS[0]
            right = right and rule in known[RULE] and answer in ANSWERS
            chosen.append((rule, answer))
        groupings = [each for each in columns.GROUPINGS if each in known]
        free = [each for each in groupings if not query.get(each)] or groupings
        by = query.get(BY, "")
        return Asked(
            Selection(tuple(chosen)), by if by in groupings else next(iter(free), None), right
        )

    def document(self, name: str, asked: Asked, messages: Messages) -> Document | None:
        """Return the report on the firms that were picked, None if they are too few to be shown."""
        key = (self.stamp(name), asked, messages.language)
        found = self._documents.get(key)
        if found is None:
            population = self._population(name, asked)
            if population is not None:
                found = self._documents.put(key, population_report(population, name, messages))
        return found

    def _population(self, name: str, asked: Asked) -> Population | None:
        key = (self.stamp(name), asked)
        with self._lock:
            found = self._populations.get(key)
            if found is None and asked.known:
                by = (asked.by,) if asked.by else ()
                try:
                    with _read(name):
                        population = population_of(self.results(name), by, asked.selection)
                except RefusedAnalysisError:
                    return None
                found = self._populations.put(key, rounded(population))
        return found

    def chart(self, name: str, asked: Asked, number: int, messages: Messages) -> str:
        """Return a chart of the report, counted from 1, as SVG.

        Raises:
            NotFoundError: If there is none.
        """
        key = (self.stamp(name), asked, messages.language, number)
        found = self._charts.get(key)
        if found is None:
            document = self.document(name, asked, messages)
            charts = figures(document.blocks) if document else []
            if not 1 <= number <= len(charts):
                raise NotFoundError(picture=number)
            found = self._charts.put(key, draw_svg(charts[number - 1].spec))
        return found

    def file(self, name: str, asked: Asked, kind: ReportKind, messages: Messages) -> bytes | None:
        """Return the report as a file, None if the firms are too few to be shown."""
        key = (self.stamp(name), asked, messages.language, kind)
        found = self._files.get(key)
        document = self.document(name, asked, messages)
        if found is None and document is not None:
            with self._lock:
                found = self._files.put(key, _rendered(document, kind))
        return found

    def percentiles(self, name: str, asked: Asked) -> bytes | None:
        """Return percentiles of scores as CSV, None if the firms are too few."""
        if self._population(name, asked) is None:
            return None
        key = (self.stamp(name), asked, "", "csv")
        found = self._files.get(key)
        if found is None:
            firms = self.results(name).firms()
            with self._lock:
                try:
                    with _read(name):
                        scores = reference(firms, dict(asked.selection.conditions))
                except RefusedAnalysisError:
                    return None
                table = reference_table(_coarse(scores)).write_csv()
            found = self._files.put(key, table.encode())
        return found


@contextmanager
def _read(name: str) -> Iterator[None]:
    """Say that there is no such cohort where its results turn out not to be readable."""
    try:
        yield
    except (PolarsError, OSError) as error:
        raise NotFoundError(cohort=name) from error


def _rendered(document: Document, kind: ReportKind) -> bytes:
    if kind == "html":
        return render_html(document).encode()
    return render_pdf(document) if kind == "pdf" else render_xlsx(document)


def _coarse(found: Reference) -> Reference:
    """Return percentiles as coarse as the other figures of a page."""
    factors = {name: _coarse_scores(scores) for name, scores in found.factors.items()}
    return replace(found, firms=count_rounded(found.firms), factors=factors)


def _coarse_scores(scores: ReferenceScores) -> ReferenceScores:
    """Return rounded scores; how many levels there are tells no number of firms."""
    kept = np.isin(scores.levels, levels_for(PERCENTILES, count_below(scores.firms)))
    digits = 1 if scores.firms >= FINE_SCORES else 0
    return ReferenceScores(
        scores.levels[kept], np.round(scores.scores[kept], digits), count_rounded(scores.firms)
    )
