"""Saved playthroughs: one JSON object, described in docs/playthrough.md (format version 1).

``format`` "epilogue playthrough", ``version`` 1, ``story`` (name), ``story_hash`` ("sha256:" and the hash of what the story does,
see :func:`story_hash`), ``entry`` (passage or null), ``actions`` (``option``: index from 0, ``text``: as shown), ``luck``
(``site``: the line that draws, or its block in a story without lines; ``occurrence``: index among the draws there, from 0;
``outcome``: a number, an element of a shuffle, or an item "list.item") and ``ending`` (its kind, or null).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from epilogue.diagnostics import unreadable
from epilogue.ir.program import Outside, Program
from epilogue.ir.values import Entry, Value
from epilogue.machine.draws import Draws, ScriptedDraws
from epilogue.machine.play import Choice, Session
from epilogue.machine.step import Code
from epilogue.source import MAX_SETTINGS_BYTES, Span, read_file, read_json

FORMAT, VERSION = "epilogue playthrough", 1
HASHED = {"subroutine": "tunnel", "return_subroutine": "return_tunnel", "join": "glue"}
"""Names of operations and calls that version 1 hashes: playthroughs saved earlier are still known to be of the same story."""
NEARLY, APART = 0.6, 0.15
"""Minimal similarity of an edited option's text, and by how much it must exceed that of any other option."""


class SavedPlay(NamedTuple):
    """A playthrough read from a file: the reader's choices, and draws by place and occurrence; ``ended``: whether it reached an
    ending."""

    story_hash: str
    entry: str | None
    choices: list[Choice]
    luck: dict[tuple[str, int], int | str]
    ended: bool = False


class ResumedPlay(NamedTuple):
    """A playthrough played again. ``problem``: why it stopped before its end, None if it did not. ``notes``: how differences were
    resolved."""

    session: Session
    problem: str | None
    notes: tuple[str, ...] = ()


def story_hash(program: Program) -> str:
    """A hash of what the story does and says; comments, layout and file names do not change it."""
    digest = hashlib.sha256()
    for op, a, b, _ in program.code:
        kind = HASHED.get(b, b) if op in ("call", "call_var") else b
        digest.update(f"{HASHED.get(op, op)}\t{a!r}\t{kind!r}\n".encode("utf-8", "surrogatepass"))
    for site in program.choices:
        digest.update(f"{site[:10]!r}{site.stays}\n".encode())
    for block in program.blocks:
        digest.update(f"{block[:-1]!r}\n".encode("utf-8", "surrogatepass"))
    return f"sha256:{digest.hexdigest()}"


def place(program: Program, site: int) -> str:
    """The place of a draw: file and line, or the path of its block where no line is known."""
    span = program.code[site].span
    if span is not None and span.line:
        return f"{os.path.basename(span.file)}:{span.line}"
    block = program.block_of[site]
    return program.blocks[block].name if block >= 0 else ""


