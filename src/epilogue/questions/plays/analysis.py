"""Choices of real readers: counted, and how readily they seem to take each option.

How readily an option is taken is a weight, as in Luce's choice axiom (*Individual Choice Behavior*, 1959): each option on offer
is taken in proportion to its weight, whatever else is on offer. Weights are those of greatest likelihood, found by Hunter's
iteration ("MM algorithms for generalized Bradley-Terry models", *Annals of Statistics* 32, 2004), after each option of each menu
met has been taken once more: so nobody is sure of what few have shown. In a menu that is always the same this is Laplace's rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from epilogue.analysis.path import Path
from epilogue.budget import tick
from epilogue.space.state_graph import StateGraph, StateKind

MenuSites = tuple[int, ...]
"""The choice sites on offer together, in order."""
ROUNDS = 1_000
SETTLED = 1e-10


class DecisionPoint(NamedTuple):
    """Place of choice, by its position in the code: for each menu met there, how often each site was taken."""

    position: int
    menus: dict[MenuSites, Counter[int]]


class OptionCounts(NamedTuple):
    """An option of a point: how often it was ``offered`` and ``taken``; ``blind``: the share of these times that it is taken
    choosing at random; ``weight``: how readily it seems to be taken, on average 1."""

    site: int
    offered: int
    taken: int
    blind: float
    weight: float


def picked(graph: StateGraph, paths: Iterable[Path]) -> list[DecisionPoint]:
    """The options picked in playthroughs, point by point."""
    points: dict[int, dict[MenuSites, Counter[int]]] = {}
    for path in paths:
        for state, edge in zip(path.states, path.edges, strict=False):
            if graph.kind[state] == StateKind.CHOICE:
                menu = tuple([graph.label[other] for other in graph.edges(state)])
                points.setdefault(graph.site[state], {}).setdefault(menu, Counter())[graph.label[edge]] += 1
    return [DecisionPoint(position, menus) for position, menus in sorted(points.items())]


def options(point: DecisionPoint) -> list[OptionCounts]:
    """The options of a point, in the order of the source."""
    weights = readily(point)
    counts = []
    for site in sorted(weights):
        offered = times_taken = 0
        blind = 0.0
        for menu, takings in point.menus.items():
            if site in menu:
                times = takings.total()
                offered += times
                times_taken += takings[site]
                blind += times * menu.count(site) / len(menu)
        counts.append(OptionCounts(site, offered, times_taken, blind / offered, weights[site]))
    return counts


def readily(point: DecisionPoint) -> dict[int, float]:
    """The weight of each site ever on offer at a point; their mean is 1."""
    picks: Counter[int] = Counter()
    for menu, takings in point.menus.items():
        picks.update(takings)
        picks.update(menu)  # add-one smoothing
    weights = dict.fromkeys(picks, 1.0)
    for _ in range(ROUNDS):
        tick()
        against = dict.fromkeys(picks, 0.0)
        for menu, takings in point.menus.items():
            times = takings.total() + len(menu)
            whole = sum(weights[site] for site in menu)
            for site in menu:
                against[site] += times / whole
        updated = {site: picks[site] / against[site] for site in picks}
        scale = len(updated) / sum(updated.values())
        updated = {site: weight * scale for site, weight in updated.items()}
        change = max(abs(updated[site] - weights[site]) for site in updated)
        weights = updated
        if change < SETTLED:
            break
    return weights
