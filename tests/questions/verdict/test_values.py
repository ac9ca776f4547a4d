"""Guaranteed and expected payoffs on random graphs, against naive iteration, every policy, and Storm."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest

from epilogue.questions.verdict import values as module
from epilogue.questions.verdict.values import ExpectationSolver, guarantee
from epilogue.space.state_graph import GraphEnding, StateGraph, StateKind

CASES = 200
KINDS = (StateKind.CHOICE, StateKind.CHANCE, StateKind.OUTSIDE)


def process(random: Random, inner: int, kinds: tuple[StateKind, ...] = KINDS) -> tuple[StateGraph, dict[int, Fraction]]:
    """A random graph with cycles and three endings, one of them worth nothing; with the payoffs of the others."""
    graph = StateGraph()
    for state in range(inner + 3):
        ends = state >= inner
        graph.kind.append(StateKind.ENDING if ends else random.choice(kinds))
        graph.found_by.append(-1)
        graph.ending.append(state - inner if ends else -1)
        graph.endings.extend([GraphEnding("end", state, "", "")] * ends)
        for _ in range(0 if ends else random.randint(1, 3)):
            graph.target.append(random.randrange(inner + 3))
            graph.weight.append(random.randint(1, 3))
            graph.label.append(None)
        graph.first.append(len(graph.target))
    return graph, {inner: Fraction(random.randint(-2, 3)), inner + 1: Fraction(random.randint(-2, 3))}


def swept(graph: StateGraph, worth: dict[int, Fraction], least: float, sweeps: int) -> list[float]:
    """Value iteration from below, all states at once."""
    values = [float(worth.get(state, least)) for state in range(len(graph.kind))]
    for _ in range(sweeps):
        following = list(values)
        for state, kind in enumerate(graph.kind):
            there = [values[graph.target[edge]] for edge in graph.edges(state)]
            likely = graph.odds(state)
            if kind == StateKind.CHOICE:
                following[state] = max(there)
            elif kind == StateKind.OUTSIDE:
                following[state] = min(there)
            elif kind == StateKind.CHANCE:
                following[state] = sum(v * p for v, p in zip(there, likely, strict=True)) / sum(likely)
        if max(map(abs, map(float.__sub__, following, values))) < 1e-12:
            break
        values = following
    return values


def made_sure(graph: StateGraph, worth: dict[int, Fraction]) -> list[Fraction | None]:
    """The same game, solved naively: what can be kept up for as many steps as there are states."""
    none = Fraction(-100)
    values = [worth.get(state, none) for state in range(len(graph.kind))]
    for _ in range(len(values)):
        following = list(values)
        for state, kind in enumerate(graph.kind):
            there = [values[graph.target[edge]] for edge in graph.edges(state)]
            if there:
                following[state] = max(there) if kind == StateKind.CHOICE else min(there)
        values = following
    return [None if value == none else value for value in values]


def test_guarantees_agree_with_solving_the_game() -> None:
    for seed in range(CASES):
        graph, worth = process(Random(seed), Random(seed).randint(1, 12))
        assert guarantee(graph, worth) == made_sure(graph, worth)


def test_expectations_agree_with_value_iteration() -> None:
    for seed in range(CASES):
        graph, worth = process(Random(seed), 1 + seed % 10, KINDS if seed % 2 else KINDS[:2])
        least = Fraction(min(worth.values()))
        found = ExpectationSolver(graph).best(worth, least)
        assert found.residual < 1e-9
        assert [float(value) for value in found.values] == pytest.approx(swept(graph, worth, float(least), 3_000), abs=1e-6)


def test_in_floating_point_it_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(CASES // 4):
        graph, worth = process(Random(seed), 8, KINDS[:2])
        least = Fraction(min(worth.values()))
        exact = ExpectationSolver(graph).best(worth, least)
        with monkeypatch.context() as patched:
            patched.setattr(module, "EXACT_COMPONENT", 1)
            patched.setattr(module, "EXACT_STATES", 0)
            floats = ExpectationSolver(graph).best(worth, least)
        assert floats.values == pytest.approx([float(value) for value in exact.values], abs=1e-9)


def test_no_policy_does_better_and_one_does_as_well() -> None:
    for seed in range(40):
        graph, worth = process(Random(seed), 5, KINDS[:2])
        least = Fraction(min(worth.values()))
        found = ExpectationSolver(graph).best(worth, least).values
        choices = [state for state, kind in enumerate(graph.kind) if kind == StateKind.CHOICE]
        best = [Fraction(-100)] * len(found)
        for policy in product(*(graph.edges(state) for state in choices)):
            fixed = StateGraph()
            fixed.kind = graph.kind
            for state in range(len(graph.kind)):
                edges = [policy[choices.index(state)]] if state in choices else graph.edges(state)
                fixed.target.extend([graph.target[edge] for edge in edges])
                fixed.weight.extend([graph.weight[edge] for edge in edges])
                fixed.first.append(len(fixed.target))
            best = list(map(max, best, ExpectationSolver(fixed).best(worth, least).values))  # type: ignore[arg-type]
        assert found == best


def test_storm_agrees(stormpy: Any, tmp_path: Path) -> None:
    """Storm maximises over choices: the odds of the best way to an ending are its Pmax."""
    for seed in range(12):
        graph, _ = process(Random(seed), 9, KINDS[:2])
        lines = ["@type: MDP", "@value_type: rational", "@parameters", "", "@reward_models", "", "@nr_states"]
        lines += [str(len(graph.kind)), "@nr_choices"]
        actions: list[list[list[tuple[int, Fraction]]]] = []
        for state, kind in enumerate(graph.kind):
            steps = [
                (graph.target[e], Fraction(p, sum(graph.odds(state))))
                for e, p in zip(graph.edges(state), graph.odds(state), strict=True)
            ]
            single = [[(target, Fraction(1))] for target, _ in steps]
            actions.append(single if kind == StateKind.CHOICE else [steps or [(state, Fraction(1))]])
        lines += [str(sum(map(len, actions))), "@model"]
        for state, offered in enumerate(actions):
            lines.append(f"state {state}{' init' if state == 0 else ''}{' goal' if state == len(actions) - 1 else ''}")
            for action in offered:
                together: dict[int, Fraction] = {}
                for target, share in action:
                    together[target] = together.get(target, Fraction(0)) + share
                lines += ["\taction __NOLABEL__", *(f"\t\t{target} : {share}" for target, share in sorted(together.items()))]
        file = tmp_path / f"{seed}.drn"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        model = stormpy.build_model_from_drn[stormpy.Rational](str(file))
        answer = stormpy.model_checking(model, stormpy.parse_property('Pmax=? [F "goal"]')).get_value(0)
        goal = {len(actions) - 1: Fraction(1)}
        assert ExpectationSolver(graph).best(goal, Fraction(0)).values[0] == Fraction(str(answer))
