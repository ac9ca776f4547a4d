"""The report as one HTML file: nothing is fetched, no script but its own runs (by its hash), what a story says is escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

from epilogue.questions.full_report.answer import FullReport
from epilogue.questions.story_map.answer import StoryMap
from epilogue.version import __version__
from epilogue.views.html import panels
from epilogue.views.html.panels import AT_RANDOM, Panels, markup, render, static

TITLES = {
    "endings": "Endings",
    "play": "What could have been",
    "map": "The map",
    "findings": "Problems",
    "stakes": "Characters",
    "choices": "Choices",
    "words": "Words",
}
"""The parts, in their order."""


def map_alone(drawn: StoryMap) -> str:
    """The map in a page of its own."""
    return _page(drawn.story, drawn.complete, panels.story_map(drawn), TITLES, AT_RANDOM)


def _page(story: str, complete: bool, parts: Panels, titles: Mapping[str, str], readers: str) -> str:
    """A page of its own of these parts; its module alone is let run, by its hash."""
    script = static("map.js").replace("</", "<\\/")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return render(
        "report",
        story=story,
        complete=complete,
        summary=markup(parts.get("summary", "")),
        parts=[(name, title, markup(parts[name])) for name, title in titles.items() if name in parts],
        readers="choose at random among the options shown" if readers == AT_RANDOM else readers,
        style=markup(static("style.css")),
        script=markup(script),
        script_hash=markup(f"'sha256-{digest}'"),
        version=__version__,
    )


def report(whole: FullReport, readers: str = AT_RANDOM) -> str:
    """The whole report. ``readers``: how they pick, as ``choosing at random``."""
    parts = {
        **panels.endings(whole.endings, whole.readings, readers),
        **(panels.game_map(whole.talks) if whole.talks else panels.story_map(whole.map)),
        **panels.findings(whole.check),
        **panels.text(whole.endings, whole.map, whole.read),
    }
    if whole.why is not None:
        parts["play"] = panels.could_have_been(whole.whatif, whole.why)
    if whole.verdict is not None:
        parts |= panels.stakes(whole.verdict, readers)
    if whole.risks:
        parts |= panels.choices(whole.endings, whole.risks)
    titles = TITLES | {"map": "The conversations"} if whole.talks else TITLES
    return _page(whole.endings.story, whole.endings.complete, parts, titles, readers)
