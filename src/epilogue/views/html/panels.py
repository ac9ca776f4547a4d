"""The parts of the report and of the page, each as markup: what a story says is escaped."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from epilogue.analysis.sources import SourceLines
from epilogue.answers import Ending, EndingsReport, Moment
from epilogue.questions.check.answer import CheckReport
from epilogue.questions.endings.screen import headline
from epilogue.questions.full_report.answer import PassageRisks
from epilogue.questions.story_map.answer import ConversationMap, StoryMap
from epilogue.questions.verdict.answer import Verdict
from epilogue.questions.verdict.wording import number
from epilogue.questions.whatif.answer import Row, WhatIf
from epilogue.questions.whatif.screen import about_luck, where_lost
from epilogue.questions.why.answer import WhyPlay
from epilogue.source import Span
from epilogue.views.svg import arcs_picture
from epilogue.views.svg.collapse import readable
from epilogue.views.svg.map_layout import laid_out
from epilogue.views.svg.map_svg import to_svg
from epilogue.views.svg.palette import colour
from epilogue.views.svg.plots import trade_off, words_read
from epilogue.views.text import words
from epilogue.views.text.endings import label
from epilogue.views.text.places import file_name

if TYPE_CHECKING:
    from jinja2 import Environment

AT_RANDOM = "choosing at random"
AROUND = 2
"""Lines of the story shown before and after a finding's."""
SAME = 2
"""Limit on choices shared by both stories, above which they are told in one line."""
NOTHING = 5e-4
"""Smallest share drawn."""
SIGNS = {"✔": "", "✘": "bad", "!": "open", "?": "open"}
Panels = dict[str, str]


@cache
def environment() -> Environment:
    """The templates, with the words of screens as filters. Everything is escaped unless a template is given markup."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("epilogue.views.html"),
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
        share=words.share,
        shares=shares,
        worth=number,
        moments=moments,
        indices=indices,
    )
    return made


def shares(odds: Sequence[float]) -> list[tuple[int, float, str]]:
    """Endings likely enough to draw: index, odds, and odds in words; one is "certain" only if no other is possible."""
    alone = sum(share > 0 for share in odds) == 1
    describe = words.certainty if alone else words.chance
    return [(n, share, describe(share)) for n, share in enumerate(odds) if share >= NOTHING]


def static(name: str) -> str:
    """The text of a static file: a stylesheet or a script."""
    return files("epilogue.views.html").joinpath("static", name).read_text(encoding="utf-8")


def render(template: str, **values: Any) -> str:
    """One part, from its template."""
    return environment().get_template(f"{template}.html.j2").render(**values)


def markup(text: str) -> Any:
    """Marks text as HTML that is not to be escaped again."""
    from markupsafe import Markup

    return Markup(text)


def title(name: str) -> Panels:
    """The story's title."""
    return {"title": str(markup("{}").format(words.clean(name)))}


def endings(report: EndingsReport, readings: Sequence[Sequence[Moment]], readers: str = AT_RANDOM) -> Panels:
    """Panels of the proofs and of the endings, each with a soonest way to be read."""
    whole = SimpleNamespace(endings=report, readings=readings)
    return {
        "summary": render("summary", whole=whole, proved=proved(report)),
        "endings": render("endings", whole=whole, readers_doing=readers),
    }


def story_map(drawn: StoryMap, number: int = 0) -> Panels:
    """The map, as far as it can be read; ``number``: of several in one page."""
    shown = readable(drawn)
    svg, data = markup(to_svg(shown, laid_out(shown))), markup(map_data(shown))
    return {"map": render("map", whole=SimpleNamespace(map=shown), map_svg=svg, map_data=data, number=number)}


def game_map(talks: Sequence[ConversationMap]) -> Panels:
    """The conversations of a game, each with its map, to be chosen from."""
    drawn = [(talk, markup(story_map(talk.map, number)["map"])) for number, talk in enumerate(talks)]
    return {"map": render("game_map", talks=drawn)}


