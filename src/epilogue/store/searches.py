"""Searches, saved while they run: whatever stops one, the next resumes where it was last saved.

Only what is new since the last save is written, in one transaction, so that a process may be killed at any moment. What a search
holds is pickled: no other codec keeps apart all that states are told apart by (1, 1.0 and true, a value that is not a number)
at the speed it takes. A pickle can be made to run code, so it is read with nothing allowed but the classes of values and keys:
data, whoever wrote the file.
"""

from __future__ import annotations

import io
import os
import pickle
import sqlite3
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from itertools import islice
from math import nan
from typing import Any

from epilogue.space.kernel.columns import Column
from epilogue.space.search import PLAIN_STATES, Search
from epilogue.space.state_graph import GraphEnding
from epilogue.space.state_keys import BrokenOffTurn
from epilogue.store.database import CacheDamaged, CacheUnavailable, Database, drop_search, make_room, now
from epilogue.store.folder import digest

EVERY = 4.0
"""Seconds between saves."""
WAITING = -1
"""The place of what is not added to but written anew each time: where the odds wait."""
CHUNK = 200
"""Keys in one pickle."""
DEAR = 40
"""Least interval between saves, as a multiple of a save's duration."""
PLAIN = {kind.__name__: kind for kind in (int, float, bool, str, frozenset, set, range)}
ROOMS = ("ir.values", "ir.operators", "space.turn", "space.state_keys", "space.state_graph")
MODULES = frozenset(f"epilogue.{room}" for room in ROOMS)


