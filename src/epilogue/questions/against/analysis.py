"""Matches two versions of a story, on plain data: endings, and the content that readers still meet.

Endings are matched step by step, the surest first. Among those that look alike to a reader, order decides; otherwise only what
has one counterpart is matched, so that nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from epilogue.answers import MEANT
from epilogue.budget import tick

NEARLY = 0.75
"""Similarity from which last words count as the same, edited."""
ELSEWHERE = 0.9
"""Similarity required in another passage."""

TELLING = 4
"""Number of equal words that are no coincidence anywhere."""
ALIKE = (0, 4)
"""Steps that compare everything a reader sees."""

MetStatus = Literal["met", "never", "open"]


class EndingTraits(NamedTuple):
    """An ending: its ``mark`` and ``name`` ("" for none), its ``kind``, where it is and what it says last."""

    mark: str
    name: str
    kind: str
    passage: str
    last_words: str


class SourcePiece(NamedTuple):
    """An option, a text or a passage of the source, and whether readers meet it."""

    sort: str
    passage: str
    text: str
    met: MetStatus


class ContentChanges(NamedTuple):
    """Pieces, as (place before, place now). ``lost``: readers met it, and now it is proved that none does. ``found``: the
    other way round. ``added``: places now, of what is new and met by no reader."""

    lost: tuple[tuple[int, int], ...]
    found: tuple[tuple[int, int], ...]
    added: tuple[int, ...]


def same_endings(before: Sequence[EndingTraits], now: Sequence[EndingTraits]) -> list[tuple[int, int]]:
    """Matches endings, as (place before, place now), in the order of the former. Both are in the order of the source."""
    steps: tuple[Callable[[EndingTraits], Hashable | None], ...] = (
        lambda one: (one.mark, one.kind, one.passage, one.last_words) if one.mark else None,
        lambda one: (one.mark, one.kind, one.passage) if one.mark else None,
        lambda one: (one.mark, one.last_words) if one.mark else None,
        lambda one: (one.mark, one.kind) if one.mark else None,
        lambda one: (one.kind, one.passage, one.last_words),
        lambda one: (one.kind in MEANT or one.kind, one.passage, one.last_words) if one.last_words else None,
        lambda one: (one.kind, one.last_words) if len(one.last_words.split()) >= TELLING else None,
        lambda one: (one.kind, one.name) if one.name and not one.mark else None,
    )
    pairs: list[tuple[int, int]] = []
    for number, step in enumerate(steps):
        pairs += _alone(before, now, pairs, step, number in ALIKE)
    pairs += _nearly(before, now, pairs)
    pairs += _alone(before, now, pairs, lambda one: (one.kind, one.passage) if not one.mark else None)
    return sorted(pairs)


def _left(size: int, taken: Iterable[int]) -> list[int]:
    gone = set(taken)
    return [place for place in range(size) if place not in gone]


def _alone(
    before: Sequence[EndingTraits],
    now: Sequence[EndingTraits],
    pairs: Sequence[tuple[int, int]],
    key: Callable[[EndingTraits], Hashable | None],
    alike: bool = False,
) -> list[tuple[int, int]]:
    """Matches the endings left whose key is unique on both sides; if they are ``alike``, also several, in order."""
    sides: list[dict[Hashable, list[int]]] = [{}, {}]
    for side, (ends, number) in enumerate(((before, 0), (now, 1))):
        for place in _left(len(ends), (pair[number] for pair in pairs)):
            found = key(ends[place])
            if found is not None:
                sides[side].setdefault(found, []).append(place)
    return [
        pair
        for found, places in sides[0].items()
        if alike or len(places) == len(sides[1].get(found, ())) == 1
        for pair in zip(places, sides[1].get(found, ()), strict=False)
    ]


def _nearly(
    before: Sequence[EndingTraits], now: Sequence[EndingTraits], pairs: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Endings left with edited last words, the most similar first."""
    likely = []
    for one in _left(len(before), (pair[0] for pair in pairs)):
        for other in _left(len(now), (pair[1] for pair in pairs)):
            tick()
            old, new = before[one], now[other]
            if old.kind != new.kind or not old.last_words or not new.last_words or (old.mark and new.mark):
                continue
            ratio = SequenceMatcher(None, old.last_words, new.last_words, autojunk=False).ratio()
            if ratio >= (NEARLY if old.passage == new.passage else ELSEWHERE):
                likely.append((-ratio, one, other))
    found: list[tuple[int, int]] = []
    for _, one, other in sorted(likely):
        if all(one != pair[0] and other != pair[1] for pair in found):
            found.append((one, other))
    return found


def compared(before: Sequence[SourcePiece], now: Sequence[SourcePiece]) -> ContentChanges:
    """Content that readers no longer meet, or meet again, and new content that none meets. Pieces that say the same in the
    same passage are one; one whose words are unique may have moved to another passage."""
    old, new = _groups(before), _groups(now)
    moved = _moved(old, new)
    lost, found, added = [], [], []
    for key, places in new.items():
        earlier = old.get(key) or old.get(moved.get(key, key))
        is_met = _met(now, places)
        if earlier is None:
            added += places if is_met == "never" else []
            continue
        was_met = _met(before, earlier)
        if (was_met, is_met) == ("met", "never"):
            lost += [(earlier[0], place) for place in places]
        elif (was_met, is_met) == ("never", "met"):
            found += [(earlier[0], place) for place in places if now[place].met == "met"]
    return ContentChanges(tuple(lost), tuple(found), tuple(added))


_Key = tuple[str, str, str]


def _groups(pieces: Sequence[SourcePiece]) -> dict[_Key, list[int]]:
    groups: dict[_Key, list[int]] = {}
    for place, piece in enumerate(pieces):
        groups.setdefault((piece.sort, piece.passage, piece.text), []).append(place)
    return groups


def _moved(old: dict[_Key, list[int]], new: dict[_Key, list[int]]) -> dict[_Key, _Key]:
    """Keys, new -> old, of pieces now in another passage: their words are unique on both sides."""
    said: list[dict[tuple[str, str], list[_Key]]] = [{}, {}]
    for side, groups in enumerate((old, new)):
        for key in groups:
            said[side].setdefault((key[0], key[2]), []).append(key)
    return {
        keys[0]: said[0][what][0]
        for what, keys in said[1].items()
        if len(keys) == 1 and len(said[0].get(what, ())) == 1 and keys[0] not in old and said[0][what][0] not in new
    }


def _met(pieces: Sequence[SourcePiece], places: Sequence[int]) -> MetStatus:
    """Whether one of these is met."""
    states = {pieces[place].met for place in places}
    return "met" if "met" in states else "open" if "open" in states else "never"
