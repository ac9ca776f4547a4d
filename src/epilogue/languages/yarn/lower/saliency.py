"""Saliency: selects the item of a line group, or node of a node group, to run. The game decides by which strategy.

The strategy is a global that the game may set (``[outside]`` in ``epilogue.toml``); one that is a constant is folded away. What
was run least often is what counts before complexity.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from epilogue.languages.code import CodeLabel
from epilogue.languages.yarn.lower.code import YarnCode
from epilogue.languages.yarn.lower.values import ValueLowering
from epilogue.languages.yarn.parse import syntax
from epilogue.languages.yarn.strategies import BEST, FIRST, LEAST, RANDOM, SALIENCY, SEEN, STRATEGIES


class SaliencyCandidate(NamedTuple):
    """``asks`` emits code that sets a frame variable to whether it can run; ``views``: the hidden global that counts how often
    it did; ``spent``: the hidden globals of which any, once set, says that it never can again."""

    asks: Callable[[str], None]
    complexity: int
    views: str
    label: CodeLabel
    spent: tuple[str, ...] = ()


def complexity(condition: syntax.Condition | None) -> int:
    """Complexity of a condition: 1 for once, 1 for an expression, 1 for each and, or, xor in it."""
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


def choose(values: ValueLowering, candidates: list[SaliencyCandidate], nothing: CodeLabel, among: str) -> None:
    """Goes to one of the candidates, or to ``nothing``; ``among``: what they are, in words."""
    code = values.code
    can = [code.fresh("can") for _ in candidates]
    for name, candidate in zip(can, candidates, strict=True):
        candidate.asks(name)
    by_views, best, first = CodeLabel(), CodeLabel(), CodeLabel()
    for strategy, label in ((FIRST, first), (BEST, best)):
        code.load(SALIENCY)
        code.push(strategy)
        code.apply("==")
        code.jump_if(label)
    code.jump(by_views)
    for label, order in ((first, range(len(can))), (best, _best_first(candidates))):
        code.place(label)
        for number in order:
            code.emit("load_temp", can[number])
            code.jump_if(candidates[number].label)
        code.jump(nothing)
    code.place(by_views)
    _least_viewed(values, candidates, can, nothing, among)


def _best_first(candidates: list[SaliencyCandidate]) -> list[int]:
    return sorted(range(len(candidates)), key=lambda number: -candidates[number].complexity)


def _least_viewed(
    values: ValueLowering, candidates: list[SaliencyCandidate], can: list[str], nothing: CodeLabel, among: str
) -> None:
    """Passes over them, the most particular first; that one was picked is where the code is, not a value: what is known of a
    count then does not hang on it."""
    code = values.code
    picked, least, ties, score = (code.fresh(what) for what in ("picked", "least", "ties", "score"))
    for name in (picked, least, ties, score):
        code.temp(name, 0)
    order = _best_first(candidates)
    none_yet, some_yet = [[CodeLabel() for _ in order] for _ in range(2)]
    none_yet.append(nothing)
    some_yet.append(CodeLabel())
    for index, number in enumerate(order):
        code.place(none_yet[index])
        _unless_available(code, candidates[number], can[number], none_yet[index + 1])
        take = CodeLabel()
        code.jump(take)
        code.place(some_yet[index])
        if index:  # an earlier candidate has been picked
            _unless_available(code, candidates[number], can[number], some_yet[index + 1])
            code.load(candidates[number].views)
            code.emit("load_temp", least)
            code.apply("<")
            code.skip_unless(some_yet[index + 1])
        code.place(take)
        for name, value in ((picked, number + 1), (score, candidates[number].complexity)):
            code.push(value)
            code.emit("store_temp", name)
        code.load(code.hidden(candidates[number].views, 0))
        code.emit("store_temp", least)
        code.jump(some_yet[index + 1])
    code.place(some_yet[-1])
    run = CodeLabel()
    for strategy in (LEAST, SEEN):
        code.load(SALIENCY)
        code.push(strategy)
        code.apply("==")
        code.jump_if(run)
    code.load(SALIENCY)
    code.push(RANDOM)
    code.apply("==")
    at_random = CodeLabel()
    code.jump_if(at_random)
    code.emit("fail", f"there is no such saliency strategy: {', '.join(STRATEGIES)}")
    code.place(at_random)
    _pick_at_random(code, candidates, can, (picked, least, ties, score), run, among)
    code.place(run)
    viewed = [CodeLabel() for _ in candidates]
    for number, label in enumerate(viewed[:-1]):
        code.same(picked, number + 1)
        code.jump_if(label)
    code.jump(viewed[-1])
    for candidate, label in zip(candidates, viewed, strict=True):
        code.place(label)
        code.add(candidate.views, 1)
        code.jump(candidate.label)


def _unless_available(code: YarnCode, candidate: SaliencyCandidate, can: str, onward: CodeLabel) -> None:
    """Goes ``onward`` if it cannot run."""
    for flag in candidate.spent:  # a branch of its own, so that passes see that it can never run again
        code.load(flag)
        code.jump_if(onward)
    code.emit("load_temp", can)
    code.skip_unless(onward)


def _pick_at_random(
    code: YarnCode,
    candidates: list[SaliencyCandidate],
    can: list[str],
    names: tuple[str, str, str, str],
    run: CodeLabel,
    among: str,
) -> None:
    """One of those that tie with the one picked."""
    picked, least, ties, score = names

    def tie(number: int, onward: CodeLabel) -> None:
        _unless_available(code, candidates[number], can[number], onward)
        code.load(candidates[number].views)
        code.emit("load_temp", least)
        code.apply("==")
        code.skip_unless(onward)
        code.same(score, candidates[number].complexity)
        code.skip_unless(onward)

    def count(operator: str) -> None:
        code.emit("load_temp", ties)
        code.push(1)
        code.apply(operator)
        code.emit("store_temp", ties)

    for number in range(len(candidates)):
        onward = CodeLabel()
        tie(number, onward)
        count("+")
        code.place(onward)
    code.same(ties, 1)
    code.jump_if(run)
    code.push(1)
    code.emit("load_temp", ties)
    code.push(1)
    code.apply("MAX")  # at least 1, as the pick ties with itself: proves that the draw cannot fail
    code.emit("random", among)
    code.emit("store_temp", ties)
    for number in range(len(candidates)):
        onward = CodeLabel()
        tie(number, onward)
        count("-")
        code.same(ties, 0)
        code.skip_unless(onward)
        code.push(number + 1)
        code.emit("store_temp", picked)
        code.jump(run)
        code.place(onward)
