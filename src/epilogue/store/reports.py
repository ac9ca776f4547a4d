"""Cache of finished reports: an unchanged question is answered at once.

A report is kept under everything that decided it: the story's place, what was asked, this program's own files, and the content of
every file read. Its form on disk is JSON: data that is read is never code.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from typing import Any, NamedTuple

from epilogue import answers, version
from epilogue.settings import Limits
from epilogue.source import read_file
from epilogue.store.database import CacheDamaged, CacheUnavailable, Database, make_room, now
from epilogue.store.folder import digest, stored

BOM = b"\xef\xbb\xbf"
VERSIONS = 8
"""Limit on cached versions of one story for one question: an undone edit is answered at once, too."""


class CachedReport(NamedTuple):
    """A report and the warnings that belong to it."""

    report: answers.EndingsReport
    warnings: list[str]


def key_of(story: str, options: Mapping[str, Any]) -> bytes:
    """The key of a question: the story's file, what was asked of it, and this program."""
    return digest(json.dumps([os.path.abspath(story), story, dict(options), _program()], sort_keys=True).encode())


def files_read(texts: Mapping[str, str | None]) -> str:
    """The key of a version of a story: each file with the digest of its text; None for one that was not there."""
    return json.dumps({path: None if text is None else digest(text.encode()).hex() for path, text in sorted(texts.items())})


def find(database: Database, ask: bytes, limits: Limits, finished: bool) -> CachedReport | None:
    """The report of the same question, if no file it came from has changed since; where steps are not limited, the one of a
    search that was ``finished`` serves whatever the limits, and may be asked for alone. Raises CacheUnavailable."""

    def work(connection: sqlite3.Connection) -> CachedReport | None:
        rows = connection.execute(
            "SELECT files, limits, data, digest FROM results WHERE ask = ? AND limits IN (?, ?) ORDER BY limits, at DESC",
            (ask, _under(limits, True), _under(limits, finished)),
        )
        now_there: dict[str, str | None] = {}
        for files, kept_limits, data, check in rows.fetchall():
            if check != digest(ask, str(files).encode(), str(kept_limits).encode(), data):
                raise CacheDamaged("a report")
            if all(_content(path, now_there) == content for path, content in json.loads(files).items()):
                return decoded(data)
        return None

    return database.run(work)


def keep(database: Database, ask: bytes, files: str, limits: Limits, story: str, saved: CachedReport) -> None:
    """Store a report; failing to is no error."""
    asked_limits = _under(limits, saved.report.complete or saved.report.settled)
    data = encoded(saved)
    check = digest(ask, files.encode(), asked_limits.encode(), data)

    def work(connection: sqlite3.Connection) -> None:
        connection.execute(
            "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?, ?, ?)",
            (ask, files, asked_limits, stored(story), now(), data, check),
        )
        connection.execute(
            "DELETE FROM results WHERE ask = ? AND limits = ? AND rowid NOT IN "
            "(SELECT rowid FROM results WHERE ask = ? AND limits = ? ORDER BY at DESC LIMIT ?)",
            (ask, asked_limits, ask, asked_limits, VERSIONS),
        )
        make_room(connection)

    with suppress(CacheUnavailable):  # it will be computed again next time
        database.run(work)


def _under(limits: Limits, complete: bool) -> str:
    """The limits that a report is kept under: none, if it would be the same with others."""
    return "" if complete and limits.states is None else json.dumps(limits)


def _content(path: str, known: dict[str, str | None]) -> str | None:
    if path not in known:
        try:
            known[path] = digest(read_file(path).removeprefix(BOM)).hex()
        except OSError:
            known[path] = None
    return known[path]


def _program() -> str:
    """Identity of this program: its version, and the files it consists of as Python itself tells whether they changed, by size
    and time."""
    parts = [version.__version__]
    waiting = [os.path.dirname(version.__file__)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.name.endswith(".py"):
                        status = entry.stat()
                        parts.append(f"{entry.name} {status.st_size} {status.st_mtime_ns}")
                    elif "." not in entry.name and entry.name != "__pycache__" and entry.is_dir():
                        waiting.append(entry.path)
        except OSError:  # not a folder (a zip file, say): rely on the version alone
            continue
    return digest("\n".join(sorted(parts)).encode()).hex()


# -- a report as JSON


def encoded(saved: CachedReport) -> bytes:
    """A report as JSON, in ASCII."""
    return json.dumps({"report": _plain(saved.report), "warnings": saved.warnings}, separators=(",", ":")).encode()


def decoded(data: bytes) -> CachedReport:
    """The report decoded. Raises CacheDamaged."""
    try:
        content = json.loads(data)
        report = _rich(content["report"])
        if not isinstance(report, answers.EndingsReport):
            raise CacheDamaged("not a report")
        return CachedReport(report, [str(warning) for warning in content["warnings"]])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise CacheDamaged(str(problem)) from problem


def _plain(value: Any) -> Any:
    """Encodes named tuples and numbers that JSON lacks as objects of one key."""
    if isinstance(value, tuple):
        parts = [_plain(part) for part in value]
        return {type(value).__name__: parts} if hasattr(value, "_fields") else parts
    if isinstance(value, Fraction):
        return {"/": [hex(value.numerator), hex(value.denominator)]}
    if type(value) is int and value.bit_length() > 63:
        return {"hex": hex(value)}
    return value


def _rich(value: Any) -> Any:
    if isinstance(value, list):
        return tuple([_rich(part) for part in value])
    if isinstance(value, dict):
        ((key, content),) = value.items()
        if key == "/":
            return Fraction(int(content[0], 16), int(content[1], 16))
        if key == "hex":
            return int(content, 16)
        kind = getattr(answers, key)
        if not (isinstance(kind, type) and issubclass(kind, tuple)):
            raise CacheDamaged(key)
        return kind(*map(_rich, content))
    return value
