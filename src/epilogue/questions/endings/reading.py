"""Mean number of words read, and mean share of the story's text: over readers who choose at random.

Exact where the graph is complete: words are the expected visits of each state times the words on its edges. The share sums, over
the pieces of text, the odds that a playthrough shows the piece: a piece that can occur only once is shown as often as its edges
are taken; else it takes a pass over the graph for the pieces on the same edges. That is done if the graph is acyclic and the
passes are few. Else both are means of random playthroughs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from epilogue.analysis.odds import EndingsResult
from epilogue.budget import tick
from epilogue.flow.graph import Node, NodeKind
from epilogue.graphs.components import components
from epilogue.ir.lines import unsaid_positions
from epilogue.ir.program import Program
from epilogue.questions.endings.playthroughs import is_playable, random_playthroughs
from epilogue.space.state_graph import StateGraph
from epilogue.space.turn import Turns
from epilogue.space.word_counts import EdgeTexts, lengths

WORK = 2_000_000
"""Most edges visited in search of repeatable text."""
PLAYTHROUGHS = 400
CHOICES = 100_000
"""Random playthroughs: how many, and how many choices and draws in all."""
SHOWN = 300
"""Random playthroughs whose words are shown one by one."""


class Reading(NamedTuple):
    """``words``: the mean number read, None where infinite or unknown; ``share``: the mean share of the story's text;
    ``playthroughs``: size of the random sample, None where the means are exact."""

    words: float | None
    share: float | None
    playthroughs: int | None


def prose(program: Program) -> dict[int, int]:
    """Words of each readable text, by its position: no tags, commands, or texts of options and variables."""
    counted, unsaid = lengths(program), unsaid_positions(program)
    return {
        position: counted[position]
        for position, (op, text, _, _) in enumerate(program.code)
        if op == "text" and position not in unsaid and counted[position] and text.strip()
    }


def exact_reading(program: Program, graph: StateGraph, texts: EdgeTexts, result: EndingsResult) -> Reading | None:
    """Exact means; None if some odds are unknown, playthroughs never end or go round, or the story is too large."""
    if not graph.complete or graph.outside or graph.begins or texts.hidden or result.cyclic or result.endless > 0:
        return None
    chances = _chances(graph, texts)
    if chances is None:
        return None
    words, counted = float(texts.begins.words), prose(program)
    traffic = [visits for state, visits in enumerate(map(float, result.visits)) for _ in graph.edges(state)]
    said: defaultdict[frozenset[int], dict[int, float]] = defaultdict(dict)
    for edge, outcomes in enumerate(texts.edges):
        tick()
        for outcome, odds in zip(outcomes, chances[edge], strict=True):
            words += traffic[edge] * odds * outcome.words
            edges = said[outcome.positions]
            edges[edge] = edges.get(edge, 0.0) + odds
    seen = float(sum(count for position, count in counted.items() if position in texts.begins.positions))
    alike = _alike({position: n for position, n in counted.items() if position not in texts.begins.positions}, said)
    order = [component[0] for component in components(graph.first, graph.target)]
    groups = [(dict(edges), count) for edges, count in alike.items()]
    again = _said_again(graph, order, [edges for edges, _ in groups])
    if sum(again) * len(graph.target) > WORK:
        return None
    for (edges, count), twice in zip(groups, again, strict=True):
        tick()
        once = sum(traffic[edge] * odds for edge, odds in edges.items())
        seen += count * (_odds_to_take(graph, order, edges, chances) if twice else once)
    total = sum(counted.values())
    return Reading(words, seen / total if total else None, None)


def _alike(counted: dict[int, int], said: dict[frozenset[int], dict[int, float]]) -> dict[tuple[tuple[int, float], ...], int]:
    """Words of the texts on the same edges, by these edges and the odds of an outcome that says them. ``said``: edges and odds of
    texts that are said together."""
    members: defaultdict[int, list[int]] = defaultdict(list)
    together = list(said.values())
    for number, positions in enumerate(said):
        for position in positions:
            members[position].append(number)
    words: defaultdict[tuple[int, ...], int] = defaultdict(int)
    for position, count in counted.items():
        if position in members:
            words[tuple(members[position])] += count
    alike: defaultdict[tuple[tuple[int, float], ...], int] = defaultdict(int)
    for numbers, count in words.items():
        edges: dict[int, float] = {}
        for number in numbers:
            for edge, odds in together[number].items():
                edges[edge] = edges.get(edge, 0.0) + odds
        alike[tuple(sorted(edges.items()))] += count
    return alike


def words_in_playthroughs(graph: StateGraph, texts: EdgeTexts) -> tuple[int, ...]:
    """Words read in each of a number of random playthroughs, reproducible."""
    random, counts = Random(1), list[int]()
    for _ in range(SHOWN):
        tick()
        state, words = graph.initial, texts.begins.words
        while edges := graph.edges(state):
            edge = random.choices(edges, graph.odds(state))[0]
            words += random.choice(texts.edges[edge]).words
            state = graph.target[edge]
        counts.append(words)
    return tuple(counts)


def _chances(graph: StateGraph, texts: EdgeTexts) -> list[list[float]] | None:
    """Odds of each edge's outcomes at its state; None if they depend on the outcome."""
    chances: list[list[float]] = [[] for _ in graph.target]
    for state in range(len(graph.kind)):
        likely = graph.odds(state)
        total = sum(likely)
        weighted = graph.first[state] in graph.chance
        for edge, odds in zip(graph.edges(state), likely, strict=True):
            outcomes = texts.edges[edge]
            if weighted and len({(outcome.words, outcome.positions) for outcome in outcomes}) > 1:
                return None
            chances[edge] = [odds / total / len(outcomes)] * len(outcomes)
    return chances


