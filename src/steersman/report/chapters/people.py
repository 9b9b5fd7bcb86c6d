"""The chapter on people: rewards, skills and staying; organisation and culture follow."""

from steersman.plan.people import Incentives, Package, People, Talent
from steersman.plan.people.reward_result import AssessmentRound, DeductionCheck
from steersman.plan.people.staying import lever_texts
from steersman.plan.people.talent_result import LeavingDriver
from steersman.report.chapters.people_culture import culture_blocks, organisation_blocks
from steersman.report.chapters.person import goal_cells
from steersman.report.chapters.words import Words
from steersman.report.charts import assessment_chart
from steersman.report.document import (
    Block,
    Bullets,
    Details,
    Figure,
    Heading,
    Paragraph,
    Table,
    Tone,
)

SHOWN_PEOPLE = 12
SHOWN_GOALS = 30
QUARTERS = 4
FEW_DECIDED = 0.5
MANY_RATERS = 20
SMALL = 0.01
"""Share of the pool below which it is not worth saying that nobody gets it."""


def people_chapter(people: People, words: Words, *, personal: bool = True) -> tuple[Block, ...]:
    """Return rewards, skills, key people, organisation and culture.

    Args:
        people: What was found out.
        words: Words of the reader's language.
        personal: Whether to show assessments, bonuses, packages and chances of leaving of single
            people.
    """
    blocks: list[Block] = [Heading(words.text("people.title"), anchor="people")]
    if not words.dossier.people:
        return (*blocks, Paragraph(words.text("people.empty")))
    blocks += _key_people(people.talent, words, personal=personal)
    blocks += _skills(people.talent, words)
    blocks += _staying(people.talent, words)
    if personal:
        blocks += _assessment(people.incentives, words)
        blocks += _bonus(people.incentives, words)
        if people.packages:
            blocks.append(_packages(people.packages, words))
    else:
        blocks += _impersonal(people.incentives, words)
    blocks += organisation_blocks(people.organisation, words)
    blocks += culture_blocks(people.culture, words)
    return tuple(blocks)


def _key_people(talent: Talent, words: Words, *, personal: bool) -> list[Block]:
    if not talent.key_people:
        return [Paragraph(words.text("people.no_plan"))]
    rows, tones = [], []
    for person in talent.key_people[:SHOWN_PEOPLE]:
        rows.append(
            (
                words.person(person.person),
                words.estimate(person.value_lost),
                words.points(person.ruin_change),
                words.join(f"{words.skill(s)} {level}" for s, level in person.only_holder.items())
                or "–",
                words.number(len(person.projects)),
                *((words.chance(person.leaving_chance),) if personal else ()),
            )
        )
        tone: Tone = "warning" if person.only_holder else "plain"
        tones.append(tone)
    titles = ("person", "value_lost", "ruin_change", "only_holder", "projects_of", "leaving")
    last = len(titles) if personal else len(titles) - 1
    return [
        Heading(words.text("people.key"), level=2),
        Paragraph(words.text("people.key_intro")),
        Table(
            words.text("people.key_table"),
            words.heads(*titles[:last]),
            tuple(rows),
            numeric=(1, 2, 4, 5)[: last - 2],
            tones=tuple(tones),
            narrow=(0, 1, 3, 5)[: last - 2],
        ),
    ]


def _skills(talent: Talent, words: Words) -> list[Block]:
    if not talent.needs:
        return []
    count = min(QUARTERS, len(talent.needs[0].demand))
    rows, tones = [], []
    for need in talent.needs:
        rows.append(
            (
                f"{words.skill(need.skill)} {need.level}",
                words.join(words.person(name) for name in need.holders) or words.text("none"),
                words.number(max(need.demand), 1),
                words.text("people.quarter", number=need.demand.index(max(need.demand)) + 1),
                *(words.number(fte, 1) for fte in need.demand[:count]),
                words.number(max(need.uncovered, default=0.0), 1),
            )
        )
        gap = max(need.uncovered, default=0.0) > 0
        tone: Tone = "bad" if gap else ("warning" if len(need.holders) == 1 else "plain")
        tones.append(tone)
    quarters = tuple(words.text("people.quarter", number=place + 1) for place in range(count))
    table = Table(
        words.text("people.needs"),
        (
            *words.heads("skill_level", "holders", "most_fte", "most_in"),
            *quarters,
            words.text("head.uncovered"),
        ),
        tuple(rows),
        numeric=(2, *range(4, count + 5)),
        tones=tuple(tones),
        narrow=(0, 1, 2, 3, count + 4),
    )
    blocks: list[Block] = [Heading(words.text("people.skills"), level=2), table]
    return [*blocks, *_mix(talent, words)]


