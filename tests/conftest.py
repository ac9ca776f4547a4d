"""What tests of every room share: the stories of others, and the reference engine, where they are there."""

from __future__ import annotations

import os
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from epilogue.answers import Cause, Ending, EndingsReport, Odds, Unseen
from epilogue.flow import specialise
from epilogue.machine import step
from epilogue.space import turn

MORE = frozenset({"corpus", "inkjs", "browser", "stormpy", "ray_cluster"})
"""Fixtures for what a clone does not bring."""
_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "corpus"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """``-m fast`` selects what is not marked slow: a minute of processor time for a smoke of every room. ``-m more`` selects what
    has more to do where there is more than a clone brings, or more generated stories are asked for."""
    asked = "EPILOGUE_STORIES" in os.environ
    for item in items:
        if item.get_closest_marker("slow") is None:
            item.add_marker("fast")
        generated = asked and hasattr(getattr(item, "module", None), "STORIES")
        if generated or MORE.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("more")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the cache of whoever runs it."""
    monkeypatch.setenv("EPILOGUE_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A story that goes round in a circle, or unfolds without end, is found out soon."""
    for module, name in ((step, "MAX_STEPS"), (turn, "MAX_STEPS"), (specialise, "MAX_NODES")):
        monkeypatch.setattr(module, name, 20_000)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The stories and conformance suites of others: the folder EPILOGUE_CORPUS, or ../shared/corpus."""
    folder = Path(os.environ.get("EPILOGUE_CORPUS") or _BESIDE)
    if not (folder / "INDEX.tsv").is_file():
        pytest.skip("no corpus: set EPILOGUE_CORPUS to its folder")
    return folder


@pytest.fixture(scope="session")
def inkjs() -> Path:
    """The node_modules folder that holds inkjs, the reference engine (EPILOGUE_INKJS)."""
    folder = os.environ.get("EPILOGUE_INKJS")
    if not folder or not (Path(folder) / "inkjs").is_dir():
        pytest.skip("no inkjs: set EPILOGUE_INKJS to the node_modules folder that holds it")
    if not shutil.which("node"):
        pytest.skip("no node on the PATH")
    return Path(folder)


@pytest.fixture(scope="session")
def stormpy() -> Any:
    """The model checker Storm."""
    return pytest.importorskip("stormpy", reason="no stormpy: pip install 'epilogue[storm]'")


FILE = "TheIntercept.ink"


def ending(line: int, odds: float, count: int, shortest: int, longest: int, last_words: str) -> Ending:
    exact = Fraction(odds).limit_denominator(10**9)
    return Ending(
        id=f"line-{line}",
        name=None,
        kind="end",
        file=FILE,
        line=line,
        odds=Odds(odds, exact, odds, odds),
        playthroughs=count,
        shortest=shortest,
        longest=longest,
        path=(0, 2, 1),
        last_words=last_words,
    )


def unseen(n: int, cause: Cause) -> tuple[Unseen, ...]:
    return tuple(Unseen(FILE, cause.line + i, f"Option {i}", cause, intended=False) for i in range(n))


@pytest.fixture
def intercept() -> EndingsReport:
    """A report with the figures of a published story, to draw screens from."""
    return EndingsReport(
        story="The Intercept",
        file=FILE,
        outcome="complete",
        reason=None,
        precision="control",
        choices_in_text=343,
        states=785,
        transitions=2141,
        cyclic=False,
        playthroughs=90_861_264_411_351_040,
        expected_choices=34.25,
        endless=Odds(0.0, None, 0.0, 0.0),
        endings=(
            ending(1686, 0.9318545, 44_261_128_564_692_992, 20, 73, "A sentence. But too late now, of course."),
            ending(1553, 0.0443369, 1_392_617_686_302_720, 32, 56, "A longer line, taken to pieces, once again."),
            ending(
                1504,
                0.0225715,
                45_067_456_036_732_928,
                31,
                71,
                "Much more was said of it, a problem I can solve.",
            ),
            ending(1199, 0.0012371, 140_062_123_622_400, 31, 63, "For the moment, at least."),
        ),
        never_offered=(
            *unseen(3, Cause(FILE, 47, "DEBUG is always false", likely_meant=True)),
            *unseen(18, Cause(FILE, 178, "“not missing_reel” is always true here")),
            *unseen(2, Cause(FILE, 1580, "this gather ends the menu; the options below are lost")),
            *unseen(1, Cause(FILE, 1080, "“not x == BUCKET” means “(not x) == BUCKET”")),
        ),
        never_shown=None,
    )
