"""What tests of every room share: the stories of others, and the reference engine, where they are there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from epilogue.flow import specialise
from epilogue.machine import step
from epilogue.space import turn

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "corpus"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """``-m fast`` selects what is not marked slow: a minute of processor time for a smoke of every room."""
    for item in items:
        if item.get_closest_marker("slow") is None:
            item.add_marker("fast")


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
