"""A server of the page, as a user starts it, and a browser to look at it with."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import epilogue

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LONG = 40_000
"""Milliseconds that anything on the page may take, on a busy machine."""
LA_LA_LAND = Path(__file__).resolve().parents[2] / "examples" / "la_la_land.ink"

Open = Callable[[Path], str]


@pytest.fixture
def served() -> Iterator[Open]:
    """Starts ``epilogue open STORY`` and gives the page's address."""
    started: list[subprocess.Popen[str]] = []
    source = str(Path(epilogue.__file__).parents[1])

    def start(story: Path) -> str:
        command = [sys.executable, "-m", "epilogue", "open", str(story), "--no-browser"]
        environment = {**os.environ, "PYTHONPATH": source}
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment))
        said = started[-1].stdout
        assert said is not None
        return said.readline().split("  ")[0].rpartition(": ")[2]

    yield start
    for process in started:
        process.terminate()
        process.wait(20)
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless browser of this machine."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="no playwright: pip install 'epilogue[browser]'")
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"no browser on the PATH: looked for {', '.join(BROWSERS)}")
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Any, served: Open) -> Iterator[Any]:
    """A page of its own; whatever goes wrong in it, or is written to its console as an error, fails the test."""
    context = browser.new_context(viewport={"width": 1200, "height": 900}, accept_downloads=True)
    context.set_default_timeout(LONG)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    yield page
    context.close()
    assert wrong == []