def findings(check: CheckReport) -> Panels:
    """The panel of problems, by cause, with the lines of the story."""
    return {"findings": render("findings", whole=SimpleNamespace(check=check), excerpts=excerpts(check))}


def stakes(verdict: Verdict | None, readers: str = AT_RANDOM) -> Panels:
    """Panel of payoffs; without stakes, how to declare them."""
    if verdict is None:
        return {"stakes": render("no_stakes")}
    rows = sorted(verdict.endings, key=lambda r: (-r.ending.odds.value, -r.ending.odds.high, r.ending.file, r.ending.line))
    index_of = {row.ending.id: index for index, row in enumerate(rows)}
    return {
        "stakes": render(
            "stakes",
            whole=SimpleNamespace(verdict=verdict),
            index_of=index_of,
            stakes_said=stakes_said(verdict),
            tradeoff_svg=markup(trade_off(verdict)),
            readers_doing=readers,
        )
    }


def choices(report: EndingsReport, risks: Sequence[PassageRisks], complete: bool = True) -> Panels:
    """The panel of risks, by choice; empty where the search was stopped early."""
    return {"choices": render("choices", whole=SimpleNamespace(endings=report, risks=risks), complete=complete)}


def text(report: EndingsReport, drawn: StoryMap, read: Sequence[int]) -> Panels:
    """The panel of words: how many there are, and how many a reader sees."""
    total = sum(passage.words for passage in drawn.passages)
    whole = SimpleNamespace(endings=report, map=drawn, words=total)
    return {"words": render("words", whole=whole, words_svg=markup(words_read(read)))}


def could_have_been(dream: WhatIf | None, why: WhyPlay | None = None) -> str:
    """A playthrough beside what could have been, and its arc."""
    arc = markup(arcs_picture.svg(why)) if why is not None and why.steps else ""
    other = dream is not None and dream.could is not None and not dream.already
    luck = about_luck(dream) if dream is not None and other else []
    lost = where_lost(dream.lost, dream) if dream is not None and dream.lost is not None and other else ""
    return render(
        "play", whole=SimpleNamespace(whatif=dream, why=why), side_by_side=side_by_side, luck=luck, lost=lost, arc_svg=arc
    )


def source(texts: Mapping[str, str | None], check: CheckReport, report: EndingsReport, drawn: StoryMap | None = None) -> Panels:
    """The story's own lines, with what was found about each, and how often readers come there."""
    marks: dict[tuple[str, int], tuple[str, str]] = {}
    for unseen in report.never_offered:
        marks[file_name(unseen.file), unseen.line] = ("never", "no reader is ever offered this")
    for finding in check.findings:
        marks[file_name(finding.file), finding.line] = (finding.severity, words.clean(finding.why))
    often = coverage(drawn) if drawn is not None else {}
    shown = []
    for path, content in texts.items():
        if content is not None and not path.endswith(".toml"):
            name = file_name(path)
            numbered = enumerate(content.splitlines(), 1)
            lines = [(n, line, *marks.get((name, n), ("", "")), often.get((name, n), "")) for n, line in numbered]
            shown.append((name, lines))
    main = file_name(report.file)
    shown.sort(key=lambda file: file[0] != main)
    return {"source": render("source", files=shown)}


def coverage(drawn: StoryMap) -> dict[tuple[str, int], str]:
    """Reading frequencies by file and line: how often a passage is seen, or an option taken where it is offered."""
    frequencies: dict[tuple[str, int], str] = {}
    for passage in drawn.passages:
        frequencies[file_name(passage.file), passage.line] = f"seen: {passage.odds_text}"
        for option in passage.options:
            if option.offered:
                frequencies[file_name(option.file), option.line] = f"taken: {words.chance(option.taken / option.offered)}"
    return frequencies


