"""Two ways to one answer: the reduced StateGraph of a story against the oracle's, and against the Machine edge by edge."""

from __future__ import annotations

from collections.abc import Mapping, Set
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

from epilogue.analysis.conversations import conversations
from epilogue.analysis.intervals import Intervals
from epilogue.analysis.odds import analyse_endings
from epilogue.flow.context import Observations, UnboundedConstruct
from epilogue.flow.externals import abstract_externals
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import ReducedGraph, reduce
from epilogue.flow.specialise import specialise
from epilogue.graphs.closure import closure
from epilogue.ir.outside import anything
from epilogue.ir.program import Program
from epilogue.settings import Limits
from epilogue.space.search import PLAIN_STATES, explore
from epilogue.space.state_graph import GraphEnding, StateGraph, StateKind
from epilogue.space.state_keys import StateSlots
from epilogue.space.watch import Watch
from epilogue.verify.havoc import havoc
from epilogue.verify.oracle import full_states
from epilogue.verify.replay import ENDLESS, replay

PRECISIONS = ("control", "coverage", "text")
RUNS = (
    ("control", PLAIN_STATES, True),
    ("control", 0, True),
    ("control", 0, False),
    ("coverage", PLAIN_STATES, True),
    ("coverage", 0, True),
    ("text", PLAIN_STATES, True),
    ("text", 0, True),
)
"""Precision, the number of states above which a search is reduced, and whether playthroughs are counted."""

ShownEnding = tuple[Any, ...]


class ExploredStory(NamedTuple):
    """A story as analysed."""

    reduced: ReducedGraph
    graph: StateGraph
    slots: list[StateSlots]


def explored(
    program: Program,
    precision: str,
    max_states: int = 50_000,
    at_end: tuple[int, ...] = (),
    never: tuple[int, ...] = (),
    plain_states: int = PLAIN_STATES,
    count: bool = True,
) -> ExploredStory:
    """The reduced StateGraph, with what it was made from; ``plain_states`` 0: with state-space reductions from the start.
    ``count``: playthroughs are counted."""
    operators = flow_operators(program)
    flow = specialise(program, operators, Observations(precision=precision, at_end=at_end, never=never))
    reduced = reduce(flow)
    search = explore(reduced, operators, Watch(Limits(states=max_states)), plain_states, count=count)
    return ExploredStory(search.reduced, search.graph, list(map(search.state_keys.fixed_slots, search.keys)))


def ending_of(program: Program, ending: GraphEnding) -> ShownEnding:
    """Identity of an ending: kind, position (an error: the line), mark, last line, observed values."""
    position: Any = ending.position
    if ENDLESS in ending.message:  # an endless loop has no place of its own
        position = None
    elif ending.kind == "error":
        span = program.code[position].span
        position = None if span is None else span.line
    kind = ending.kind
    messages = program.semantics.messages
    if kind == "out_of_content" and any(
        text in ending.message for text in (messages.out_of_subroutine, messages.subroutine_hint)
    ):
        kind += " in a subroutine"
    return kind, position, ending.mark, ending.last, ending.values, ending.held


def results(program: Program, graph: StateGraph) -> dict[str, Any]:
    """Results of the endings command for a complete graph, in a comparable form."""
    if graph.begins:
        return {"shown": graph.shown, "broken": set(graph.broken)} | {
            talk.name: conversation_of(program, talk.graph) for talk in conversations(graph)
        }
    analysed = analyse_endings(graph)
    endings: dict[ShownEnding, list[Any]] = {}
    groups: dict[ShownEnding, list[int]] = {}
    for result in analysed.endings:
        shown = ending_of(program, result.ending)
        groups.setdefault(shown, []).append(result.state)
        entry = endings.setdefault(shown, [Fraction(0), 0, result.shortest, 0])
        entry[0] += result.odds
        entry[1] = None if entry[1] is None or result.playthroughs is None else entry[1] + result.playthroughs
        entry[2] = min(entry[2], result.shortest)
        entry[3] = None if entry[3] is None or result.longest is None else max(entry[3], result.longest)
    endless: Any = analysed.endless
    if graph.outside:
        intervals = Intervals(graph)
        endless = intervals.endless()[:2]
        for shown, states in groups.items():
            endings[shown][0] = intervals.reaching(states)[:2]
    return {
        "endings": endings,
        "playthroughs": analysed.playthroughs,
        "choices": None if graph.outside else analysed.expected_choices,
        "endless": endless,
        "shown": graph.shown,
        "broken": set(graph.broken),
    }


