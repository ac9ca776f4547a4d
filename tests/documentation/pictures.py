"""Takes the pictures of the documentation from the real page; needs the extra ``browser``.

The map and the two lives are of ``examples/la_la_land.ink``; the lost ending is the tutorial's.
``PYTHONPATH=tests python tests/documentation/pictures.py [map] [could] [lost]``
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from documentation.pages import FENCE, ROOT, edited

import epilogue
from epilogue.cli import main

PICTURES = ROOT / "docs" / "pictures"
FILM = ROOT / "examples" / "la_la_land.ink"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LONG = 300_000
WIDTH = 1500
EVERYTHING = "[data-panel=words]:not([aria-busy]) table"
"""The part of the page that is worked out last."""


@contextlib.contextmanager
def served(story: Path) -> Iterator[str]:
    """The address of ``epilogue open STORY``."""
    command = [sys.executable, "-m", "epilogue", "open", str(story), "--no-browser"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split("  ")[0].rpartition(": ")[2]
        finally:
            process.terminate()


def the_map(page: Any, scratch: Path) -> None:
    """The lower part of the film's map, where it branches into its endings."""
    main(["open", str(FILM), "-o", str(scratch / "map.svg")])
    page.goto((scratch / "map.svg").as_uri())
    box = page.evaluate("(({width, height}) => ({width, height}))(document.documentElement.viewBox.baseVal)")
    height = round(box["height"] * WIDTH / box["width"])
    page.evaluate(
        f"document.documentElement.setAttribute('width', {WIDTH}); document.documentElement.setAttribute('height', {height})"
    )
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.screenshot(path=PICTURES / "map.png", clip={"x": 0, "y": height - 700, "width": WIDTH, "height": 700})


def what_could_have_been(page: Any) -> None:
    actions = epilogue.load(FILM).whatif(str(ROOT / "examples" / "film.play"), "dream").was.actions
    page.set_viewport_size({"width": 1000, "height": 800})
    with served(FILM) as address:
        page.goto(f"{address}#play={','.join(map(str, actions))}")
        page.wait_for_selector(EVERYTHING, state="attached", timeout=LONG)
        page.click("text=What could have been", timeout=LONG)
        page.wait_for_selector("#could .columns .differs", timeout=LONG)
        page.wait_for_timeout(500)
        top = page.locator("#could").bounding_box()["y"]
        page.screenshot(path=PICTURES / "what-could-have-been.png", clip={"x": 0, "y": top, "width": 1000, "height": 620})


def lost_an_ending(page: Any, scratch: Path) -> None:
    story = scratch / "ferry.ink"
    drafts = [""]
    for language, title, body in FENCE.findall((ROOT / "docs" / "tutorial" / "first-draft.md").read_text(encoding="utf-8")):
        if title == story.name:
            drafts.append(edited(drafts[-1], body) if language == "diff" else body)
    costly = next(place for place, draft in enumerate(drafts) if "{trust == 0}" in draft)
    story.write_text(drafts[costly - 1], encoding="utf-8")
    page.set_viewport_size({"width": 1000, "height": 560})
    with served(story) as address:
        page.goto(address)
        page.locator("#choices button", has_text="Tell her about the letter").click(timeout=LONG)
        page.wait_for_selector("#odds li:has-text('together')", timeout=LONG)
        page.wait_for_selector(EVERYTHING, state="attached", timeout=LONG)
        story.write_text(drafts[costly], encoding="utf-8")
        page.wait_for_selector("#said .lost", timeout=LONG)
        page.wait_for_selector("[data-panel=summary]:not([aria-busy])", timeout=LONG)
        page.wait_for_selector("#odds:has(li):not(:has-text('together'))", timeout=LONG)
        page.wait_for_timeout(500)
        page.screenshot(path=PICTURES / "lost-an-ending.png")


if __name__ == "__main__":
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        for take in sys.argv[1:] or ["map", "could", "lost"]:
            if take == "map":
                the_map(page, Path(folder))
            elif take == "could":
                what_could_have_been(page)
            else:
                lost_an_ending(page, Path(folder))
        browser.close()
