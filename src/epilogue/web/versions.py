"""Versions of a saved story, identified by the contents of its files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from epilogue.source import read_file

SavedTexts = Mapping[str, str | None]
"""Contents of files by path; None: there is no such file."""


def mark_of(texts: SavedTexts) -> str:
    """The mark of this version of a story."""
    digest = hashlib.sha256()
    for path, text in sorted(texts.items()):
        digest.update(repr((path, text)).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()


def is_unchanged(texts: SavedTexts) -> bool:
    """Whether the files hold this now. Files that were read at different moments, some before a save and some after, do not."""
    return all(_now(path) == text for path, text in texts.items())


def _now(path: str) -> str | None:
    try:
        return read_file(path).decode("utf-8-sig", "backslashreplace")
    except OSError:
        return None
