"""Saliency: which item of a line group, or node of a node group, is run. The game decides by which strategy.

The strategy is a global that the game may set (``[outside]`` in ``epilogue.toml``); one that is a constant is folded away. What
was run least often is what counts before complexity; only differences matter, so that what all were run is taken off.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from epilogue.frontends.yarn import syntax
from epilogue.frontends.yarn.lower_code import Code, Label
from epilogue.frontends.yarn.lower_values import Values
from epilogue.frontends.yarn.strategies import BEST, FIRST, LEAST, RANDOM, SALIENCY, SEEN


class Candidate(NamedTuple):
    """``holds`` emits code that leaves whether it can run; ``views``: the hidden global that counts how often it did."""

    holds: Callable[[], None]
    complexity: int
    views: str
    label: Label


def complexity(condition: syntax.Condition | None) -> int:
    """How particular a condition is: 1 for once, 1 for an expression, 1 for each and, or, xor in it."""
    if condition is None:
        return 0
    expression = condition.expression
    return condition.once + (0 if expression is None else 1 + _operators(expression))


def _operators(expression: syntax.Expression) -> int:
    if isinstance(expression, syntax.Binary):
        return (expression.operator in ("&&", "||", "^")) + _operators(expression.left) + _operators(expression.right)
    if isinstance(expression, syntax.Unary):
        return _operators(expression.operand)
    if isinstance(expression, syntax.Call):
        return sum(_operators(argument) for argument in expression.arguments)
    return 0


def choose(values: Values, candidates: list[Candidate], nothing: Label) -> None:
    """Goes to one of the candidates, or to ``nothing``."""
    code = values.code
    code.hidden(SALIENCY, RANDOM)
    can = [code.fresh("can") for _ in candidates]
    for name, candidate in zip(can, candidates, strict=True):
        candidate.holds()
        code.emit("declare_temp", name)
    by_views, best, first = Label(), Label(), Label()
    for strategy, label in ((FIRST, first), (BEST, best)):
        code.load(SALIENCY)
        code.push(strategy)
        code.apply("==")
        code.jump_if(label)
    code.jump(by_views)
    for label, order in ((first, range(len(can))), (best, _best_first(candidates))):
        code.place(label)
        for at in order:
            code.emit("load_temp", can[at])
            code.jump_if(candidates[at].label)
        code.jump(nothing)
    code.place(by_views)
    _least_viewed(values, candidates, can, nothing)


def _best_first(candidates: list[Candidate]) -> list[int]:
    return sorted(range(len(candidates)), key=lambda at: -candidates[at].complexity)


def _least_viewed(values: Values, candidates: list[Candidate], can: list[str], nothing: Label) -> None:
    code = values.code
    picked, least, ties, score = (code.fresh(what) for what in ("picked", "least", "ties", "score"))
    for name in (picked, least, ties, score):
        code.temp(name, 0)
    order = _best_first(candidates)
    for at in order:
        onward, take = Label(), Label()
        code.emit("load_temp", can[at])
        code.skip_unless(onward)
        code.same(picked, 0)
        code.jump_if(take)
        code.load(code.hidden(candidates[at].views, 0))
        code.emit("load_temp", least)
        code.apply("<")
        code.skip_unless(onward)
        code.place(take)
        for name, number in ((picked, at + 1), (score, candidates[at].complexity)):
            code.push(number)
            code.emit("store_temp", name)
        code.load(candidates[at].views)
        code.emit("store_temp", least)
        code.place(onward)
    code.same(picked, 0)
    code.jump_if(nothing)
    run = Label()
    for strategy in (LEAST, SEEN):
        code.load(SALIENCY)
        code.push(strategy)
        code.apply("==")
        code.jump_if(run)
    _pick_at_random(code, candidates, can, (picked, least, ties, score), run)
    code.place(run)
    viewed = [Label() for _ in candidates]
    for at, label in enumerate(viewed):
        code.same(picked, at + 1)
        code.jump_if(label)
    code.emit("fail", "nothing was picked")
    for candidate, label in zip(candidates, viewed, strict=True):
        code.place(label)
        code.add(candidate.views, 1)
        for one in candidates:
            code.load(one.views)
            code.push(0)
            code.apply(">")
            code.skip_unless(candidate.label)
        for one in candidates:
            code.add(one.views, -1)
        code.jump(candidate.label)


def _pick_at_random(
    code: Code, candidates: list[Candidate], can: list[str], names: tuple[str, str, str, str], run: Label
) -> None:
    """One of those that tie with the one picked."""
    picked, least, ties, score = names

    def tie(at: int, onward: Label) -> None:
        code.emit("load_temp", can[at])
        code.skip_unless(onward)
        code.load(candidates[at].views)
        code.emit("load_temp", least)
        code.apply("==")
        code.skip_unless(onward)
        code.same(score, candidates[at].complexity)
        code.skip_unless(onward)

    def count(by: str) -> None:
        code.emit("load_temp", ties)
        code.push(1)
        code.apply(by)
        code.emit("store_temp", ties)

    for at in range(len(candidates)):
        onward = Label()
        tie(at, onward)
        count("+")
        code.place(onward)
    code.same(ties, 1)
    code.jump_if(run)
    code.push(1)
    code.emit("load_temp", ties)
    code.emit("random")
    code.emit("store_temp", ties)
    for at in range(len(candidates)):
        onward = Label()
        tie(at, onward)
        count("-")
        code.same(ties, 0)
        code.skip_unless(onward)
        code.push(at + 1)
        code.emit("store_temp", picked)
        code.jump(run)
        code.place(onward)
