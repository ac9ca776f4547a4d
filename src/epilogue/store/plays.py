"""The last playthrough of each story, as a saved playthrough."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from typing import NamedTuple

from epilogue.store.database import CacheDamaged, CacheUnavailable, Database, now
from epilogue.store.folder import digest


class StoredPlay(NamedTuple):
    """The ``text`` of a saved playthrough, and when it was played."""

    text: str
    saved_at: float


def keep(database: Database, story: str, text: str) -> None:
    """Store it for the story at this path, in place of the one before; failing to is no error."""
    path, data = os.path.abspath(story), text.encode("utf-8", "surrogatepass")

    def work(connection: sqlite3.Connection) -> None:
        check = digest(path.encode("utf-8", "surrogateescape"), data)
        connection.execute("INSERT OR REPLACE INTO plays VALUES (?, ?, ?, ?)", (path, now(), data, check))

    with suppress(CacheUnavailable, UnicodeError):
        database.run(work)


def last(database: Database, story: str) -> StoredPlay | None:
    """The playthrough kept, or None. Raises CacheUnavailable."""
    path = os.path.abspath(story)

    def work(connection: sqlite3.Connection) -> StoredPlay | None:
        row = connection.execute("SELECT at, data, digest FROM plays WHERE story = ?", (path,)).fetchone()
        if row is None:
            return None
        time, data, check = row
        if check != digest(path.encode("utf-8", "surrogateescape"), data):
            raise CacheDamaged("a playthrough")
        return StoredPlay(data.decode("utf-8", "surrogatepass"), float(time))

    return database.run(work)
