"""The map of a story: its passages, the ways between them, its endings."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from epilogue.analysis.outlook import reachability
from epilogue.answers import Ending
from epilogue.budget import tick
from epilogue.graphs.closure import closure
from epilogue.ir.program import Program, block_at, events, passages_of
from epilogue.ir.values import Target
from epilogue.questions.story_map import analysis
from epilogue.questions.story_map.answer import LinkLoss, Passage, PassageLink, PassageOption, StoryMap
from epilogue.source import NOWHERE, Span
from epilogue.space.passage_trace import PassageSteps, PassageTrace
from epilogue.space.state_graph import StateGraph, StateKind
from epilogue.story.found_endings import FoundEndings
from epilogue.story.project import Project
from epilogue.story.study import Study

LEADS = ("jump", "jump_if", "call")
TOP = "(the beginning)"
"""Name of the part outside of any passage."""


class MapInput(Protocol):
    """Input of a map: a :class:`~epilogue.story.study.Study`, or one conversation of a game. ``apart``: the first state stands
    for all in which the conversation can begin."""

    apart: bool

    @property
    def project(self) -> Project: ...
    @property
    def program(self) -> Program: ...
    @property
    def graph(self) -> StateGraph: ...
    @property
    def moves(self) -> PassageTrace: ...
    @property
    def found_endings(self) -> FoundEndings: ...
    @property
    def complete(self) -> bool: ...
    @property
    def endings(self) -> tuple[Ending, ...]: ...
    @property
    def ending_of(self) -> Mapping[int, int]: ...


def mapped(study: MapInput) -> analysis.PassageTraffic:
    """The map in numbers: passages by their place in ``study.program.passages``, -1 for code outside of any."""
    program, graph = study.program, study.graph
    passage_of = _passage_at(study)

    def steps(moves: PassageSteps) -> tuple[analysis.PassagePair, ...]:
        return tuple([(passage_of[move.at], passage_of[move.to]) for move in moves])

    ways = [[(float(weight), steps(moves)) for weight, moves in edge] for edge in study.moves.edges]
    visits = study.found_endings.result.visits
    begins = tuple(_first(study, passage_of))
    can = reachability(graph, study.ending_of)
    return analysis.story_map(graph, begins, ways, len(program.passages), visits, can, study.apart)


def _passage_at(study: MapInput) -> list[int]:
    """Place of the passage around each position in the code."""
    program = study.program
    number_of = {block: number for number, block in enumerate(program.passages)}
    around = passages_of(program)
    return [number_of.get(around[block_at(program, position)], -1) for position in range(len(program.code))]


def story_map(study: MapInput) -> StoryMap:
    """The map as views draw it. Functions are no passages; code outside of any passage is one, if there is any. For a
    conversation, only what it reaches."""
    program, graph = study.program, study.graph
    flows = mapped(study)
    passage_of = _passage_at(study)
    words = _words(study, passage_of)
    options = _options(study, flows, passage_of)
    begins = [target for _, target in _first(study, passage_of)]
    passed = {target for step in flows.traffic for target in step}.union(begins[:1])
    always_shown = frozenset[int]() if study.apart else _always_shown(study, words, options)
    shown = [n for n in range(len(program.passages)) if n in passed or n in always_shown]
    into: defaultdict[tuple[int, int], float] = defaultdict(float)
    visits = study.found_endings.result.visits
    for state, ending in study.ending_of.items():
        if graph.kind[state] == StateKind.ENDING:
            into[passage_of[graph.endings[graph.ending[state]].position], ending] += float(visits[state])
    outside = any(a < 0 for a, _ in into) or begins[:1] == [-1]
    outside = outside or (not study.apart and (words[-1] > 0 or bool(options[-1])))
    order = [*([-1] if outside else ()), *shown]
    if not outside and begins and begins[0] in order:
        order.remove(begins[0])
        order.insert(0, begins[0])
    number_of = {passage: number for number, passage in enumerate(order)}
    leading = _leading(study, passage_of)
    passages = tuple(_passage(study, n, flows, words[n], tuple(options[n]), leading[n]) for n in order)
    stays = _stays(study, passage_of)
    steps = [
        PassageLink(
            number_of[a],
            number_of[b],
            None,
            traffic,
            tuple(LinkLoss(*loss) for loss in flows.lost.get((a, b), ())),
            (a, b) not in stays,
        )
        for (a, b), traffic in sorted(flows.traffic.items())
        if a in number_of and b in number_of
    ]
    steps += [PassageLink(number_of[a], None, ending, flow, ()) for (a, ending), flow in sorted(into.items()) if a in number_of]
    return StoryMap(study.project.name, study.project.path, study.complete, passages, tuple(steps), study.endings)


def never_met(study: MapInput, met: Collection[str]) -> tuple[Passage, ...]:
    """Passages not ``met``, which neither this conversation nor any other reaches."""
    traffic, passage_of = mapped(study), _passage_at(study)
    words, options, leading = _words(study, passage_of), _options(study, traffic, passage_of), _leading(study, passage_of)
    return tuple(
        _passage(study, n, traffic, words[n], tuple(options[n]), leading[n])
        for n in sorted(_always_shown(study, words, options))
        if _name(study, n) not in met
    )


def _words(study: MapInput, passage_of: Sequence[int]) -> defaultdict[int, int]:
    """Number of words in each passage."""
    words: defaultdict[int, int] = defaultdict(int)
    unsaid = events(study.program)
    for position, instruction in enumerate(study.program.code):
        tick()
        if instruction.op == "text" and position not in unsaid:
            words[passage_of[position]] += len(instruction.a.split())
    return words


def _always_shown(study: MapInput, words: Mapping[int, int], options: Mapping[int, Sequence[PassageOption]]) -> frozenset[int]:
    """Passages shown even if play does not reach them: none that are called as functions or empty."""
    program = study.program
    called = {i.a for i in program.code if i.op == "call" and i.b != "subroutine"}
    read = {program.block_of[position] for position in study.project.loaded.observed.values()}
    read |= {program.blocks[block].parent for block in read}
    return frozenset(
        n
        for n, block in enumerate(program.passages)
        if block not in read and program.blocks[block].start not in called and (words[n] or options[n])
    )


def where(study: Study, state: int) -> str:
    """Name, on the map, of a state's passage: where the reader or luck decides, or the story stops."""
    return _name(study, _passage_at(study)[study.graph.site[state]])


