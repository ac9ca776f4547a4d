"""The embedded database in the user's cache folder, and its failures.

It may be cleared, damaged, locked, or on a full disk: none of that is an error of a command. Data read is checked against
its digest, so that damage is noticed and never believed.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar

from epilogue.diagnostics import DISK_FULL, refusal
from epilogue.store.folder import FILE, folder

T = TypeVar("T")

LIMIT = 1 << 30
"""Size limit in bytes; the oldest goes first."""
PATIENCE = 2.0
"""Seconds to wait for another process that writes."""
SCHEMA = """
PRAGMA auto_vacuum = FULL;
CREATE TABLE IF NOT EXISTS results (
    ask BLOB, files TEXT, limits TEXT, story TEXT, at REAL, data BLOB, digest BLOB, PRIMARY KEY (ask, files, limits)
);
CREATE TABLE IF NOT EXISTS searches (
    number INTEGER PRIMARY KEY, ask BLOB, story TEXT, at REAL, steps INTEGER, owner BLOB
);
CREATE TABLE IF NOT EXISTS parts (
    search INTEGER, place INTEGER, data BLOB, digest BLOB, PRIMARY KEY (search, place)
);
CREATE TABLE IF NOT EXISTS plays (story TEXT PRIMARY KEY, at REAL, data BLOB, digest BLOB);
"""


class CacheUnavailable(Exception):
    """The cache cannot be used now; the message tells the user why."""


class CacheDamaged(Exception):
    """The cache was damaged."""


class Database:
    """One connection. ``tell`` gets a line for the user when the database turns out to be damaged, and is put aside."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.file = folder() / FILE
        self.tell = tell
        self._open: sqlite3.Connection | None = None

    @property
    def exists(self) -> bool:
        """Whether the database exists."""
        return self.file.exists()

    def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do the work in one transaction. A damaged database is put aside and the work done on a new one. Raises
        :class:`CacheUnavailable`."""
        try:
            return self._attempt(work)
        except CacheDamaged:
            self._put_aside()
        try:
            return self._attempt(work)
        except CacheDamaged as again:
            raise CacheUnavailable("the cache is damaged") from again

    def close(self) -> None:
        """Close the file."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _attempt(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            if self._open is None:
                self._open = self._connect()
            with self._open:  # commits, or rolls back
                return work(self._open)
        except sqlite3.Error as problem:
            raise _meant(problem) from problem
        except OSError as problem:
            raise CacheUnavailable(refusal(problem)) from problem

    def _connect(self) -> sqlite3.Connection:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.file, timeout=PATIENCE)
        try:
            # No waiting for the disk: a killed process loses nothing. After a power cut, the digests reveal what is damaged.
            connection.execute("PRAGMA synchronous = OFF")
            if not connection.execute("SELECT name FROM sqlite_master LIMIT 1").fetchone():
                connection.executescript(SCHEMA)
        except BaseException:
            connection.close()
            raise
        return connection

    def _put_aside(self) -> None:
        self.close()
        aside = self.file.with_suffix(".damaged")
        try:
            self.file.with_name(self.file.name + "-journal").unlink(missing_ok=True)
            self.file.replace(aside)
        except FileNotFoundError:
            return  # another process has put it aside
        except OSError as problem:
            raise CacheUnavailable("the cache is damaged") from problem
        self.tell(f"(what was kept from earlier runs is damaged: put aside as {aside}, and begun anew)")


def _meant(problem: sqlite3.Error) -> Exception:
    """Translates an error of the database."""
    code = getattr(problem, "sqlite_errorcode", None)
    primary = None if code is None else code & 0xFF
    if primary in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return CacheUnavailable(DISK_FULL)
    if primary in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISMATCH) or (
        primary is None and isinstance(problem, sqlite3.DatabaseError)
    ):
        return CacheDamaged(str(problem))  # SQLITE_ERROR: our statements are right, so the tables must be wrong
    return CacheUnavailable(str(problem))


def make_room(connection: sqlite3.Connection, spare: int | None = None) -> None:
    """Evict the oldest while over the limit, but not the search ``spare``. Raises CacheUnavailable if that alone is too much."""
    while _size(connection) > LIMIT:
        oldest = connection.execute(
            "SELECT 'results', rowid, at FROM results "
            "UNION ALL SELECT 'plays', rowid, at FROM plays "
            "UNION ALL SELECT 'searches', number, at FROM searches WHERE number IS NOT ? ORDER BY at LIMIT 1",
            (spare,),
        ).fetchone()
        if oldest is None:
            raise CacheUnavailable(f"it has grown beyond the {LIMIT >> 20:,} MB that are kept")
        if oldest[0] in ("results", "plays"):
            connection.execute(f"DELETE FROM {oldest[0]} WHERE rowid = ?", (oldest[1],))
        else:
            drop_search(connection, oldest[1])


def drop_search(connection: sqlite3.Connection, number: int) -> None:
    """Forget a stopped search."""
    connection.execute("DELETE FROM searches WHERE number = ?", (number,))
    connection.execute("DELETE FROM parts WHERE search = ?", (number,))


def now() -> float:
    """Current time, to find the oldest."""
    return time.time()


def _size(connection: sqlite3.Connection) -> int:
    pages, free, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)
