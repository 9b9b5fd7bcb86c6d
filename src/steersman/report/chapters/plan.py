"""Chapter 4: what to do, when, with whom, with what money, at what risk."""

from steersman.plan import LeftOut, Plan, Span
from steersman.report.chapters.plan_risk import risk_blocks
from steersman.report.chapters.words import Words
from steersman.report.charts import calendar_chart, cash_chart, frontier_chart, loading_chart
from steersman.report.document import (
    Block,
    Bullets,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Table,
    Tone,
)


def plan_chapter(plan: Plan, words: Words) -> tuple[Block, ...]:
    """Return the plan with its value, risk, calendar, people, money and what was left out."""
    blocks: list[Block] = [Heading(words.text("plan.title"), anchor="plan")]
    if plan.missing:
        missing = words.join(words.text(f"plan.missing.{name}") for name in plan.missing)
        blocks.append(Paragraph(words.text("plan.missing", parts=missing)))
    wished = [p.id for p in words.dossier.projects if p.payoff is None and p.stages]
    if wished:
        names = words.join(words.project(project) for project in wished)
        blocks.append(Paragraph(words.text("plan.wished", projects=names)))
    if not plan.projects:
        blocks.append(Paragraph(words.text(nothing_to_do(words))))
    blocks.append(plan_figures(plan, words))
    if plan.moved is not None:
        blocks.append(Paragraph(words.text("plan.moved", share=words.percent(plan.moved))))
    if plan.projects:
        blocks.extend(_projects(plan, words))
        blocks.extend(_stop_rules(plan, words))
    blocks.extend(_people_and_money(plan, words))
    blocks.extend(risk_blocks(plan, words))
    if plan.left_out:
        blocks.append(_left_out(plan, words))
    if plan.projects and plan.value > 0:
        share = words.percent(plan.value / plan.bound)
        bound = words.text("plan.bound", bound=words.estimate(plan.bound), share=share)
        blocks.append(Paragraph(bound))
    if plan.interrupted:
        blocks.append(Paragraph(words.text("plan.interrupted"), remark=True))
    blocks.append(
        Paragraph(
            words.text("plan.method", candidates=plan.evaluations, scenarios=plan.scenarios),
            remark=True,
        )
    )
    return tuple(blocks)


def nothing_to_do(words: Words) -> str:
    """Return the code of the text for a plan without projects."""
    return "plan.nothing" if words.dossier.projects else "plan.no_projects"


def plan_figures(plan: Plan, words: Words) -> KeyFigures:
    """Return value, range of values and risk of the plan as key figures."""
    low, high = plan.value_span
    risk_note = words.text("plan.limit", limit=words.percent(plan.ruin_limit))
    return KeyFigures(
        (
            KeyFigure(
                words.text("plan.value"),
                words.estimate(plan.value),
                words.text("plan.error", error=words.estimate(plan.value_error)),
            ),
            KeyFigure(
                words.text("plan.span"),
                f"{words.estimate(low)} … {words.estimate(high)}",
                words.text("plan.span_note"),
            ),
            KeyFigure(
                words.text("plan.ruin"),
                words.chance(plan.ruin_probability) if plan.cash else words.text("unknown"),
                words.sentences(
                    risk_note,
                    words.text("plan.without", chance=words.chance(plan.ruin_without)),
                )
                if plan.cash
                else words.text("plan.no_finance"),
                "good" if plan.feasible else "bad",
            ),
        )
    )


def _span(span: Span | None, words: Words) -> str:
    if span is None:
        return "–"
    return f"{words.month(span.median)} ({words.month(span.early)} … {words.month(span.late)})"


def _projects(plan: Plan, words: Words) -> list[Block]:
    start = words.dossier.firm.date
    rows = tuple(
        (
            words.project(chosen.project),
            words.mode(chosen.mode, chosen.project),
            words.percent(chosen.launch_chance),
            _span(chosen.launch, words),
            words.estimate(chosen.worth),
            words.points(chosen.risk_added),
        )
        for chosen in plan.projects
    )
    head = ("project", "mode", "launch_chance", "launch", "worth", "risk_added")
    names = {project.id: words.project(project.id) for project in words.dossier.projects}
    stages = {
        f"{stage.project}/{stage.stage}": words.stage(stage.project, stage.stage)
        for stage in plan.stages
    }
    people = {person: words.person(person) for person in plan.loading}
    blocks: list[Block] = [
        Table(
            words.text("plan.projects"),
            tuple(words.text(f"head.{name}") for name in head),
            rows,
            numeric=(2, 4, 5),
        ),
        Paragraph(words.text("plan.projects_note"), remark=True),
    ]
    if len(plan.frontier) > 1:
        chart = frontier_chart(plan, words.messages, words.dossier.firm.currency)
        alternative = words.text("plan.frontier_alt", count=len(plan.frontier))
        blocks.append(Figure(words.text("plan.frontier"), alternative, chart))
        blocks.append(_focus(plan, words))
    blocks.append(
        Figure(
            words.text("plan.calendar"),
            words.text("plan.calendar_alt"),
            calendar_chart(plan, start, names, stages),
        )
    )
    if plan.loading:
        chart = loading_chart(plan, words.messages, start, people)
        blocks.append(Figure(words.text("plan.loading"), words.text("plan.loading_alt"), chart))
    blocks.append(_teams(plan, words))
    return blocks


