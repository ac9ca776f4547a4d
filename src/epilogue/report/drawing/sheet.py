"""Where everything of a map stands on the sheet: a layered drawing, the beginning at the top, the endings at the bottom.

Layers and crossings are igraph's (Sugiyama, Tagawa and Toda, *Methods for visual understanding of hierarchical system
structures*, 1981). In a layer each thing then moves to the mean of what it is joined to, as far as the others leave room:
isotonic regression, swept up and down, in which long lines pull harder than short ones, so that they become straight (after
Gansner and others, *A technique for drawing directed graphs*, 1993).
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from epilogue.report.answers.story_map import StoryMap

WIDTH, HEIGHT = 188, 44
APART, LINES, DOWN, MARGIN = 26, 22, 84, 28
"""Room between two boxes of a layer, and around a line that passes between them; from one layer to the next; around it all."""
SWEEPS = 40
STRAIGHT = 6.0
"""How much harder a line pulls at its own bends than at the boxes."""

Point = tuple[float, float]


class Route(NamedTuple):
    """A step's way over the sheet: ``points`` from its source to its target. ``back``: it leads upwards, or round to the same."""

    points: tuple[Point, ...]
    back: bool


class Sheet(NamedTuple):
    """``passages`` and ``endings``: the centres of their boxes, in their order; ``routes``: in the order of the steps."""

    width: float
    height: float
    passages: tuple[Point, ...]
    endings: tuple[Point, ...]
    routes: tuple[Route, ...]


