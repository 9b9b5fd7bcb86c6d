"""Chapters of the report: one function each, from a stage's result to blocks."""

from typing import TYPE_CHECKING

from steersman.on_demand import on_demand

if TYPE_CHECKING:
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

if not TYPE_CHECKING:
    __getattr__ = on_demand(
        __name__,
        {
            "appendix": ("appendix_chapter",),
            "choose": ("choose_chapter",),
            "course": ("course_chapter",),
            "diagnose": ("diagnose_chapter",),
            "equity": ("equity_chapter",),
            "finance": ("finance_chapter",),
            "identify": ("identify_chapter",),
            "people": ("people_chapter",),
            "plan": ("plan_chapter",),
            "since": ("since_chapter",),
            "steer": ("steer_chapter",),
            "summary": ("summary_chapter",),
            "words": ("Words",),
        },
    )
