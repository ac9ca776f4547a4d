"""The model checker Storm as a judge of StateGraphs: writes the chain in its explicit format, fractions and all. Hensel, Junges,
Katoen, Quatmann and Volk, *The probabilistic model checker Storm* (STTT 2022).

Hensel, Junges, Katoen, Quatmann and Volk, *The probabilistic model checker Storm* (STTT 2022).
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from epilogue.space.state_graph import StateGraph, StateKind


def written(graph: StateGraph) -> str:
    """The graph in Storm's format: an ending is labelled ``over``, and ``e`` with its number; choices are a reward. A decision
    process if the world outside decides anything, else a chain."""
    outside = [kind == StateKind.OUTSIDE for kind in graph.kind]
    decided = sum(len(graph.edges(state)) if outside[state] else 1 for state in range(len(outside)))
    lines = [f"@type: {'MDP' if any(outside) else 'DTMC'}", "@value_type: rational", "@parameters", "", "@reward_models"]
    lines += ["choices", "@nr_states", str(len(outside)), "@nr_choices", str(decided), "@model"]
    for state, kind in enumerate(graph.kind):
        labels = " init" if state == graph.initial else ""
        if kind == StateKind.ENDING:
            labels += f" over e{graph.ending[state]}"
        lines.append(f"state {state} [{int(kind == StateKind.CHOICE)}]{labels}")
        steps = [(graph.target[e], odds) for e, odds in zip(graph.edges(state), graph.odds(state), strict=True)] or [(state, 1)]
        for action in [[(target, 1)] for target, _ in steps] if outside[state] else [steps]:
            lines.append("\taction __NOLABEL__ [0]")
            together: dict[int, int] = {}
            for target, odds in action:
                together[target] = together.get(target, 0) + odds
            total = sum(together.values())
            lines += [f"\t\t{target} : {Fraction(odds, total)}" for target, odds in sorted(together.items())]
    return "\n".join(lines) + "\n"


class Storm:
    """Storm with a graph; ``stormpy`` is its package."""

    def __init__(self, stormpy: Any, graph: StateGraph, folder: Path) -> None:
        file = folder / "graph.drn"
        file.write_text(written(graph), encoding="utf-8")
        self._stormpy, self._graph = stormpy, graph
        self._model = stormpy.build_model_from_drn[stormpy.Rational](str(file))

    def ask(self, question: str) -> Fraction:
        """The exact answer, in the initial state, to a property that asks for a number."""
        found = self._stormpy.model_checking(self._model, self._stormpy.parse_property(question))
        return Fraction(str(found.get_value(self._graph.initial)))