def _mix(talent: Talent, words: Words) -> list[Block]:
    mix = talent.mix
    if mix is None:
        return []
    if not mix.complete:
        lacking = [
            words.text(
                "people.lacking",
                skill=f"{words.skill(need.skill)} {need.level}",
                quarter=next(q + 1 for q, fte in enumerate(need.uncovered) if fte > 0),
                fte=words.number(max(need.uncovered), 1),
            )
            for need in talent.needs
            if max(need.uncovered, default=0.0) > 0
        ]
        return [Paragraph(words.text("people.mix_incomplete")), Bullets(tuple(lacking))]
    if not mix.parts:
        return [Paragraph(words.text("people.mix_none", options=mix.options))]
    training = {course.id: course for course in words.dossier.hiring.training}
    names = []
    for part in mix.parts:
        name = words.hire(part.id)
        if part.kind == "training":
            course = training[part.id]
            name = f"{words.person(course.person)}, {words.skill(course.skill)} {course.level}"
        cost = words.estimate(part.cost)
        names.append(words.text(f"people.mix_{part.kind}", name=name, cost=cost))
    return [
        Paragraph(words.text("people.mix", cost=words.estimate(mix.cost), options=mix.options)),
        Bullets(tuple(names)),
    ]


def _staying(talent: Talent, words: Words) -> list[Block]:
    blocks: list[Block] = [Heading(words.text("people.staying"), level=2)]
    rate = talent.rate
    if rate is not None:
        blocks.append(
            Paragraph(
                words.text(
                    "people.rate",
                    rate=words.percent(rate.rate, 1),
                    low=words.percent(rate.low, 1),
                    high=words.percent(rate.high, 1),
                    left=words.number(rate.left),
                    years=words.number(rate.years),
                )
            )
        )
        if rate.entered is not None and not rate.low <= rate.entered <= rate.high:
            entered = words.percent(rate.entered, 1)
            blocks.append(Paragraph(words.text("people.rate_differs", entered=entered)))
    if talent.drivers:
        blocks.append(Bullets(tuple(_driver(driver, words) for driver in talent.drivers)))
    blocks.append(_retention(talent, words) if talent.retention else Paragraph(
        words.text("people.no_retention")
    ))  # fmt: skip
    levers = Table(
        words.text("people.levers"),
        words.heads("lever_kind", "worth_a_year", "source"),
        tuple(
            (
                words.messages.pick(texts["title"]),
                words.text("people.direction_only")
                if lever.low is None or lever.high is None
                else f"{words.estimate(lever.low)} – {words.estimate(lever.high)}",
                lever.source,
            )
            for lever, texts in zip(talent.levers, lever_texts(), strict=True)
        ),
        numeric=(1,),
    )
    return [*blocks, Details(words.text("people.levers_open"), (levers,))]


def _driver(driver: LeavingDriver, words: Words) -> str:
    people = words.join(words.person(name) for name in driver.people)
    strength = words.percent(driver.strength) if driver.people else words.number(driver.strength)
    return words.text(f"people.driver_{driver.name}", people=people, strength=strength)


def _retention(talent: Talent, words: Words) -> Table:
    titles = {measure.id: measure.title for measure in words.dossier.rewards.retention}
    rows, tones = [], []
    for entry in talent.retention:
        rows.append(
            (
                titles[entry.measure] or entry.measure,
                words.text("yes" if entry.adopted else "no"),
                words.estimate(entry.cost),
                words.number(entry.departures_avoided, 1),
                words.estimate(entry.value),
                f"{words.estimate(entry.value_low)} – {words.estimate(entry.value_high)}",
            )
        )
        tone: Tone = "good" if entry.value > entry.cost else "plain"
        tones.append(tone)
    return Table(
        words.text("people.retention"),
        words.heads("retention_measure", "in_plan", "measure_cost", "departures_avoided",
            "value_kept", "value_range",
        ),
        tuple(rows),
        numeric=(2, 3, 4, 5),
        tones=tuple(tones),
        narrow=(0, 1, 2, 4),
    )  # fmt: skip


def _assessment(incentives: Incentives, words: Words) -> list[Block]:
    blocks: list[Block] = [Heading(words.text("people.assessment"), level=2)]
    if incentives.goals:
        blocks.append(_goals(incentives, words))
    found = incentives.assessment
    if found is None:
        missing = words.text(f"people.assessment_{incentives.assessment_missing}")
        return [*blocks, Paragraph(missing)]
    names = [words.person(person.person) for person in found.people]
    chart = assessment_chart(found, names, words.messages)
    alternative = words.text("people.assessment_alt", best=names[0])
    blocks += [
        Paragraph(_what_it_is_worth(found, words)),
        Figure(words.text("people.assessment_figure", period=found.period), alternative, chart),
        _scores(found, words),
        _raters(found, words),
    ]
    if found.pairs_decided < FEW_DECIDED:
        blocks.append(Paragraph(words.text("people.no_curve")))
    return blocks


