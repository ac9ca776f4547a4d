"""One turn: runs the reduced FlowGraph on concrete values until the reader or chance decides, or the story ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import pairwise, starmap
from typing import Any, NamedTuple, Protocol

from epilogue.budget import tick
from epilogue.diagnostics import at_line
from epilogue.flow.expressions import Expr, Slot, evaluator
from epilogue.flow.graph import Call, Draw, FlowGraph, Node, NodeKind, Offer, around
from epilogue.flow.passes.blocks import WIDE
from epilogue.flow.passes.order import without_order
from epilogue.ir.operators import OperatorError, Operators, StringTooLarge
from epilogue.ir.program import UNTIL_LEFT
from epilogue.ir.values import ListValue, Value, by_name, kinds_of
from epilogue.machine.endless import ENDLESS
from epilogue.machine.steps_data import MAX_SHUFFLED, NO_COUNT, TOO_MANY
from epilogue.space.limits import TurnTooLarge

MAX_STEPS = 10_000_000
"""Most steps followed in one turn (some seconds)."""
UNWATCHED = 5_000
"""Steps before a turn is first checked for an endless loop; each later check comes after eight times as many."""
LONGEST_CIRCLE = 100_000
MAX_OUTCOMES = 100_000
MAX_OFFERS = 10_000
BRANCH, SWITCH, SET, CHECK, DRAW, OFFER, TEXT, STOP, END, FAIL, CALL, LIMIT, LEAVE = (
    NodeKind.BRANCH, NodeKind.SWITCH, NodeKind.SET, NodeKind.CHECK, NodeKind.DRAW, NodeKind.OFFER, NodeKind.TEXT,
    NodeKind.STOP, NodeKind.END, NodeKind.FAIL, NodeKind.CALL, NodeKind.LIMIT, NodeKind.LEAVE,
)  # fmt: skip


class OfferedOption(NamedTuple):
    """An option on offer: the node that offered it, the values it carries and their types (1 and true are distinct)."""

    node: int
    carried: tuple[Value, ...]
    types: tuple[type, ...]


class Menu(NamedTuple):
    """The turn ended at a ``position`` with options to choose from."""

    offers: tuple[OfferedOption, ...]
    position: int


class Chance(NamedTuple):
    """The turn waits at a draw node, or in a call: its possible ``outcomes``; ``offers`` made so far this turn; ``script``:
    outcomes drawn earlier in the call; ``position`` of the draw; ``among``: in a call, the outcomes themselves."""

    node: int
    offers: tuple[OfferedOption, ...]
    outcomes: Sequence[Any]
    position: int
    script: tuple[int, ...] = ()
    among: Sequence[Any] = ()


class PlayEnd(NamedTuple):
    """The playthrough is over."""

    kind: str
    position: int
    message: str


class SlotValues(dict[Slot, Any]):
    """Values of some slots; all others are as in ``before``."""

    __slots__ = ("before",)

    def __init__(self, before: list[Any] | SlotValues, known: Iterable[tuple[Slot, Any]] = ()) -> None:
        super().__init__(known)
        self.before = before

    def __missing__(self, slot: Slot) -> Any:
        return self.before[slot]

    def copy(self) -> SlotValues:
        """A copy, to compare with later values."""
        return SlotValues(self.before, self.items())


Env = list[Any] | SlotValues


def _kinds(env: Env) -> tuple[type, ...]:
    return kinds_of(env.values() if isinstance(env, SlotValues) else env)


class AtDraw(Protocol):
    """A turn waiting for a draw: see :class:`Chance`."""

    @property
    def node(self) -> int: ...
    @property
    def offers(self) -> tuple[OfferedOption, ...]: ...
    @property
    def outcomes(self) -> Sequence[Any]: ...
    @property
    def script(self) -> tuple[int, ...]: ...


class Turns:
    """Runs turns of one FlowGraph with these nodes. ``spoken``: positions of the text nodes met so far. ``trail``: if not None,
    receives the ids of the nodes run. ``most``: most steps followed in one turn."""

    def __init__(self, graph: FlowGraph, nodes: list[Node], operators: Operators) -> None:
        self.operators = operators
        self.truthy = graph.program.semantics.values.truthy
        self.messages = graph.program.semantics.messages
        self.nodes = nodes
        self.spoken: set[int] = set()
        self.trail: list[int] | None = None
        self.most = MAX_STEPS
        self._wrap = graph.wrap
        self._counted = graph.counted
        self._offers_slot = graph.slots["offers",]
        self.start: list[Any] = [0] * len(graph.slots)
        for slot, value in graph.initial.items():
            self.start[slot] = value
        self._graph = graph
        self._fallback = [isinstance(node.offer, Offer) and node.offer.fallback for node in nodes]
        self._stays = [node.offer.stays if isinstance(node.offer, Offer) else "" for node in nodes]
        self._pages = any(self._stays)
        self._falls_back = any(self._fallback)
        self._bare = {node.id: OfferedOption(node.id, (), ()) for node in nodes if isinstance(node.offer, Offer)}
        self._steps = [self._compile(node) for node in nodes]
        grows = {slot for slot in graph.wrap if graph.slots.keys[slot][0] == "g"}
        self._growing = frozenset(n.id for n in nodes if n.kind is SET and n.slot in grows)

    @property
    def steps(self) -> list[tuple[Any, ...]]:
        """Compiled steps by node id: its kind, the next node, and by kind the operands of :meth:`run`."""
        return self._steps

    def _evaluator(self, expr: Expr) -> Callable[[Env], Any]:
        return evaluator(expr, self.operators)

    def _compile(self, node: Any) -> tuple[Any, ...]:
        kind = node.kind
        follow = node.succ[0].id if node.succ else -1
        if kind is SET:
            compute = self._evaluator(node.expr)
            wrap = self._wrap.get(node.slot)
            if wrap is not None and node.slot in node.expr.reads:
                compute = _wrapped(compute, *wrap)
            return SET, follow, node.slot, compute
        if kind is BRANCH:
            return BRANCH, follow, self._evaluator(node.expr), node.succ[1].id
        if kind is OFFER:
            offer = node.offer
            assert isinstance(offer, Offer)
            guard = tuple(self._evaluator(g) for g in offer.guard)
            carried = tuple(self._evaluator(e) for _, e in offer.captures)
            return OFFER, follow, guard, carried
        if kind is SWITCH:
            cases = {(type(case), case): s.id for case, s in zip(node.cases, node.succ, strict=True)}
            return SWITCH, follow, self._evaluator(node.expr), cases
        if kind is DRAW:
            draw = node.offer
            assert isinstance(draw, Draw)
            return DRAW, follow, draw, tuple(self._evaluator(a) for a in draw.args)
        if kind is CALL:
            assert isinstance(node.offer, Call)
            return CALL, follow, self._caller(node, node.offer)
        if kind is CHECK:
            return CHECK, follow, self._evaluator(node.expr)
        if kind is TEXT:
            return TEXT, follow, node.position
        return kind, follow

    def _caller(self, node: Node, call: Call) -> Callable[[Env, tuple[int, ...]], Chance | PlayEnd | None]:
        """A function that makes the call. It returns None if the call returned, else the draw it waits for, or the end of the
        story."""
        if self._graph.invocations is None:
            from epilogue.space.invocation import Invocations

            self._graph.invocations = Invocations(self._graph.program)
        call_result = self._graph.invocations.result
        args = [self._evaluator(arg) for arg in call.args]
        sets, counts, wrap, unordered = call.sets, call.counts, self._wrap, self._graph.unordered

        def invoke(env: Env, script: tuple[int, ...]) -> Chance | PlayEnd | None:
            result = call_result(call, [arg(env) for arg in args], env, script)
            self.spoken |= result.said
            if result.wanted:
                if result.wanted > MAX_OUTCOMES:
                    raise TurnTooLarge(f"a draw among {result.wanted:,} in a function", node.position)
                return Chance(node.id, (), tuple(range(result.wanted)), result.site, result.script, result.among)
            for index, value in result.sets:
                slot = sets[index]
                env[slot] = without_order(unordered.get(slot), value)
            for index, increment in result.counts:
                slot = counts[index]
                count = env[slot] + increment if increment else 0
                env[slot] = around(count, *wrap[slot]) if slot in wrap else count
            if node.slot >= 0:
                env[node.slot] = without_order(unordered.get(node.slot), result.value)
            return None if result.ending is None else PlayEnd(*result.ending)

        return invoke

    def run(self, number: int, env: Env, offers: list[OfferedOption], script: tuple[int, ...] = ()) -> Menu | Chance | PlayEnd:
        """Runs from a node; changes ``env`` in place. ``script``: outcomes for a call that is the first step. Raises
        :class:`TurnTooLarge`."""
        steps_taken, watched_from = 0, UNWATCHED
        while steps_taken < self.most:
            came = self._run(number, env, offers, script, min(watched_from, LONGEST_CIRCLE))
            if not isinstance(came, int):
                return came
            steps_taken += min(watched_from, LONGEST_CIRCLE)
            number, script = came, ()
            tick(self.nodes[number].position)
            if steps_taken >= watched_from:
                watched_from *= 8
                came = self._round(number, env, offers, min(steps_taken // 4, LONGEST_CIRCLE))
                if not isinstance(came, int):
                    return came
                number = came
        raise TurnTooLarge(f"more than {steps_taken:,} steps without offering a choice", self.nodes[number].position)

    def _round(self, number: int, env: Env, offers: list[OfferedOption], longest: int) -> Menu | Chance | PlayEnd | int:
        """Runs step by step; an error if play returns to its start with nothing changed."""
        begun, circle = number, self.nodes[number].circle
        values, made = env.copy(), offers.copy()
        for _ in range(longest):
            if number in self._growing:  # a saturating counter still grows: this is not an endless loop
                circle = begun = -1
            came = self._run(number, env, offers, (), 1)
            if not isinstance(came, int):
                return came
            number = came
            circle = max(circle, self.nodes[number].circle)
            if number == begun and offers == made and env == values and _kinds(env) == _kinds(values):
                return PlayEnd("error", self.nodes[number].position if circle < 0 else circle, ENDLESS)
        return number

    def _run(
        self, number: int, env: Env, offers: list[OfferedOption], script: tuple[int, ...], most: int
    ) -> Menu | Chance | PlayEnd | int:
        """Takes at most ``most`` steps; returns the node to continue from, unless the turn ended."""
        steps, nodes, spoken, trail = self._steps, self.nodes, self.spoken, self.trail
        truthy, offers_slot = self.truthy, self._offers_slot
        try:
            for _ in range(most):
                step = steps[number]
                if trail is not None:
                    trail.append(number)
                kind = step[0]
                if kind is OFFER:
                    for holds in step[2]:
                        if not truthy(holds(env)):
                            break
                    else:
                        if step[3]:
                            carried = tuple([carry(env) for carry in step[3]])
                            offers.append(OfferedOption(number, carried, kinds_of(carried)))
                        else:
                            offers.append(self._bare[number])
                        env[offers_slot] = len(offers)
                        if len(offers) > MAX_OFFERS:
                            raise TurnTooLarge(f"more than {MAX_OFFERS:,} options at once", nodes[number].position)
                    number = step[1]
                elif kind is SET:
                    env[step[2]] = step[3](env)
                    number = step[1]
                elif kind is BRANCH:
                    number = step[1] if truthy(step[2](env)) else step[3]
                elif kind is STOP:
                    shown = tuple([o for o in offers if not self._fallback[o.node]] if self._falls_back else offers)
                    if shown:
                        return Menu(shown, nodes[number].position)
                    if not offers:
                        node = nodes[number]
                        return PlayEnd(node.what, node.position, "".join(node.cases))
                    number, offers[:] = self.take(offers, 0, env)
                elif kind is TEXT:
                    spoken.add(step[2])
                    number = step[1]
                elif kind is CHECK:
                    step[2](env)
                    number = step[1]
                elif kind is SWITCH:
                    value = step[2](env)
                    following = step[3].get((type(value), value))
                    if following is None:
                        return PlayEnd("error", nodes[number].position, self.messages.held_no_target)
                    number = following
                elif kind is DRAW:
                    outcomes = self.outcomes(step[2], [a(env) for a in step[3]], env, nodes[number].position)
                    if outcomes:
                        return Chance(number, tuple(offers), outcomes, nodes[number].position)
                    number = self.drawn(number, ListValue(), env)
                elif kind is CALL:
                    came = step[2](env, script)
                    if came is not None:
                        return came if isinstance(came, PlayEnd) else came._replace(offers=tuple(offers))
                    script = ()
                    number = step[1]
                elif kind is END:
                    return PlayEnd(nodes[number].what, nodes[number].position, "")
                elif kind is FAIL:
                    return PlayEnd("error", nodes[number].position, nodes[number].what)
                elif kind is LEAVE:
                    offers[:] = [offered for offered in offers if not self._stays[offered.node]]
                    env[self._offers_slot] = len(offers)
                    number = step[1]
                elif kind is LIMIT:
                    raise TurnTooLarge(nodes[number].what, nodes[number].position, nodes[number].label)
                else:
                    number = step[1]
        except StringTooLarge as problem:
            raise TurnTooLarge(str(problem), nodes[number].position) from None
        except OperatorError as problem:
            return PlayEnd("error", nodes[number].position, str(problem))
        except Exception as error:
            at_line(error, self._graph.program.code[nodes[number].position].span)
            raise
        return number

    def trail_of(self, run: Callable[[], object]) -> list[int]:
        """The nodes of a run, as far as it gets."""
        trail: list[int] = []
        self.trail = trail
        with suppress(TurnTooLarge):
            run()
        self.trail = None
        return trail

    def take(self, offers: Sequence[OfferedOption], option: int, env: Env) -> tuple[int, list[OfferedOption]]:
        """Stores what the option carries; returns the node where play continues."""
        offered = offers[option]
        left = self.left(offers, option)
        env[self._offers_slot] = len(left)
        offer = self.nodes[offered.node].offer
        assert isinstance(offer, Offer)
        for (slot, _), value in zip(offer.captures, offered.carried, strict=True):
            env[slot] = value
        return offer.entry.id, left

    def left(self, offers: Sequence[OfferedOption], option: int) -> list[OfferedOption]:
        """The options that remain on offer after one is taken."""
        if not self._pages:
            return []
        stays = self._stays
        return [o for number, o in enumerate(offers) if stays[o.node] and (number != option or stays[o.node] == UNTIL_LEFT)]

    def choose(self, offers: Sequence[OfferedOption], option: int, env: Env) -> Menu | Chance | PlayEnd:
        """Takes an option and runs on; changes ``env`` in place. Raises :class:`TurnTooLarge`."""
        number, left = self.take(offers, option, env)
        return self.run(number, env, left)

    def draw(self, waiting: AtDraw, outcome: Any, env: Env) -> Menu | Chance | PlayEnd:
        """Gives the awaited draw its outcome and runs on; changes ``env`` in place. Raises :class:`TurnTooLarge`."""
        offers = list(waiting.offers)
        env[self._offers_slot] = len(offers)
        if isinstance(self.nodes[waiting.node].offer, Call):
            return self.run(waiting.node, env, offers, (*waiting.script, outcome))
        return self.run(self.drawn(waiting.node, outcome, env), env, offers)

    def drawn(self, number: int, outcome: Any, env: Env) -> int:
        """Stores the outcome of a draw; returns the node where play continues."""
        node = self.nodes[number]
        env[node.slot] = outcome
        draw = node.offer
        assert isinstance(draw, Draw)
        if draw.picked is not None:
            count = self._steps[number][3][0](env)
            env[draw.picked] = self.picked(draw.picked, count, env[draw.picked], outcome)
        return node.succ[0].id

    def picked(self, slot: Slot, count: int, picked: int, outcome: int) -> int:
        """The bit set of what a shuffle of so many has picked, with this outcome."""
        full = (1 << count) - 1
        picked = (0 if picked & full == full else picked) | 1 << outcome
        if slot in self._counted:
            picked = (1 << picked.bit_count()) - 1
        return 0 if picked == full else picked  # a new round begins

    def outcomes(self, draw: Draw, args: list[Any], env: Env, position: int) -> Sequence[Any]:
        """The possible outcomes of a draw."""
        if draw.kind == "entries" and draw.outside is not None:
            return tuple(name for name, spent in zip(draw.outside.values, (*args, 0), strict=True) if not spent)
        if draw.outside is not None:
            if not draw.outside.values:
                raise TurnTooLarge(f"what comes of {draw.outside.name} is not listed", position)
            return tuple(draw.outside.values)
        if draw.kind == "list":
            if not isinstance(args[0], ListValue):
                raise OperatorError(self.messages.no_list)
            return tuple(ListValue((item,)) for item in by_name(args[0].entries))
        if draw.kind == "shuffle":
            count = args[0]
            assert draw.picked is not None
            if type(count) is not int or count < 1:
                raise OperatorError(NO_COUNT)
            if count > MAX_SHUFFLED:
                raise TurnTooLarge(TOO_MANY.format(count), position)
            picked = env[draw.picked] & (1 << count) - 1
            if picked == (1 << count) - 1:
                picked = 0
            return tuple(index for index in range(count) if not picked >> index & 1)
        least, greatest = args
        if type(least) is not int or type(greatest) is not int:
            which = "maximum" if type(greatest) is not int else "minimum"
            raise OperatorError(f"Invalid value for {which} parameter of RANDOM(min, max)")
        if greatest < least:
            raise OperatorError(
                f"RANDOM was called with minimum as {least} and maximum as {greatest}. The maximum must be larger"
            )
        too_many = draw.cuts is None or len(draw.cuts) >= MAX_OUTCOMES
        if greatest - least >= MAX_OUTCOMES and too_many and self.trail is None:  # on a trail only one outcome is followed
            raise TurnTooLarge(f"a number from {least} to {greatest} is drawn: too many outcomes to look at each", position)
        return tuple(range(least, greatest + 1)) if greatest - least < WIDE else range(least, greatest + 1)

    def blocks(self, waiting: AtDraw) -> Iterator[range]:
        """The outcomes of a draw, as indices, in blocks of equivalent ones."""
        draw, outcomes = self.nodes[waiting.node].offer, waiting.outcomes
        if not isinstance(draw, Draw) or draw.cuts is None:
            yield from (range(index, index + 1) for index in range(len(outcomes)))
            return
        first = outcomes[0]
        begins = [0, *(cut - first for cut in draw.cuts if first < cut < first + len(outcomes)), len(outcomes)]
        yield from starmap(range, pairwise(begins))


def _wrapped(compute: Callable[[Env], Any], threshold: int, period: int) -> Callable[[Env], Any]:
    """The next value of a saturated counter."""
    last = threshold + period - 1

    def bounded(env: Env) -> Any:
        value = compute(env)
        return value if value <= last else around(value, threshold, period)

    return bounded
