"""The parts of the people chapter on organisation and culture."""

from steersman.plan.people import CultureOutlook, Organisation
from steersman.plan.people.climate_items import climate_dimensions
from steersman.plan.people.culture_result import (
    ClimateGroup,
    ClimateScore,
    ClimateTrend,
    WaveResult,
)
from steersman.report.chapters.words import Words
from steersman.report.charts import climate_chart
from steersman.report.document import Block, Bullets, Figure, Heading, Paragraph, Table, Tone


def organisation_blocks(found: Organisation, words: Words) -> list[Block]:
    """Return leads, ways of information, and what growth asks for."""
    blocks: list[Block] = [Heading(words.text("organisation.title"), level=2)]
    blocks.append(
        Paragraph(
            words.text(
                "organisation.intro",
                now=found.headcount_now,
                planned=found.headcount_planned,
                parallel=found.parallel_teams,
                lead_at=found.next_lead_at,
            )
        )
    )
    if found.layers is None:
        blocks.append(Paragraph(words.text("organisation.no_line")))
    else:
        blocks += _line(found, words)
    if found.teams:
        blocks.append(_teams(found, words))
    if found.people_in_several:
        names = words.join(words.person(name) for name in found.people_in_several)
        blocks.append(Paragraph(words.text("organisation.several", people=names)))
    rows = tuple(
        tuple(
            words.number(number)
            for number in (step.headcount, step.layers, step.leads, step.teams, step.pairs)
        )
        for step in found.growth
    )
    heads = words.heads("headcount", "layers", "leads", "teams", "pairs")
    blocks.append(Table(words.text("organisation.growth"), heads, rows, numeric=(0, 1, 2, 3, 4)))
    return blocks


def _line(found: Organisation, words: Words) -> list[Block]:
    too_many = [
        words.text("organisation.too_many", person=words.person(lead.person), reports=lead.reports)
        for lead in found.leads
        if lead.too_many
    ]
    hops = "–" if found.mean_hops is None else words.number(found.mean_hops, 1)
    code = "organisation.line" if found.mean_hops is not None else "organisation.layers"
    blocks: list[Block] = [Paragraph(words.text(code, layers=found.layers, hops=hops))]
    if too_many:
        blocks.append(Bullets(tuple(too_many)))
    rows = tuple(
        (
            words.person(way.source),
            words.person(way.target),
            words.project(way.project),
            "–" if way.hops is None else words.number(way.hops),
            "–" if way.days is None else words.number(way.days),
        )
        for way in found.paths
    )
    if rows:
        heads = words.heads("tells", "hears", "project", "hops", "days")
        blocks.append(Table(words.text("organisation.paths"), heads, rows, numeric=(3, 4)))
    return blocks


def _teams(found: Organisation, words: Words) -> Table:
    rows, tones = [], []
    for team in found.teams:
        rows.append(
            (
                words.project(team.project),
                words.number(len(team.people)),
                words.person(team.lead) if team.lead else "–",
                "–" if team.hops is None else words.number(team.hops, 1),
                words.text("organisation.decides" if team.decides else "organisation.in_line"),
            )
        )
        tone: Tone = "warning" if team.decides else "plain"
        tones.append(tone)
    heads = words.heads("project", "headcount", "project_lead", "hops", "everyday_matters")
    return Table(
        words.text("organisation.teams"), heads, tuple(rows), numeric=(1, 3), tones=tuple(tones)
    )


