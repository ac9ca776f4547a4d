"""With decisions observed, the graph is the story's own, step by step: places of decisions and draws, outcomes, endings, what is
observed. Walked beside the oracle's unreduced graph on generated stories."""

from __future__ import annotations

import re
from collections import deque
from pathlib import Path

import pytest
from generators.amount import story_count
from generators.ink import generate

from epilogue.flow.context import Observations, UnboundedConstruct
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import reduce
from epilogue.flow.specialise import specialise as worked_out
from epilogue.languages.loaded import ObservedExpression
from epilogue.languages.registry import load
from epilogue.settings import Limits
from epilogue.source import Span
from epilogue.space.search import PLAIN_STATES, explore
from epilogue.space.state_graph import StateGraph, StateKind
from epilogue.space.watch import Watch
from epilogue.verify.oracle import full_states

STORIES = story_count(2)
OPEN = StateKind.OPEN


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("bounded")]


def together(graph: StateGraph, oracle: StateGraph) -> tuple[int, str | None]:
    """Walks both graphs at once: how many pairs of states were met, and the first difference."""
    pairs = {(graph.initial, oracle.initial)}
    work = deque(pairs)
    while work:
        mine, theirs = work.popleft()
        if OPEN in (graph.kind[mine], oracle.kind[theirs]):
            continue
        if graph.kind[mine] != oracle.kind[theirs]:
            return len(pairs), f"{mine}, {theirs}: {graph.kind[mine]!r}, {oracle.kind[theirs]!r}"
        if graph.kind[mine] == StateKind.ENDING:
            one, other = graph.endings[graph.ending[mine]], oracle.endings[oracle.ending[theirs]]
            if one.possible != other.possible or one.values != other.values:
                return len(pairs), f"{one}, {other}"
        elif graph.site[mine] != oracle.site[theirs]:
            return len(pairs), f"{mine}, {theirs}: at {graph.site[mine]}, {oracle.site[theirs]}"
        if graph.kind[mine] != StateKind.CHANCE and graph.noted[mine] != oracle.noted[theirs]:
            return len(pairs), f"{mine}, {theirs}: {graph.noted[mine]} holds, {oracle.noted[theirs]}"
        for pair in followed(graph, mine, oracle, theirs):
            if pair is None:
                return len(pairs), f"{mine}, {theirs}: other options or outcomes"
            if pair not in pairs:
                pairs.add(pair)
                work.append(pair)
    return len(pairs), None


def followed(graph: StateGraph, mine: int, oracle: StateGraph, theirs: int) -> list[tuple[int, int] | None]:
    """Where the same step leads in both; None for a step that only one has."""
    rows, others = graph.edges(mine), oracle.edges(theirs)
    if graph.kind[mine] == StateKind.CHOICE:
        if [graph.label[e] for e in rows] != [oracle.label[e] for e in others]:
            return [None]
        return [(graph.target[e], oracle.target[o]) for e, o in zip(rows, others, strict=True)]
    by_outcome = {outcome: graph.target[edge] for edge in rows for outcome in graph.label[edge]}
    if len(by_outcome) != len(others):
        return [None]
    return [(by_outcome[oracle.label[o][0]], oracle.target[o]) for o in others]


@pytest.mark.parametrize("first", range(0, STORIES, 25))
def test_step_by_step_beside_the_oracle(first: int, tmp_path: Path) -> None:
    met = 0
    for seed in range(first, min(first + 25, STORIES)):
        source = generate(seed + 10_000, 1 + seed % 4, loops=(None, "none", "once")[seed % 3], faults=seed % 4 == 3)
        story = tmp_path / "story.ink"
        story.write_text(source, encoding="utf-8")
        numbers = re.findall(r"^VAR (\w+) = -?\d+$", source, re.MULTILINE)
        keys = [f"{name} > {seed % 3}" for name in numbers[:2]]
        loaded = load(str(story), observed=[ObservedExpression(key, key, Span("test", 1)) for key in keys])
        program, positions = loaded.program, tuple(loaded.observed.values())
        oracle = full_states(program, 300, at_end=positions[:1], never=positions)
        operators = flow_operators(program)
        for small in (PLAIN_STATES, 0):
            try:
                flow = worked_out(program, operators, Observations("control", positions[:1], positions, decisions=True))
            except UnboundedConstruct:
                break
            graph = explore(reduce(flow), operators, Watch(Limits(states=300)), small).graph
            pairs, difference = together(graph, oracle)
            assert difference is None, (seed, small, difference)
            met += pairs
    assert met > 100