def to_json(session: Session, story: str) -> str:
    """Serialises the playthrough so far."""
    met: Counter[str] = Counter()
    actions, luck = [], []
    ending = session.ended
    for action in session.actions:
        if isinstance(action, Choice):
            actions.append({"option": action.number, "text": action.text})
        else:
            where = place(session.program, action.site)
            luck.append({"site": where, "occurrence": met[where], "outcome": action.outcome})
            met[where] += 1
    document = {
        "format": FORMAT,
        "version": VERSION,
        "story": story,
        "story_hash": story_hash(session.program),
        "entry": session.entry,
        "actions": actions,
        "luck": luck,
        "ending": ending,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def read(path: str) -> SavedPlay:
    """Reads a playthrough from a file. Raises StoryError, and OSError if the file cannot be read."""
    try:
        text = read_file(path, MAX_SETTINGS_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise unreadable("this is not a saved playthrough: it is not text", Span(path, 0)) from None
    return from_json(text, path)


def from_json(text: str, file: str) -> SavedPlay:
    """Parses a saved playthrough. Raises :class:`~epilogue.diagnostics.StoryError` if it is not one."""
    try:
        data = read_json(text)
    except (ValueError, RecursionError):
        raise unreadable("this is not a saved playthrough: it is not JSON", Span(file, 0)) from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise unreadable(f'this is not a saved playthrough: "format": "{FORMAT}" expected', Span(file, 0))
    if data.get("version") != VERSION:
        raise unreadable(
            f"a saved playthrough of version {data.get('version')!r}; version {VERSION} is read",
            Span(file, 0),
            "was it written by a later epilogue?",
        )
    entry = data.get("entry")
    try:
        choices = [Choice(_index(action["option"]), str(action["text"])) for action in data["actions"]]
        luck = {(str(draw["site"]), _index(draw["occurrence"])): draw["outcome"] for draw in data.get("luck", [])}
    except (KeyError, TypeError, ValueError):
        raise unreadable("a damaged playthrough: an action or a draw lacks what it needs", Span(file, 0)) from None
    begun = entry if isinstance(entry, str) else None
    return SavedPlay(str(data.get("story_hash")), begun, choices, luck, data.get("ending") is not None)


def _index(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError
    return value


class _SavedDraws:
    """Draws as saved, by place and occurrence; what is missing or impossible is drawn by ``anew``."""

    def __init__(self, program: Program, luck: dict[tuple[str, int], int | str], anew: Draws) -> None:
        self.program = program
        self.luck = luck
        self.script = ScriptedDraws((), anew)
        self.met: Counter[str] = Counter()

    def _say(self, site: int, possible: Sequence[int | str]) -> None:
        """Puts the saved outcome next in the script, if it is possible here."""
        outcome = self._saved(site)
        self._put(outcome if outcome is not None and outcome in possible else None)

    def _saved(self, site: int) -> Any:
        """The saved outcome of the next draw, None if there is none."""
        where = place(self.program, site)
        self.met[where] += 1
        return self.luck.get((where, self.met[where] - 1))

    def has(self, site: int) -> bool:
        """Whether an outcome of the next draw is saved, if it is at this site."""
        where = place(self.program, site)
        return (where, self.met[where]) in self.luck

    def _put(self, outcome: Any) -> None:
        self.script.outcomes = [] if outcome is None else [outcome]
        self.script.next = 0

    def random(self, site: int, low: int, high: int) -> int:
        self._say(site, range(low, high + 1))
        return self.script.random(site, low, high)

    def shuffle(self, site: int, count: int, index: int) -> int:
        self._say(site, self.script.rounds.left(site, count, index))
        return self.script.shuffle(site, count, index)

    def list_random(self, site: int, items: Sequence[Entry]) -> Entry:
        self._say(site, [f"{item.origin}.{item.name}" for item, _ in items])
        return self.script.list_random(site, items)

    def outside(self, site: int, what: Outside) -> Value:
        self._put(what.fitted(self._saved(site)))
        return self.script.outside(site, what)

    def seed(self, value: int) -> None:
        self.script.seed(value)

    def save(self) -> Any:
        return self.met.copy(), self.script.save()

    def restore(self, saved: Any) -> None:
        met, script = saved
        self.met = met.copy()
        self.script.outcomes = []
        self.script.restore((0, *script[1:]))


class _OrderedDraws(_SavedDraws):
    """Draws as saved, in order, wherever they are made now."""

    def __init__(self, outcomes: Sequence[int | str], anew: Draws) -> None:
        self.outcomes = outcomes
        self.script = ScriptedDraws((), anew)
        self.met = Counter()

    def _saved(self, site: int) -> Any:
        self.met[""] += 1
        return next(iter(self.outcomes[self.met[""] - 1 : self.met[""]]), None)

    def has(self, site: int) -> bool:
        return self.met[""] < len(self.outcomes)

    def outside(self, site: int, what: Outside) -> Value:
        outcome = self._saved(site)
        self._put(what.fitted(outcome) if what.values or what.real else None)
        return self.script.outside(site, what)


def resume(code: Code, saved: SavedPlay, anew: Draws) -> ResumedPlay:
    """Replays a saved playthrough, as far as the story still offers what it chose.

    In an edited story (its hash differs) an option is found by its text; its index decides between equal texts. If none matches,
    one with nearly the same text is taken, if it is the only candidate. Draws are found by place or, where places have moved, by
    order. Raises :class:`~epilogue.machine.play.PlayError` if its entry is gone.
    """
    same = saved.story_hash == story_hash(code.program)
    moved = not same and not {site for site, _ in saved.luck} <= _places(code.program)
    draws = _OrderedDraws(tuple(saved.luck.values()), anew) if moved else _SavedDraws(code.program, saved.luck, anew)
    session = Session(code, draws, entry=saved.entry)
    notes: list[str] = ["Lines of the story have moved: its luck was taken in the order it was drawn."] if moved else []
    for number, choice in enumerate(saved.choices, 1):
        while session.goes_on:
            session.converse()
        texts = [option.text for option in session.options]
        index = choice.number
        if not (index < len(texts) and (same or texts[index] == choice.text)):
            match = matching(texts, choice)
            if match is None:
                since = (
                    "; the story has been edited since"
                    if number > 1
                    else "; the story has been edited since, or is a different one"
                )
                edited = "" if same else since
                return ResumedPlay(session, f"choice {number}, “{choice.text}”, is not offered any more{edited}", tuple(notes))
            index = match
            if texts[index] != choice.text:
                notes.append(f"Choice {number}, “{choice.text}”, was taken for “{texts[index]}”.")
        session.choose(index)
    hub = code.program.hub
    while (
        hub is not None and session.goes_on and draws.has(hub)
    ):  # replay conversations without choices, and those the game stops
        session.converse()
    return ResumedPlay(session, None, tuple(notes))


def matching(texts: Sequence[str], choice: Choice) -> int | None:
    """The option that an older version's choice refers to: the same text, nearest to its index; else the only one with nearly the
    same text."""
    equal = [index for index, text in enumerate(texts) if text == choice.text]
    if equal:
        return min(equal, key=lambda index: abs(index - choice.number))
    from difflib import SequenceMatcher

    wanted = choice.text.casefold()
    alike = sorted(((SequenceMatcher(None, text.casefold(), wanted, autojunk=False).ratio(), n) for n, text in enumerate(texts)))
    if not alike or alike[-1][0] < NEARLY or (len(alike) > 1 and alike[-1][0] - alike[-2][0] < APART):
        return None
    return alike[-1][1]


def _places(program: Program) -> set[str]:
    """The places where something is drawn, or asked of the world outside."""
    sites = {at for at, instruction in enumerate(program.code) if instruction.op in ("random", "shuffle", "list_random")}
    return {place(program, site) for site in sites | set(program.outside)} | {
        place(program, sets.site) for sets in program.game_sets
    }
