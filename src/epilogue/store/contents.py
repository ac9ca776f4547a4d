"""Lists the cache, story by story."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from epilogue.store.database import Database


class StoredStory(NamedTuple):
    """Data kept of the story at ``path``: how many answers, the steps of its farthest stopped search (0: none), whether its
    last playthrough (``played``), bytes, and when it was last written."""

    path: str
    answers: int
    steps: int
    played: bool
    size: int
    saved_at: float


def stories(database: Database) -> list[StoredStory]:
    """Every story in the cache, the latest first. Raises CacheUnavailable."""

    def work(connection: sqlite3.Connection) -> list[StoredStory]:
        rows = connection.execute(
            "SELECT story, sum(answers), max(steps), max(played), sum(size), max(at) AS at FROM ("
            "  SELECT story, 1 AS answers, 0 AS steps, 0 AS played, length(data) AS size, at FROM results"
            "  UNION ALL SELECT story, 0, 0, 1, length(data), at FROM plays"
            "  UNION ALL SELECT story, 0, steps, 0,"
            "    (SELECT coalesce(sum(length(data)), 0) FROM parts WHERE search = number), at FROM searches"
            ") GROUP BY story ORDER BY at DESC"
        )
        return [
            StoredStory(str(path), int(answers), int(steps), bool(played), int(size), float(time))
            for path, answers, steps, played, size, time in rows
        ]

    return database.run(work)


def clear(database: Database) -> None:
    """Clear the cache. Raises CacheUnavailable."""

    def work(connection: sqlite3.Connection) -> None:
        for table in ("results", "searches", "parts", "plays"):
            connection.execute(f"DELETE FROM {table}")

    database.run(work)
