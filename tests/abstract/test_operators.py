"""Abstract operators against the story's own: whatever comes of values is in what comes of the abstract values they lie in."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from abstract.containment import contains
from generators.amount import story_count
from space.judging import program_of

from epilogue.abstract.conditions import Conditions
from epilogue.abstract.domain import Domain
from epilogue.abstract.evaluate import Evaluation
from epilogue.flow.expressions import Expr, Expressions, evaluator
from epilogue.flow.operators import flow_operators
from epilogue.ir.operators import OperatorError
from epilogue.ir.values import VOID, ListItem, ListValue, Target

pytestmark = pytest.mark.slow

ROUNDS = 150 * story_count(1)
HUES = [(ListItem("hues", name), number) for name, number in (("red", 1), ("blue", 2), ("green", 3))]
WOODS = [(ListItem("woods", name), number) for name, number in (("elm", 2), ("oak", 2), ("ash", 5))]
PROGRAM = "LIST hues = red, blue, green\nLIST woods = elm = 2, oak = 2, ash = 5\n-> END\n"
DOUBTFUL = frozenset(("pick", "older", "counted_on", "counted_as"))
"""Operators of the FlowGraph's own on targets and counts."""


def some(random: Random, kind: int) -> list[Any]:
    """Values of few kinds, few or many."""
    values: list[Any] = []
    pure = random.random() < 0.7
    for _ in range(random.choice((1, 2, 3, 16))):
        chosen = kind if pure or random.random() < 0.9 else random.randrange(6)
        if chosen < 3:
            among = [[], HUES, WOODS, [*HUES, *WOODS]][random.randrange(4)]
            items = random.sample(among, random.randint(0, min(len(among), 1 if kind == 0 else 4)))
            values.append(ListValue(items, random.choice(((), ("hues",), ("woods",), ("hues", "woods")))))
        elif chosen < 5:
            values.append(random.choice((random.randint(-20, 20), random.randint(0, 3), 2**31 - 1, -(2**31))))
        else:
            values.append(random.choice((True, False, 1.5, 0.0, -0.0, -7.25, "word", "", VOID, Target(3))))
    return values


def expression(random: Random, expressions: Expressions, names: list[str], depth: int) -> Expr:
    if depth == 0 or random.random() < 0.1:
        constants = (0, 2, 3, 100, "hues", ListValue(HUES[:1]), ListValue(), ListValue(WOODS))
        return expressions.const(random.choice(constants)) if random.random() < 0.3 else expressions.read(random.randrange(2))
    name = random.choice(names)
    count = 3 if name == "range" else 1 if name in SINGLE else 2
    if name == "listInt":
        return expressions.apply(name, (expressions.const("hues"), expression(random, expressions, names, depth - 1)))
    return expressions.apply(name, tuple(expression(random, expressions, names, depth - 1) for _ in range(count)))


SINGLE = frozenset(
    ("!", "_", "FLOOR", "CEILING", "INT", "FLOAT", "LIST_COUNT", "LIST_VALUE", "LIST_MIN", "LIST_MAX", "LIST_ALL", "LIST_INVERT")
) | {"unordered", "by_number"}


def test_results_failures_and_refinements_are_covered() -> None:
    program = program_of(PROGRAM)
    operators = flow_operators(program)
    truthy = program.semantics.values.truthy
    names = sorted(set(operators) - DOUBTFUL)
    names += 3 * [name for name in names if operators[name].on_lists is not None]
    computed = 0
    for seed in range(ROUNDS):
        random = Random(seed)
        domain = Domain(program.semantics.values)
        expressions = Expressions(operators)
        evaluation = Evaluation(domain, operators, None, 2)
        conditions = Conditions(evaluation)
        kinds = [random.randrange(6) for _ in range(2)]
        held = [some(random, kind) for kind in (kinds if random.random() < 0.5 else [kinds[0]] * 2)]
        env = [domain.of(values) for values in held]
        if random.random() < 0.6:
            env = [domain.hull(abstract) for abstract in env]
        if random.random() < 0.2:
            env = [domain.widen(domain.of(values[:1]), abstract) for values, abstract in zip(held, env, strict=True)]
        expr = expression(random, expressions, names, random.choice((1, 1, 2)))
        value, fails = evaluation.value(expr, env)
        compute = evaluator(expr, operators)
        for one in held[0]:
            for other in held[1]:
                where = f"{expr} of {one!r} and {other!r}, in {env}"
                try:
                    result = compute([one, other])
                except OperatorError:
                    assert fails, where
                    continue
                computed += 1
                assert contains(value, result), f"{where}: {result!r} is not in {value}"
                yes, no, untestable = evaluation.test(expr, env)
                narrowed = [(None, conditions.refined(expr, env, None))]
                try:
                    holds = truthy(result)
                    assert yes if holds else no, where
                    narrowed.append((holds, conditions.refined(expr, env, holds)))
                except OperatorError:
                    assert untestable, where
                for truth, refinements in narrowed:
                    assert refinements is not None, f"{where}: said to be impossible to be {truth}"
                    for slot, abstract in refinements:
                        assert contains(abstract, (one, other)[slot]), f"{where}, {truth}: {slot} is said to be {abstract}"
    assert computed > 10 * ROUNDS
