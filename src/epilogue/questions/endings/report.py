"""Builds the report from the analyses: names, places, last words, and causes in a writer's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from epilogue import answers
from epilogue.analysis.causes import Causes, Explanation
from epilogue.analysis.claims import SettledClaims, claims, unreached_endings
from epilogue.analysis.conversations import conversations
from epilogue.analysis.evidence import Evidence
from epilogue.analysis.intended import IntendedFindings
from epilogue.analysis.sources import StorySource
from epilogue.budget import attempt
from epilogue.flow.focus import Focus
from epilogue.flow.graph import FlowGraph
from epilogue.ir.program import Program, in_unbegun
from epilogue.questions.endings.stops import stopping
from epilogue.settings import key_span
from epilogue.source import NOWHERE, Span
from epilogue.space.state_graph import StateGraph
from epilogue.story.found_endings import UNKNOWN, FoundEndings, StoryIdentity, endings_of
from epilogue.story.search import HALF, returning, unexplored
from epilogue.story.unknown_code import unknown_notes
from epilogue.story.unsettled import counted, odds_in, unsettled

if TYPE_CHECKING:
    from epilogue.flow.externals import AssumedResult
    from epilogue.space.search import Search
    from epilogue.space.unexplored import Unexplored
    from epilogue.verify.checks import VerificationResult


def endings_report(
    story: StoryIdentity,
    flow: FlowGraph | None,
    graph: StateGraph,
    parts: list[FoundEndings],
    precision: answers.Precision,
    by: str | None,
    entry: str | None,
    again: Callable[[FlowGraph, Focus], StateGraph] | None = None,
) -> answers.EndingsReport:
    """The report of every ending; ``flow`` is the unreduced FlowGraph of ``graph``, ``parts`` the endings found there
    (:func:`found_endings`), ``again`` what searches it once more, with regard to what is asked for."""
    program = story.program
    first, game = parts[0], bool(graph.begins)
    open_part = first.unexplored
    talks = first.talk is not None
    result = first.result._replace(endings=tuple(ending for part in parts for ending in part.result.endings))
    settled = claims(program, graph if talks else first.graph, result, open_part, precision != "control")
    unseen = None if flow is None or again is None else _UnseenCauses(story, Evidence(program, flow, graph, again))

    def stops() -> answers.Stops:
        return stopping(program, flow, first.bounds, settled, open_part.always_offered if open_part else ())

    choices = None if graph.outside else first.result.expected_choices
    ids: dict[str, int] = {}
    # what a report cannot be without comes first: what is optional may use up the time that is left
    endings = tuple(found_ending.ending for part in parts for found_ending in endings_of(story, part, ids, by))
    endless = UNKNOWN if game and not graph.complete else _worst([part.endless() for part in parts])
    left_open = _left(story, first, graph, open_part, settled) if not graph.complete and not (game and entry) else None
    unreached: tuple[answers.Unreached, ...] = ()
    never_offered = () if unseen is None else unseen.options(settled.options.refuted)
    never_shown = None if unseen is None or settled.texts is None else unseen.texts(settled.texts.refuted)
    if entry is None:
        open_ = unreached_endings(program, {ending.ending.mark for ending in result.endings}, settled)
        unreached = tuple(_unreached(program, mark, proved, unseen) for mark, proved in open_.items())
    notes = _notes(story.program)
    if graph.complete and entry is None:
        notes = (*notes, *_unknown_ids(story, endings))
    return answers.EndingsReport(
        story=story.name,
        file=story.file,
        outcome="complete" if graph.complete else "truncated",
        reason=_reason(story.program, graph),
        precision=precision,
        choices_in_text=len(story.program.choices),
        states=graph.states,
        transitions=graph.transitions,
        cyclic=any(part.result.cyclic for part in parts),
        playthroughs=None if talks else first.result.playthroughs,
        expected_choices=None if choices is None else float(choices),
        endless=endless,
        endings=endings,
        never_offered=never_offered,
        never_shown=never_shown,
        by=by,
        notes=notes,
        entry=_GAME if game else None if entry is None else _ENTRY.format(entry),
        claims=None if game and entry is not None else counted(settled, game),
        stops=None if game or not first.result.known else attempt("looking for loops", stops, None),
        unsettled=left_open,
        stopped_by=graph.stopped_by,  # type: ignore[arg-type]
        looked_at=graph.looked_at,
        unreached=unreached,
    )


def found_endings(program: Program, graph: StateGraph, entry: str | None, done: Search | None) -> list[FoundEndings]:
    """The endings found in the whole story, or in each conversation of a game (``entry``: in this one alone). ``done``: the
    search with this graph."""
    open_part = unexplored(graph, done)
    talks = [talk for talk in conversations(graph) if entry in (None, talk.name)] if graph.begins else []
    whole = graph if graph.begins else returning(program, graph, done)
    return [FoundEndings(talk.graph, open_part, talk, graph) for talk in talks] or [FoundEndings(whole, open_part)]


def _cause(explanation: Explanation | None) -> answers.Cause | None:
    if explanation is None:
        return None
    return answers.Cause(explanation.span.file, explanation.span.line, explanation.why, explanation.meant)


def _unreached(program: Program, mark: str, proved: bool, unseen: _UnseenCauses | None) -> answers.Unreached:
    """An ending marked by the author that no playthrough was found to reach."""
    span = min(other.span or NOWHERE for other in program.marks if (other.key, other.value) == ("ending", mark))
    searcher = unseen if proved else None
    explanation = (
        attempt("looking for causes", lambda: searcher.causes.of_mark(mark), None, HALF) if searcher is not None else None
    )
    return answers.Unreached(mark, span.file, span.line, _cause(explanation), proved)


def _left(
    story: StoryIdentity, first: FoundEndings, graph: StateGraph, open_part: Unexplored | None, settled: SettledClaims
) -> answers.Unsettled:
    """The open claims of a search that stopped early; in a game without odds."""
    if graph.begins:
        return unsettled(story.program, story.settings, open_part, 1.0, lambda ending: UNKNOWN, settled)
    bounds = first.bounds
    share = float(bounds.result.open)
    return unsettled(story.program, story.settings, open_part, share, lambda ending: odds_in(bounds.possible(ending)), settled)


_ENTRY = (
    "From {} on, as if the story began there: variables as declared, nothing visited yet. Readers "
    "who get there from the beginning may bring more, or less."
)
_GAME = "Conversations can be played in any order, as often as epilogue.toml lets them, so chances are ranges."


def _worst(odds: list[answers.Odds]) -> answers.Odds:
    """Odds of the same event in several conversations: from the least to the greatest."""
    if len(odds) == 1:
        return odds[0]
    least, greatest = min(odds, key=lambda o: o.low), max(odds, key=lambda o: o.high)
    depends = tuple(dict.fromkeys(name for each in odds for name in each.depends))
    if not depends and least.low != greatest.high:
        depends = ("which conversation it is",)
    return answers.Odds(least.low, least.exact if least.low == greatest.high else None, least.low, greatest.high, depends)


def with_check(report: answers.EndingsReport, verified: VerificationResult) -> answers.EndingsReport:
    """Report with the result of the check; after a difference nothing in it counts as proved and no odds are known."""
    check = answers.Check(verified.steps, verified.total, verified.changed, verified.differences)
    if not verified.differences:
        return report._replace(check=check)
    doubtful = [
        ending._replace(
            odds=_doubtful(ending.odds),
            variants=tuple(variant._replace(odds=_doubtful(variant.odds)) for variant in ending.variants),
        )
        for ending in report.endings
    ]
    return report._replace(check=check, outcome="doubtful", endings=tuple(doubtful))


def _doubtful(odds: answers.Odds) -> answers.Odds:
    return answers.Odds(odds.value, None, 0.0, 1.0)


def with_unknown(report: answers.EndingsReport, program: Program, assumed: list[AssumedResult]) -> answers.EndingsReport:
    """Report with notes on the assumed results of undeclared functions; if these vary, playthroughs are without number."""
    notes = (*report.notes, *unknown_notes(report, program, assumed))
    if not any(len(result.given.values) > 1 for result in assumed):
        return report._replace(notes=notes)
    endings = [
        ending._replace(playthroughs=None, variants=tuple(variant._replace(playthroughs=None) for variant in ending.variants))
        for ending in report.endings
    ]
    return report._replace(notes=notes, playthroughs=None, endings=tuple(endings))


def _notes(program: Program) -> tuple[str, ...]:
    """Notes on what the model leaves out of this story."""
    seeds = sorted({i.span.line for i in program.code if i.op == "seed_random" and i.span})
    if not seeds:
        return ()
    lines = ", ".join(map(str, seeds))
    return (f"Luck is taken as fair and independent: the seed that the story sets (line {lines}) is ignored.",)


def _unknown_ids(story: StoryIdentity, endings: Iterable[answers.Ending]) -> Iterator[str]:
    """Notes on names in the settings for ids that no ending has."""
    used = {ending.id for ending in endings} | {mark.value for mark in story.program.marks if mark.key == "ending"}
    for name in story.settings.endings:
        if name not in used:
            yield f"{key_span(story.settings, 'endings', name)}: endings.{name} names nothing: no ending has this mark or id."


def _reason(program: Program, graph: StateGraph) -> str | None:
    if graph.stopped_at is None:
        return graph.reason
    return f"{graph.reason} ({program.code[graph.stopped_at].span or program.name})"


# -- what no reader can see


class _UnseenCauses:
    def __init__(self, story: StoryIdentity, evidence: Evidence) -> None:
        self.story = story
        self.program = story.program
        self.evidence = evidence
        self.sources = StorySource(story.program.semantics.advice)
        self.intended = IntendedFindings(story.program, story.settings, self.sources)
        self.aside = in_unbegun(story.program)

    def options(self, sites: Iterable[int]) -> tuple[answers.Unseen, ...]:
        """Options at these sites, which are never on offer."""
        position_of = {i.a: position for position, i in enumerate(self.program.code) if i.op == "offer"}
        missing = [self.program.choices[site] for site in sites]
        return self.explained(
            [(position_of[site.id], site.text, site.span) for site in missing if not self.aside(position_of[site.id])]
        )

    def texts(self, positions: Iterable[int]) -> tuple[answers.Unseen, ...]:
        """Texts at these positions, which are never shown."""
        code = self.program.code
        return self.explained(
            [
                (position, " ".join(code[position].a.split()), code[position].span)
                for position in positions
                if not self.aside(position)
            ]
        )

    def explained(self, missing: list[tuple[int, str, Span | None]]) -> tuple[answers.Unseen, ...]:
        if not missing:
            return ()
        causes = attempt("looking for causes", lambda: self.causes.of([position for position, _, _ in missing]), {}, HALF)
        unseen = []
        for position, text, span in missing:
            where, explanation = span or NOWHERE, causes.get(position)
            intended = self.intended.says(where) or (explanation is not None and self.intended.says(explanation.span))
            unseen.append(answers.Unseen(where.file, where.line, text, _cause(explanation), intended))
        unseen.sort(key=lambda u: (u.file, u.line))
        return tuple(unseen)

    @cached_property
    def causes(self) -> Causes:
        """Causes of what is never met."""
        return Causes(self.program, self.evidence, self.story.settings.assume, self.sources)
