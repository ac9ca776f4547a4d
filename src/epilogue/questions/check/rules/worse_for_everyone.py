"""EP032: an ending that another one dominates."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.questions.check.context import RuleContext
from epilogue.rules.base import Finding, Rule

NAMED = 3


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for all the endings dominated by the same one."""
    for group in context.dominated:
        many = len(group.endings)
        named = ", ".join(group.endings[:NAMED]) + (f" and {many - NAMED} more" if many > NAMED else "")
        yield Finding(
            group.span,
            f"for {many} of {group.total} endings ({named}), {group.better} at its best is at least as good for everyone, "
            "and better for somebody",
            "If that is intended, ignore EP032 (ignore under [check] in epilogue.toml). If not, let such an ending give somebody "
            "something that no other gives, or add a stake that says what it is good for; epilogue verdict shows who gets what.",
            way=group.way,
        )


RULE = Rule(
    code="EP032",
    slug="worse-for-everyone",
    severity=Severity.NOTE,
    title="an ending that another one matches or beats for everyone",
    what=(
        "Finds endings for which another ending is at least as good for everyone, by the stakes in epilogue.toml: "
        "at its best, the other gives nobody less and somebody more."
    ),
    why=(
        "A choice between endings is a real one if each of them is worth something to somebody. A sad ending may "
        "well be intended; one that nobody could want is often an oversight, or a stake was forgotten."
    ),
    bad="""\
VAR gold = 0
VAR love = 0
* [Stay]
    ~ gold = 1
    ~ love = 2
    The farm.
    -> END
* [Go]
    ~ gold = 1
    The road.
    -> END
""",
    good="""\
VAR gold = 0
VAR love = 0
* [Stay]
    ~ gold = 1
    ~ love = 2
    The farm.
    -> END
* [Go]
    ~ gold = 3
    The road.
    -> END
""",
    check=check,
    settings="""\
[stakes.Ann]
gold = "gold"

[stakes.Ben]
love = "love"
""",
)
