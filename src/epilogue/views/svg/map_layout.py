"""Layout of a map on the sheet: a layered drawing, the beginning at the top, the endings at the bottom.

Layers and crossings are igraph's (Sugiyama, Tagawa and Toda, *Methods for visual understanding of hierarchical system
structures*, 1981). In a layer each thing then moves to the mean of what it is joined to, as far as the others leave room:
isotonic regression, swept up and down, in which long lines pull harder than short ones, so that they become straight (after
Gansner and others, *A technique for drawing directed graphs*, 1993). A line passes a layer nearly upright, beside its boxes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from epilogue.questions.story_map.answer import StoryMap
from epilogue.views.svg import boxes

HEIGHT = 44.0
APART, BESIDE, LINES, MARGIN, LOOP = 26.0, 22.0, 13.0, 28.0, 30.0
"""Room between two boxes of a layer, a line and a box, two lines that pass; around it all; for a loop beside its box."""
GAP, MOST_GAP, SLANT = 42.0, 120.0, 0.1
"""Distance from the boxes of a layer to those of the next; more where a line goes far to the side, by so much of how far."""
PORTS, CORNER = 11.0, 16.0
"""Gap between two lines at one side of a box, and between a line and the box's corner."""
WIDEST = 1_600.0
"""Parts that nothing joins stand beside each other up to this width, then below."""
SWEEPS = 40
STRAIGHT = 6.0
"""Relative pull of a line at its own bends, 1 at the boxes."""
STEEPEST = 0.4
"""Greatest sideways slope, per pixel down, of a line where it passes a layer."""


class PlacedBox(NamedTuple):
    """A box on the sheet: the centre and width, and what is written in it."""

    x: float
    y: float
    width: float
    name: str
    below: str


class Bend(NamedTuple):
    """A point of a line, and how much to the side it goes there for each pixel down."""

    x: float
    y: float
    slope: float = 0.0


class Route(NamedTuple):
    """A step's line from its source to its target; no ``bends``: it is not drawn. ``back``: it leads upwards, or round to the
    same."""

    bends: tuple[Bend, ...]
    back: bool


class MapLayout(NamedTuple):
    """``passages``, ``endings``: in their order; ``routes``: in the order of the steps. ``headings``: of what stands apart, at
    the bottom."""

    width: float
    height: float
    passages: tuple[PlacedBox, ...]
    endings: tuple[PlacedBox, ...]
    routes: tuple[Route, ...]
    headings: tuple[tuple[float, float, str], ...]


class _LayeredBoxes(NamedTuple):
    """Boxes in layers: ``x`` by box, ``layer`` by box; ``bends``: by pair, its line's place in each layer it passes; ``y`` of
    each layer."""

    x: list[float]
    layer: list[int]
    bends: list[list[tuple[float, int]]]
    y: list[float]


def laid_out(drawn: StoryMap) -> MapLayout:
    """The map on a sheet, in pixels. What nothing leads to stands at the bottom, apart; and what play only visits, from many
    places."""
    count = len(drawn.passages)
    every = [*boxes.passages(drawn), *(boxes.ending(ending) for ending in drawn.endings)]
    visited = boxes.visited(drawn)
    ends = [(step.source, step.target if step.target is not None else count + (step.ending or 0)) for step in drawn.steps]
    pairs = sorted({(a, b) for a, b in ends if a != b and b not in visited})
    loops = {a for a, b in ends if a == b and a not in visited}
    nodes = sorted({node for pair in pairs for node in pair} | ({0} if every else set()) | loops)
    centres, bends_of, high = _side_by_side(_parts(nodes, pairs), pairs, loops, [box.width for box in every], count)
    routes = _routes(ends, centres, {p: every[p].width for p in centres}, bends_of)
    right = [x + every[node].width / 2 for node, (x, _) in centres.items()]
    wide = max([0.0, *right, *(bend.x for route in routes for bend in route.bends)]) + MARGIN
    high += MARGIN
    headings = []
    for heading, apart in (
        ("Visited from many places, and returned from (↩)", sorted(visited)),
        (
            "Never seen" if drawn.complete else "Not come to so far",
            [node for node in range(len(every)) if node not in centres and node not in visited],
        ),
    ):
        if apart:
            wide = max(wide, MARGIN * 2 + 640)
            headings.append((MARGIN, high + 8, heading))
            below, high = _in_rows(apart, [every[node].width for node in apart], wide, high + 24)
            centres |= below
    shown = [PlacedBox(*centres[node], box.width, box.name, box.below) for node, box in enumerate(every)]
    return MapLayout(wide, high, tuple(shown[:count]), tuple(shown[count:]), tuple(routes), tuple(headings))