class SavedSearch:
    """The saved part of one search. ``asks``: everything that decides how it goes, and the same of others that it may go on from,
    for they are its beginning. ``tell``: gets a line for the user if it cannot be saved. ``resumed``: whether it went on where it
    was stopped."""

    def __init__(self, database: Database, asks: Sequence[bytes], story: str, tell: Callable[[str], None]) -> None:
        self.database = database
        self.ask, self.asks = asks[0], asks
        self._farthest = f"FROM searches WHERE ask IN ({', '.join('?' * len(asks))})"
        self.story = story
        self.tell = tell
        self._owner = os.urandom(8)
        self.resumed = False
        self._search: Search | None = None
        self._number: int | None = None
        self._parts = 0
        self._written = WrittenParts()
        self._next = EVERY
        self._failed = False

    def waiting(self) -> int:
        """Steps taken by the saved search that got farthest; 0 if none is saved."""
        ask = f"SELECT coalesce(max(steps), 0) {self._farthest}"
        try:
            return self.database.run(lambda connection: int(connection.execute(ask, self.asks).fetchone()[0]))
        except CacheUnavailable:
            return 0

    def resume(self, search: Search) -> bool:
        """Put a fresh search where it was last saved; False if nothing is."""
        try:
            claimed = self.database.run(self._claimed)
            if claimed is None:
                return False
            number, waiting, parts = claimed
            restore(search, waiting, parts)
        except (CacheUnavailable, CacheDamaged):
            return False
        self._search, self._number, self._parts = search, number, len(parts)
        if number is None:
            self._parts, self._written = 0, WrittenParts(fingerprint(search))
        else:
            self._written.all_of(search)
        self.resumed = True
        return True

    def __call__(self, search: Search, elapsed: float) -> None:
        """Save what is new, if it is time to; forget what there is nothing left to do of."""
        if search.state_keys.reductions is None or len(search.frontier.looked_at) <= PLAIN_STATES or self._failed:
            return
        if search is not self._search:
            self._search, self._number, self._parts, self._written = search, None, 0, WrittenParts(fingerprint(search))
        if search.over and search.graph.stopped_by is None:
            if not search.graph.too_deep:  # otherwise a search for another precision replaces it
                self._forget()
        elif search.over or elapsed >= self._next:
            began = now()
            self._save(search)
            self._next = elapsed + max(EVERY, DEAR * (now() - began))

    def _save(self, search: Search) -> None:
        steps = len(search.frontier.looked_at)

        def work(connection: sqlite3.Connection) -> tuple[int, int]:
            number, part, written = self._number, self._parts, self._written
            row = connection.execute("SELECT owner FROM searches WHERE number IS ?", (number,)).fetchone()
            if row is None or row[0] != self._owner:  # first time, cache cleared, or taken over by another process
                added = connection.execute(
                    "INSERT INTO searches (ask, story, at, steps, owner) VALUES (?, ?, ?, 0, ?)",
                    (self.ask, self.story, now(), self._owner),
                )
                number, part, written = added.lastrowid, 0, WrittenParts(fingerprint(search))
            assert number is not None
            for index, content in ((part, written.since(search)), (WAITING, [search.frontier.waiting()])):
                data = packed(content)
                row = number, index, data, digest(self.ask, b"%d" % index, data)
                connection.execute("INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?)", row)
            connection.execute("UPDATE searches SET steps = ?, at = ? WHERE number = ?", (steps, now(), number))
            others = "SELECT number FROM searches WHERE ask = ? AND number != ? AND steps <= ?"
            for (other,) in connection.execute(others, (self.ask, number, steps)).fetchall():
                drop_search(connection, other)
            make_room(connection, spare=number)
            return number, part + 1

        try:
            self._number, self._parts = self.database.run(work)
            self._written.all_of(search)
        except CacheUnavailable as problem:
            self._failed = True
            self.tell(f"(this search can no longer be saved: {problem}; what was saved before is kept)")

    def _claimed(self, connection: sqlite3.Connection) -> tuple[int | None, Any, list[Any]] | None:
        """The search that got farthest, what waits in it, and its parts: now ours, if it goes exactly as this one does; else
        (None) left to the others, to be copied."""
        row = connection.execute(
            f"SELECT number, ask {self._farthest} AND steps > 0 ORDER BY steps DESC LIMIT 1", self.asks
        ).fetchone()
        if row is None:
            return None
        number, ask = row
        parts = []
        rows = connection.execute("SELECT place, data, digest FROM parts WHERE search = ? ORDER BY place", (number,)).fetchall()
        for expected, (index, data, check) in enumerate(rows, WAITING):
            if index != expected or check != digest(ask, b"%d" % index, data):
                raise CacheDamaged("a part of a search")
            parts.append(unpacked(data))
        if len(parts) < 2:
            raise CacheDamaged("a search without parts")
        if ask != self.ask:
            return None, parts[0][0], parts[1:]
        connection.execute("UPDATE searches SET owner = ? WHERE number = ?", (self._owner, number))
        return number, parts[0][0], parts[1:]

    def _forget(self) -> None:
        def work(connection: sqlite3.Connection) -> None:
            for (number,) in connection.execute("SELECT number FROM searches WHERE ask = ?", (self.ask,)).fetchall():
                drop_search(connection, number)

        try:
            self.database.run(work)
        except CacheUnavailable:
            self._failed = True  # harmless: the finished report is found before it


class WrittenParts:
    """The progress of writing a growing search."""

    def __init__(self, made_of: bytes = b"") -> None:
        self._made_of = made_of
        self._keys = 0
        self._steps = 0
        self._graph: dict[str, Any] = {}
        self._spoken: set[int] = set()

    def since(self, search: Search) -> Iterator[Any]:
        """The new part: the keys, some at a time, after all the rest."""
        yield {
            "made of": self._made_of,
            "keys": len(search.keys),
            "steps": list(search.frontier.looked_at[self._steps :]),
            "spoken": search.turns.spoken - self._spoken,
            "graph": {name: self._new(name, value) for name, value in vars(search.graph).items()},
        }
        for first in range(self._keys, len(search.keys), CHUNK):
            yield search.keys[first : first + CHUNK]

    def all_of(self, search: Search) -> None:
        """All there is now is written."""
        self._keys = len(search.keys)
        self._steps = len(search.frontier.looked_at)
        self._spoken = set(search.turns.spoken)
        for name, value in vars(search.graph).items():
            sized = isinstance(value, list | array | dict | Column)
            self._graph[name] = set(value) if isinstance(value, set) else len(value) if sized else None

    def _new(self, name: str, value: Any) -> Any:
        before = self._graph.get(name)
        if isinstance(value, list | array | Column):
            return list(value[before or 0 :])
        if isinstance(value, dict):
            return dict(islice(value.items(), before or 0, None))
        if isinstance(value, set):
            return value - (before or set())
        return value