def still_ahead(study: Study, state: int) -> tuple[str, ...]:
    """Names, on the map, of the passages that can still follow a state."""
    graph, passage_of = study.graph, _passage_at(study)
    ahead = closure((state,), lambda state: [graph.target[edge] for edge in graph.edges(state)])
    steps = (study.moves.edges[edge] for state in ahead for edge in graph.edges(state))
    passages = {passage_of[move.to] for ways in steps for _, moves in ways for move in moves}
    return tuple(sorted(_name(study, passage) for passage in passages))


def _name(study: MapInput, passage: int) -> str:
    return TOP if passage < 0 else study.program.blocks[study.program.passages[passage]].name


def _stays(study: MapInput, passage_of: list[int]) -> set[analysis.PassagePair]:
    """Steps on which play stays there, rather than always returning as from a subroutine."""
    code = study.program.code
    traces = {moves for edge in study.moves.edges for _, moves in edge} | {study.moves.begins}
    calls = ("call", "call_var")
    return {
        (passage_of[m.at], passage_of[m.to])
        for moves in traces
        for m in moves
        if code[m.at].op not in calls or code[m.at].b != "subroutine"
    }


def _first(study: MapInput, passage_of: list[int]) -> list[tuple[int, int]]:
    """Steps before the first decision; a game is outside of any passage."""
    return [(-1 if study.apart else passage_of[move.at], passage_of[move.to]) for move in study.moves.begins]


def _options(study: MapInput, traffic: analysis.PassageTraffic, passage_of: list[int]) -> defaultdict[int, list[PassageOption]]:
    """Options of each passage, in source order."""
    options: defaultdict[int, list[PassageOption]] = defaultdict(list)
    offers = [(position, i.a) for position, i in enumerate(study.program.code) if i.op == "offer"]
    for position, number in offers:
        site = study.program.choices[number]
        if not site.fallback:
            span = site.span or NOWHERE
            text = " ".join(site.text.split())
            times_taken, offered = traffic.taken.get(number, 0.0), traffic.offered.get(number, 0.0)
            options[passage_of[position]].append(PassageOption(span.file, span.line, text, offered, times_taken))
    for listed in options.values():
        listed.sort(key=lambda option: (option.file, option.line))
    return options


def _passage(
    study: MapInput,
    number: int,
    traffic: analysis.PassageTraffic,
    words: int,
    options: tuple[PassageOption, ...],
    leading: list[Span],
) -> Passage:
    program = study.program
    if number < 0:
        first = next((i.span for i in program.code if i.span and i.span.line), NOWHERE)
        return Passage(TOP, os.path.basename(first.file), first.file, first.line, words, 1.0, "", options)
    block = program.blocks[program.passages[number]]
    span = block.span or program.code[block.start].span or NOWHERE
    seen = traffic.seen[number] if traffic.seen else None
    group = block.name.rpartition(".")[0] or os.path.basename(span.file)
    why = _why(span, leading) if seen == 0 else ""
    return Passage(block.name, group, span.file, span.line, words, seen, why, options, bool(traffic.seen) and seen is None)


def _leading(study: MapInput, passage_of: list[int]) -> defaultdict[int, list[Span]]:
    """Lines elsewhere that refer to each passage."""
    lines: defaultdict[int, list[Span]] = defaultdict(list)
    for position, instruction in enumerate(study.program.code):
        tick()
        goes, target, span = instruction.op in LEADS, instruction.a, instruction.span
        if isinstance(target, Target):
            goes, target = instruction.op == "push", target.position
        if goes and span is not None and span.line and passage_of[target] != passage_of[position]:
            lines[passage_of[target]].append(span)
    return lines


def _why(span: Span, leading: list[Span]) -> str:
    """Reason why nobody sees a passage."""
    if not leading:
        return "nothing leads here"
    first = min(leading, key=lambda line: (line.file != span.file, line.file, line.line))
    where = f"line {first.line}" if first.file == span.file else f"{os.path.basename(first.file)}, line {first.line}"
    others = f" (nor any of {len(leading) - 1} more)" if len(leading) > 1 else ""
    return f"the way here, in {where}, is never taken{others}"
