"""A map with fewer boxes: passages taken together with those they are in, these in their files, and if that is not enough, what
belongs together by the ways between (Blondel and others, *Fast unfolding of communities in large networks*, 2008)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from epilogue.questions.story_map.answer import Passage, PassageLink, StoryMap
from epilogue.views.text import words
from epilogue.views.text.places import file_name

READABLE = 150
"""Limit on boxes of a readable map."""
MANY = 5


def readable(drawn: StoryMap, most: int = READABLE) -> StoryMap:
    """The map at the finest level within the limit of boxes."""
    if len(drawn.passages) <= most:
        return drawn
    drawn = _unmet_as_one(drawn)
    nested = grouped(
        drawn, [passage.name if ":" in passage.name else passage.name.partition(".")[0] for passage in drawn.passages]
    )
    if len(nested.passages) <= most:
        return nested
    files = grouped(drawn, [file_name(passage.file) for passage in drawn.passages])
    if 1 < len(files.passages) <= most and max(_sizes(drawn)) < len(drawn.passages) / 2:
        return files
    return grouped(nested, _communities(nested))


def _unmet_as_one(drawn: StoryMap) -> StoryMap:
    """The map with unconnected passages as one box for each file."""
    joined = {0} | {passage for step in drawn.steps for passage in (step.source, step.target) if passage is not None}
    heading = "never seen" if drawn.complete else "not met"
    groups = [
        passage.name
        if n in joined
        else f"{file_name(passage.file).rpartition('.')[0]}: {heading}"  # no passage can have this name
        for n, passage in enumerate(drawn.passages)
    ]
    return grouped(drawn, groups)


def _sizes(drawn: StoryMap) -> list[int]:
    """Number of passages in each file."""
    sizes: defaultdict[str, int] = defaultdict(int)
    for passage in drawn.passages:
        sizes[passage.file] += 1
    return list(sizes.values())


def grouped(drawn: StoryMap, groups: Sequence[str]) -> StoryMap:
    """The map with the passages of each group as one box, which is seen as often as the likeliest of them at least."""
    order = list(dict.fromkeys(groups))
    number_of = {name: number for number, name in enumerate(order)}
    members: list[list[Passage]] = [[] for _ in order]
    for passage, name in zip(drawn.passages, groups, strict=True):
        members[number_of[name]].append(passage)
    traffic: defaultdict[tuple[int, int | None, int | None], float] = defaultdict(float)
    for step in drawn.steps:
        source = number_of[groups[step.source]]
        target = None if step.target is None else number_of[groups[step.target]]
        if source != target:
            traffic[source, target, step.ending] += step.traffic
    stays = {
        (number_of[groups[step.source]], None if step.target is None else number_of[groups[step.target]])
        for step in drawn.steps
        if not step.returns
    }
    steps = [
        PassageLink(*key, flow, (), key[:2] not in stays)
        for key, flow in sorted(traffic.items(), key=lambda entry: str(entry[0]))
    ]
    passages = tuple(_as_one(name, inside) for name, inside in zip(order, members, strict=True))
    return drawn._replace(passages=passages, steps=tuple(steps))


def _as_one(name: str, inside: list[Passage]) -> Passage:
    if len(inside) == 1:
        return inside[0]
    first = inside[0]
    odds = [passage.seen for passage in inside]
    known = [value for value in odds if value is not None]
    seen = None if len(known) < len(odds) and not any(known) else max(known, default=0.0)
    options = tuple(option for passage in inside for option in passage.options)
    total = sum(passage.words for passage in inside)
    title = f"{name} ({words.plural(len(inside), 'passage')})"
    return Passage(
        title, first.group, first.file, first.line, total, seen, "", options, any(passage.depends for passage in inside)
    )


def _communities(drawn: StoryMap) -> list[str]:
    """Community of each passage, named after its most-read passage. One that many lead to and that leads to no other, as
    where readers give up, belongs to none."""
    import igraph  # type: ignore[import-untyped]

    into: defaultdict[int, set[int]] = defaultdict(set)
    for step in drawn.steps:
        if step.target is not None and step.target != step.source:
            into[step.target].add(step.source)
    last = {n for n, sources in into.items() if len(sources) >= MANY} - {n for sources in into.values() for n in sources}
    pairs: defaultdict[tuple[int, int], float] = defaultdict(float)
    for step in drawn.steps:
        if step.target is not None and step.target != step.source and step.target not in last:
            pairs[min(step.source, step.target), max(step.source, step.target)] += 0.01 + step.traffic
    graph = igraph.Graph(list(pairs), n=len(drawn.passages))
    communities = graph.community_multilevel(weights=list(pairs.values()))
    names = [""] * len(drawn.passages)
    for members in communities:
        first = max(members, key=lambda n: (drawn.passages[n].seen or 0.0, -n))
        for n in members:
            names[n] = drawn.passages[first].name
    return names