def conversation_of(program: Program, graph: StateGraph) -> dict[str, Any]:
    """The claims about one conversation: odds as intervals; the number of ways depends on what it can begin with."""
    claims = results(program, graph)

    def interval(odds: Any) -> tuple[Any, Any]:
        return odds if isinstance(odds, tuple) else (odds, odds)

    endings = {shown: (interval(odds), soonest, last) for shown, (odds, _, soonest, last) in claims["endings"].items()}
    return {"endings": endings, "endless": interval(claims["endless"])}


def drawn_at(graph: StateGraph, idle: Set[int]) -> set[int]:
    """The states of the oracle in which it draws at one of these positions."""
    return {s for s, kind in enumerate(graph.kind) if kind == StateKind.CHANCE and graph.site and graph.site[s] in idle}


def horizon(graph: StateGraph, idle: Set[int] = frozenset()) -> int:
    """Number of actions from the beginning within which nothing is left open, without draws at the ``idle`` positions."""
    skipped = drawn_at(graph, idle)
    level, depth, seen = {graph.initial}, 0, set[int]()
    while level:
        level = set(closure(level, lambda state: [graph.target[e] for e in graph.edges(state)] if state in skipped else []))
        if any(graph.kind[s] == StateKind.OPEN for s in level):
            return depth
        seen |= level
        level = {graph.target[e] for s in level - skipped for e in graph.edges(s)} - seen
        depth += 1
    return depth


def absorbed(
    program: Program, graph: StateGraph, actions: int, idle: Set[int] = frozenset()
) -> dict[tuple[ShownEnding, int], tuple[Fraction, int]]:
    """Odds and number of playthroughs that end after so many actions, by ending and number of actions. Draws at the ``idle``
    positions are no actions; if there are any, playthroughs are not counted."""
    skipped = drawn_at(graph, idle)
    mass: Mapping[int, tuple[Fraction, int]] = {graph.initial: (Fraction(1), 0 if idle else 1)}
    ended: dict[tuple[ShownEnding, int], tuple[Fraction, int]] = {}
    for number in range(actions + 1):
        while here := skipped & mass.keys():
            passed = {state: held for state, held in mass.items() if state not in here}
            for state in here:
                for edge in graph.edges(state):
                    odds, _ = passed.get(graph.target[edge], (Fraction(0), 0))
                    passed[graph.target[edge]] = odds + mass[state][0] / len(graph.edges(state)), 0
            mass = passed
        following: dict[int, tuple[Fraction, int]] = {}
        for state, (odds, ways) in mass.items():
            if graph.kind[state] == StateKind.ENDING:
                key = ending_of(program, graph.endings[graph.ending[state]]), number
                before = ended.get(key, (Fraction(0), 0))
                ended[key] = before[0] + odds, before[1] + ways
                continue
            likely = graph.odds(state)
            for edge, part in zip(graph.edges(state), likely, strict=True):
                before = following.get(graph.target[edge], (Fraction(0), 0))
                share = odds * Fraction(part, sum(likely))
                following[graph.target[edge]] = before[0] + share, before[1] + ways * graph.weight[edge]
        mass = following
    return ended


def uncounted(claims: dict[str, Any]) -> dict[str, Any]:
    """The results without numbers of playthroughs."""
    endings = {shown: [odds, None, soonest, last] for shown, (odds, _, soonest, last) in claims["endings"].items()}
    return {**claims, "endings": endings, "playthroughs": None}


