"""Deciding variables and the risk of a choice, against the oracle's unreduced graph: necessary edges by leaving them out, odds
and visits by one dense linear system, moves and means by plain sums."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy
import pytest
from analysis.unreduced import Unreduced, beside, told
from generators.amount import story_count

from epilogue.analysis.odds import analyse_endings
from epilogue.analysis.outlook import outlook, reachability
from epilogue.ir.program import passages_of
from epilogue.questions.why.deciding import deciding, decisive_options, losing
from epilogue.questions.why.risk import menus, risks
from epilogue.space.state_graph import StateKind
from epilogue.story.study import Study

STORIES = story_count(2)
CHOICE = StateKind.CHOICE


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("bounded")]


def reached(oracle: Unreduced, without: set[int]) -> set[int]:
    """The states reachable without some edges."""
    graph = oracle.graph
    found, work = {graph.initial}, [graph.initial]
    while work:
        for edge in graph.edges(work.pop()):
            if edge not in without and graph.target[edge] not in found:
                found.add(graph.target[edge])
                work.append(graph.target[edge])
    return found


def visits(oracle: Unreduced) -> list[float]:
    """Expected visits of each state."""
    graph, count = oracle.graph, len(oracle.graph.kind)
    alive = [s for s in range(count) if oracle.can[s]]
    matrix, right = numpy.eye(count), numpy.zeros(count)
    for state in alive:
        likely = graph.odds(state)
        for edge, odds in zip(graph.edges(state), likely, strict=True):
            if oracle.can[graph.target[edge]]:
                matrix[graph.target[edge], state] -= odds / sum(likely)
    right[graph.initial] = 1
    return list(numpy.linalg.solve(matrix, right))


def judge(study: Study, oracle: Unreduced) -> None:
    graph, plain = study.graph, oracle.graph
    can, odds = reachability(graph, study.ending_of), outlook(graph, study.ending_of, len(study.endings)).rows
    met, theirs = analyse_endings(graph).visits, visits(oracle)
    around = passages_of(study.program)
    passage = [around[choice.target_block] for choice in study.program.choices]
    name = {place: told(graph.endings[graph.ending[state]]) for state, place in study.ending_of.items()}
    choices = [s for s, kind in enumerate(plain.kind) if kind == CHOICE]
    labelled: dict[int, set[int]] = defaultdict(set)
    for state in choices:
        for edge in plain.edges(state):
            labelled[plain.label[edge]].add(edge)
    for place, ending in name.items():
        reaching = [bool(bits >> place & 1) for bits in can.endings]
        goal = [state for state, number in study.ending_of.items() if number == place]
        ends = {state for state, other in oracle.ended.items() if other == ending}
        found = decisive_options(graph, goal, reaching, passage)
        assert set(found.every) == {site for site, edges in labelled.items() if not ends & reached(oracle, edges)}
        assert set(found.anyway) == {site for site, edges in labelled.items() if not set(oracle.ended) & reached(oracle, edges)}
        leading = {site for site, edges in labelled.items() if any(ending in oracle.can[plain.target[e]] for e in edges)}
        assert set(found.none) == set(labelled) - leading
        for number in {passage[site] for site in labelled} - {-1}:
            within = set().union(*(edges for site, edges in labelled.items() if passage[site] == number))
            assert (number in found.passages) == (not ends & reached(oracle, within))
        likely = oracle.odds(ending)
        moves: dict[tuple[int, bool], float] = defaultdict(float)
        lost: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for state in range(len(plain.kind)):
            if not oracle.can[state] or state in oracle.ended:
                continue
            weights = plain.odds(state)
            for edge, weight in zip(plain.edges(state), weights, strict=True):
                taken, target = theirs[state] * weight / sum(weights), plain.target[edge]
                if plain.kind[state] == CHOICE or plain.label[edge] is not None:
                    moves[plain.site[state], plain.kind[state] != CHOICE] += taken * abs(likely[target] - likely[state])
                if plain.kind[state] == CHOICE and ending in oracle.can[state]:
                    lost[plain.label[edge]][0] += taken
                    lost[plain.label[edge]][1] += taken * (ending not in oracle.can[target])
        ours = {(one.position, one.luck): one.moves for one in deciding(graph, [row[place] for row in odds], reaching, met)}
        for key, value in moves.items():
            assert ours.get(key, 0.0) == pytest.approx(value, abs=1e-8)
        closing = {one.site: one for one in losing(graph, [row[place] for row in odds], reaching, met)}
        for site, (possible, gone) in lost.items():
            assert (site in closing) == (gone > 1e-12)
            if site in closing:
                assert closing[site].lost == pytest.approx(gone / possible)
                assert closing[site].always == (gone == pytest.approx(possible))
    for site in sorted(labelled)[:4]:
        _, options = risks(graph, menus(graph, site), odds, can, met)
        states = [s for s in choices if site in (plain.label[e] for e in plain.edges(s)) and oracle.can[s]]
        for one in options:
            edges = [(s, e) for s in states for e in plain.edges(s) if plain.label[e] == one.site]
            taken_in = {s: theirs[s] / len(plain.edges(s)) for s in states}
            total = sum(taken_in[s] for s, _ in edges)
            for place, ending in name.items():
                likely = oracle.odds(ending)
                if total > 1e-9:
                    mean = sum(taken_in[s] * likely[plain.target[e]] for s, e in edges) / total
                    assert float(one.mean[place]) == pytest.approx(mean, abs=1e-7)
                gone = {ending in oracle.can[s] and ending not in oracle.can[plain.target[e]] for s, e in edges}
                kept = {ending in oracle.can[s] and ending in oracle.can[plain.target[e]] for s, e in edges}
                if edges:
                    assert bool(one.always >> place & 1) == (True in gone and True not in kept)
                    assert bool(one.sometimes >> place & 1) == (True in gone and True in kept)


def test_what_decides_is_as_the_unreduced_story_has_it(tmp_path: Path) -> None:
    judged = 0
    for _, study, oracle in beside(STORIES, 50_000, tmp_path):
        judge(study, oracle)
        judged += 1
    assert judged > STORIES // 3
