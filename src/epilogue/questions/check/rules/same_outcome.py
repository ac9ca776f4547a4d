"""EP024: two options that lead to the same story."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from epilogue.diagnostics import Severity
from epilogue.flow.graph import Node, NodeKind, Offer, reads_of
from epilogue.questions.check.context import RuleContext
from epilogue.rules.base import Finding, LostContent, Rule
from epilogue.source import NOWHERE
from epilogue.space.state_graph import StateKind

PLAIN = frozenset((NodeKind.GOTO, NodeKind.SET))


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each set of options: wherever they are offered, play goes on at the very same line, in the same state."""
    if not context.complete:
        return
    for sites in alike(context):
        options = [context.program.choices[site] for site in sites]
        spans = [option.span or NOWHERE for option in options]
        names = " and ".join(f"“{' '.join(option.text.split())}”" for option in options)
        yield Finding(
            min(spans),
            f"{names} lead to the same story: not a word after them differs",
            ("Let the story answer one of them, or remember it; if the choice is only a matter of feeling, mark it as intended."),
            tuple(
                LostContent("option", span, " ".join(option.text.split())) for span, option in zip(spans, options, strict=True)
            )[1:],
        )


def alike(context: RuleContext) -> list[tuple[int, ...]]:
    """Sites of options of one menu with the same outcome."""
    graph, leads = context.searched.whole, _leads(context)
    together: dict[tuple[int, int], bool] = {}
    for state, kind in enumerate(graph.kind):
        if kind != StateKind.CHOICE:
            continue
        edges = [edge for edge in graph.edges(state) if edge not in graph.renamed]
        for index, edge in enumerate(edges):
            for other in edges[index + 1 :]:
                pair = graph.label[edge], graph.label[other]
                same = graph.target[edge] == graph.target[other] and pair[0] != pair[1]
                same = same and leads.get(pair[0]) is not None and leads.get(pair[0]) == leads.get(pair[1])
                together[pair] = together.get(pair, True) and same
    groups: dict[int, list[int]] = {}
    grouped: dict[int, int] = {}
    for (first, other), same in sorted(together.items()):
        if same and other not in grouped:
            head = grouped.setdefault(first, first)
            grouped[other] = head
            groups.setdefault(head, [head]).append(other)
    return [tuple(sites) for sites in groups.values()]


OptionContinuation = tuple[Any, ...]
"""Node where play goes on, preceded by what is set and the white space shown."""


def _leads(context: RuleContext) -> dict[int, frozenset[OptionContinuation] | None]:
    """Points where play goes on after taking each site's option, ignoring the unnoticeable record that it was taken; None if
    unknown."""
    nodes = [] if context.searched.flow is None else context.searched.flow.nodes()
    readers: dict[int, set[int]] = {}
    for node in nodes:
        for slot in reads_of(node):
            if not (node.kind is NodeKind.SET and node.slot == slot):
                readers.setdefault(slot, set()).add(node.offer.site if isinstance(node.offer, Offer) else -1)
    unasked = _unread_counts(context)
    leads: dict[int, frozenset[OptionContinuation] | None] = {}
    for node in nodes:
        if not isinstance(node.offer, Offer):
            continue
        site = node.offer.site
        lead = _follow(context, node.offer.entry, {slot for slot in unasked if not readers.get(slot, set()) - {site}})
        known = leads.get(site, frozenset[OptionContinuation]())
        leads[site] = None if lead is None or known is None else known | {lead}
    return leads


def _unread_counts(context: RuleContext) -> set[int]:
    """Visit counts that no line of the story reads, not even to print them."""
    flow, code = context.searched.flow, context.program.code
    if flow is None or any(i.op in ("visits_of", "turns_since") for i in code):
        return set()
    read = {i.a for i in code if i.op == "visits"}
    return {slot for slot, key in enumerate(flow.slots.keys) if key[0] == "v" and key[1] not in read}


def _follow(context: RuleContext, node: Node, unnoticed: set[int]) -> OptionContinuation | None:
    lead: list[Any] = []
    for _ in range(50):
        if node.kind is NodeKind.TEXT:
            text = context.program.code[node.position].a
            if not isinstance(text, str) or text.strip():
                return node.id, *lead
            lead.append(text)
        elif node.kind not in PLAIN:
            return node.id, *lead
        elif node.kind is NodeKind.SET and node.slot not in unnoticed:
            lead.append((node.slot, id(node.expr)))
        node = node.succ[0]
    return None


RULE = Rule(
    code="EP024",
    slug="same-outcome",
    severity=Severity.NOTE,
    title="options that lead to the same story, to the last word",
    what="Finds options of one menu after which not a word differs and nothing is remembered: wherever both are offered, play "
    "goes on at "
    "the same line, in the same situation.",
    why="Readers notice when what they say changes nothing. It may be meant; it may also be a jump copied once too often.",
    bad="""\
* [Yes] -> later
* [No] -> later
=== later
Time passes.
-> END
""",
    good="""\
* [Yes]
    "Good." -> later
* [No] -> later
=== later
Time passes.
-> END
""",
    check=check,
)
