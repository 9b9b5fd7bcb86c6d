"""The part of chapter 4 on what drives the plan's value and risk, and on bottlenecks."""

from steersman.plan import Driver, Plan
from steersman.report.chapters.words import Words
from steersman.report.charts import drivers_chart
from steersman.report.document import Block, Figure, Heading, Paragraph, Table

SHOWN_BOTTLENECKS = 5


def risk_blocks(plan: Plan, words: Words) -> list[Block]:
    """Return the tornado of drivers and the price of bottlenecks."""
    blocks: list[Block] = []
    if plan.drivers:
        names = [_name(driver, words) for driver in plan.drivers]
        chart = drivers_chart(plan, words.messages, words.dossier.firm.currency, names)
        blocks += [
            Heading(words.text("plan.drivers"), level=2),
            Paragraph(words.text("plan.drivers_intro")),
            Figure(
                words.text("plan.drivers_figure"),
                words.text("plan.drivers_alt", driver=names[0]),
                chart,
            ),
            _drivers(plan, names, words),
        ]
    if plan.bottlenecks:
        blocks += [Paragraph(words.text("plan.bottlenecks_intro")), _bottlenecks(plan, words)]
    return blocks


def _name(driver: Driver, words: Words) -> str:
    names = {"funding": words.funding, "hire": words.hire}
    subject = names.get(driver.kind, words.project)(driver.subject)
    return words.text(f"driver.{driver.kind}", subject=subject)


def _drivers(plan: Plan, names: list[str], words: Words) -> Table:
    rows = tuple(
        (
            name,
            words.estimate(driver.value_bad),
            words.estimate(driver.value_good),
            words.chance(driver.ruin_bad),
            words.chance(driver.ruin_good),
        )
        for name, driver in zip(names, plan.drivers, strict=True)
    )
    head = ("driver", "value_bad", "value_good", "ruin_bad", "ruin_good")
    return Table(
        words.text("plan.drivers_table"),
        tuple(words.text(f"head.{name}") for name in head),
        rows,
        numeric=(1, 2, 3, 4),
    )


def _bottlenecks(plan: Plan, words: Words) -> Table:
    rows = tuple(
        (words.skill(entry.skill), words.estimate(entry.worth), words.points(entry.risk_change))
        for entry in plan.bottlenecks[:SHOWN_BOTTLENECKS]
    )
    head = tuple(words.text(f"head.{name}") for name in ("skill", "more_worth", "risk_added"))
    return Table(words.text("plan.bottlenecks"), head, rows, numeric=(1, 2))