def _side_by_side(
    parts: Sequence[Sequence[int]], pairs: Sequence[tuple[int, int]], loops: set[int], widths: Sequence[float], count: int
) -> tuple[dict[int, tuple[float, float]], dict[tuple[int, int], list[tuple[float, float]]], float]:
    """Parts that nothing joins beside each other, in rows: the centre of each box, the bends of each line, and the height. The
    first ``count`` boxes are passages, the others endings."""
    centres: dict[int, tuple[float, float]] = {}
    bends_of: dict[tuple[int, int], list[tuple[float, float]]] = {}
    left = top = high = 0.0
    for part in parts:
        own = [pair for pair in pairs if pair[0] in part]
        number = {node: n for n, node in enumerate(part)}
        layered = _layered(
            [(number[a], number[b]) for a, b in own],
            [widths[node] / 2 for node in part],
            [n for n, node in enumerate(part) if node >= count],
            {number[node] for node in loops if node in number},
        )
        across = max(x + widths[node] / 2 for node, x in zip(part, layered.x, strict=True))
        across = max([across, *(x for bends in layered.bends for x, _ in bends)])
        if left and left + across > WIDEST:
            left, top = 0.0, high
        centres |= {node: (left + layered.x[n], top + layered.y[layered.layer[n]]) for node, n in number.items()}
        for pair, bends in zip(own, layered.bends, strict=True):
            bends_of[pair] = [(left + x, top + layered.y[k]) for x, k in bends]
        left += across + APART
        high = max(high, top + layered.y[-1] + HEIGHT / 2)
    return centres, bends_of, high


