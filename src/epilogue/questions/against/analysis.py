"""Matches two versions of a story, on plain data: endings, and the content that readers still meet.

Endings are matched step by step, the surest first. Among those that look alike to a reader, order decides; otherwise only what
has one counterpart is matched, so that nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from epilogue.answers import MEANT, Ending
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


def traits_of(ending: Ending) -> EndingTraits:
    """An ending of a report, as it is matched."""
    passage = f"{ending.conversation or ''}:{ending.passage or ''}"
    return EndingTraits(ending.mark, ending.name or "", ending.kind, passage, ending.last_words)


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
        lambda ending: (ending.mark, ending.kind, ending.passage, ending.last_words) if ending.mark else None,
        lambda ending: (ending.mark, ending.kind, ending.passage) if ending.mark else None,
        lambda ending: (ending.mark, ending.last_words) if ending.mark else None,
        lambda ending: (ending.mark, ending.kind) if ending.mark else None,
        lambda ending: (ending.kind, ending.passage, ending.last_words),
        lambda ending: (ending.kind in MEANT or ending.kind, ending.passage, ending.last_words) if ending.last_words else None,
        lambda ending: (ending.kind, ending.last_words) if len(ending.last_words.split()) >= TELLING else None,
        lambda ending: (ending.kind, ending.name) if ending.name and not ending.mark else None,
    )
    pairs: list[tuple[int, int]] = []
    for number, step in enumerate(steps):
        pairs += _alone(before, now, pairs, step, number in ALIKE)
    pairs += _nearly(before, now, pairs)
    pairs += _alone(before, now, pairs, lambda ending: (ending.kind, ending.passage) if not ending.mark else None)
    return sorted(pairs)


def _left(size: int, matched: Iterable[int]) -> list[int]:
    gone = set(matched)
    return [index for index in range(size) if index not in gone]


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
        for index in _left(len(ends), (pair[number] for pair in pairs)):
            value = key(ends[index])
            if value is not None:
                sides[side].setdefault(value, []).append(index)
    return [
        pair
        for value, places in sides[0].items()
        if alike or len(places) == len(sides[1].get(value, ())) == 1
        for pair in zip(places, sides[1].get(value, ()), strict=False)
    ]


def _nearly(
    before: Sequence[EndingTraits], now: Sequence[EndingTraits], pairs: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Endings left with edited last words, the most similar first."""
    likely = []
    for old_index in _left(len(before), (pair[0] for pair in pairs)):
        for new_index in _left(len(now), (pair[1] for pair in pairs)):
            tick()
            old, new = before[old_index], now[new_index]
            if old.kind != new.kind or not old.last_words or not new.last_words or (old.mark and new.mark):
                continue
            ratio = SequenceMatcher(None, old.last_words, new.last_words, autojunk=False).ratio()
            if ratio >= (NEARLY if old.passage == new.passage else ELSEWHERE):
                likely.append((-ratio, old_index, new_index))
    matches: list[tuple[int, int]] = []
    for _, old_index, new_index in sorted(likely):
        if all(old_index != pair[0] and new_index != pair[1] for pair in matches):
            matches.append((old_index, new_index))
    return matches


def compared(before: Sequence[SourcePiece], now: Sequence[SourcePiece]) -> ContentChanges:
    """Content that readers no longer meet, or meet again, and new content that none meets. Pieces that say the same in the
    same passage are one; one whose words are unique may have moved to another passage."""
    old, new = _groups(before), _groups(now)
    moved = _moved(old, new)
    lost, regained, added = [], [], []
    for key, places in new.items():
        earlier = old.get(key) or old.get(moved.get(key, key))
        is_met = _met_status(now, places)
        if earlier is None:
            added += places if is_met == "never" else []
            continue
        was_met = _met_status(before, earlier)
        if (was_met, is_met) == ("met", "never"):
            lost += [(earlier[0], index) for index in places]
        elif (was_met, is_met) == ("never", "met"):
            regained += [(earlier[0], index) for index in places if now[index].met == "met"]
    return ContentChanges(tuple(lost), tuple(regained), tuple(added))


_Key = tuple[str, str, str]


def _groups(pieces: Sequence[SourcePiece]) -> dict[_Key, list[int]]:
    groups: dict[_Key, list[int]] = {}
    for index, piece in enumerate(pieces):
        groups.setdefault((piece.sort, piece.passage, piece.text), []).append(index)
    return groups


def _moved(old: dict[_Key, list[int]], new: dict[_Key, list[int]]) -> dict[_Key, _Key]:
    """Keys, new -> old, of pieces now in another passage: their words are unique on both sides."""
    by_words: list[dict[tuple[str, str], list[_Key]]] = [{}, {}]
    for side, groups in enumerate((old, new)):
        for key in groups:
            by_words[side].setdefault((key[0], key[2]), []).append(key)
    return {
        keys[0]: by_words[0][what][0]
        for what, keys in by_words[1].items()
        if len(keys) == 1 and len(by_words[0].get(what, ())) == 1 and keys[0] not in old and by_words[0][what][0] not in new
    }


def _met_status(pieces: Sequence[SourcePiece], places: Sequence[int]) -> MetStatus:
    """Whether one of these is met."""
    states = {pieces[index].met for index in places}
    return "met" if "met" in states else "open" if "open" in states else "never"
