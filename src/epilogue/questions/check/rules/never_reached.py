"""EP003: a passage no reader comes to."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.questions.check.context import RuleContext
from epilogue.questions.check.rules.unseen import by_cause
from epilogue.rules.base import Finding, Rule


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each group all of whose nodes are lost, then one for each cause."""
    lost = dict(context.lost_passages)
    if context.words.group is not None:
        why, fix = context.words.group
        for title, places in _empty_groups(context).items():
            members = tuple(lost.pop(position) for position in places)
            yield Finding(members[0].span, why.format(title), fix, members)
    yield from by_cause(context, lost)


def _empty_groups(context: RuleContext) -> dict[str, list[int]]:
    """Positions of a group's nodes, by its title, where something leads to the group and to none of them."""
    blocks, lost = context.program.blocks, context.lost_passages
    names = {blocks[number].name for number in context.program.passages}
    missing = {content.text for content in lost.values()}
    groups: dict[str, list[int]] = {}
    for position, content in lost.items():
        title = content.text.rpartition(".")[0]
        if title in names and title not in missing:
            groups.setdefault(title, []).append(position)
    sizes = {title: sum(name.rpartition(".")[0] == title for name in names) for title in groups}
    return {title: places for title, places in groups.items() if len(places) == sizes[title]}


RULE = Rule(
    code="EP003",
    slug="passage-never-reached",
    severity=Severity.WARNING,
    title="a passage that no reader reaches",
    what=(
        "Finds passages that no playthrough reaches, proved and not sampled, grouped by the line that "
        "makes it so. Functions are not passages."
    ),
    why=(
        "Either nothing leads to it (a renamed passage, a scene that was cut), or what leads to it stands where no reader gets."
    ),
    bad="""\
-> harbour
=== harbour
The ship has left.
-> END
=== on_board
Salt wind.
-> END
""",
    good="""\
-> harbour
=== harbour
* [Run]
    -> on_board
* [Stay]
    The ship has left.
    -> END
=== on_board
Salt wind.
-> END
""",
    check=check,
)