def _said_again(graph: StateGraph, order: list[int], groups: list[dict[int, float]]) -> list[bool]:
    """Whether each group of edges can occur twice. ``order``: states, successors first."""
    member = [0] * len(graph.target)
    for number, edges in enumerate(groups):
        for edge in edges:
            member[edge] |= 1 << number
    ahead, again = [0] * len(graph.kind), 0
    for state in order:
        for edge in graph.edges(state):
            following = ahead[graph.target[edge]]
            again |= member[edge] & following
            ahead[state] |= member[edge] | following
    return [bool(again >> number & 1) for number in range(len(groups))]


def _odds_to_take(graph: StateGraph, order: list[int], edges: dict[int, float], chances: list[list[float]]) -> float:
    """Odds of ever taking one of these edges by an outcome that counts. ``order``: states, successors first; ``edges``: with
    the odds of such an outcome at the edge's state."""
    odds = [0.0] * len(graph.kind)
    for state in order:
        tick()
        reached = 0.0
        for edge in graph.edges(state):
            counting = edges.get(edge, 0.0)
            reached += counting + (sum(chances[edge]) - counting) * odds[graph.target[edge]]
        odds[state] = reached
    return odds[graph.initial]


def sampled_reading(program: Program, turns: Turns, nodes: Sequence[Node], entry: int) -> Reading:
    """Means of random playthroughs, reproducible; of an unreduced FlowGraph in which every text is met."""
    if not is_playable(nodes):
        return Reading(None, None, None)
    counted, readable = lengths(program), prose(program)
    word_counts = [counted.get(n.position, 0) if n.kind is NodeKind.TEXT and not n.label else 0 for n in nodes]
    total = sum(readable.values())
    words, share, playthroughs, endless = 0, 0.0, 0, False
    trail = turns.trail = []
    for ended in random_playthroughs(turns, nodes, entry, PLAYTHROUGHS, CHOICES):
        playthroughs += 1
        endless |= not ended
        words += sum(word_counts[n] for n in trail)
        share += sum(readable.get(position, 0) for position in {nodes[n].position for n in trail if word_counts[n]})
        trail.clear()
    turns.trail = None
    mean_share = share / total / playthroughs if total else None
    return Reading(None if endless else words / playthroughs, mean_share, playthroughs)
