"""What is kept, story by story."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from epilogue.store.database import Database


class Story(NamedTuple):
    """What is kept of the story at ``path``: how many answers, the steps of its farthest stopped search (0: none), bytes, and
    when it was last written."""

    path: str
    answers: int
    steps: int
    size: int
    at: float


def stories(database: Database) -> list[Story]:
    """Every story of which something is kept, the latest first. Raises Unavailable."""

    def work(connection: sqlite3.Connection) -> list[Story]:
        rows = connection.execute(
            "SELECT story, sum(answers), max(steps), sum(size), max(at) AS at FROM ("
            "  SELECT story, 1 AS answers, 0 AS steps, length(data) AS size, at FROM results"
            "  UNION ALL SELECT story, 0, steps,"
            "    (SELECT coalesce(sum(length(data)), 0) FROM parts WHERE search = number), at FROM searches"
            ") GROUP BY story ORDER BY at DESC"
        )
        return [Story(str(path), int(answers), int(steps), int(size), float(at)) for path, answers, steps, size, at in rows]

    return database.run(work)


def clear(database: Database) -> None:
    """Forget it all. Raises Unavailable."""

    def work(connection: sqlite3.Connection) -> None:
        for table in ("results", "searches", "parts"):
            connection.execute(f"DELETE FROM {table}")

    database.run(work)