def differences(program: Program, graph: StateGraph, oracle: StateGraph, spoken: bool, count: bool = True) -> list[str]:
    """Differences of the analysis from the oracle; ``count``: of the numbers of playthroughs, too."""
    bad: list[str] = []
    # `spoken` also holds joins and tags.
    heard = {position for position in graph.spoken if program.code[position].op in ("text", "print")}
    if oracle.complete and graph.complete:
        ours, theirs = results(program, graph), results(program, oracle)
        if not count and graph.idle:
            ours, theirs = uncounted(ours), uncounted(theirs)
        bad += [f"{name}: {ours[name]} but the oracle has {theirs[name]}" for name in ours if ours[name] != theirs[name]]
        if spoken and heard != oracle.spoken:
            bad.append(f"spoken: {sorted(heard ^ oracle.spoken)} differ")
    elif oracle.complete or graph.complete:
        if oracle.shown - graph.shown and graph.complete:
            bad.append(f"shown: {oracle.shown - graph.shown} only by the oracle")
        if spoken and graph.complete and oracle.spoken - heard:
            bad.append(f"spoken: {oracle.spoken - heard} only by the oracle")
    idle = graph.idle
    within = min(horizon(graph), horizon(oracle, idle), 60) - 1
    if within >= 0 and not (oracle.complete and graph.complete):
        early, oracle_early = absorbed(program, graph, within, idle), absorbed(program, oracle, within, idle)
        if early != oracle_early:
            first = next(k for k in (*early, *oracle_early) if early.get(k) != oracle_early.get(k))
            bad.append(f"within {within} actions: {first}: {early.get(first)} but the oracle has {oracle_early.get(first)}")
    return bad


class JudgeReport(NamedTuple):
    """The judges' verdict on a story: ``problems``; ``checked``: precisions in which it was explored; ``complete``: by the oracle
    too; ``unbounded``: why the specialiser gave up; ``edges`` played by the replay and havoc checks."""

    problems: list[str]
    checked: int
    complete: bool
    unbounded: str | None
    edges: int


def settled(program: Program) -> Program:
    """The Program with the values that stand for all that code of which nothing is known may give or leave behind."""
    open_ended = anything(program)
    if all(what.values or what.real for what in open_ended.outside.values()):
        return program
    try:
        assumed = abstract_externals(specialise(open_ended, flow_operators(program), Observations(precision="text")))
    except UnboundedConstruct:
        return program
    by_position = {result.position: result.given for result in assumed if result.given.values and not result.given.real}
    return program._replace(outside={**open_ended.outside, **by_position})


def judge_program(program: Program, max_states: int = 1500, seed: int = 0) -> JudgeReport:
    """Oracle, replay and havoc check of a story in each of :data:`RUNS`. Of a story that has more states than
    ``max_states``, what happens within as many actions as were explored in full is compared."""
    program = settled(program)
    oracle = full_states(program, max_states)
    problems: list[str] = []
    edges = checked = 0
    endless: dict[frozenset[int], str] = {}
    for precision, small, count in RUNS:
        try:
            reduced, graph, slots = explored(program, precision, max_states + 1, plain_states=small, count=count)
        except UnboundedConstruct as problem:
            return JudgeReport(problems, checked, oracle.complete, problem.what, edges)
        checked += 1
        name = (precision if small else f"{precision}, sharper") + ("" if count else ", not counted")
        problems += [f"{name}: {d}" for d in differences(program, graph, oracle, precision != "control", count)]
        if graph.complete:
            endless.setdefault(frozenset(e.position for e in graph.endings if ENDLESS in e.message), name)
        if precision == "coverage" and small:
            played = replay(program, graph)
        else:
            played = havoc(program, graph, reduced, slots, Random(seed), texts=precision == "text", longest_walk=3)
        problems += [f"{name}: {d}" for d in played.bad[:5]]
        edges += played.edges
    if len(endless) > 1:
        problems.append(f"where play goes round for ever: {endless}")
    return JudgeReport(problems, checked, oracle.complete, None, edges)
