"""Chapters of the report: one function each, from a stage's result to blocks."""

from steersman.report.chapters.appendix import appendix_chapter
from steersman.report.chapters.choose import choose_chapter
from steersman.report.chapters.course import course_chapter
from steersman.report.chapters.diagnose import diagnose_chapter
from steersman.report.chapters.equity import equity_chapter
from steersman.report.chapters.finance import finance_chapter
from steersman.report.chapters.identify import identify_chapter
from steersman.report.chapters.people import people_chapter
from steersman.report.chapters.plan import plan_chapter
from steersman.report.chapters.since import since_chapter
from steersman.report.chapters.steer import steer_chapter
from steersman.report.chapters.summary import summary_chapter
from steersman.report.chapters.words import Words

__all__ = [
    "Words", "appendix_chapter", "choose_chapter", "course_chapter", "diagnose_chapter",
    "equity_chapter", "finance_chapter", "identify_chapter", "people_chapter", "plan_chapter",
    "since_chapter", "steer_chapter", "summary_chapter",
]  # fmt: skip
