"""Answers to what the search kernel looks up for the first time, from the same functions that the search in Python calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from epilogue.flow.graph import Call, Draw, Node, NodeKind, Offer, around
from epilogue.flow.passes.order import without_order
from epilogue.ir.operators import OperatorError
from epilogue.ir.program import UNTIL_LEFT
from epilogue.ir.values import ListValue, kinds_of
from epilogue.space.kernel import layout as at
from epilogue.space.kernel.values import KnownFunctions, KnownValues
from epilogue.space.limits import TurnTooLarge
from epilogue.space.reductions.combined import StatePart
from epilogue.space.state_graph import GraphEnding, StateKind
from epilogue.space.state_keys import ChanceKey, ChoiceKey
from epilogue.space.turn import OfferedOption, PlayEnd

if TYPE_CHECKING:
    from epilogue.space.search import Search


class Answers:
    """The story's side of the kernel's tables for one search. ``pool``: lists that answers refer to by place; ``plans`` and
    ``projections``: see :mod:`~epilogue.space.kernel.layout`; ``outcomes``: place in the pool -> outcomes of a draw;
    ``endings``: by number; ``said``: positions of text, by the number of its node, then of text that functions say."""

    def __init__(self, search: Search) -> None:
        assert search.state_keys.reductions is not None
        self.search = search
        self.reductions = search.state_keys.reductions
        self.values = KnownValues(search.turns.truthy)
        self.functions = KnownFunctions(self.values, search.turns.operators)
        self.pool: list[int] = [0]
        self.plans: list[list[int]] = []
        self.projections: list[list[int]] = []
        self.of_projection: list[tuple[int, tuple[int, ...], tuple[int, ...]]] = []
        self.outcomes: dict[int, Sequence[Any]] = {}
        self.endings: list[GraphEnding] = []
        self.said: list[int] = [node.position for node in search.reduced.nodes]
        self._texts: dict[int, int] = {}
        self._of_plan: list[tuple[int, tuple[int, ...]]] = []
        self._projection: dict[Any, int] = {}
        self._shapes: dict[Any, int] = {}
        self._facts: dict[Any, int] = {}
        self._outcomes: dict[Any, int] = {}
        self._endings: dict[GraphEnding, int] = {}
        self._forms: dict[Any, int] = {}

    # -- nodes

    def node_rows(self) -> tuple[list[list[int]], list[int], list[list[tuple[int, int, int]]]]:
        """The table of nodes, its operands, and the steps of each expression."""
        operands: list[int] = []
        expressions: list[list[tuple[int, int, int]]] = []
        numbers: dict[int, int] = {}

        def expression(expr: Any) -> int:
            number = numbers.get(id(expr))
            if number is None:
                number = numbers[id(expr)] = len(expressions)
                expressions.append(self.functions.steps(expr))
            return number

        at_end = [expression(expr) for expr in self.search.reduced.graph.at_end]
        assert at_end == list(range(len(at_end)))
        rows = [self._row(node, operands, expression) for node in self.search.reduced.nodes]
        return rows, operands, expressions

    def _row(self, node: Node, operands: list[int], expression: Any) -> list[int]:
        row = [-1] * at.NODE_COLUMNS
        row[at.KIND], row[at.SLOT], row[at.POSITION], row[at.FIRST] = node.kind, node.slot, node.position, len(operands)
        row[at.COUNT] = row[at.GUARDS] = row[at.NINPUTS] = 0
        if node.succ:
            row[at.NEXT] = node.succ[0].id
        if node.kind in (NodeKind.SET, NodeKind.BRANCH, NodeKind.CHECK, NodeKind.SWITCH):
            row[at.EXPR] = expression(node.expr)
        if node.kind is NodeKind.SET:
            assert node.expr is not None
            wrap = self.search.reduced.graph.wrap.get(node.slot)
            if wrap is not None and node.slot in node.expr.reads:
                threshold, period = wrap
                row[at.OTHER] = self.functions.of_value(("wrap", *wrap), lambda value: around(value, threshold, period))
        elif node.kind is NodeKind.BRANCH:
            row[at.OTHER] = node.succ[1].id
        elif node.kind is NodeKind.SWITCH:
            cases = {(type(case), case): follow.id for case, follow in zip(node.cases, node.succ, strict=True)}
            values = self.values.all
            row[at.OTHER] = self.functions.number(
                ("switch", node.id), lambda first, _: cases.get((type(values[first]), values[first]), at.BY_HAND)
            )
        offer = node.offer
        if isinstance(offer, Offer):
            row[at.GUARDS], row[at.COUNT] = len(offer.guard), len(offer.captures)
            row[at.ENTRY], row[at.FALLBACK], row[at.SITE] = offer.entry.id, offer.fallback, offer.site
            row[at.STAYS] = 0 if not offer.stays else 2 if offer.stays == UNTIL_LEFT else 1
            operands += map(expression, offer.guard)
            operands += (slot for slot, _ in offer.captures)
            operands += (expression(expr) for _, expr in offer.captures)
        elif isinstance(offer, Draw):
            row[at.COUNT] = len(offer.args)
            row[at.PICKED] = -1 if offer.picked is None else offer.picked
            outside = offer.outside
            row[at.STATE] = StateKind.OUTSIDE if outside is not None and outside.weights is None else StateKind.CHANCE
            operands += map(expression, offer.args)
        elif isinstance(offer, Call):
            row[at.COUNT] = len(offer.args)
            operands += map(expression, offer.args)
            row[at.INPUTS], row[at.NINPUTS] = len(operands), len(offer.cells) + len(offer.reads)
            operands += (*offer.cells, *offer.reads)
        return row

    # -- sequences

    def answer(self, numbers: list[int], env: Any) -> int:
        """The answer to a sequence. ``env``: the values of slots now."""
        what = numbers[0]
        if what == at.S_PLAN:
            return self.plan(numbers[1], tuple(numbers[2:]))
        if what == at.S_FACTS:
            return self._with_facts(numbers[1], numbers[2:])
        if what == at.S_LEVEL:
            counts: list[Any] = [self.values.all[number] for number in numbers[1:]]
            return self.pooled([self.values.number(count - min(counts)) for count in counts])
        if what == at.S_CALL:
            return self._call(numbers[1], numbers[2:], env)
        if what == at.S_DRAW:
            return self._draw(numbers[1], numbers[2:], env)
        if what == at.S_PICKED:
            counts = [self.values.all[number] for number in numbers[2:]]
            draw = self.search.reduced.nodes[numbers[1]].offer
            assert isinstance(draw, Draw) and draw.picked is not None
            return self.values.number(self.search.turns.picked(draw.picked, *counts))
        if what == at.S_ITEMS:
            return self._forms.setdefault(self.search.state_keys.canonical(self.key(numbers)), len(self._forms))
        assert what == at.S_ENDING, what
        return self._ending(numbers[1], env)

    def pooled(self, numbers: Sequence[int]) -> int:
        """The place of these numbers in the pool."""
        place = len(self.pool)
        self.pool += numbers
        return place

    def key(self, numbers: list[int]) -> ChoiceKey | ChanceKey:
        """The key of a state, from its row."""
        _, projection, place, mark, outcomes, *rest = numbers
        values, nodes = self.values.all, self.search.reduced.nodes
        draw, offering, live = self.of_projection[projection]
        offers = []
        for node in offering:
            offer = nodes[node].offer
            assert isinstance(offer, Offer)
            count = len(offer.captures)
            carried = tuple([values[number] for number in rest[:count]])
            del rest[:count]
            offers.append(OfferedOption(node, carried, kinds_of(carried)))
        held = tuple([values[number] for number in rest])
        if draw >= 0:
            return ChanceKey(draw, tuple(offers), self.outcomes[outcomes], (), live, held, kinds_of(held))
        return ChoiceKey(tuple(offers), live, held, kinds_of(held), place, str(values[mark]))

    # -- what is kept of a state

    def plan(self, draw: int, nodes: tuple[int, ...]) -> int:
        """The plan for turns that stop with these options on offer, at the draw (-1: for the reader to choose)."""
        keys, reductions = self.search.state_keys, self.reductions
        live = keys.live(draw, nodes)
        row = [0] * at.PLAN_COLUMNS
        replaced = reductions.replaced(draw, nodes, live)
        numbers = [number for slot, same in replaced for number in (slot, self._replaced(same))]
        row[at.REPLACED], row[at.NREPLACED] = self.pooled(numbers), len(replaced)
        deciding = reductions.deciding(live)
        numbers = [number for slot in deciding for number in (slot, self._fact(slot))]
        row[at.DECIDING], row[at.NDECIDING] = self.pooled(numbers), len(deciding)
        row[at.PLAIN] = self.projection(draw, nodes, live)
        row[at.MARKED] = keys.first is None or keys.first == keys.sites_of(nodes)
        self.plans.append(row)
        self._of_plan.append((draw, nodes))
        return len(self.plans) - 1

    def _replaced(self, same: dict[Any, Any]) -> int:
        return self.functions.of_value(("same", id(same)), lambda value: same.get((type(value), value), value))

    def _fact(self, slot: int) -> int:
        """The function that says which fact a slot's value is; 0: none."""
        facts, values = self.reductions.conditional.facts, self.values.all

        def fact(first: int, _: int) -> int:
            holds = slot, type(values[first]), values[first]
            return self._facts.setdefault(holds, len(self._facts) + 1) if holds in facts else 0

        return self.functions.number(("fact", slot), fact)

    def _with_facts(self, plan: int, numbers: list[int]) -> int:
        draw, nodes = self._of_plan[plan]
        facts = frozenset(fact for fact, number in self._facts.items() if number in numbers)
        return self.projection(draw, nodes, self.reductions.live_given(draw, nodes, facts))

    def projection(self, draw: int, nodes: tuple[int, ...], live: tuple[int, ...]) -> int:
        """The projection to these live slots."""
        number = self._projection.get((draw, nodes, live))
        if number is None:
            number = self._projection[draw, nodes, live] = len(self.projections)
            row = [0] * at.PROJECTION_COLUMNS
            row[at.LIVE], row[at.NLIVE] = self.pooled(live), len(live)
            row[at.NODES], row[at.NNODES], row[at.DRAW] = self.pooled(nodes), len(nodes), draw
            groups = self.reductions.together(draw, nodes, live)
            row[at.LEVELS], row[at.NLEVELS] = self.pooled([n for group in groups for n in (len(group), *group)]), len(groups)
            row[at.PARTS] = -1
            if self.reductions.classes.columns:
                parts: list[list[int]] = []
                self._part(self.reductions.planned(draw, nodes, live), parts)
                row[at.PARTS] = self.pooled([len(parts), *(number for part in parts for number in part)])
            self.projections.append(row)
            self.of_projection.append((draw, nodes, live))
        return number

    def _part(self, part: StatePart, parts: list[list[int]]) -> int:
        """Adds a part, after the parts within; its index."""
        classes = []
        for number, inner in part.classes:
            children = [self._part(child, parts) for child in inner]
            classes += [number, len(children), *children]
        shape = self._shapes.setdefault(part.shape, len(self._shapes))
        taken = [index for _, index in part.values]
        parts.append([shape, len(taken), *taken, len(part.offered), *part.offered, len(part.classes), *classes])
        return len(parts) - 1

    # -- calls, draws and endings

    def _call(self, number: int, inputs: list[int], env: Any) -> int:
        call, node = self.search.reduced.nodes[number].offer, self.search.reduced.nodes[number]
        assert isinstance(call, Call)
        graph = self.search.reduced.graph
        args = [self.values.all[value] for value in inputs[: len(call.args)]]
        try:
            result = graph.invocations.result(call, args, env, ())
        except TurnTooLarge:
            return at.BY_HAND
        if result.wanted or result.ending is not None:
            return at.BY_HAND
        sets = [(call.sets[index], value) for index, value in result.sets]
        effect = [len(sets)]
        for slot, value in sets:
            stored: Any = without_order(graph.unordered.get(slot), value)
            effect += slot, self.values.number(stored)
        effect.append(len(result.counts))
        for index, increment in result.counts:
            effect += call.counts[index], self._count(call.counts[index]), increment
        returned: Any = without_order(graph.unordered.get(node.slot), result.value)
        effect.append(self.values.number(returned) if node.slot >= 0 else -1)
        effect += len(result.said), *map(self.text, sorted(result.said))
        return self.pooled(effect)

    def text(self, position: int) -> int:
        """The number of text that a function says."""
        if position not in self._texts:
            self._texts[position] = len(self.said)
            self.said.append(position)
        return self._texts[position]

    def _count(self, slot: int) -> int:
        """The function that adds to a count, or (0) says that it was just made."""
        values, wrap = self.values, self.search.reduced.graph.wrap.get(slot)

        def counted(first: int, increment: int) -> int:
            before: Any = values.all[first]
            count = before + increment if increment else 0
            return values.number(count if wrap is None else around(count, *wrap))

        return self.functions.number(("count", slot), counted)

    def _draw(self, number: int, inputs: list[int], env: Any) -> int:
        node = self.search.reduced.nodes[number]
        draw = node.offer
        assert isinstance(draw, Draw)
        args = [self.values.all[value] for value in inputs[: len(draw.args)]]
        try:
            return self.outcomes_at(self.search.turns.outcomes(draw, args, env, node.position))
        except (OperatorError, TurnTooLarge):
            return at.BY_HAND

    def outcomes_at(self, outcomes: Sequence[Any]) -> int:
        """The place of these outcomes in the pool; BY_HAND if they are very many."""
        if len(outcomes) > at.MOST_OUTCOMES:
            return at.BY_HAND
        key = type(outcomes), outcomes
        place = self._outcomes.get(key)
        if place is None:
            place = self._outcomes[key] = self.pooled([len(outcomes), *map(self.values.number, outcomes)])
            self.outcomes[place] = outcomes
        return place

    def _ending(self, number: int, env: Any) -> int:
        node = self.search.reduced.nodes[number]
        if node.kind is NodeKind.FAIL:
            end = PlayEnd("error", node.position, node.what)
        else:
            end = PlayEnd(node.what, node.position, "".join(node.cases) if node.kind is NodeKind.STOP else "")
        _, ending = self.search.state_keys.key(end, env)
        assert isinstance(ending, GraphEnding)
        return self.ending(ending)

    def ending(self, ending: GraphEnding) -> int:
        """The number of an ending."""
        number = self._endings.get(ending)
        if number is None:
            number = self._endings[ending] = len(self.endings)
            self.endings.append(ending)
        return number

    def empty_list(self) -> int:
        """The number of the empty list, drawn from nothing."""
        return self.values.number(ListValue())
