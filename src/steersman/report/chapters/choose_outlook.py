"""What the choice of a strategy stands on: other methods, scenarios, sequences, plans."""

from collections.abc import Sequence
from math import hypot

from steersman.choose import Choice
from steersman.plan.strategy_trial import StrategyTrial
from steersman.report.chapters.words import Words
from steersman.report.document import Block, Bullets, Details, Heading, Paragraph, Table, Tone

SURE_APART = 2.0
"""Standard errors by which two values must differ to be told apart."""


def trial_blocks(
    trials: Sequence[StrategyTrial],
    choice: Choice,
    words: Words,
    planned: float | None = None,
) -> tuple[Block, ...]:
    """Return the leading strategies by what they really cost, earn and risk in this firm.

    Args:
        trials: The strategies as planned.
        choice: What suits the firm.
        words: The reader's language.
        planned: Value of the plan that may take any project, where there is one.
    """
    if not trials:
        return ()
    rows = tuple(_trial_row(trial, words) for trial in trials)
    text = words.sentences(_verdict(trials, choice, words), _unbound(trials, planned, words))
    head = (
        "strategy", "best", "plan_value", "ruin", "first_launch", "people", "additions", "projects",
    )  # fmt: skip
    tones: tuple[Tone, ...] = tuple("plain" if trial.feasible else "bad" for trial in trials)
    return (
        Heading(words.text("choose.trials"), level=2),
        Paragraph(words.text("choose.trials_intro")),
        Table(
            words.text("choose.trial_table"),
            tuple(words.text(f"head.{name}") for name in head),
            rows,
            numeric=(1, 2, 3, 4, 5, 6, 7),
            tones=tones,
            narrow=(0, 2, 3, 4, 5, 7),
        ),
        Paragraph(text),
        Bullets(tuple(_projects(trial, words) for trial in trials)),
    )


def _projects(trial: StrategyTrial, words: Words) -> str:
    names = words.join(words.project(project) for project in trial.projects) or words.text("none")
    return words.text("choose.trial_projects", strategy=words.strategy(trial.strategy), names=names)


def _verdict(trials: Sequence[StrategyTrial], choice: Choice, words: Words) -> str:
    """Return which strategy the plans speak for, if they differ by more than chance."""
    best = max(trials, key=lambda trial: (trial.feasible, trial.value))
    own = next((t for t in trials if t.strategy == choice.leader.strategy), best)
    noise = SURE_APART * hypot(best.value_error, own.value_error)
    if best.strategy == own.strategy:
        code = "choose.trial_same"
    elif own.feasible and best.value - own.value <= noise:
        code = "choose.trial_close"
    else:
        code = "choose.trial_differs"
    return words.text(code, best=words.strategy(best.strategy), leader=words.strategy(own.strategy))


def _unbound(trials: Sequence[StrategyTrial], planned: float | None, words: Words) -> str:
    """Return what binding the plan to the leading strategy would cost."""
    if planned is None or planned <= trials[0].value:
        return ""
    return words.text(
        "choose.unbound",
        leader=words.strategy(trials[0].strategy),
        cost=words.estimate(planned - trials[0].value),
    )


def _trial_row(trial: StrategyTrial, words: Words) -> tuple[str, ...]:
    return (
        words.strategy(trial.strategy),
        words.percent(trial.acceptability, 1),
        words.estimate(trial.value),
        words.chance(trial.ruin_probability),
        "–" if trial.first_launch is None else words.month(trial.first_launch),
        words.number(trial.people, 1),
        str(trial.additions),
        str(len(trial.projects)),
    )


def robustness_blocks(choice: Choice, words: Words) -> tuple[Block, ...]:
    """Return what holds for all stated preferences, and what other methods say."""
    never = [r for r in choice.strategies if r.beaten_by]
    items = [
        words.text(
            "choose.beaten",
            strategy=words.strategy(result.strategy),
            others=words.join(words.strategy(name) for name in result.beaten_by),
        )
        for result in never
    ]
    regret = choice.leader.worst_regret
    if regret is not None:
        items.append(
            words.text(
                "choose.regret_of_leader",
                strategy=words.strategy(choice.leader.strategy),
                points=words.number(regret, 1),
            )
        )
    check = choice.cross_check
    others = {method.winner for method in check.methods} - {choice.leader.strategy}
    code = "choose.methods_agree" if check.robust and not others else "choose.methods_differ"
    names = words.join(words.strategy(name) for name in sorted(others))
    count = len(check.methods) - 1
    return (
        Bullets(tuple(items)),
        Paragraph(words.text(code, others=names, count=count)),
        Details(words.text("choose.methods"), (_methods(choice, words), _agreement(choice, words))),
    )


