"""Word counts along each edge of a search in precision coverage.

Each edge is run again in the reduced FlowGraph from the state it leaves, outcome by outcome where luck decides. A printed value
counts as one word; tags, and the text of options before they are taken, are not counted.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from epilogue.flow.graph import NodeKind
from epilogue.ir.program import Program, events
from epilogue.space.search import Search
from epilogue.space.state_keys import AfterKey, ChoiceKey
from epilogue.space.turn import SlotValues, Turns

WordCount = tuple[int, int]
"""A number of words, and the action that says them."""


class EdgeWords(NamedTuple):
    """``begins``: words before the first decision. ``edges``: by edge, the fewest and the most words that taking it can say.
    ``hidden``: functions called as a whole speak, and their words are not counted."""

    begins: int
    edges: list[tuple[WordCount, WordCount]]
    hidden: bool


class SaidText(NamedTuple):
    """Text along an edge taken by one ``action``: its number of ``words`` and its ``positions``."""

    action: int
    words: int
    positions: frozenset[int]


class EdgeTexts(NamedTuple):
    """``begins``: text before the first decision. ``edges``: by edge, the text of each of its outcomes. ``hidden``: as in
    :class:`EdgeWords`."""

    begins: SaidText
    edges: list[list[SaidText]]
    hidden: bool


def count_words(search: Search, program: Program) -> EdgeWords:
    """The word counts of every edge of the search's graph."""
    texts = collect_texts(search, program)
    edges = []
    for outcomes in texts.edges:
        counts = [(text.words, text.action) for text in outcomes] or [(0, 0)]
        edges.append((min(counts), max(counts, key=lambda text: (text[0], -text[1]))))
    return EdgeWords(texts.begins.words, edges, texts.hidden)


def collect_texts(search: Search, program: Program) -> EdgeTexts:
    """The text along every edge of the search's graph."""
    turns, graph = search.turns, search.graph
    count = _WordCounter(turns, lengths(program))
    edges: list[list[SaidText]] = [[] for _ in graph.target]
    for key, row, before in search.rows():
        if isinstance(key, ChoiceKey):
            for option, edge in enumerate(row):
                edges[edge].append(count.said(option, partial(turns.choose, key.offers, option, SlotValues(before))))
        elif isinstance(key, AfterKey):
            edges[row[0]].append(count.said(0, partial(turns.run, search.state_keys.hub, SlotValues(before), [])))
        else:
            before[search.reduced.graph.slots["offers",]] = len(key.offers)
            for edge in row:
                label = graph.label[edge]
                outcomes = label[:1] if isinstance(label, range) else label
                for outcome in outcomes:
                    run = partial(turns.draw, key, key.outcomes[outcome], SlotValues(before))
                    edges[edge].append(count.said(outcome, run))
    begins = count.said(0, partial(turns.run, search.reduced.graph.entry.id, SlotValues(turns.start), []))
    return EdgeTexts(begins, edges, any(node.kind is NodeKind.CALL for node in turns.nodes) and _speaks(search, program))


def lengths(program: Program) -> dict[int, int]:
    """Number of words of each piece of text outside tags and commands, by position."""
    lengths, tag, unsaid = {}, False, events(program)
    for position, instruction in enumerate(program.code):
        if instruction.op in ("tag_open", "tag_close"):
            tag = instruction.op == "tag_open"
        if instruction.op in ("text", "print"):
            lengths[position] = 0 if tag or position in unsaid else len(instruction.a.split()) if instruction.op == "text" else 1
    return lengths


def _speaks(search: Search, program: Program) -> bool:
    """Whether a function called as a whole has text of its own."""
    for node in search.turns.nodes:
        region = getattr(getattr(node.offer, "callee", None), "region", ())
        if node.kind is NodeKind.CALL and any(program.code[position].op in ("text", "print") for position in region):
            return True
    return False


class _WordCounter:
    def __init__(self, turns: Turns, lengths: dict[int, int]) -> None:
        self.turns = turns
        self.texts: dict[tuple[int, ...], tuple[int, frozenset[int]]] = {}
        self.words = [lengths.get(n.position, 0) if n.kind is NodeKind.TEXT and not n.label else 0 for n in turns.nodes]

    def said(self, action: int, run: Callable[[], object]) -> SaidText:
        """The text of a run."""
        words = self.words
        speaking = tuple([number for number in self.turns.trail_of(run) if words[number]])
        known = self.texts.get(speaking)
        if known is None:
            nodes = self.turns.nodes
            known = self.texts[speaking] = sum(words[n] for n in speaking), frozenset(nodes[n].position for n in speaking)
        return SaidText(action, *known)
