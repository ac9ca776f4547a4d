"""The report as one HTML file: nothing is fetched, no script but its own runs (by its hash), what a story says is escaped."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from epilogue import __version__
from epilogue.report import words
from epilogue.report.answers.check import CheckReport
from epilogue.report.answers.story_map import StoryMap
from epilogue.report.answers.whatif import Row
from epilogue.report.answers.whole import Whole
from epilogue.report.drawing.collapse import readable
from epilogue.report.drawing.plots import trade_off, words_read
from epilogue.report.drawing.sheet import laid_out
from epilogue.report.drawing.svg import colour, to_svg
from epilogue.report.model import Ending, EndingsReport
from epilogue.report.places import file_name
from epilogue.report.screens.stakes import number
from epilogue.report.terminal import headline, label
from epilogue.rules.sources import Sources
from epilogue.source import Span

if TYPE_CHECKING:
    from jinja2 import Environment

AROUND = 2
"""Lines of the story shown before and after a finding's."""
SAME = 2
"""More choices that are the same in both stories than this are told in one line."""
NOTHING = 5e-4
"""Smaller shares are not drawn."""
SIGNS = {"✔": "", "✘": "bad", "!": "open", "?": "open"}


@cache
def environment() -> Environment:
    """The templates, with the words of screens as filters. Everything is escaped unless a template is given markup."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("epilogue.report.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        clean=words.clean,
        odds=words.odds,
        chance=words.chance,
        count=words.count,
        plural=words.plural,
        choices=words.choices,
        colour=colour,
        file=file_name,
        named=label,
        percent=lambda share: f"{max(0.0, min(share, 1.0)):.2%}",
        shares=lambda odds: [(n, share) for n, share in enumerate(odds) if share >= NOTHING],
        seen=seen,
        worth=number,
    )
    return made


def static(name: str) -> str:
    """A stylesheet or module of ours."""
    return files("epilogue.report.html").joinpath("static", name).read_text(encoding="utf-8")


def report(whole: Whole, readers: str = "picking blindly") -> str:
    """The whole report. ``readers``: how they pick, as ``picking blindly``."""
    from markupsafe import Markup

    script = static("map.js").replace("</", "<\\/")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    parts = [
        ("endings", "Endings"),
        ("play", "What could have been"),
        ("map", "The map"),
        ("findings", "What is wrong"),
        ("stakes", "Who gets what"),
        ("choices", "What each choice risks"),
        ("words", "Words"),
    ]
    there = {"play": whole.why is not None, "stakes": whole.verdict is not None, "choices": bool(whole.risks)}
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            **panels(whole, readers),
            parts=[part for part in parts if there.get(part[0], True)],
            style=Markup(static("style.css")),
            script=Markup(script),
            script_hash=Markup(f"'sha256-{digest}'"),
            version=__version__,
            language="en",
        )
    )


def panels(whole: Whole, readers: str) -> dict[str, Any]:
    """What the templates of the parts need."""
    from markupsafe import Markup

    drawn = readable(whole.map)
    places = {ending.id: place for place, ending in enumerate(whole.endings.endings)}
    environment().filters["place"] = lambda ending: places.get(ending.id, 0)
    return {
        "whole": whole,
        "proved": proved(whole.endings),
        "readers": "pick blindly among the options shown" if readers == "picking blindly" else readers,
        "readers_doing": readers,
        "map_svg": Markup(to_svg(drawn, laid_out(drawn))),
        "map_data": Markup(map_data(drawn)),
        "excerpts": excerpts(whole.check),
        "tradeoff_svg": Markup(trade_off(whole.verdict)) if whole.verdict is not None else "",
        "stakes_said": stakes_said(whole),
        "words_svg": Markup(words_read(whole.read)),
        "arc_svg": Markup(""),
        "told": told,
    }


def told(rows: Sequence[Row]) -> list[Row | str]:
    """Two stories side by side; where they do the same for long, how many choices that is."""
    found: list[Row | str] = []
    same: list[Row] = []

    def close() -> None:
        choices = sum(row.was is not None and row.was.kind == "choice" for row in same)
        if choices > SAME:
            found.append(f"… {words.choices(choices)} alike …")
        else:
            found.extend(same)
        same.clear()

    for row in rows:
        if row.met and row.same:
            same.append(row)
        else:
            close()
            found.append(row)
    close()
    return found


def proved(found: EndingsReport) -> list[tuple[str, str]]:
    """What is known, as ``endings`` says it first: the kind of each line ("", bad, open) and the line."""
    lines = []
    for line in headline(found, 100_000)[1:]:
        sign = line[:1]
        if sign in SIGNS:
            lines.append((SIGNS[sign], line[1:].strip()))
        elif line.strip():
            lines.append(("open", line.strip()))
    return lines


def seen(odds: float | None) -> str:
    """The odds to see a passage."""
    return "not known" if odds is None else "never" if not odds else "always" if odds > 1 - 1e-9 else words.chance(odds)


def map_data(drawn: StoryMap) -> str:
    """What the map's module tells of a passage, as JSON that cannot end the element it stands in."""
    passages = [
        {
            "name": words.clean(passage.name),
            "where": f"{file_name(passage.file)}, line {passage.line}; seen: {seen(passage.seen)}; "
            f"{words.plural(passage.words, 'word')}" + (f"; {passage.why}" if passage.why else ""),
            "file": file_name(passage.file),
            "line": passage.line,
            "options": [
                {
                    "text": words.clean(option.text),
                    "line": option.line,
                    "taken": "never offered" if not option.offered else words.chance(min(option.taken / option.offered, 1.0)),
                }
                for option in passage.options
            ],
        }
        for passage in drawn.passages
    ]
    return json.dumps({"passages": passages}).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def excerpts(check: CheckReport) -> list[list[tuple[int, str]]]:
    """The lines of the story around each finding."""
    sources = Sources()
    found = []
    for finding in check.findings:
        lines = range(max(finding.line - AROUND, 1), finding.line + AROUND + 1)
        found.append([(n, sources.line(Span(finding.file, n))) for n in lines] if finding.line else [])
    return found


def stakes_said(whole: Whole) -> str:
    """The verdict in a sentence or two."""
    verdict = whole.verdict
    if verdict is None:
        return ""
    worse = [row for row in verdict.endings if row.judgement == "worse"]
    golden = [row for row in verdict.endings if row.judgement == "golden"]
    said = []
    if golden:
        said.append(f"Everybody can have everything: {_names([row.ending for row in golden])}.")
    if worse:
        said.append(
            f"{words.plural(len(worse), 'ending')} of {len(verdict.endings)} are worse for everyone: another gives nobody less."
        )
    if not verdict.complete:
        said.append("The search was stopped early: other outcomes may exist.")
    return " ".join(said)


def _names(endings: Sequence[Ending]) -> str:
    return ", ".join(words.clean(label(ending, 60)) for ending in endings)