def _what_it_is_worth(found: AssessmentRound, words: Words) -> str:
    many = found.raters_needed is None or found.raters_needed > MANY_RATERS
    needed = words.text("people.raters_too_many")
    if not many and found.raters_needed is not None:
        number = words.number(found.raters_needed, 1)
        needed = words.text("people.raters_needed", number=number)
    return words.sentences(
        words.text("people.reliability", reliability=words.number(found.reliability, 2)),
        needed,
        words.text("people.assessment_intro", decided=words.percent(found.pairs_decided)),
    )


def _goals(incentives: Incentives, words: Words) -> Block:
    rows = tuple(
        (words.person(goal.person), *goal_cells(goal, words))
        for goal in incentives.goals[:SHOWN_GOALS]
    )
    heads = words.heads("person", "goal", "fte", "start", "likely_by", "late_by", "measured_by")
    table = Table(words.text("people.goals"), heads, rows, numeric=(2,), narrow=(0, 1, 4, 6))
    return Details(words.text("people.goals_open", count=len(incentives.goals)), (table,))


def _scores(found: AssessmentRound, words: Words) -> Table:
    rows, tones = [], []
    for person in found.people:
        rows.append(
            (
                words.person(person.person),
                words.number(person.score, 2),
                f"{words.number(person.low, 2)} – {words.number(person.high, 2)}",
                words.number(person.plain, 2),
                words.number(person.raters),
                words.text("people.band", number=person.band + 1),
                words.text("yes" if person.for_pay else "people.too_few_raters"),
                words.join(person.contested) or "–",
            )
        )
        tone: Tone = "plain" if person.for_pay else "warning"
        tones.append(tone)
    heads = words.heads("person", "corrected", "interval", "as_given", "raters", "band", "for_pay",
        "contested",
    )  # fmt: skip
    return Table(
        words.text("people.scores"),
        heads,
        tuple(rows),
        numeric=(1, 2, 3, 4),
        tones=tuple(tones),
        narrow=(0, 1, 3, 5, 6),
    )


def _raters(found: AssessmentRound, words: Words) -> Block:
    rows = tuple(
        (
            words.person(rater.rater),
            words.signed(rater.severity, 2),
            f"{words.signed(rater.low, 2)} – {words.signed(rater.high, 2)}",
            words.number(rater.ratings),
        )
        for rater in found.raters
    )
    heads = words.heads("rater", "severity_points", "interval", "ratings")
    table = Table(words.text("people.raters"), heads, rows, numeric=(1, 2, 3))
    return Details(words.text("people.raters_open"), (table,))


def _bonus(incentives: Incentives, words: Words) -> list[Block]:
    blocks: list[Block] = [Heading(words.text("people.bonus"), level=2)]
    if not incentives.pool:
        blocks.append(Paragraph(words.text("people.no_bonus")))
        return [*blocks, _contributions(incentives, words)] if incentives.contributions else blocks
    blocks += [Paragraph(words.text("people.bonus_intro")), _pool(incentives, words)]
    if incentives.contributions:
        blocks.append(_contributions(incentives, words))
    if incentives.bonuses:
        blocks += [_bonuses(incentives, words), *_what_decides(incentives, words)]
    notes: list[str] = []
    rules = words.dossier.rewards.bonus
    if rules and rules.clawback_months:
        most = max(year.quantiles["p95"] for year in incentives.pool) * rules.clawback_months / 12
        notes.append(
            words.text("people.clawback", amount=words.estimate(most), months=rules.clawback_months)
        )
    if incentives.left_over > SMALL * sum(year.mean for year in incentives.pool):
        notes.append(words.text("people.left_over", amount=words.estimate(incentives.left_over)))
    if incentives.short_term_only:
        notes.append(words.text("people.short_term"))
    if incentives.deductions and incentives.deductions.planned:
        notes.append(_deductions(incentives.deductions, words))
    return [*blocks, Bullets(tuple(notes))] if notes else blocks


def _impersonal(incentives: Incentives, words: Words) -> list[Block]:
    """Return what may be mailed around: the pool as a whole, and where the rest is."""
    blocks: list[Block] = [Heading(words.text("people.bonus"), level=2)]
    if incentives.pool:
        blocks += [Paragraph(words.text("people.bonus_intro")), _pool(incentives, words)]
    return [*blocks, Paragraph(words.text("people.impersonal"), remark=True)]


