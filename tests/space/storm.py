"""How the model checker Storm is asked about a StateGraph: the chain written in its explicit format, fractions and all.

Hensel, Junges, Katoen, Quatmann and Volk, *The probabilistic model checker Storm* (STTT 2022).
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from epilogue.space.state_graph import Situation, StateGraph


class Answers(NamedTuple):
    """``odds`` by ending (index into the graph's), ``over``: that the story ends at all, ``choices``: mean number of them, None
    if infinite."""

    odds: list[Fraction]
    over: Fraction
    choices: Fraction | None


def chain(graph: StateGraph) -> str:
    """The graph as Storm reads it: every ending is labelled ``e`` and its number, and ``over``; choices are a reward."""
    count = len(graph.situation)
    lines = ["@type: DTMC", "@value_type: rational", "@parameters", "", "@reward_models", "choices"]
    lines += ["@nr_states", str(count), "@nr_choices", str(count), "@model"]
    for state, situation in enumerate(graph.situation):
        labels = " init" if state == graph.initial else ""
        steps: dict[int, int] = {}
        for edge in graph.edges(state):
            steps[graph.target[edge]] = steps.get(graph.target[edge], 0) + graph.weight[edge]
        if situation == Situation.ENDING:
            labels += f" e{graph.ending[state]} over"
        steps = steps or {state: 1}
        lines.append(f"state {state} [{int(situation == Situation.CHOICE)}]{labels}")
        lines.append("\taction __NOLABEL__ [0]")
        total = sum(steps.values())
        lines += [f"\t\t{target} : {Fraction(weight, total)}" for target, weight in sorted(steps.items())]
    return "\n".join(lines) + "\n"


def asked(stormpy: Any, graph: StateGraph, folder: Path) -> Answers:
    """What Storm answers, exactly."""
    file = folder / "chain.drn"
    file.write_text(chain(graph), encoding="utf-8")
    model = stormpy.build_model_from_drn[stormpy.Rational](str(file))

    def ask(question: str) -> str:
        return str(stormpy.model_checking(model, stormpy.parse_property(question)).get_value(graph.initial))

    odds = [Fraction(ask(f'P=? [F "e{number}"]')) for number in range(len(graph.endings))]
    over = Fraction(ask('P=? [F "over"]')) if odds else Fraction(0)
    return Answers(odds, over, Fraction(ask('R{"choices"}=? [F "over"]')) if over == 1 else None)
