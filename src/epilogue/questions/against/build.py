"""Compares this version of a story with another, each searched with its own settings."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from epilogue.answers import MEANT, Ending, EndingsReport, Odds, steps_of
from epilogue.budget import bound, stage
from epilogue.diagnostics import StoryError, did_you_mean, unreadable
from epilogue.ir.program import Program, passages_of
from epilogue.languages.loaded import ObservedExpression
from epilogue.machine import save
from epilogue.machine.draws import IndependentDraws
from epilogue.machine.follow import Follower, PathDraws
from epilogue.machine.play import Session
from epilogue.machine.step import Code
from epilogue.questions.against import analysis
from epilogue.questions.against.answer import Against, Changed, ComparedVersion, LostEnding, Moved, Parting, Piece, Same
from epilogue.questions.against.revisions import Version
from epilogue.questions.check.build import examine
from epilogue.questions.check.context import RuleContext
from epilogue.questions.endings.report import endings_report, found_endings
from epilogue.questions.properties.answer import Property
from epilogue.questions.properties.build import GAME, decided, studied, undecided
from epilogue.questions.properties.formulas import Formula, conditions, formulas
from epilogue.source import Span
from epilogue.space.state_graph import GraphEnding, distinguishing_line
from epilogue.space.watch import Watch
from epilogue.story.found_endings import KnownEndings, StoryIdentity
from epilogue.story.project import Project, load
from epilogue.story.transcript import transcript
from epilogue.views.text import words

EVENTS = ("lost-ending", "odds", "unreachable", "property")
"""Events for ``--fail-on``."""
USUAL = ("lost-ending", "property")
ROUNDING = 1e-9
HALF = 0.5
"""Share of the time given to the other version."""


def against(project: Project, other: Version, fail_on: Sequence[str] = USUAL, watch: Watch | None = None) -> Against:
    """Compares the other version of the story with this one. Raises StoryError, also for an event that does not exist."""
    watch = watch or Watch()
    with bound(watch.budget):
        return _against(project, other, events(fail_on), watch)


def _against(project: Project, other: Version, wanted: tuple[str, ...], watch: Watch) -> Against:
    with stage("following the other version", HALF):
        before = _SearchedVersion(load(other.path, project.allow_outside, old=True), other.label, watch, other)
    now = _SearchedVersion(project, "now", watch)
    pairs = analysis.same_endings(before.ends, now.ends)
    gone, come = _left(before, [pair[0] for pair in pairs]), _left(now, [pair[1] for pair in pairs])
    broke, held, dropped = _properties(before, now)
    content = analysis.compared(before.pieces, now.pieces)
    same = [Same(before.endings[old_index], now.endings[new_index]) for old_index, new_index in pairs]
    gone.sort(key=lambda ending: -ending.odds.value)
    come.sort(key=lambda ending: -ending.odds.value)
    lost = [ending for ending in gone if ending.kind in MEANT and now.settles(ending)]
    gained = [ending for ending in come if ending.kind in MEANT and before.settles(ending)]
    moved = _moved(before, now, same)
    unreachable = now.pieces_at([index for _, index in content.lost])
    happened = {"lost-ending": lost, "odds": moved, "unreachable": unreachable, "property": broke}
    return Against(
        story=project.name,
        file=project.path,
        before=before.side,
        now=now.side,
        lost=tuple(_lost(before, ending, now) for ending in lost),
        gained=tuple(gained),
        faults=tuple(ending for ending in come if ending.kind not in MEANT and before.settles(ending)),
        mended=tuple(ending for ending in gone if ending.kind not in MEANT and now.settles(ending)),
        kept=len(same),
        renamed=tuple(pair for pair in same if _called(pair.before) != _called(pair.now)),
        unsure=tuple(
            [ending for ending in gone if not now.settles(ending)] + [ending for ending in come if not before.settles(ending)]
        ),
        moved=tuple(moved),
        unreachable=unreachable,
        reachable=now.pieces_at([index for _, index in content.found]),
        unseen=now.pieces_at(content.added),
        broke=broke,
        held=held,
        dropped=dropped,
        fail_on=wanted,
        failed=tuple(name for name in wanted if happened[name]),
    )


def events(names: Sequence[str]) -> tuple[str, ...]:
    """Events requested, in canonical order. Raises StoryError for an unknown name."""
    for name in names:
        if name not in EVENTS:
            hint = did_you_mean(name, EVENTS, 1, 0.4, f"there are: {', '.join(EVENTS)}")
            raise unreadable(f"--fail-on does not know {name!r}", None, hint)
    return tuple(name for name in EVENTS if name in names)


class _SearchedVersion:
    """One of the two versions, searched."""

    def __init__(self, project: Project, label: str, watch: Watch, checkout: Version | None = None) -> None:
        self.project = project
        self.checkout = checkout
        self.watch = watch
        self.context: RuleContext = examine(project, self.again())
        searched = self.context.searched
        self.program = self.context.program
        story = StoryIdentity(self.program, project.settings, project.name, project.path)
        parts = found_endings(self.program, searched.whole, None, searched.done)
        self.report: EndingsReport = endings_report(story, None, searched.whole, parts, "control", None, None)
        in_order = sorted(self.report.endings, key=lambda e: (e.file, e.line, e.id))
        self.endings = [ending._replace(file=self.named(ending.file)) for ending in in_order]
        self.ends = [analysis.traits_of(ending) for ending in self.endings]
        self.side = ComparedVersion(label, self.report.complete, self.report.reason)
        self.places, self.pieces = self._pieces()

    def again(self) -> Watch:
        """The user's limits, for a search of its own."""
        return Watch(self.watch.asked, self.watch.beats)

    def named(self, file: str) -> str:
        return file if self.checkout is None else self.checkout.named(file)

    def settles(self, ending: Ending) -> bool:
        """Whether an ending not found here is proved unreachable: nothing left open can be it."""
        unsettled = self.report.unsettled
        if self.report.complete:
            return True
        if unsettled is None or unsettled.anything:
            return False
        return not any(
            possible.kind == ending.kind or {possible.kind, ending.kind} <= set(MEANT) for possible in unsettled.endings
        )

    def _pieces(self) -> tuple[list[int], list[analysis.SourcePiece]]:
        """Options, texts and passages of the source, and whether readers meet them, by position."""
        context, program = self.context, self.program
        pieces: dict[int, analysis.SourcePiece] = {}
        whole = context.complete
        for position, instruction in enumerate(program.code):
            if instruction.op == "offer" and not program.choices[instruction.a].fallback:
                site = program.choices[instruction.a]
                offered = site.id in context.searched.whole.shown
                pieces[position] = self._piece("option", position, site.text, offered, position in context.lost_options)
        for position, text in context.texts.items():
            lost = position in context.lost_texts
            # The label is evaluated even if the option is not offered.
            labelled = any(node.label for node in context.evidence.nodes_at.get(position, ()))
            met = context.read(position) if labelled else whole or context.met(position)
            pieces[position] = self._piece("text", position, text, not lost and met, lost)
        for number in program.passages:
            position = context.begins(number)
            if number not in context.functions and position not in pieces:
                lost = position in context.lost_passages
                met = not lost and (whole or context.entered(number))
                met_now: analysis.MetStatus = "never" if lost else "met" if met else "open"
                pieces[-1 - number] = analysis.SourcePiece("passage", "", program.blocks[number].name, met_now)
        return list(pieces), list(pieces.values())

    def _piece(self, sort: str, position: int, text: str, met: bool, lost: bool) -> analysis.SourcePiece:
        number = self.context.passage[position]
        within = self.program.blocks[number].name if number >= 0 else ""
        return analysis.SourcePiece(sort, within, " ".join(text.split()), "never" if lost else "met" if met else "open")

    def pieces_at(self, numbers: Sequence[int]) -> tuple[Piece, ...]:
        """Pieces with their places, and the causes of those that no reader meets."""
        context = self.context
        position_of = {number: self._position(number) for number in numbers}
        lost = [position_of[number] for number in numbers if self.pieces[number].met == "never"]
        causes = context.why(lost) if lost else {}
        pieces = []
        for number in numbers:
            piece, position = self.pieces[number], self.places[number]
            span = self.program.blocks[-1 - position].span if position < 0 else self.program.code[position].span
            span = span or Span("", 0)
            cause = causes.get(position_of[number])
            where = (cause.span.file, cause.span.line, cause.why) if cause is not None else ("", 0, "")
            pieces.append(Piece(piece.sort, span.file, span.line, piece.text, piece.passage, *where))
        sorts = ("passage", "option", "text")
        return tuple(
            sorted(
                pieces, key=lambda piece: (piece.cause_file, piece.cause_line, sorts.index(piece.sort), piece.file, piece.line)
            )
        )

    def _position(self, number: int) -> int:
        position = self.places[number]
        return self.context.begins(-1 - position) if position < 0 else position


