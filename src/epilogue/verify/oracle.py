"""The oracle: plays every playthrough in the Machine and merges only states that are equal in full.

Shares no code with the passes or the search, only the Machine, so it can judge them. Only for small stories: a state is all
variables, all counts, the number of turns, and the calls and variables behind each option.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any, NamedTuple

from epilogue.ir.program import Program
from epilogue.ir.values import Value, kind_of
from epilogue.machine.frames import Frame
from epilogue.space.limits import TurnTooLarge
from epilogue.space.luck import OutcomeNeeded, outcomes_of
from epilogue.space.state_graph import GraphEnding, StateGraph, StateKind
from epilogue.space.turn import MAX_OUTCOMES
from epilogue.verify.turns import BetweenTurns, TurnPlayer

DEFAULT_STATES = 20_000


class _UnfinishedTurn(NamedTuple):
    """A turn that waits for a draw: the state it began in (None: the beginning), the option taken, outcomes so far."""

    base: int | None
    option: int
    script: tuple[int, ...]


def full_states(
    program: Program, max_states: int = DEFAULT_STATES, at_end: Sequence[int] = (), never: Sequence[int] = ()
) -> StateGraph:
    """The unreduced StateGraph of a program. ``at_end``, ``never``: positions of observed expressions."""
    return _Oracle(program, max_states, at_end, never).run()


class _Oracle:
    def __init__(self, program: Program, max_states: int, at_end: Sequence[int], never: Sequence[int]) -> None:
        self.program = program
        self.player = TurnPlayer(program, listening=True)
        self.max_states = max_states
        self.at_end = at_end
        self.never = never
        self.graph = StateGraph()
        self.index: dict[Any, int] = {}
        self.moments: list[BetweenTurns | _UnfinishedTurn | None] = []
        self.outcomes: dict[int, OutcomeNeeded] = {}
        self.work: deque[int] = deque()

    def run(self) -> StateGraph:
        graph = self.graph
        try:
            graph.initial = self.play(None, 0, ())
            while self.work:
                if len(self.moments) > self.max_states:
                    graph.complete, graph.reason = False, f"the limit of {self.max_states} situations was reached"
                    break
                self.expand(self.work.popleft())
        except TurnTooLarge as limit:
            graph.complete, graph.reason, graph.stopped_at = False, limit.what, limit.position
        if not graph.kind:
            return StateGraph.stopped(f"{graph.reason}", None)
        expanded = len(graph.first) - 1
        graph.arrange([state if state < expanded else -1 for state in range(len(graph.kind))])
        graph.spoken = self.player.spoken
        return graph

    def play(self, base: int | None, option: int, script: tuple[int, ...]) -> int:
        """The state that a turn leads to."""
        moment = None if base is None else self.moments[base]
        assert not isinstance(moment, _UnfinishedTurn)
        result = self.player.turn(moment, option, script)
        if isinstance(result, OutcomeNeeded):
            if result.outcomes > MAX_OUTCOMES:
                raise TurnTooLarge("a draw with too many outcomes", result.site)
            waiting = _UnfinishedTurn(base, option, script)
            known = result.outside is None or result.outside.weights is not None
            state = self.state(waiting, StateKind.CHANCE if known else StateKind.OUTSIDE, waiting)
            self.outcomes[state] = result
            self.graph.site[state] = result.site
            self.graph.drawn[state] = outcomes_of(result)
            if not known and result.outside is not None:
                self.graph.outside[state] = result.outside.name
            return state
        ending = self.player.ending(result, self.at_end, self.never)
        if ending is not None:
            if self.program.hub is None or ending.kind in ("error", "stopped"):
                return self.state(ending, StateKind.ENDING, result)
            return self.state((ending, full_key(self.program, result)), StateKind.ENDING, result)
        return self.state(full_key(self.program, result), StateKind.CHOICE, result)

    def state(self, key: Any, kind: StateKind, moment: BetweenTurns | _UnfinishedTurn) -> int:
        existing = self.index.get(key)
        if existing is not None:
            return existing
        number = self.index[key] = len(self.moments)
        graph = self.graph
        graph.kind.append(kind)
        graph.site.append(moment.machine.stop if isinstance(moment, BetweenTurns) else -1)
        if self.never:
            self.note(number, moment)
        if kind is StateKind.ENDING:
            graph.ending.append(len(graph.endings))
            graph.endings.append(key if isinstance(key, GraphEnding) else key[0])
        else:
            graph.ending.append(-1)
        self.moments.append(moment if not isinstance(key, GraphEnding) else None)
        self.work.append(number)
        return number

    def note(self, state: int, moment: BetweenTurns | _UnfinishedTurn) -> None:
        """Records which of the observed conditions hold where a turn stops."""
        held = self.player.held(moment, self.never) if isinstance(moment, BetweenTurns) else 0
        for bit in range(held.bit_length()):
            if held >> bit & 1:
                self.graph.broken.setdefault(bit, state)
        self.graph.noted.append(held)

    def expand(self, state: int) -> None:
        graph, moment = self.graph, self.moments[state]
        if isinstance(moment, BetweenTurns) and moment.machine.ending is not None:
            graph.label.append(None)
            graph.target.append(self.play(state, 0, ()))
            graph.weight.append(1)
        elif isinstance(moment, BetweenTurns):
            for number, option in enumerate(moment.options):
                graph.shown.add(option.site.id)
                graph.label.append(option.site.id)
                graph.target.append(self.play(state, number, ()))
                graph.weight.append(1)
        elif moment is not None:
            wanted = self.outcomes[state]
            for outcome in range(wanted.outcomes):
                if wanted.site == self.program.hub and wanted.outside is not None:
                    graph.begins[len(graph.target)] = (str(wanted.outside.values[outcome]),)
                if wanted.outside is not None and wanted.outside.weights is not None:
                    graph.chance[len(graph.target)] = wanted.outside.weights[outcome]
                graph.label.append((outcome,))
                graph.target.append(self.play(moment.base, moment.option, (*moment.script, outcome)))
                graph.weight.append(1)
        graph.first.append(len(graph.target))


def exact(value: Value) -> tuple[Any, ...]:
    """The value with its type and, for lists, origins."""
    return kind_of(value), value


def full_key(program: Program, moment: BetweenTurns) -> tuple[Any, ...]:
    """A key of everything that can matter from here on."""
    machine = moment.machine
    known: dict[int, Any] = {}

    def frame_key(frame: Frame) -> Any:
        key = known.get(id(frame))
        if key is None:
            temps = tuple((name, exact(value)) for name, value in sorted(frame.temps.items(), key=lambda item: item[0]))
            key = known[id(frame)] = (frame.kind, frame.back, temps)
        return key

    return (
        tuple((o.site.id, o.came, tuple(map(frame_key, o.frames))) for o in moment.options),
        tuple(exact(machine.globals[name]) for name in program.globals),
        tuple(machine.visits),
        tuple(machine.visited_at),
        machine.turn,
        machine.stop,
        machine.mark,
        machine.entered,
        tuple(sorted(moment.picked.items())),
    )
