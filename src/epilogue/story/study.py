"""A story searched so that its playthroughs can be compared: the base of all what-if questions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from random import Random
from typing import Any, NamedTuple

from epilogue import answers
from epilogue.abstract.possible_endings import PossibleEnding
from epilogue.analysis.path import Path, StrayedPath, follow
from epilogue.diagnostics import StoryError, unreadable
from epilogue.flow.context import Observations
from epilogue.flow.graph import FlowGraph
from epilogue.ir.outside import STOPS, anything
from epilogue.ir.program import Outside, Program
from epilogue.ir.values import Value
from epilogue.languages.loaded import ObservedExpression
from epilogue.machine import save
from epilogue.machine.draws import seeded
from epilogue.machine.follow import Follower, path_of
from epilogue.machine.play import Drawn, PlayError, Session
from epilogue.machine.step import Code
from epilogue.settings import Expression
from epilogue.source import Span
from epilogue.space.passage_trace import PassageTrace, trace_passages
from epilogue.space.search import Search
from epilogue.space.state_graph import StateGraph
from epilogue.space.watch import Watch
from epilogue.story.found_endings import FoundEndings, StoryIdentity, endings_of
from epilogue.story.naming import same_name
from epilogue.story.project import Project, beginning, ending_names, named_ending, one_conversation, playable
from epilogue.story.search import returning, search_once, unexplored
from epilogue.story.unknown_code import unknown_notes
from epilogue.story.unsettled import odds_in
from epilogue.views.text.shell import valued

ALONE = "Told as if the game began with {}: what comes before it can change this."
NAMED = 3
"""Number of conversations named as examples."""


class DeclaredStake(NamedTuple):
    """One thing that is at stake for somebody, from the settings."""

    who: str
    name: str
    text: str
    span: Span


def no_one_playthrough(project: Project) -> StoryError:
    """Reason why a game is not studied as a whole, and what may be asked."""
    names = [entry.name for entry in project.settings.entries]
    listed = " or ".join(f"{valued('--from', name)}" for name in names[:NAMED]) + (", and so on" if len(names) > NAMED else "")
    hint = f"ask it of one of them, as if the game began with it: {listed}"
    return unreadable("a game of several conversations is not one playthrough", Span(project.path, 0), hint)


def by_itself(project: Project, session: Session) -> tuple[Project, Session]:
    """A playthrough of a game that goes through one conversation as that conversation alone, and the story that it is one of; any
    other story's as it is. Raises StoryError for one that goes through several."""
    if session.program.hub is None or session.entry is not None:
        return project, session
    chosen = [isinstance(action, Drawn) and action.site == session.program.hub for action in session.actions]
    begun = [str(a.outcome) for a, is_start in zip(session.actions, chosen, strict=True) if isinstance(a, Drawn) and is_start]
    talks = [name for name in begun if name != STOPS]
    if len(talks) != 1:
        hint = f"ask it of one, as if the game began with it: {valued('--from', talks[0])} --choices 1,2" if talks else None
        through = f"goes through {len(talks)} conversations" if talks else "goes through no conversation"
        raise unreadable(f"this playthrough {through}", Span(project.path, 0), hint)
    alone, start = one_conversation(project, talks[0])
    path = [index for index, is_start in zip(path_of(session), chosen, strict=True) if not is_start]
    return alone, Follower(playable(alone, start)[0], start).session(path)


