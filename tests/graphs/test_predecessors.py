"""Edges read the other way round."""

from __future__ import annotations

from random import Random

from epilogue.graphs.predecessors import Predecessors


def test_predecessors_are_the_sources_in_the_order_of_the_edges() -> None:
    chance = Random(5)
    for count in range(1, 20):
        edges = [(chance.randrange(count), chance.randrange(count)) for _ in range(chance.randrange(40))]
        before = Predecessors([source for source, _ in edges], [target for _, target in edges], count)
        for node in range(count):
            assert list(before[node]) == [source for source, target in edges if target == node]
