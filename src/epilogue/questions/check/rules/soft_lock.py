"""EP014: every ending is lost, and the story goes on."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.questions.check.context import RuleContext
from epilogue.questions.check.soft_locks import soft_locks
from epilogue.rules.base import Finding, Rule
from epilogue.space.state_graph import StateKind


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each option, or draw of luck, that loses the last ending."""
    graph = context.graph
    nearest: dict[tuple[str, int], tuple[int, int]] = {}
    for edge, source in soft_locks(graph):
        if graph.target[edge] in context.single_loops or context.must_stop(graph.target[edge]):
            continue
        if graph.kind[source] == StateKind.CHOICE:
            key = "option", graph.label[edge]
        else:
            key = "luck", context.evidence.walked.where.get(source, -1)
        way = context.far(source), edge
        nearest[key] = min(nearest.get(key, way), way)
    for (kind, number), (_, edge) in nearest.items():
        if kind == "option":
            site = context.program.choices[number]
            span, what = site.span, f"after “{' '.join(site.text.split())}”"
        else:
            span, what = (context.span(number) if number >= 0 else None), "after what luck decides here"
        if span is None:
            continue
        yield Finding(
            span,
            f"{what} a reader can be locked in: the story goes on, but no ending can be reached any more",
            "Give what can still be chosen after it a way to an ending, or do not offer it where it locks a reader in.",
            way=context.way_over(edge),
        )


RULE = Rule(
    code="EP014",
    slug="soft-lock",
    severity=Severity.ERROR,
    title="a reader can lose every ending and not know it",
    what=(
        "Finds the options, and the turns of luck, after which no ending can be reached any more: readers go on "
        "choosing, but nothing they choose brings them to an end. Running out of story or into an error is not an "
        "ending; where these readers are certain to get to that, it is reported instead."
    ),
    why="The worst thing that can happen to a player: nothing breaks, and hours are lost.",
    bad="""\
VAR key = true
-> hall
=== hall
* [Throw the key into the well]
    ~ key = false
    -> hall
+ {key} [Unlock the gate]
    -> END
+ [Walk around]
    -> yard
=== yard
+ [Back to the hall]
    -> hall
+ [Sit down]
    -> yard
""",
    good="""\
VAR key = true
-> hall
=== hall
* [Throw the key into the well]
    ~ key = false
    -> hall
+ {key} [Unlock the gate]
    -> END
+ {not key} [Climb over the gate]
    -> END
+ [Walk around]
    -> yard
=== yard
+ [Back to the hall]
    -> hall
+ [Sit down]
    -> yard
""",
    check=check,
    effort="search",
)