def _pool(incentives: Incentives, words: Words) -> Table:
    rows = tuple(
        (
            words.text("people.year", number=year.year),
            words.estimate(year.mean),
            words.estimate(year.quantiles["p05"]),
            words.estimate(year.quantiles["p50"]),
            words.estimate(year.quantiles["p95"]),
            words.chance(year.zero),
            words.chance(year.capped),
            words.chance(year.withheld),
        )
        for year in incentives.pool
    )
    heads = words.heads(
        "year_of_plan", "mean", "bad_case", "median",
        "good_case", "no_pool", "pool_capped",
        "pool_withheld",
    )  # fmt: skip
    return Table(
        words.text("people.pool"), heads, rows, numeric=tuple(range(1, 8)), narrow=(0, 1, 2, 4, 5)
    )


def _contributions(incentives: Incentives, words: Words) -> Table:
    rows = tuple(
        (
            words.person(entry.person),
            words.estimate(entry.worth),
            "–" if incentives.contributions_exact else f"± {words.estimate(entry.error)}",
            words.percent(entry.share, 1),
        )
        for entry in incentives.contributions[:SHOWN_PEOPLE]
    )
    heads = words.heads("person", "contribution", "sampling_error", "team_part")
    return Table(words.text("people.contributions"), heads, rows, numeric=(1, 2, 3))


def _bonuses(incentives: Incentives, words: Words) -> Table:
    rows = [
        (
            words.person(bonus.person),
            words.estimate(bonus.mean),
            words.estimate(bonus.quantiles["p05"]),
            words.estimate(bonus.quantiles["p95"]),
            words.estimate(bonus.parts["exploration"]),
            words.estimate(bonus.parts["team"]),
            words.estimate(bonus.parts["individual"]),
        )
        for bonus in incentives.bonuses[:SHOWN_PEOPLE]
    ]
    heads = words.heads("person", "mean", "bad_case", "good_case", "part_exploration", "part_team",
        "part_individual",
    )  # fmt: skip
    return Table(
        words.text("people.bonuses"),
        heads,
        tuple(rows),
        numeric=tuple(range(1, 7)),
        narrow=(0, 1, 2, 3),
    )


def _what_decides(incentives: Incentives, words: Words) -> list[Block]:
    """Return what success and failure of projects do to all bonuses together."""
    sums: dict[str, list[float]] = {}
    for bonus in incentives.bonuses:
        for entry in bonus.projects:
            both = sums.setdefault(entry.project, [0.0, 0.0])
            both[0] += entry.success
            both[1] += entry.failure
    if not sums:
        return []
    rows = tuple(
        (words.project(project), words.estimate(success), words.estimate(failure))
        for project, (success, failure) in sums.items()
    )
    heads = words.heads("project", "if_success", "if_failure")
    return [Table(words.text("people.decides"), heads, rows, numeric=(1, 2))]


def _deductions(check: DeductionCheck, words: Words) -> str:
    planned = words.percent(check.planned)
    if check.lawful is None or check.limit is None:
        return words.text("people.deductions_unknown", planned=planned)
    limit = words.percent(check.limit)
    code = "people.deductions_lawful" if check.lawful else "people.deductions_unlawful"
    text = words.text(code, planned=planned, limit=limit, source=check.source)
    if check.below_minimum:
        names = words.join(words.person(name) for name in check.below_minimum)
        text = words.sentences(text, words.text("people.below_minimum", people=names))
    return text


def _packages(packages: tuple[Package, ...], words: Words) -> Table:
    rows, tones = [], []
    for package in packages[:SHOWN_PEOPLE]:
        gap = package.market_gap
        rows.append(
            (
                words.person(package.person),
                words.estimate(package.pay),
                words.estimate(package.bonus),
                words.estimate(package.equity),
                words.estimate(package.quantiles["p05"]),
                words.estimate(package.quantiles["p50"]),
                words.estimate(package.quantiles["p95"]),
                "–" if package.equity_zero is None else words.chance(package.equity_zero),
                "–" if gap is None else words.points(gap) + " %",
            )
        )
        tone: Tone = "warning" if gap is not None and gap > 0 else "plain"
        tones.append(tone)
    heads = words.heads(
        "person", "pay", "bonus_part", "equity_part",
        "bad_case", "median", "good_case",
        "equity_zero", "market_gap",
    )  # fmt: skip
    months = words.dossier.finance.horizon_months if words.dossier.finance else 60
    return Table(
        words.text("people.packages", months=months),
        heads,
        tuple(rows),
        numeric=tuple(range(1, 9)),
        tones=tuple(tones),
        narrow=(0, 1, 2, 3, 5),
    )