class Study:
    """A story and its states, with decisions and luck told apart place by place.

    ``graph``: decisions observed (``graph.site``), the values of the ``stakes`` at each ending (``graph.endings[…].values``, in
    their order), and by ``graph.noted`` bit n of every situation whether condition n of
    ``conditions`` holds. ``endings``: as ``epilogue endings`` tells them, the likeliest first; ``ending_of``: ending state ->
    index in ``endings``; ``entry``: the passage it begins at (None: the beginning), ``begins``: as the user
    calls that; ``notes``: what has to be known of that; ``unknown``: those of them on what is taken of code and functions that
    nothing is said of; ``flow``: the unreduced FlowGraph, ``done`` the search. Raises StoryError for an expression or entry that
    does not fit.
    """

    apart = False

    def __init__(
        self,
        project: Project,
        conditions: Mapping[str, str | Expression] | None = None,
        entry: str | None = None,
        watch: Watch | None = None,
    ) -> None:
        self.project = project
        self.entry = entry
        self.begins: str | None = entry
        self.notes: tuple[str, ...] = ()
        if project.begun is not None:
            self.begins, self.notes = project.begun.name, (ALONE.format(project.begun.name),)
        if beginning(project, entry)[0].hub is not None:
            raise no_one_playthrough(project)
        self.conditions = tuple(conditions or ())
        expressions = [
            ObservedExpression(key, condition.text, condition.span)
            if isinstance(condition, Expression)
            else ObservedExpression(key, condition, Span(key, 0))
            for key, condition in (conditions or {}).items()
        ]
        positions = project.observe_all(expressions)
        self.stakes = tuple(
            DeclaredStake(who, name, expression.text, expression.span)
            for who, named in project.settings.stakes.items()
            for name, expression in named.items()
        )
        names = ending_names(project)
        self._expressed = [n for n, stake in enumerate(self.stakes) if named_ending(names, stake.text) is None]
        keys = [f"stakes.{self.stakes[n].who}.{self.stakes[n].name}" for n in self._expressed]
        at_end = tuple(project.loaded.observed[key] for key in keys)
        observations = Observations("control", at_end, positions, project.settings.assume, decisions=True, passages=True)
        result = search_once(project, observations, entry, watch)
        self.program: Program = beginning(project, entry)[0]
        self.flow: FlowGraph | None = result.flow
        self.done: Search | None = result.done
        self.graph: StateGraph = returning(self.program, result.graph, result.done)
        self.story = StoryIdentity(self.program, project.settings, project.name, project.path)
        self.unknown = tuple(unknown_notes(self.story, self.program, project.assumed))
        self.notes += self.unknown
        self._follower = Follower(self.program, entry)
        self.unexplored = unexplored(self.graph, result.done)
        self.found_endings = FoundEndings(self.graph, self.unexplored)
        found_endings = endings_of(self.story, self.found_endings, {}, None)
        self.endings: tuple[answers.Ending, ...] = tuple(found_ending.ending for found_ending in found_endings)
        self.ending_of: dict[int, int] = {
            state: index for index, found_ending in enumerate(found_endings) for state in found_ending.states
        }

    @cached_property
    def moves(self) -> PassageTrace:
        """Passage steps of play along each edge of the graph."""
        if self.done is None:
            return PassageTrace((), [[] for _ in self.graph.target])
        return trace_passages(self.done)

    @property
    def complete(self) -> bool:
        """Whether nothing was left out of the search: only then is anything proved that was not found."""
        return self.graph.complete

    def odds(self, states: Collection[int], possible: Iterable[PossibleEnding] = ()) -> answers.Odds:
        """Odds of reaching one of these endings, or of ``possible`` ones not found: with bounds, if the search left something
        open."""
        members = [result for result in self.found_endings.result.endings if result.state in states]
        return odds_in(self.found_endings.bounds.ending(members, possible))

    def values(self, state: int) -> tuple[Any, ...]:
        """Value of each stake at an ending. Raises StoryError if one cannot be evaluated there."""
        ending = self.graph.endings[self.graph.ending[state]]
        index = self.ending_of[state]
        values: list[Any] = [index in self._named.get(n, ()) for n in range(len(self.stakes))]
        for n, (kind, value) in zip(self._expressed, ending.values, strict=True):
            if issubclass(kind, Exception) or not issubclass(kind, int | float | bool):
                stake = self.stakes[n]
                problem = str(value) if issubclass(kind, Exception) else "expected a number, or true or false"
                raise unreadable(f"stakes.{stake.who}.{stake.name}: {problem}", stake.span)
            values[n] = value
        return tuple(values)

    @cached_property
    def _named(self) -> dict[int, frozenset[int]]:
        """Places in ``endings`` of each stake that names an ending."""
        return {n: self.called(stake.text)[0] for n, stake in enumerate(self.stakes) if n not in self._expressed}

    def called(self, name: str) -> tuple[frozenset[int], frozenset[str]]:
        """Indices in ``endings`` of those of this name, and the story's marks that bear it."""
        wanted = name.casefold().strip("\"'")
        marks = {mark.value for mark in self.program.marks if mark.key == "ending" and mark.value.casefold() == wanted}
        marks |= {key for key, title in self.project.settings.endings.items() if wanted in (key.casefold(), title.casefold())}
        named = {id(ending) for ending in same_name(self.endings, name)}
        indices = frozenset(n for n, ending in enumerate(self.endings) if id(ending) in named or ending.mark in marks)
        return indices, frozenset(marks)

    def session(self, path: Sequence[int], anew: Random | None = None) -> Session:
        """A path played in the Machine; what is drawn after its last action is picked by ``anew``."""
        return self._follower.session(path, anew)

    def stops(self, path: Sequence[int]) -> Iterator[tuple[int, Session]]:
        """One session, at each stop for the reader and at the path's end, with the number of actions before."""
        return self._follower.stops(path)

    def path(self, session: Session) -> Path:
        """A playthrough in the graph; one that came back to the story's beginning is over there. Raises StoryError if it
        leads out of what was searched."""
        try:
            actions = path_of(session, self.program)
        except ValueError:
            hint = "declare it in epilogue.toml, under [outside]"
            what = "a value from outside is not one of those declared"
            raise unreadable(what, Span(self.project.path, 0), hint) from None
        try:
            return follow(self.graph, actions)
        except StrayedPath as strayed:
            path = follow(self.graph, actions[: strayed.step])
            if path.end in self.ending_of:
                return path
            raise unreadable(
                "this playthrough goes beyond what was searched",
                Span(self.project.path, 0),
                "search further: --time 10m",
            ) from None