def _parts(nodes: Sequence[int], pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Connected components of the boxes, in order."""
    import igraph  # type: ignore[import-untyped]  # lazy: few commands draw

    number = {node: n for n, node in enumerate(nodes)}
    graph = igraph.Graph([(number[a], number[b]) for a, b in pairs], n=len(nodes))
    return sorted([nodes[n] for n in part] for part in graph.connected_components())


def _in_rows(
    nodes: Sequence[int], widths: Sequence[float], wide: float, top: float
) -> tuple[dict[int, tuple[float, float]], float]:
    """Boxes side by side, in rows; and the height below them."""
    centres = {}
    x, y = MARGIN, top + HEIGHT / 2
    for node, width in zip(nodes, widths, strict=True):
        if x > MARGIN and x + width > wide - MARGIN:
            x, y = MARGIN, y + HEIGHT + 16
        centres[node] = x + width / 2, y
        x += width + 18
    return centres, y + HEIGHT / 2 + MARGIN


def _layered(pairs: list[tuple[int, int]], half: list[float], last: list[int], loops: set[int]) -> _LayeredBoxes:
    """Boxes of these half widths, joined by ``pairs``, those of ``last`` in the lowest layer."""
    import igraph

    count = len(half)
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
    left = [*half, *([0.0] * (len(joined) - count))]
    right = [extent + (LOOP if node in loops else 0.0) for node, extent in enumerate(left)]
    x = _placed(order, joined, left, right, count)
    layer_of = {node: layer for layer, row in enumerate(order) for node in row}
    farthest = [0.0] * len(order)
    for chain in chains:
        for a, b in pairwise(chain):
            above = min(layer_of[a], layer_of[b])
            farthest[above] = max(farthest[above], abs(x[a] - x[b]))
    y = [MARGIN + HEIGHT / 2]
    for far in farthest[:-1]:
        y.append(y[-1] + HEIGHT + min(GAP + SLANT * max(far - 100, 0), MOST_GAP))
    bends = [[(x[n], layer_of[n]) for n in chain[1:-1]] for chain in chains]
    return _LayeredBoxes(x[:count], [layer_of[n] for n in range(count)], bends, y)


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
            node, index = stack.pop()
            if index == len(follows[node]):
                done[node] = 1
                order.append(node)
                continue
            stack.append((node, index + 1))
            follow = follows[node][index]
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


def _placed(
    order: list[list[int]], joined: list[list[tuple[int, float]]], left: list[float], right: list[float], count: int
) -> list[float]:
    """Position of each thing in its layer: as near to the mean of its neighbours as those beside it allow. The first ``count``
    are boxes, the others lines that pass; ``left``, ``right``: how far each reaches."""
    x = [0.0] * len(joined)
    room: list[list[float]] = []
    for row in order:
        offsets = [0.0]
        for before, node in pairwise(row):
            apart = (LINES, BESIDE, APART)[(before < count) + (node < count)]
            offsets.append(offsets[-1] + right[before] + apart + left[node])
        for node, offset in zip(row, offsets, strict=True):
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
            for node, offset, fitted in zip(row, offsets, _ascending(wanted, weights), strict=True):
                x[node] = fitted + offset
    least = min(position - (left[node] or BESIDE) for node, position in enumerate(x))
    return [position - least + MARGIN for position in x]


def _ascending(values: list[float], weights: list[float]) -> list[float]:
    """The nearest values that never descend, by weighted least squares: those in the wrong order are pooled (Ayer and others,
    1955)."""
    pools: list[tuple[float, float, int]] = []
    for value, weight in zip(values, weights, strict=True):
        mean, total, whole, size = value, value * weight, weight, 1
        while pools and pools[-1][0] >= mean:
            before, heavy, more = pools.pop()
            total, whole, size = total + before * heavy, whole + heavy, size + more
            mean = total / whole
        pools.append((mean, whole, size))
    return [mean for mean, _, size in pools for _ in range(size)]


def _routes(
    ends: Sequence[tuple[int, int]],
    centres: dict[int, tuple[float, float]],
    widths: dict[int, float],
    bends_of: dict[tuple[int, int], list[tuple[float, float]]],
) -> list[Route]:
    """A line for each step; those at one side of a box side by side, in the order of where they lead."""
    sides: defaultdict[tuple[int, bool], list[tuple[float, int, bool]]] = defaultdict(list)
    for n, (a, b) in enumerate(ends):
        if (a, b) in bends_of:
            bends = bends_of[a, b]
            down = centres[a][1] < centres[b][1]
            sides[a, down].append(((bends[0] if bends else centres[b])[0], n, True))
            sides[b, not down].append(((bends[-1] if bends else centres[a])[0], n, False))
    port: dict[tuple[int, bool], float] = {}
    for (node, _), lines in sides.items():
        space = min(PORTS, (widths[node] - 2 * CORNER) / max(len(lines) - 1, 1))
        for k, (_, n, leaves) in enumerate(sorted(lines)):
            port[n, leaves] = centres[node][0] + (k - (len(lines) - 1) / 2) * space
    routes = []
    for n, (a, b) in enumerate(ends):
        if a == b and a in centres:
            x, y = centres[a][0] + widths[a] / 2, centres[a][1]
            routes.append(Route((Bend(x, y - 9), Bend(x + LOOP - 4, y), Bend(x, y + 9)), True))
        elif (a, b) in bends_of:
            way = 1.0 if centres[a][1] < centres[b][1] else -1.0
            first = (port[n, True], centres[a][1] + way * HEIGHT / 2)
            last = (port[n, False], centres[b][1] - way * HEIGHT / 2)
            routes.append(Route(_line(first, bends_of[a, b], last, way), way < 0))
        else:
            routes.append(Route((), False))
    return routes


def _line(
    first: tuple[float, float], passing: list[tuple[float, float]], last: tuple[float, float], way: float
) -> tuple[Bend, ...]:
    """Upright at its ends; where it passes a layer as steep as from the point before to the one after (Catmull and Rom, 1974),
    within bounds, straight from above its boxes to below them."""
    points = [first, *passing, last]
    line = [Bend(*first)]
    for before, (x, y), after in zip(points, passing, points[2:], strict=False):
        slope = 0.0
        if (x - before[0]) * (after[0] - x) > 0:
            slope = max(-STEEPEST, min(STEEPEST, (after[0] - before[0]) / (after[1] - before[1])))
        deep = way * HEIGHT / 2
        line += [Bend(x - slope * deep, y - deep, slope), Bend(x + slope * deep, y + deep, slope)]
    return (*line, Bend(*last))