def culture_blocks(found: CultureOutlook, words: Words) -> list[Block]:
    """Return the climate as far as it may be shown, trends, and the programme."""
    blocks: list[Block] = [Heading(words.text("culture.title"), level=2)]
    if not found.waves:
        return [*blocks, Paragraph(words.text("culture.empty"))]
    latest = found.waves[0]
    blocks.append(
        Paragraph(
            words.text(
                "culture.intro",
                wave=latest.wave,
                people=words.text("culture.too_few", threshold=latest.threshold)
                if latest.respondents is None
                else words.number(latest.respondents),
                threshold=latest.threshold,
            )
        )
    )
    if latest.hidden_attributes:
        attributes = words.join(
            words.text(f"culture.by_{name}") for name in latest.hidden_attributes
        )
        blocks.append(Paragraph(words.text("culture.hidden_by", attributes=attributes)))
    if latest.incomplete:
        blocks.append(Paragraph(words.text("culture.incomplete", count=latest.incomplete)))
    names = {d.id: words.messages.pick(d.name) for d in climate_dimensions()}
    if any(not score.hidden for group in latest.groups for score in group.scores):
        chart = climate_chart(found.waves, names, words.messages)
        alternative = words.text("culture.figure_alt", dimensions=words.join(names.values()))
        blocks += [
            Figure(words.text("culture.figure"), alternative, chart),
            _groups(latest, names, words),
        ]
    if found.trends:
        blocks.append(_trends(found, names, words))
    if found.weakest:
        actions = {d.id: words.messages.pick(d.first_action) for d in climate_dimensions()}
        weak = [
            words.text("culture.weak", dimension=names[name], action=actions[name])
            for name in found.weakest
        ]
        blocks += [Paragraph(words.text("culture.weakest")), Bullets(tuple(weak))]
    blocks.append(_programme(found, names, words))
    if latest.comments:
        blocks += [
            Paragraph(words.text("culture.comments", count=len(latest.comments))),
            Bullets(latest.comments),
        ]
    elif latest.comments_hidden:
        blocks.append(Paragraph(words.text("culture.comments_hidden")))
    return blocks


def _score(score: ClimateScore, words: Words) -> str:
    if score.hidden:
        return words.text(f"culture.hidden_{score.hidden}")
    mean = words.number(score.mean or 0.0)
    return f"{mean} ({words.number(score.low or 0.0)} – {words.number(score.high or 0.0)})"


def _group_name(group: ClimateGroup, words: Words) -> str:
    if not group.attribute:
        return words.text("culture.everybody")
    return group.value or words.text("culture.others")


def _groups(wave: WaveResult, names: dict[str, str], words: Words) -> Table:
    rows = tuple(
        (
            _group_name(group, words),
            "–" if group.respondents is None else words.number(group.respondents),
            *(_score(score, words) for score in group.scores),
        )
        for group in wave.groups
    )
    heads = (*words.heads("group", "respondents"), *names.values())
    numeric = tuple(range(1, len(heads)))
    return Table(words.text("culture.groups", wave=wave.wave), heads, rows, numeric=numeric)


def _change(trend: ClimateTrend, words: Words) -> tuple[str, str, Tone]:
    span = f"{words.signed(trend.low)} – {words.signed(trend.high)}"
    tone: Tone = "good" if trend.low > 0 else ("bad" if trend.high < 0 else "plain")
    return words.signed(trend.change), span, tone


def _trends(found: CultureOutlook, names: dict[str, str], words: Words) -> Table:
    rows, tones = [], []
    for trend in found.trends:
        change, span, tone = _change(trend, words)
        rows.append((names[trend.dimension], f"{trend.before} → {trend.after}", change, span))
        tones.append(tone)
    heads = words.heads("dimension", "waves", "change", "interval")
    return Table(
        words.text("culture.trends"), heads, tuple(rows), numeric=(2, 3), tones=tuple(tones)
    )


def _programme(found: CultureOutlook, names: dict[str, str], words: Words) -> Block:
    if not found.actions:
        return Paragraph(words.text("culture.no_actions"))
    actions = {action.id: action for action in words.dossier.culture.actions}
    rows, tones = [], []
    for loop in found.actions:
        action = actions[loop.action]
        effect = words.text("culture.not_measured")
        tone: Tone = "plain"
        if loop.effect:
            change, span, tone = _change(loop.effect, words)
            effect = f"{change} ({span})"
        missing = [words.text(f"culture.lacks_{name}") for name in loop.missing]
        rows.append(
            (
                action.title,
                names.get(action.dimension, "–"),
                words.person(action.owner) if action.owner else "–",
                words.day(action.due),
                effect,
                words.join(missing) or words.text("culture.closed"),
            )
        )
        tones.append("warning" if missing else tone)
    heads = words.heads("action", "dimension", "owner", "due", "measured_effect", "loop")
    return Table(words.text("culture.actions"), heads, tuple(rows), tones=tuple(tones))
