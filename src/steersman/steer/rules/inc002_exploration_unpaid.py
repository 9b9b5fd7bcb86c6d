"""INC002: the plan has risky stages, and the bonus rules reward success only.

Why it matters: Nobody then takes the stage that most often fails, or says early that it has.

How to mend: Set exploration_share, paid for what was learnt by the date.

Known limits: Risky is a chance below .75.

Source: Manso (2011), motivating innovation tolerates early failure.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule

RISKY = 0.75


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    bonus = context.dossier.rewards.bonus
    if bonus is None or not bonus.margin_share or bonus.exploration_share:
        return
    risky = {
        (project.id, stage.id)
        for project in context.dossier.projects
        for stage in project.stages
        if stage.success < RISKY
    }
    for stage in context.plan.stages:
        if (stage.project, stage.stage) in risky:
            values = {"project": stage.project, "stage": stage.stage}
            yield Finding("INC002", ("rewards", "bonus"), values)
            return


RULE = Rule("INC002", "incentives", check, analysed=True)
