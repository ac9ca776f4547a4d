"""The judge of bounds: what an unfinished search cannot rule out, against everything that the finished one found."""

from __future__ import annotations

from epilogue.flow.bounds.domain import Domain
from epilogue.flow.bounds.prospects import ENDLESS, Possible, Prospects
from epilogue.flow.context import Observations
from epilogue.flow.graph import Offer
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import reduce
from epilogue.flow.specialise import specialise
from epilogue.ir.program import Program
from epilogue.space.search import Search
from epilogue.space.state_graph import StateGraph
from epilogue.space.unexplored import Unexplored, from_the_beginning


def backward(graph: StateGraph, wanted: set[int]) -> set[int]:
    """The states from which one of the wanted can be reached."""
    before: dict[int, list[int]] = {}
    for state in range(len(graph.situation)):
        for edge in graph.edges(state):
            before.setdefault(graph.target[edge], []).append(state)
    found, work = set(wanted), list(wanted)
    while work:
        for source in before.get(work.pop(), ()):
            if source not in found:
                found.add(source)
                work.append(source)
    return found


def on_circles(graph: StateGraph) -> set[int]:
    """The states from which a circle can be reached."""
    left = {s: {graph.target[e] for e in graph.edges(s)} for s in range(len(graph.situation))}
    settled: set[int] = set()
    changed = True
    while changed:
        changed = False
        for state, follow in left.items():
            if state not in settled and follow <= settled:
                settled.add(state)
                changed = True
    return set(left) - settled


def unsound(program: Program, precision: str, sizes: tuple[int, ...], most: int = 1500) -> tuple[list[str], int]:
    """What bounds of a story rule out although it happens; and how many unfinished searches were judged. For a story that has at
    most ``most`` situations, searched up to ``sizes``."""
    operators = flow_operators(program)
    reduced = reduce(specialise(program, operators, Observations(precision=precision)))
    whole = Search(reduced, operators, most)
    full = whole.run()
    bad: list[str] = []
    reach = from_the_beginning(reduced, operators, Domain())
    sites = {n.offer.site for n in map(reach.nodes.__getitem__, reach.offered) if isinstance(n.offer, Offer)}
    bad += [f"option {site} is said to be never offered" for site in full.shown - sites]
    positions = {reach.nodes[number].position for number in reach.met}
    bad += [f"text at {at} is said to be never shown" for at in full.spoken - positions]
    prospects = Prospects(reach)
    everything = prospects.of([reduced.graph.entry.id])
    for ending in full.endings:
        if not prospects.leads(everything, Possible(ending.kind, ending.position, ending.mark)):
            bad.append(f"{ending} is said to be impossible")
    if not full.complete:
        return bad, 0
    judged = 0
    circling = on_circles(full)
    for size in sizes:
        search = Search(reduced, operators, size)
        graph = search.run()
        if graph.complete:
            break
        judged += 1
        rest = Unexplored(search)
        bad += [f"{size}: option {site} ruled out" for site in full.shown - graph.shown - rest.offered]
        bad += [f"{size}: text {at} ruled out" for at in full.spoken - graph.spoken - rest.spoken]
        opened = {state: whole.index[search.keys[state]] for state in rest.ways}
        for number, ending in enumerate(full.endings):
            ends = {s for s, e in enumerate(full.ending) if e == number}
            leading = backward(full, ends)
            for state, same in opened.items():
                if same in leading and not rest.prospects.leads(
                    rest.ways[state], Possible(ending.kind, ending.position, ending.mark)
                ):
                    bad.append(f"{size}: {ending} ruled out from {search.keys[state]}")
        bad += [
            f"{size}: play for ever ruled out" for s, same in opened.items() if same in circling and not rest.ways[s] & ENDLESS
        ]
    return bad, judged