class _DeclaredLuck:
    """The luck of ``epilogue play`` with the seed, which also picks what the declared world outside decides."""

    def __init__(self, program: Program, seed: int) -> None:
        self.program = program
        self.source = Random(seed)
        own = seeded(program, seed)
        self._own = own
        self.random, self.shuffle, self.list_random = own.random, own.shuffle, own.list_random
        self.seed, self.save, self.restore = own.seed, own.save, own.restore

    def outside(self, site: int, what: Outside) -> Value:
        """Any of the values that are declared. Raises StoryError if there are none."""
        if not what.values and not what.real:
            code, variable = self.program.written_at.get(site, (what.name, ""))
            form = '{ anybody = ["this", "that"] }'
            example = f"{code} = {{ writes = {{ {variable} = {form} }} }}" if variable else f"{code} = {form}"
            hint = f"say what it {'does' if variable else 'gives'}, below [outside] in epilogue.toml: {example}"
            raise unreadable(
                f"the story asks the game for {what.name}, and nothing says what that can be", self.program.code[site].span, hint
            )
        return self.source.choice(what.values) if what.weights is None else self._own.outside(site, what)


class GivenPlay(NamedTuple):
    """A playthrough as the user gave it. ``problem``: why it does not fit the story to its end, None if it does; ``offered``: the
    options there. ``notes``: how one of an older version was understood."""

    session: Session
    problem: str | None
    offered: tuple[str, ...]
    notes: tuple[str, ...] = ()


def played(
    project: Project,
    play: str | save.SavedPlay | None,
    choices: Sequence[int] = (),
    seed: int | None = None,
    entry: str | None = None,
) -> GivenPlay:
    """A saved playthrough (or its file), or the one that takes these options (from 0) with the luck of a seed, by which the world
    outside decides, too.

    Raises StoryError for a file that is none, OSError for one that cannot be read.
    """
    program = anything(beginning(project, entry)[0])
    draws = _DeclaredLuck(program, 0 if seed is None else seed)
    notes: tuple[str, ...] = ()
    try:
        if play is not None:
            session, problem, notes = save.resume(Code(program), save.read(play) if isinstance(play, str) else play, draws)
        else:
            session, problem = Session(Code(program), draws, entry=entry), None
            for number, choice in enumerate(choices, 1):
                if not 0 <= choice < len(session.options):
                    stopped = f", the story stops with an error: {session.errors[0].message}" if session.errors else ""
                    problem = f"choice {number}: there is no option {choice + 1}{stopped}"
                    break
                session.choose(choice)
    except PlayError as error:
        raise unreadable(str(error), Span(play if isinstance(play, str) else project.path, 0)) from None
    return GivenPlay(session, problem, tuple(option.text for option in session.options) if problem else (), notes)
