"""Measures how soon the page of `epilogue open` shows what a save did, and how soon a report opens: see README.md in this folder.

python benchmarks/page.py [STORY] [--edit OLD NEW] [--rounds 5]     needs playwright and a chromium
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.run import INTERCEPT  # noqa: E402

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OFFLINE = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
EDIT = ("-> live_on_the_run", "-> make_your_peace")
MILLISECONDS = 120_000


def following(browser: Any, story: Path, edit: tuple[str, str], rounds: int) -> tuple[list[float], list[float]]:
    """Seconds from a save that takes an ending away until the page says so, and until every part of it is worked out."""
    command = [sys.executable, "-m", "epilogue", "open", str(story), "--no-browser"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        page = browser.new_page()
        page.set_default_timeout(MILLISECONDS)
        page.goto(server.stdout.readline().split("  ")[0].rpartition(": ")[2])
        whole = story.read_text(encoding="utf-8")
        without = whole.replace(*edit)
        finished = "[data-panel=words]:not([aria-busy]) table"
        page.wait_for_selector(finished, state="attached")
        first, last = [], []
        for _ in range(rounds):
            began = perf_counter()
            story.write_text(without, encoding="utf-8")
            page.wait_for_selector("#said .lost")
            first.append(perf_counter() - began)
            page.wait_for_selector("[data-panel=words][aria-busy]", state="detached")
            page.wait_for_selector(finished, state="attached")
            last.append(perf_counter() - began)
            story.write_text(whole, encoding="utf-8")
            page.wait_for_selector("#said >> text=A new ending")
            page.wait_for_timeout(3000)
        page.close()
    finally:
        server.terminate()
        server.wait()
    return first, last


def opening(browser: Any, report: Path, rounds: int) -> list[float]:
    """Seconds until the report is loaded and drawn."""
    spent = []
    for _ in range(rounds):
        page = browser.new_page()
        page.goto(report.as_uri())
        spent.append(page.evaluate("() => performance.getEntriesByType('navigation')[0].loadEventEnd") / 1000)
        page.close()
    return spent


def main() -> None:
    """Prints the table."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description="The page after a save, and the report.")
    parser.add_argument("story", type=Path, nargs="?", default=INTERCEPT, metavar="STORY")
    parser.add_argument("--edit", nargs=2, default=EDIT, metavar=("OLD", "NEW"), help="what the save changes, to lose an ending")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        parser.error(f"no browser on the PATH: looked for {', '.join(BROWSERS)}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        shutil.copytree(arguments.story.parent, folder, dirs_exist_ok=True)
        story, report = Path(folder) / arguments.story.name, Path(folder) / "report.html"
        subprocess.run([sys.executable, "-m", "epilogue", "open", str(story), "-o", str(report)], check=True, capture_output=True)
        browser = playwright.chromium.launch(executable_path=found, args=OFFLINE)
        first, last = following(browser, story, arguments.edit, arguments.rounds)
        rows = (
            ("a save, until the page tells what it did", first),
            ("  until every part is worked out", last),
            ("the report, until it is loaded", opening(browser, report, arguments.rounds)),
        )
        browser.close()
        for name, seconds in rows:
            sys.stdout.write(f"{name:<44}{min(seconds):>8.2f} s least{statistics.median(seconds):>8.2f} s median\n")
        sys.stdout.write(f"{'  its size':<44}{report.stat().st_size / 1e6:>8.2f} MB\n")


if __name__ == "__main__":
    main()
