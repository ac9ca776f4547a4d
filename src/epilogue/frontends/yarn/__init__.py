"""Yarn, the language of Yarn Spinner, versions 2 and 3: files (``.yarn``), folders of them and projects (``.yarnproject``)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from epilogue.frontends.base import Frontend, Loaded, Observed
from epilogue.frontends.yarn.files import main_file


def read(path: Path, allow_outside: bool, observed: Sequence[Observed]) -> Loaded:
    """A Yarn story as a Program. Raises StoryError."""
    from epilogue.frontends.yarn.begins import beginnings  # late, like all the rest: an ink story needs none of it
    from epilogue.frontends.yarn.lower import lower
    from epilogue.frontends.yarn.read import read_project

    found = read_project(path, allow_outside, observed)
    program, places = lower(found.project, tuple(file.name for file in found.project.files))
    begins = beginnings(found.project)
    return Loaded(program, found.warnings, places, found.texts, begins if len(begins) > 1 else ())


YARN = Frontend("yarn", (".yarn", ".yarnproject"), read, main_file)