def _focus(plan: Plan, words: Words) -> Table:
    rows = tuple(
        (
            str(len(point.projects)),
            words.join(words.project(project) for project in point.projects) or words.text("none"),
            words.estimate(point.value),
            words.chance(point.ruin_probability),
        )
        for point in plan.frontier
    )
    head = tuple(words.text(f"head.{name}") for name in ("projects", "which", "expected", "risk"))
    tones: tuple[Tone, ...] = tuple("good" if point.chosen else "plain" for point in plan.frontier)
    return Table(words.text("plan.focus"), head, rows, numeric=(0, 2, 3), tones=tones)


def _teams(plan: Plan, words: Words) -> Table:
    rows = tuple(
        (
            words.project(stage.project),
            words.stage(stage.project, stage.stage),
            f"{words.month(stage.start)} … {words.month(stage.finish)}",
            words.percent(stage.reached),
            words.join(
                f"{words.person(person)} {words.number(part, 2)}"
                for person, part in stage.team.items()
            )
            or "–",
        )
        for stage in plan.stages
    )
    head = tuple(
        words.text(f"head.{name}") for name in ("project", "stage", "planned", "reached", "team")
    )
    return Table(words.text("plan.teams"), head, rows, numeric=(3,))


def _stop_rules(plan: Plan, words: Words) -> list[Block]:
    """Return when to wait and when to give up: the cash gate and the stop month of each stage."""
    gate = words.text("plan.no_cash_gate")
    if plan.least_cash is not None:
        gate = words.text(
            "plan.cash_gate", amount=words.money(plan.least_cash), months=plan.cushion
        )
    blocks: list[Block] = [Heading(words.text("plan.stops"), level=2)]
    if plan.cash:
        blocks.append(Paragraph(gate))
    order = [chosen.project for chosen in plan.projects]
    dated = (s for s in plan.stages if s.latest_start or s.latest_start_entered is not None)
    stages = sorted(dated, key=lambda stage: order.index(stage.project))
    if stages:
        rows = tuple(
            (
                words.project(stage.project),
                words.stage(stage.project, stage.stage),
                _stop_month(stage.latest_start, words),
                _stop_month(stage.latest_start_entered, words),
            )
            for stage in stages
        )
        names = ("project", "stage", "latest_start", "latest_entered")
        head = tuple(words.text(f"head.{name}") for name in names)
        blocks.append(Table(words.text("plan.stop_months"), head, rows, numeric=()))
        blocks.append(Paragraph(words.text("plan.stops_note"), remark=True))
    return blocks


def _stop_month(month: float | None, words: Words) -> str:
    if month is None:
        return words.text("plan.any_time")
    return words.month(month) if month >= 0 else words.text("plan.not_at_all")


def _people_and_money(plan: Plan, words: Words) -> list[Block]:
    items = [
        words.text(code, who=words.hire(added.id), month=words.month(added.month))
        for code, additions in (("plan.hire", plan.hires), ("plan.expert", plan.experts))
        for added in additions
    ]
    if not plan.hires and not plan.experts and words.dossier.hiring.roles:
        items.append(words.text("plan.no_hire"))
    options = words.dossier.finance.funding if words.dossier.finance else ()
    months = {added.id: added.month for added in plan.funding}
    items += [
        words.text(
            "plan.fund",
            what=words.funding(option.id),
            amount=words.money(float(option.amount)),
            month=words.month(months[option.id]),
            chance=words.percent(option.chance),
        )
        for option in options
        if option.id in months
    ]
    blocks: list[Block] = []
    if items:
        blocks += [Heading(words.text("plan.people_and_money"), level=2), Bullets(tuple(items))]
    if plan.cash:
        chart = cash_chart(
            plan.cash, words.messages, words.dossier.firm.date, words.dossier.firm.currency
        )
        lowest = min(plan.cash.quantiles["p05"])
        alternative = words.text("plan.cash_alt", lowest=words.estimate(lowest))
        blocks.append(Figure(words.text("plan.cash"), alternative, chart))
    return blocks


def _left_out(plan: Plan, words: Words) -> Table:
    rows = tuple(
        (
            words.project(left.project),
            _reason(left, words),
            "–" if left.detail else words.estimate(left.value_change),
            "–" if left.detail else words.chance(left.ruin_probability),
        )
        for left in plan.left_out
    )
    head = ("project", "why_out", "value_change", "ruin_with")
    return Table(
        words.text("plan.left_out"),
        tuple(words.text(f"head.{name}") for name in head),
        rows,
        numeric=(2, 3),
    )


def _reason(left: LeftOut, words: Words) -> str:
    detail = left.detail
    if left.reason in {"excluded", "needs-missing"}:
        detail = words.project(left.detail)
    return words.text(f"reason.{left.reason}", detail=detail)
