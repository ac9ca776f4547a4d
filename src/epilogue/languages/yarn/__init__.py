"""Yarn, the language of Yarn Spinner, versions 2 and 3: files (``.yarn``), folders of them and projects (``.yarnproject``)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from epilogue.languages.base import Frontend, Loaded, Observed


def read(path: Path, allow_outside: bool, observed: Sequence[Observed]) -> Loaded:
    """A Yarn story as a Program. Raises StoryError."""
    from epilogue.languages.yarn.read import read_story  # late: an ink story needs none of it

    return read_story(path, allow_outside, observed)


def main_file(folder: Path) -> Path:
    """Of a folder, as :func:`epilogue.languages.yarn.files.main_file` finds it. Raises StoryError."""
    from epilogue.languages.yarn import files

    return files.main_file(folder)


YARN = Frontend("yarn", (".yarn", ".yarnproject"), read, main_file, nested=True)