def _left(version: _SearchedVersion, matched: Sequence[int]) -> list[Ending]:
    indices = set(matched)
    return [ending for index, ending in enumerate(version.endings) if index not in indices]


def _called(ending: Ending) -> str:
    return ending.name or ""


# -- odds


def _moved(before: _SearchedVersion, now: _SearchedVersion, same: Sequence[Same]) -> list[Moved]:
    """Odds that have certainly changed, the largest change first."""
    pairs = [Moved(pair.now, pair.before.odds, pair.now.odds) for pair in same]
    pairs.append(Moved(None, before.report.endless, now.report.endless))
    moved = [change for change in pairs if _differ(change.before, change.now)]
    return sorted(moved, key=lambda change: -abs(change.before.value - change.now.value))


def _differ(odds: Odds, other: Odds) -> bool:
    if odds.exact is not None and other.exact is not None:
        return odds.exact != other.exact and words.odds(odds) != words.odds(other)
    apart = odds.high + ROUNDING < other.low or other.high + ROUNDING < odds.low
    return apart and words.odds(odds) != words.odds(other)


# -- properties


def _properties(
    before: _SearchedVersion, now: _SearchedVersion
) -> tuple[tuple[Changed, ...], tuple[Changed, ...], tuple[str, ...]]:
    """Properties that broke, those that hold again, and the names of those dropped."""
    asserted = formulas(now.project)
    dropped = tuple(name for name in before.project.settings.properties if name not in now.project.settings.properties)
    if not asserted:
        return (), (), dropped
    present = _verdicts(now, asserted)
    before.project.settings = before.project.settings._replace(properties=now.project.settings.properties)
    earlier = _verdicts(before, _fitting(before, formulas(before.project)))
    changed = [Changed(verdict, earlier.get(name)) for name, verdict in present.items() if verdict is not None]
    broke = tuple(c for c in changed if c.now.verdict == "broken" and (c.before is None or c.before.verdict != "broken"))
    held = tuple(c for c in changed if c.now.verdict == "holds" and c.before is not None and c.before.verdict == "broken")
    return broke, held, dropped