def _methods(choice: Choice, words: Words) -> Table:
    shown = [result.strategy for result in choice.strategies][:5]
    rows = tuple(
        (
            words.text(f"ranking.{method.method}"),
            words.strategy(method.winner),
            *(str(method.ranks.get(strategy, "–")) for strategy in shown),
        )
        for method in choice.cross_check.methods
    )
    head = (words.text("head.method"), words.text("head.winner"), *map(words.strategy, shown))
    return Table(
        words.text("choose.method_table"), head, rows, numeric=tuple(range(2, 2 + len(shown)))
    )


def _agreement(choice: Choice, words: Words) -> Table:
    agreement = choice.cross_check.agreement
    rows = tuple(
        (
            f"{number} {words.text(f'ranking.{one}')}",
            *(words.number(agreement[one][other], 2) for other in agreement),
        )
        for number, one in enumerate(agreement, start=1)
    )
    head = (words.text("head.method"), *(str(number) for number in range(1, len(agreement) + 1)))
    return Table(
        words.text("choose.agreement_table"), head, rows, numeric=tuple(range(1, len(head)))
    )


def outlook_blocks(choice: Choice, words: Words) -> tuple[Block, ...]:
    """Return scenarios, regrets, signposts and sequences."""
    outlook = choice.outlook
    careful = outlook.regrets[0]
    return (
        Heading(words.text("choose.scenarios"), level=2),
        _scenarios(choice, words),
        Paragraph(
            words.text(
                "choose.minimax",
                strategy=words.strategy(careful.strategy),
                points=words.number(careful.worst, 1),
                satisfied=words.percent(careful.satisfied),
                good=words.number(outlook.good_enough),
            )
        ),
        Bullets(_signposts(choice, words)),
        _sequences(choice, words),
        Paragraph(words.text("choose.sequence_note"), remark=True),
    )


def _scenarios(choice: Choice, words: Words) -> Table:
    leader = choice.leader.strategy
    rows = tuple(
        (
            words.scenario(result.scenario),
            words.percent(result.chance),
            words.strategy(result.best),
            words.percent(result.best_chance.get(leader, 0.0)),
            words.number(result.regret[leader], 1) if leader in result.regret else "–",
            words.signal(result.scenario),
        )
        for result in choice.outlook.scenarios
    )
    head = ("scenario", "chance", "best_in_it", "leader_best", "regret", "signal")
    return Table(
        words.text("choose.scenario_table", leader=words.strategy(leader)),
        tuple(words.text(f"head.{name}") for name in head),
        rows,
        numeric=(1, 3, 4),
    )


def _signposts(choice: Choice, words: Words) -> tuple[str, ...]:
    items = [
        words.text(
            "choose.signpost_by" if signpost.by else "choose.signpost",
            signal=words.signal(signpost.scenario),
            strategy=words.strategy(signpost.switch_to),
            gain=words.number(signpost.gain, 1),
            by=words.day(signpost.by),
        )
        for signpost in choice.outlook.signposts
    ]
    return tuple(items) or (words.text("choose.no_signpost"),)


def _sequences(choice: Choice, words: Words) -> Table:
    rows = tuple(
        (
            words.text(
                "choose.sequence",
                first=words.strategy(entry.first),
                then=words.strategy(entry.then),
            ),
            words.text(
                "choose.trigger",
                factor=words.factor(entry.factor),
                threshold=words.number(entry.threshold),
            ),
            words.percent(entry.ready),
            words.signed(entry.gain),
            words.percent(entry.better),
        )
        for entry in choice.outlook.sequences
    )
    head = ("sequence", "trigger", "ready", "gain", "better_than_leader")
    return Table(
        words.text("choose.sequence_table"),
        tuple(words.text(f"head.{name}") for name in head),
        rows,
        numeric=(2, 3, 4),
    )