def not_for_games() -> str:
    """Placeholder for panels of single stories."""
    return render("not_for_games")


def indices(endings: Sequence[Ending]) -> list[int]:
    """The place of each ending among those of its conversation, or of the story."""
    met: Counter[str | None] = Counter()
    numbers = []
    for ending in endings:
        numbers.append(met[ending.conversation])
        met[ending.conversation] += 1
    return numbers


def moments(transcript: Sequence[Moment]) -> list[tuple[str, str]]:
    """A playthrough's moments that say something: kind and words."""
    return [(moment.kind, text) for moment in transcript if (text := words.clean(moment.text))]


def side_by_side(rows: Sequence[Row]) -> list[Row | str]:
    """Two stories side by side; where they do the same for long, how many choices that is."""
    shown: list[Row | str] = []
    same: list[Row] = []

    def close() -> None:
        choices = sum(row.was is not None and row.was.kind == "choice" for row in same)
        if choices > SAME:
            shown.append(f"… the same {words.choices(choices)} …")
        else:
            shown.extend(same)
        same.clear()

    for row in rows:
        if row.met and row.same:
            same.append(row)
        else:
            close()
            shown.append(row)
    close()
    return shown


def proved(report: EndingsReport) -> list[tuple[str, str]]:
    """The headline of ``endings``: the kind of each line ("", bad, open) and the line."""
    lines = []
    for line in headline(report, 100_000)[1:]:
        sign = line[:1]
        if sign in SIGNS:
            lines.append((SIGNS[sign], line[1:].strip()))
        elif line.strip():
            lines.append(("open", line.strip()))
    return lines


def map_data(drawn: StoryMap) -> str:
    """The data of passages for the map's script, as JSON that cannot end the element it stands in."""
    passages = [
        {
            "name": words.clean(passage.name),
            "where": f"{file_name(passage.file)}, line {passage.line}; seen: {passage.odds_text}; "
            f"{words.plural(passage.words, 'word')}" + (f"; {passage.why}" if passage.why else ""),
            "file": file_name(passage.file),
            "line": passage.line,
            "group": passage.group,
            "options": [
                {
                    "text": words.clean(option.text),
                    "line": option.line,
                    "taken": "never offered" if not option.offered else words.chance(option.taken / option.offered),
                }
                for option in passage.options
            ],
        }
        for passage in drawn.passages
    ]
    return json.dumps({"passages": passages}).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def excerpts(check: CheckReport) -> list[list[tuple[int, str]]]:
    """The lines of the story around each finding."""
    sources = SourceLines()
    blocks = []
    for finding in check.findings:
        lines = range(max(finding.line - AROUND, 1), finding.line + AROUND + 1)
        blocks.append([(n, sources.line(Span(finding.file, n))) for n in lines] if finding.line else [])
    return blocks


def stakes_said(verdict: Verdict) -> str:
    """The verdict in a sentence or two."""
    worse = [row for row in verdict.endings if row.judgement == "worse"]
    golden = [row for row in verdict.endings if row.judgement == "golden"]
    sentences = []
    if verdict.complete and all(stake.settled for stake in verdict.stakes):
        sentences.append("However it ends, everybody gets the same.")
    elif golden:
        which = "" if verdict.complete else " that was found"
        sentences.append(f"Everybody can have everything{which}: {_names([row.ending for row in golden])}.")
    elif verdict.complete:
        sentences.append("No outcome is best for everybody in everything: more for one is less for another.")
    if worse:
        sentences.append(
            f"For {len(worse)} of {words.plural(len(verdict.endings), 'ending')}, another is at least as good for everyone, and "
            f"better for somebody{'' if verdict.complete else ', as far as was found'}."
        )
    if not verdict.complete:
        sentences.append("The search stopped early: there may be other outcomes.")
    return " ".join(sentences)


def _names(endings: Sequence[Ending]) -> str:
    return ", ".join(words.clean(label(ending, 60)) for ending in endings)