def restore(search: Search, waiting: Any, parts: list[Any]) -> None:
    """Put a fresh search where its parts were written, ``waiting`` by its frontier. Raises CacheDamaged if they are not of such
    a search."""
    graph, frontier, looked_at = search.graph, search.frontier, []
    columns = {name: value[:0] for name, value in vars(graph).items() if isinstance(value, list | array)}
    empty = columns | {name: type(value)() for name, value in vars(graph).items() if isinstance(value, dict | set)}
    vars(graph).update(empty)
    try:
        if parts[0][0]["made of"] != fingerprint(search):
            raise CacheDamaged("another program's search")
        for part, *chunks in parts:
            for keys in chunks:
                search.keys += map(one_nan, keys)
            if len(search.keys) != part["keys"]:
                raise CacheDamaged("keys are missing")
            looked_at += part["steps"]
            search.turns.spoken |= part["spoken"]
            for name, value in part["graph"].items():
                if name not in empty:
                    setattr(graph, name, value)
                elif isinstance(value, list):
                    getattr(graph, name).extend(value)
                else:
                    getattr(graph, name).update(value)
        first = next((key for key in search.keys if isinstance(key, BrokenOffTurn)), None)
        graph.complete, graph.stopped_by = first is None, None
        graph.reason, graph.stopped_at = (None, None) if first is None else first
        for state, key in enumerate(search.keys):
            search.index[search.state_keys.canonical(key)] = state
            frontier.found(state, isinstance(key, GraphEnding), isinstance(key, BrokenOffTurn))
        frontier.take_up(looked_at, waiting)
    except (AttributeError, TypeError, KeyError, IndexError, ValueError, AssertionError) as problem:
        raise CacheDamaged(str(problem)) from problem


def one_nan(key: Any) -> Any:
    """The key with NaN as one shared object, so that it is found equal to itself."""
    if key != key:  # only NaN; tuples compare their items by identity first, and unpickling makes new objects
        return nan
    if not isinstance(key, tuple):
        return key
    parts = [one_nan(part) for part in key]
    if all(new is old for new, old in zip(parts, key, strict=True)):
        return key
    return type(key)(*parts) if hasattr(key, "_fields") else tuple(parts)


def fingerprint(search: Search) -> bytes:
    """The graph that the numbers in a search refer to."""
    reduced = search.reduced
    nodes = [(n.kind.value, n.position, n.slot, n.what, [s.id for s in n.succ]) for n in reduced.nodes]
    return digest(repr(reduced.graph.slots.keys).encode(), repr(nodes).encode())


class _SafeUnpickler(pickle.Unpickler):
    """Unpickler of values and keys alone."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "builtins" and name in PLAIN:
            return PLAIN[name]
        if module in MODULES and name.isidentifier():
            kind = getattr(import_module(module), name, None)
            if isinstance(kind, type) and kind.__module__ == module:
                return kind
        raise pickle.UnpicklingError(f"{module}.{name} is no value")


class _CompressedFile:
    """A file that compresses as it is written: the whole need not fit into memory twice."""

    def __init__(self) -> None:
        self._squeeze = zlib.compressobj(1)
        self._chunks: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._chunks.append(self._squeeze.compress(data))
        return len(data)

    def content(self) -> bytes:
        return b"".join([*self._chunks, self._squeeze.flush()])


def packed(contents: Iterable[Any]) -> bytes:
    """Pickles these, one after the other."""
    file = _CompressedFile()
    pickler = pickle.Pickler(file, pickle.HIGHEST_PROTOCOL)
    for content in contents:
        pickler.dump(content)
    return file.content()


def unpacked(data: bytes) -> list[Any]:
    """Unpickles them. Raises CacheDamaged."""
    objects: list[Any] = []
    try:
        stream = io.BytesIO(zlib.decompress(data))
        reader = _SafeUnpickler(stream)
        while stream.tell() < len(stream.getbuffer()):
            objects.append(reader.load())
        return objects
    except Exception as problem:  # a damaged pickle can raise anything
        raise CacheDamaged(str(problem)) from problem