def _fitting(version: _SearchedVersion, asserted: Sequence[Formula]) -> list[Formula]:
    """Properties that fit the version."""
    fitting = []
    for formula in asserted:
        try:
            version.project.observe_all(
                [ObservedExpression(key, expression.text, expression.span) for key, expression in conditions([formula]).items()]
            )
        except StoryError:
            continue
        fitting.append(formula)
    return fitting


def _verdicts(version: _SearchedVersion, asserted: Sequence[Formula]) -> dict[str, Property | None]:
    """Verdict on each property; None where the version has no such ending."""
    if version.project.settings.entries:
        return {formula.name: undecided(formula, GAME) for formula in asserted}
    study = studied(version.project, asserted, version.again())
    verdicts: dict[str, Property | None] = {}
    for formula in asserted:
        try:
            (verdicts[formula.name],) = decided(study, [formula], version.again())
        except StoryError:
            if version.checkout is None:
                raise
            verdicts[formula.name] = None
    return verdicts


# -- paths that used to reach an ending


def _lost(before: _SearchedVersion, ending: Ending, now: _SearchedVersion) -> LostEnding:
    moments = tuple(transcript(before.project, ending.path))
    unbegun = _unbegun(ending.conversation, now.project)
    parts = Parting(0, "", unbegun, (), None, ()) if unbegun else _parting(before, ending.path, now)
    return LostEnding(ending, steps_of(moments), moments, parts)


def _unbegun(conversation: str | None, project: Project) -> str:
    """Why the game no longer begins this conversation; "" if it does, or the story is no game."""
    begun = [entry.name for entry in project.settings.entries]
    if conversation is not None and conversation not in begun:
        return f"[entries] in epilogue.toml has no “{conversation}”"
    return "[entries] in epilogue.toml makes the story a game of conversations" if conversation is None and begun else ""


def _parting(before: _SearchedVersion, path: Sequence[int], now: _SearchedVersion) -> Parting:
    """Point where a playthrough stops fitting this version, and what differs there. An option that is gone may only have been
    edited; it is then matched with one that was not beside it before."""
    session = Follower(before.program).session(path)
    saved = save.from_json(save.to_json(session, ""), now.project.path)
    begun = save.resume(Code(now.program), saved._replace(choices=[]), IndependentDraws(Random(0)))
    again, notes, lost = begun.session, list(begun.notes), None
    made = 0
    for choice, menu in zip(saved.choices, _menus(before.program, path), strict=True):
        while again.goes_on:
            again.converse()
        texts = [option.text for option in again.options]
        index = save.matching([text if text == choice.text or text not in menu else "" for text in texts], choice)
        made += 1
        if index is None:
            lost = choice.text
            break
        if texts[index] != choice.text:
            notes.append(f"Choice {made}, “{choice.text}”, reads “{texts[index]}” now.")
        again.choose(index)
    ends = None
    if again.ended is not None:
        last = distinguishing_line(again.ended, again.mark or "", again.state.last)
        here = KnownEndings(now.program, now.endings).find(
            GraphEnding(again.ended, again.state.stop, again.mark or "", "", last=last)
        )
        ends = again.ended if here is None else here.name or words.quote(here.last_words, 60)
    around = passages_of(now.program)
    within = [around[option.site.target_block] for option in again.options]
    passage = now.program.blocks[within[0]].name if within and within[0] >= 0 else ""
    return Parting(made, passage, lost, tuple(option.text for option in again.options), ends, tuple(notes))


def _menus(program: Program, path: Sequence[int]) -> list[tuple[str, ...]]:
    """Options on offer at each choice of a playthrough, as they read."""
    menus = []
    indices = list(reversed(path))
    session = Session(Code(program), PathDraws(indices))
    while indices and (session.ended is None or session.goes_on):
        if session.ended is None:
            menus.append(tuple(option.text for option in session.options))
            session.choose(indices.pop())
        else:
            session.converse()
    return menus
