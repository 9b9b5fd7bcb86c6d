"""EVI005: another strategy than the chosen one is best in twice as many draws.

Why it matters: The firm carries out what its own facts and preferences speak against.

How to mend: Look at the choose stage again, or note as a decision what it does not see.

Known limits: Preferences as stated; strategies of the firm's own count too.

Source: Acceptability indices of the choose stage (Lahdelma and Salminen, 2001).
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    chosen = context.dossier.strategy.chosen_strategy
    known = {entry.strategy: entry for entry in context.choice.strategies} if chosen else {}
    if chosen not in known:
        return
    leader = context.choice.leader
    if leader.acceptability > 2 * known[chosen].acceptability:
        values = {
            "strategy": chosen,
            "other": leader.strategy,
            "chance": known[chosen].acceptability,
            "limit": leader.acceptability,
        }
        yield Finding("EVI005", ("strategy", "chosen_strategy"), values)


RULE = Rule("EVI005", "evidence", check, analysed=True)
