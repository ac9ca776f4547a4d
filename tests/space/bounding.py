"""Judge of bounds: what an unfinished search cannot rule out, against everything a complete one finds."""

from __future__ import annotations

from epilogue.abstract.domain import domain_of
from epilogue.abstract.endings_ahead import ENDLESS, EndingsAhead
from epilogue.abstract.interpretation import interpret_story
from epilogue.flow.context import Observations
from epilogue.flow.graph import Offer
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import ReducedGraph, reduce
from epilogue.flow.specialise import specialise
from epilogue.ir.operators import Operators
from epilogue.ir.program import Program
from epilogue.settings import Limits
from epilogue.space.search import Search, explore
from epilogue.space.state_graph import StateGraph
from epilogue.space.unexplored import Unexplored, said_by
from epilogue.space.watch import Watch


def backward(graph: StateGraph, wanted: set[int]) -> set[int]:
    """The states from which a wanted one can be reached."""
    before: dict[int, list[int]] = {}
    for state in range(len(graph.kind)):
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
    """The states from which a cycle can be reached."""
    left = {s: {graph.target[e] for e in graph.edges(s)} for s in range(len(graph.kind))}
    settled: set[int] = set()
    changed = True
    while changed:
        changed = False
        for state, follow in left.items():
            if state not in settled and follow <= settled:
                settled.add(state)
                changed = True
    return set(left) - settled


def searched(reduced: ReducedGraph, operators: Operators, steps: int, sharp: bool = False) -> Search:
    """A search stopped after this many states; a ``sharp`` one is reduced from the beginning."""
    return explore(reduced, operators, Watch(Limits(states=steps)), 0 if sharp else 10**9)


def unsound(
    program: Program, precision: str, sizes: tuple[int, ...], most: int = 1500, sharp: bool = False
) -> tuple[list[str], int]:
    """What the bounds of a story rule out although it happens; and how many unfinished searches were judged. For stories of at
    most ``most`` states, searched up to ``sizes``."""
    operators = flow_operators(program)
    reduced = reduce(specialise(program, operators, Observations(precision=precision)))
    whole = searched(reduced, operators, most)
    full = whole.graph
    bad: list[str] = []
    reach = interpret_story(reduced, operators, domain_of(reduced.graph.program))
    if reach.lost:
        return [], 0
    sites = {n.offer.site for n in map(reach.nodes.__getitem__, reach.offered) if isinstance(n.offer, Offer)}
    bad += [f"option {site} is said to be never offered" for site in full.shown - sites]
    positions = said_by(map(reach.nodes.__getitem__, reach.met))
    bad += [f"text at {at} is said to be never shown" for at in full.spoken - positions]
    prospects = EndingsAhead(reach)
    everything = prospects.of([reduced.graph.entry.id])
    for ending in full.endings:
        if not prospects.leads(everything, ending.possible):
            bad.append(f"{ending} is said to be impossible")
    if not full.complete:
        return bad, 0
    judged = 0
    circling = on_circles(full)
    index = {key: state for state, key in enumerate(whole.keys)}
    for size in sizes:
        search = searched(reduced, operators, size, sharp)
        graph = search.graph
        if graph.complete:
            break
        judged += 1
        rest = Unexplored(search)
        bad += [f"{size}: option {site} ruled out" for site in full.shown - graph.shown - rest.offered]
        bad += [f"{size}: text {at} ruled out" for at in full.spoken - graph.spoken - rest.spoken]
        opened = {} if sharp else {state: index[search.keys[state]] for state in rest.ways}
        for ending in full.endings if sharp else ():
            asked = ending.possible
            if ending not in graph.endings and not rest.prospects.leads(rest.everything, asked):
                bad.append(f"{size}: {ending} ruled out")
        for number, ending in enumerate(full.endings):
            ends = {s for s, e in enumerate(full.ending) if e == number}
            leading = backward(full, ends)
            for state, same in opened.items():
                if same in leading and not rest.prospects.leads(rest.ways[state], ending.possible):
                    bad.append(f"{size}: {ending} ruled out from {search.keys[state]}")
        bad += [
            f"{size}: play for ever ruled out" for s, same in opened.items() if same in circling and not rest.ways[s] & ENDLESS
        ]
    return bad, judged
