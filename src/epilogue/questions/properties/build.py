"""The properties of ``epilogue.toml``, decided: each holds, is broken, or is open."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from difflib import get_close_matches
from fractions import Fraction
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from epilogue.abstract.possible_endings import RESTART, PossibleEnding
from epilogue.answers import Odds
from epilogue.budget import attempt
from epilogue.diagnostics import Diagnostic, Severity, StoryError
from epilogue.flow.context import Observations
from epilogue.languages.loaded import ObservedExpression
from epilogue.machine.play import Choice
from epilogue.questions.properties import analysis
from epilogue.questions.properties.analysis import DecidedProperty, PropertyVerdict
from epilogue.questions.properties.answer import Property
from epilogue.questions.properties.formulas import Formula, Operand, conditions, formulas, pointed
from epilogue.space.watch import Watch
from epilogue.story.project import Project, ending_names
from epilogue.story.search import returning, search
from epilogue.story.study import Study
from epilogue.story.unsettled import passage
from epilogue.views.text import words

if TYPE_CHECKING:
    from epilogue.space.state_graph import StateGraph
    from epilogue.space.word_counts import EdgeWords

TOO_CLOSE = Fraction(1, 10**9)
"""Tolerance: inexact odds this close to a limit are on neither side of it."""
BACK = "goes back to the beginning"
GAME = "a game of several conversations is not one playthrough, and properties are asked of each"


def properties(project: Project, watch: Watch | None = None) -> tuple[Property, ...]:
    """All properties in the settings, in order. Raises StoryError for one that cannot be read or does not fit."""
    asserted = formulas(project)
    if not asserted:
        return ()
    if project.settings.entries:
        return tuple(undecided(formula, GAME) for formula in asserted)
    return decided(studied(project, asserted, watch), asserted, watch)


def expect(project: Project) -> None:
    """Reads what the properties need before any search, so that all searches are of one program. What does not fit is reported
    when it is decided."""
    with suppress(StoryError):
        project.observe_all(
            [
                ObservedExpression(key, expression.text, expression.span)
                for key, expression in conditions(formulas(project)).items()
            ]
        )


def studied(project: Project, asserted: Sequence[Formula], watch: Watch | None = None) -> Study:
    """The story searched with the expressions of these properties observed. Raises StoryError, with a caret, for one that does
    not fit."""
    try:
        return Study(project, conditions(asserted), watch=watch)
    except StoryError as error:
        operands = (
            operand
            for formula in asserted
            for operand in (formula.first, formula.then)
            if operand is not None and operand.ending is None
        )
        misspelt = [operand for operand in operands if get_close_matches(operand.text, ending_names(project), 1, 0.8)]
        diagnostics = [
            Diagnostic(Severity.ERROR, f"no ending is called {operand.text!r}", operand.span) for operand in misspelt[:1]
        ]
        raise pointed(StoryError(diagnostics) if diagnostics else error, project.settings, _names(project)) from None


def decided(study: Study, asserted: Sequence[Formula], watch: Watch | None = None) -> tuple[Property, ...]:
    """The properties of a story that was searched with their expressions observed."""
    judge = _PropertyJudge(study, watch)
    return tuple(
        attempt(f"deciding: {formula.name}", partial(judge.property, formula), undecided(formula, "the time was up"))
        for formula in asserted
    )


def _names(project: Project) -> list[str]:
    program = project.program
    return [*ending_names(project), *program.variables, *(program.blocks[block].name for block in program.passages)]


def undecided(formula: Formula, why: str) -> Property:
    """Property as one that nobody can decide."""
    return _property(formula, "open", why)


def _property(formula: Formula, verdict: PropertyVerdict, why: str) -> Property:
    return Property(formula.name, formula.text, formula.span.file, formula.span.line, verdict, why)


class _TextSearch(NamedTuple):
    """The story searched with its text, the words along each edge, and their totals."""

    graph: StateGraph
    along: EdgeWords
    words: analysis.WordBounds


class _PropertyJudge:
    def __init__(self, study: Study, watch: Watch | None) -> None:
        self.study = study
        self.watch = watch
        self.bits = {key: bit for bit, key in enumerate(study.conditions)}

    def property(self, formula: Formula) -> Property:
        if formula.form == "odds":
            return self.odds(formula)
        if formula.form == "words":
            return self.words(formula)
        return self.claim(formula)

    # -- temporal operators

    def claim(self, formula: Formula) -> Property:
        graph, first = self.study.graph, formula.first
        assert first is not None
        goal = self.where(first)
        claimed, denied = _wording(first, True), _wording(first, False)
        if formula.form == "always":
            decided = analysis.never(graph, _without(goal, analysis.stops(graph)))
            reasons = {"holds": f"{claimed} at every stop", "broken": f"readers can get to where {denied}"}
        elif formula.form == "never":
            decided = self.ruled_out(first, analysis.never(graph, goal), "holds")
            reasons = {"holds": f"no reader can get to where {claimed}", "broken": f"readers can get to where {claimed}"}
        elif formula.form == "reachable":
            decided = self.ruled_out(first, analysis.reachable(graph, goal), "broken")
            reasons = {"holds": f"readers can get to where {claimed}", "broken": f"no reader can get to where {claimed}"}
        elif formula.form == "eventually":
            decided = analysis.eventually(graph, goal)
            reasons = {
                "holds": f"every playthrough gets to where {claimed}",
                "broken": f"a playthrough {self.over(decided)} without getting to where {claimed}",
            }
        elif formula.form == "surely":
            decided = analysis.surely(graph, goal)
            reasons = {
                "holds": f"a reader who chooses at random is certain to get to where {claimed}",
                "broken": f"readers can lose the last chance to get to where {claimed}",
            }
            if self.over(decided) == BACK:
                reasons["broken"] = f"a playthrough {BACK} without getting to where {claimed}"
        else:
            assert formula.then is not None
            bad = self.where(formula.then)
            if not formula.negated:
                bad = _without(bad, analysis.stops(graph))
            decided = analysis.after(graph, goal, bad)
            always, broken = (_wording(formula.then, truth != formula.negated) for truth in (True, False))
            reasons = {
                "holds": f"from where {claimed}, always {always}",
                "broken": f"from where {claimed}, readers can get to where {broken}",
            }
        if decided.verdict == "open":
            return _property(formula, "open", self.unsettled())
        return self.shown(_property(formula, decided.verdict, reasons[decided.verdict]), decided)

    def over(self, decided: DecidedProperty) -> str:
        """Describes how a playthrough ends."""
        graph = self.study.graph
        if decided.round is not None:
            return "goes on for ever"
        ending = graph.ending[graph.target[decided.way[-1]]] if decided.way else -1
        return BACK if ending >= 0 and graph.endings[ending].kind == RESTART else "ends"

    def ruled_out(self, operand: Operand, decided: DecidedProperty, verdict: PropertyVerdict) -> DecidedProperty:
        """Decides an open claim about an ending whose odds cannot exceed 0."""
        if decided.verdict == "open" and operand.ending is not None and self.study.odds(*self.ending(operand)).high == 0:
            return DecidedProperty(verdict)
        return decided

    def where(self, operand: Operand) -> bytearray:
        """Stops where this holds, by state."""
        graph = self.study.graph
        if operand.ending is None:
            return analysis.noted(graph, self.bits[operand.key])
        held = bytearray(len(graph.kind))
        for state in self.ending(operand)[0]:
            held[state] = 1
        return held

    def ending(self, operand: Operand) -> tuple[frozenset[int], set[PossibleEnding]]:
        """States of the endings of this name, and open ones that may have it. Raises StoryError if the story has none of the
        name."""
        study = self.study
        places, marks = study.called(operand.text)
        if not places and not marks and study.complete:
            diagnostic = Diagnostic(Severity.ERROR, f"no ending is called {operand.text!r}", operand.span)
            names = [*ending_names(study.project), *(ending.id for ending in study.endings)]
            raise pointed(StoryError([diagnostic]), study.project.settings, names)
        passages = {operand.text.casefold(), *((study.endings[number].passage or "").casefold() for number in places)}
        open_endings = {
            possible
            for possible in (study.unexplored.prospects.bits if study.unexplored is not None else ())
            if possible.mark is None
            or possible.mark in marks
            or (passage(study.program, possible.position) or "").casefold() in passages
        }
        return frozenset(state for state, number in study.ending_of.items() if number in places), open_endings

    # -- numbers

    def odds(self, formula: Formula) -> Property:
        assert formula.first is not None
        odds = self.study.odds(*self.ending(formula.first))
        verdict = _compared(odds, formula.sign, formula.number, self.study.complete)
        why = "the story never ends like that" if odds.exact == 0 else f"the odds are {words.odds_depending(odds)}"
        if verdict == "open":
            why += f"; {self.unsettled()}" if not self.study.complete else ", too near to tell"
        return _property(formula, verdict, why)

    def words(self, formula: Formula) -> Property:
        text_search, sign, limit = self.read, formula.sign, formula.number
        if isinstance(text_search, str):
            return _property(formula, "open", text_search)
        graph, counts, read = text_search
        stopped = "" if graph.complete else f"; the search stopped early ({graph.reason}): more may exist"
        verdict: PropertyVerdict
        upper = sign in ("<", "<=")
        if upper:
            much = read.most is None or not _within(read.most, sign, limit)
            verdict = "broken" if much else "holds" if graph.complete else "open"
            way = read.most_way
            why = "there is no limit to what can be read: part of it can be read again and again"
            if read.most is not None:
                why = f"the longest playthrough has {words.plural(read.most, 'word')}{stopped}"
        else:
            short = read.least is not None and not _within(read.least, sign, limit)
            settled = graph.complete or (read.beyond is not None and _within(read.beyond, sign, limit))
            verdict = "broken" if short else "holds" if settled else "open"
            way = read.least_way
            why = (
                "no playthrough ends"
                if read.least is None
                else f"the shortest playthrough has {words.plural(read.least, 'word')}"
            )
            why += stopped
        verdict_ = _property(formula, verdict, why)
        if verdict != "broken":
            return verdict_
        path = analysis.spoken_actions(graph, way, counts.edges, upper)
        before = None if not upper or read.round is None else len(analysis.actions(graph, way[: read.round]))
        return self.played(verdict_, path, before)

    @cached_property
    def read(self) -> _TextSearch | str:
        """Amount read, from a search that observes text; else why it is unknown."""
        from epilogue.space.word_counts import count_words  # lazy: few stories ask for it

        study = self.study
        observations = Observations("coverage", (), (), study.project.settings.assume, decisions=True)
        watch = None if self.watch is None else Watch(self.watch.asked)
        result = search(study.project, observations, study.entry, watch)
        if result.done is None:
            return f"the search stopped early: {result.graph.reason}"
        counts = count_words(result.done, study.program)
        if counts.hidden:
            return "functions that call themselves speak, and their words are not counted"
        graph = returning(study.program, result.graph, result.done)
        return _TextSearch(graph, counts, analysis.words(graph, counts.edges, counts.begins))

    # -- display

    def shown(self, verdict: Property, decided: DecidedProperty) -> Property:
        if decided.way is None:
            return verdict
        graph = self.study.graph
        path = analysis.actions(graph, decided.way)
        before = None if decided.round is None else len(analysis.actions(graph, decided.way[: decided.round]))
        return self.played(verdict, path, before)

    def played(self, verdict: Property, path: tuple[int, ...], before: int | None) -> Property:
        choices = [action for action in self.study.session(path).actions if isinstance(action, Choice)]
        again = None
        if before is not None:
            again = sum(isinstance(action, Choice) for action in self.study.session(path[:before]).actions)
        return verdict._replace(path=path, way=tuple(action.text for action in choices), again=again)

    def unsettled(self) -> str:
        return f"the search stopped early: {self.study.graph.reason}"


def _wording(operand: Operand, holds: bool) -> str:
    if operand.ending is not None:
        return f"the story {'ends' if holds else 'does not end'} as {operand.ending}"
    return f"“{operand.text}” is {'true' if holds else 'false'}"


def _without(held: bytearray, stops: bytearray) -> bytearray:
    return bytearray(stop and not is_held for is_held, stop in zip(held, stops, strict=True))


def _within(value: int | Fraction, sign: str, limit: Fraction) -> bool:
    if sign in ("<", "<="):
        return value < limit or (sign == "<=" and value == limit)
    return value > limit or (sign == ">=" and value == limit)


def _compared(odds: Odds, sign: str, limit: Fraction, complete: bool) -> PropertyVerdict:
    """Verdict on whether odds are within a limit: surely, surely not, or (between their bounds) unknown. The world outside may
    decide for the worst, as far as the story is known."""
    if odds.exact is not None:
        return "holds" if _within(odds.exact, sign, limit) else "broken"
    low, high = Fraction(odds.low), Fraction(odds.high)
    if _within(low - TOO_CLOSE, sign, limit) and _within(high + TOO_CLOSE, sign, limit):
        return "holds"
    worst = high if sign in ("<", "<=") else low
    best = low if sign in ("<", "<=") else high
    slack = TOO_CLOSE if sign in ("<", "<=") else -TOO_CLOSE
    if not _within(best - slack, sign, limit) or (complete and odds.depends and not _within(worst - slack, sign, limit)):
        return "broken"
    return "open"
