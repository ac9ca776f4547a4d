"""Small stories, written where they are tested."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from epilogue.languages import registry
from epilogue.machine.draws import Draws
from epilogue.machine.play import Session

Play = Callable[..., Session]


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """Starts a story given as text; further arguments go to :class:`Session`."""

    def start(source: str, draws: Draws | None = None, **more: object) -> Session:
        path = tmp_path / "story.ink"
        path.write_text(dedent(source).lstrip("\n"), encoding="utf-8")
        return Session(registry.read(path)[0], draws, **more)  # type: ignore[arg-type]

    return start
