"""The properties of ``epilogue.toml``, decided: each holds, is broken, or is open."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from difflib import get_close_matches
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from epilogue.abstract.possible import PossibleEnding
from epilogue.analysis.stops import RESTART
from epilogue.answers import Odds
from epilogue.budget import attempt
from epilogue.diagnostics import Diagnostic, Severity, StoryError
from epilogue.flow.context import Observations
from epilogue.languages.base import Observed
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
    asked = formulas(project)
    if not asked:
        return ()
    if project.settings.entries:
        return tuple(undecided(formula, GAME) for formula in asked)
    return decided(studied(project, asked, watch), asked, watch)


def expect(project: Project) -> None:
    """Reads what the properties need before any search, so that all searches are of one program. What does not fit is reported
    when it is decided."""
    with suppress(StoryError):
        project.observe_all([Observed(key, one.text, one.span) for key, one in conditions(formulas(project)).items()])


def studied(project: Project, asked: Sequence[Formula], watch: Watch | None = None) -> Study:
    """The story searched with the expressions of these properties observed. Raises StoryError, with a caret, for one that does
    not fit."""
    try:
        return Study(project, conditions(asked), watch=watch)
    except StoryError as error:
        operands = (one for formula in asked for one in (formula.first, formula.then) if one is not None and one.ending is None)
        misspelt = [one for one in operands if get_close_matches(one.text, ending_names(project), 1, 0.8)]
        told = [Diagnostic(Severity.ERROR, f"no ending is called {one.text!r}", one.span) for one in misspelt[:1]]
        raise pointed(StoryError(told) if told else error, project.settings, _names(project)) from None


def decided(study: Study, asked: Sequence[Formula], watch: Watch | None = None) -> tuple[Property, ...]:
    """The properties of a story that was searched with their expressions observed."""
    judge = _Judge(study, watch)
    return tuple(
        attempt(f"deciding: {one.name}", lambda one=one: judge.property(one), undecided(one, "the time was up"))  # type: ignore[misc]
        for one in asked
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


class _Judge:
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
        there, elsewhere = _said(first, True), _said(first, False)
        if formula.form == "always":
            found = analysis.never(graph, _without(goal, analysis.stops(graph)))
            told = {"holds": f"at every stop {there}", "broken": f"a way leads to where {elsewhere}"}
        elif formula.form == "never":
            found = self.ruled_out(first, analysis.never(graph, goal), "holds")
            told = {"holds": f"no way leads to where {there}", "broken": f"a way leads to where {there}"}
        elif formula.form == "reachable":
            found = self.ruled_out(first, analysis.reachable(graph, goal), "broken")
            told = {"holds": f"a way leads to where {there}", "broken": f"no way leads to where {there}"}
        elif formula.form == "eventually":
            found = analysis.eventually(graph, goal)
            told = {
                "holds": f"every playthrough comes to where {there}",
                "broken": f"a playthrough {self.over(found)} without coming to where {there}",
            }
        elif formula.form == "surely":
            found = analysis.surely(graph, goal)
            told = {
                "holds": f"a reader who chooses at random comes to where {there}",
                "broken": f"a way leads past the last chance that {there}",
            }
            if self.over(found) == BACK:
                told["broken"] = f"a playthrough {BACK} without coming to where {there}"
        else:
            assert formula.then is not None
            bad = self.where(formula.then)
            if not formula.negated:
                bad = _without(bad, analysis.stops(graph))
            found = analysis.after(graph, goal, bad)
            kept, broken = (_said(formula.then, truth != formula.negated) for truth in (True, False))
            told = {"holds": f"from where {there}, always {kept}", "broken": f"from where {there}, a way leads to where {broken}"}
        if found.verdict == "open":
            return _property(formula, "open", self.unsettled())
        return self.shown(_property(formula, found.verdict, told[found.verdict]), found)

    def over(self, found: DecidedProperty) -> str:
        """Describes how a playthrough ends."""
        graph = self.study.graph
        if found.round is not None:
            return "goes on for ever"
        ending = graph.ending[graph.target[found.way[-1]]] if found.way else -1
        return BACK if ending >= 0 and graph.endings[ending].kind == RESTART else "ends"

    def ruled_out(self, operand: Operand, found: DecidedProperty, verdict: PropertyVerdict) -> DecidedProperty:
        """Decides an open claim about an ending whose odds cannot exceed 0."""
        if found.verdict == "open" and operand.ending is not None and self.study.odds(*self.ending(operand)).high == 0:
            return DecidedProperty(verdict)
        return found

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
            told = Diagnostic(Severity.ERROR, f"no ending is called {operand.text!r}", operand.span)
            names = [*ending_names(study.project), *(one.id for one in study.endings)]
            raise pointed(StoryError([told]), study.project.settings, names)
        passages = {operand.text.casefold(), *((study.endings[number].passage or "").casefold() for number in places)}
        more = {
            one
            for one in (study.unexplored.prospects.bits if study.unexplored is not None else ())
            if one.mark is None or one.mark in marks or (passage(study.program, one.position) or "").casefold() in passages
        }
        return frozenset(state for state, number in study.ending_of.items() if number in places), more

    # -- numbers

    def odds(self, formula: Formula) -> Property:
        assert formula.first is not None
        odds = self.study.odds(*self.ending(formula.first))
        verdict = _compared(odds, formula.sign, formula.number, self.study.complete)
        why = "the story never ends so" if odds.exact == 0 else f"the odds are {words.odds_depending(odds)}"
        if verdict == "open":
            why += f"; {self.unsettled()}" if not self.study.complete else ", too near to tell"
        return _property(formula, verdict, why)

    def words(self, formula: Formula) -> Property:
        found, sign, limit = self.read, formula.sign, formula.number
        if isinstance(found, str):
            return _property(formula, "open", found)
        graph, said, read = found
        stopped = "" if graph.complete else f"; the search stopped early ({graph.reason}): more may exist"
        verdict: PropertyVerdict
        upper = sign in ("<", "<=")
        if upper:
            much = read.most is None or not _within(read.most, sign, limit)
            verdict = "broken" if much else "holds" if graph.complete else "open"
            way = read.most_way
            why = "there is no limit to what can be read: part of it can be read again and again"
            if read.most is not None:
                why = f"at most {words.plural(read.most, 'word')} are read{stopped}"
        else:
            short = read.least is not None and not _within(read.least, sign, limit)
            settled = graph.complete or (read.beyond is not None and _within(read.beyond, sign, limit))
            verdict = "broken" if short else "holds" if settled else "open"
            way = read.least_way
            why = "no playthrough ends" if read.least is None else f"at least {words.plural(read.least, 'word')} are read"
            why += stopped
        told = _property(formula, verdict, why)
        if verdict != "broken":
            return told
        path = analysis.spoken_actions(graph, way, said.edges, upper)
        before = None if not upper or read.round is None else len(analysis.actions(graph, way[: read.round]))
        return self.played(told, path, before)

    @cached_property
    def read(self) -> _TextSearch | str:
        """Amount read, from a search that observes text; else why it is unknown."""
        from epilogue.space.word_counts import count_words  # lazy: few stories ask for it

        study = self.study
        observations = Observations("coverage", (), (), study.project.settings.assume, decisions=True)
        watch = None if self.watch is None else Watch(self.watch.asked)
        found = search(study.project, observations, study.entry, watch)
        if found.done is None:
            return f"the search stopped early: {found.graph.reason}"
        said = count_words(found.done, study.program)
        if said.hidden:
            return "functions that call themselves speak, and their words are not counted"
        graph = returning(study.program, found.graph, found.done)
        return _TextSearch(graph, said, analysis.words(graph, said.edges, said.begins))

    # -- display

    def shown(self, told: Property, found: DecidedProperty) -> Property:
        if found.way is None:
            return told
        graph = self.study.graph
        path = analysis.actions(graph, found.way)
        before = None if found.round is None else len(analysis.actions(graph, found.way[: found.round]))
        return self.played(told, path, before)

    def played(self, told: Property, path: tuple[int, ...], before: int | None) -> Property:
        taken = [action for action in self.study.session(path).actions if isinstance(action, Choice)]
        again = None
        if before is not None:
            again = sum(isinstance(action, Choice) for action in self.study.session(path[:before]).actions)
        return told._replace(path=path, way=tuple(action.text for action in taken), again=again)

    def unsettled(self) -> str:
        return f"the search stopped early: {self.study.graph.reason}"


def _said(operand: Operand, holds: bool) -> str:
    if operand.ending is not None:
        return f"the story {'ends' if holds else 'does not end'} as {operand.ending}"
    return f'"{operand.text}" is {"true" if holds else "false"}'


def _without(held: bytearray, stops: bytearray) -> bytearray:
    return bytearray(stop and not one for one, stop in zip(held, stops, strict=True))


def _within(value: int | Fraction, sign: str, limit: Fraction) -> bool:
    if sign in ("<", "<="):
        return value < limit or (sign == "<=" and value == limit)
    return value > limit or (sign == ">=" and value == limit)


def _compared(odds: Odds, sign: str, limit: Fraction, complete: bool) -> PropertyVerdict:
    """Whether odds are within a limit: surely, surely not, or (between their bounds) unknown. The world outside may decide for
    the worst, as far as the story is known."""
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