def laid_out(drawn: StoryMap) -> Sheet:
    """The map on a sheet, in pixels. What nothing leads to stands at the bottom, apart."""
    count = len(drawn.passages)
    ends = [(step.source, step.target if step.target is not None else count + (step.ending or 0)) for step in drawn.steps]
    pairs = sorted({(a, b) for a, b in ends if a != b})
    nodes = sorted({place for pair in pairs for place in pair} | {0})
    number = {place: n for n, place in enumerate(nodes)}
    at, bends = _layered([(number[a], number[b]) for a, b in pairs], len(nodes), [number[n] for n in nodes if n >= count])
    places = {place: at[number[place]] for place in nodes}
    wide = max([x + WIDTH / 2 for x, _ in at] + [x + LINES for line in bends for x, _ in line]) + MARGIN
    high = max(y for _, y in at) + HEIGHT / 2 + MARGIN
    alone = [place for place in range(count + len(drawn.endings)) if place not in places]
    columns = max(1, int((wide - MARGIN) // (WIDTH + APART)))
    for n, place in enumerate(alone):
        row, column = divmod(n, columns)
        places[place] = MARGIN + WIDTH / 2 + column * (WIDTH + APART), high + HEIGHT / 2 + row * (HEIGHT + 18)
    if alone:
        high = max(y for _, y in places.values()) + HEIGHT / 2 + MARGIN
        wide = max(wide, MARGIN * 2 + WIDTH)
    between = dict(zip(pairs, bends, strict=True))
    routes = tuple(_route(places[a], places[b], between.get((a, b), [])) for a, b in ends)
    wide = max([wide, *(x + MARGIN / 2 for route in routes for x, _ in route.points)])
    ordered = [places[place] for place in range(count + len(drawn.endings))]
    return Sheet(wide, high, tuple(ordered[:count]), tuple(ordered[count:]), routes)


def _layered(pairs: list[tuple[int, int]], count: int, last: list[int]) -> tuple[list[Point], list[list[Point]]]:
    """The centres of ``count`` boxes joined by ``pairs``, those of ``last`` in the lowest layer; the bends of each line."""
    import igraph  # type: ignore[import-untyped]

    layers = _layers(pairs, count, last)
    layout = igraph.Graph(pairs, n=count, directed=True).layout_sugiyama(layers=layers, hgap=1, vgap=1, maxiter=200)
    rows: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for node in range(count):
        rows[layers[node]].append((layout.coords[node][0], node))
    joined: list[list[tuple[int, float]]] = [[] for _ in range(count)]
    chains: list[list[int]] = []
    for (a, b), line in zip(pairs, layout.edge_routing, strict=True):
        down = layers[a] < layers[b]
        chain = [a]
        for x, y in sorted(line, key=lambda point: point[1] if down else -point[1]):
            joined.append([])
            chain.append(len(joined) - 1)
            rows[round(y)].append((x, chain[-1]))
        chain.append(b)
        chains.append(chain)
        for n in range(len(chain) - 1):
            inner = STRAIGHT if 0 < n < len(chain) - 2 else 1.0
            joined[chain[n]].append((chain[n + 1], inner))
            joined[chain[n + 1]].append((chain[n], inner))
    order = [[node for _, node in sorted(rows[layer])] for layer in sorted(rows)]
    x = _placed(order, joined, count)
    depth = {node: MARGIN + HEIGHT / 2 + layer * DOWN for layer, row in enumerate(order) for node in row}
    return [(x[n], depth[n]) for n in range(count)], [[(x[n], depth[n]) for n in chain[1:-1]] for chain in chains]


def _layers(pairs: list[tuple[int, int]], count: int, last: list[int]) -> list[int]:
    """The longest way from the beginning to each, ways back (to where a depth-first walk is) left out."""
    follows: list[list[int]] = [[] for _ in range(count)]
    for a, b in pairs:
        follows[a].append(b)
    order: list[int] = []
    begun, done = bytearray(count), bytearray(count)
    forward: list[list[int]] = [[] for _ in follows]
    for root in range(count):
        stack = [(root, 0)] if not begun[root] else []
        begun[root] = 1
        while stack:
            node, place = stack.pop()
            if place == len(follows[node]):
                done[node] = 1
                order.append(node)
                continue
            stack.append((node, place + 1))
            follow = follows[node][place]
            if not begun[follow]:
                begun[follow] = 1
                stack.append((follow, 0))
                forward[node].append(follow)
            elif done[follow]:
                forward[node].append(follow)
    layers = [0] * count
    for node in reversed(order):
        for follow in forward[node]:
            layers[follow] = max(layers[follow], layers[node] + 1)
    lowest = max((layers[n] for n in range(count) if n not in set(last)), default=0) + 1
    for ending in last:
        layers[ending] = lowest
    return layers


def _placed(order: list[list[int]], joined: list[list[tuple[int, float]]], count: int) -> list[float]:
    """Where each thing stands in its layer: as near to the mean of its neighbours as those beside it allow."""
    from scipy.optimize import isotonic_regression  # type: ignore[import-untyped]

    x = [0.0] * len(joined)
    room: list[list[float]] = []
    for row in order:
        offset, offsets = 0.0, []
        for n, node in enumerate(row):
            if n:
                both = (row[n - 1] < count) + (node < count)
                offset += WIDTH + APART if both == 2 else WIDTH / 2 + LINES if both else LINES
            offsets.append(offset)
            x[node] = offset
        room.append(offsets)
    for sweep in range(SWEEPS):
        layers = range(len(order)) if sweep % 2 == 0 else range(len(order) - 1, -1, -1)
        for layer in layers:
            row, offsets = order[layer], room[layer]
            wanted, weights = [], []
            for node, offset in zip(row, offsets, strict=True):
                pull = sum(weight for _, weight in joined[node])
                mean = sum(x[other] * weight for other, weight in joined[node]) / pull if pull else x[node]
                wanted.append(mean - offset)
                weights.append(pull or 0.01)
            if len(row) == 1:
                x[row[0]] = wanted[0]
                continue
            for node, offset, found in zip(row, offsets, isotonic_regression(wanted, weights=weights).x, strict=True):
                x[node] = float(found) + offset
    least = min(place - (WIDTH / 2 if node < count else LINES) for node, place in enumerate(x))
    return [place - least + MARGIN for place in x]


def _route(start: Point, end: Point, bends: list[Point]) -> Route:
    """From the edge of one box to the edge of the other."""
    if start == end:
        x, y = start[0] + WIDTH / 2, start[1]
        return Route(((x, y - 10), (x + 24, y - 14), (x + 24, y + 14), (x, y + 10)), True)
    if end[1] == start[1]:
        side = WIDTH / 2 if end[0] > start[0] else -WIDTH / 2
        return Route(((start[0] + side, start[1]), *bends, (end[0] - side, end[1])), False)
    half = HEIGHT / 2 if end[1] > start[1] else -HEIGHT / 2
    return Route(((start[0], start[1] + half), *bends, (end[0], end[1] - half)), half < 0)
