"""Endings of a story in a report: what each is called, where it is, how likely, how soon."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from epilogue import answers
from epilogue.analysis.conversations import Conversation
from epilogue.analysis.odds import EndingResult, analyse_endings, distances, not_worked_out, way_to
from epilogue.analysis.unfinished import OddsBounds
from epilogue.budget import attempt
from epilogue.ir.program import Program, written
from epilogue.machine.follow import with_idle_draws
from epilogue.settings import Settings
from epilogue.source import NOWHERE
from epilogue.space.state_graph import GraphEnding, StateGraph
from epilogue.story.last_words import LastWords
from epilogue.story.project import START
from epilogue.story.unsettled import odds_in, passage

if TYPE_CHECKING:
    from epilogue.space.unexplored import Unexplored

UNKNOWN = answers.Odds(0.0, None, 0.0, 1.0)


class StoryIdentity(NamedTuple):
    """The story as the report names it: ``name`` as a person would say it, ``file`` as the user gave it; ``entry``: the passage
    that it is played from, None for its beginning."""

    program: Program
    settings: Settings
    name: str
    file: str
    entry: str | None = None


class FoundEndings:
    """The endings found in a story, or in one conversation of a ``whole`` game. ``unexplored``: what the search left open."""

    def __init__(
        self,
        graph: StateGraph,
        unexplored: Unexplored | None = None,
        talk: Conversation | None = None,
        whole: StateGraph | None = None,
    ) -> None:
        self.graph = graph
        self.unexplored = unexplored
        self.talk = talk
        self.whole = whole or graph
        self.result = attempt("working out the odds", lambda: analyse_endings(graph), None) or not_worked_out(graph)
        self.bounds = OddsBounds(graph, self.result, None if talk else unexplored)
        self.distances = distances(self.whole)
        # In a game that was not fully searched, it is unknown in which state a conversation can begin.
        self.unknown = not self.result.known or (talk is not None and not graph.complete)

    def odds(self, endings: list[EndingResult]) -> answers.Odds:
        """Odds of one of these endings."""
        return UNKNOWN if self.unknown else odds_in(self.bounds.ending(endings))

    def endless(self) -> answers.Odds:
        """Odds of never ending."""
        return UNKNOWN if self.unknown else odds_in(self.bounds.endless())

    def way(self, state: int) -> list[int]:
        """Action indices of a shortest way to a state, from the beginning, without idle draws."""
        far, last_edges = self.distances
        actions = (
            way_to(self.graph, last_edges, state) if self.talk is None else self.talk.way(self.whole, far, last_edges, state)
        )
        return [action.value for action in actions]


class FoundEnding(NamedTuple):
    """Ending as the report has it, and the ``states`` it is the ending of: one for each outcome observed at it."""

    ending: answers.Ending
    states: tuple[int, ...]


def endings_of(story: StoryIdentity, found_endings: FoundEndings, ids: dict[str, int], by: str | None) -> list[FoundEnding]:
    """All endings found, the likeliest first. ``ids``: those already given, with how often."""
    groups: dict[GraphEnding, list[EndingResult]] = {}
    for result in found_endings.result.endings:
        groups.setdefault(result.ending._replace(values=(), held=0), []).append(result)
    # The order, and so the ids, must not depend on what is observed at endings.
    if any(m.ending.values or m.ending.held for m in found_endings.result.endings):
        weight = {ending: sum(member.odds for member in members) for ending, members in groups.items()}
        groups = {e: groups[e] for e in sorted(groups, key=lambda e: (-weight[e], e.position, e.mark, e.last))}
    words = LastWords(story.program)
    endings = [
        FoundEnding(_answer(story, found_endings, words, ending, members, ids, by), tuple(member.state for member in members))
        for ending, members in groups.items()
    ]
    endings.sort(key=lambda t: (-t.ending.odds.value, -t.ending.odds.high, t.ending.file, t.ending.line, t.ending.id))
    return endings


def _answer(
    story: StoryIdentity,
    found_endings: FoundEndings,
    words: LastWords,
    ending: GraphEnding,
    members: list[EndingResult],
    ids: dict[str, int],
    by: str | None,
) -> answers.Ending:
    """The ending as the report has it. ``members``: its states, one for each outcome observed at it."""
    program, names = story.program, story.settings.endings
    soonest = min(members, key=lambda m: m.shortest)
    span = written(program, ending.position, ending.mark) or NOWHERE
    last_words, where = words.of(ending)
    within = passage(program, ending.position)
    if within is None and ending.last >= 0:
        within = passage(program, ending.last)
    talk = None if found_endings.talk is None else found_endings.talk.name
    key = (f"{talk}: " if talk is not None else "") + (ending.mark or within or START)
    ids[key] = ids.get(key, 0) + 1
    number = f"{key}-{ids[key]}" if ids[key] > 1 else key
    counts = [m.playthroughs for m in members]
    lengths = [m.longest for m in members]
    return answers.Ending(
        id=number,
        name=names.get(number) or names.get(ending.mark) or ending.mark or None,
        kind=ending.kind,  # type: ignore[arg-type]
        file=span.file,
        line=span.line,
        odds=found_endings.odds(members),
        playthroughs=None if None in counts else sum(c for c in counts if c is not None),
        shortest=soonest.shortest,
        longest=None if None in lengths else max(x for x in lengths if x is not None),
        path=with_idle_draws(program, found_endings.way(soonest.state), found_endings.whole.idle, story.entry),
        last_words=last_words,
        last_file=where.file if where else "",
        last_line=where.line if where else 0,
        passage=within,
        message=ending.message,
        mark=ending.mark,
        conversation=talk,
        variants=_variants(members, found_endings, program.semantics.values.shown) if by is not None else (),
    )


def _variants(
    members: list[EndingResult], found_endings: FoundEndings, shown: Callable[[Any], str]
) -> tuple[answers.Variant, ...]:
    observed = [m for m in members if m.ending.values]  # restarts have no observed values
    return tuple(
        [
            answers.Variant(_spoken(m.ending.values[0], shown), found_endings.odds([m]), m.playthroughs, m.shortest)
            for m in observed
        ]
    )


def _spoken(value: tuple[type, Any], shown: Callable[[Any], str]) -> str:
    kind, content = value
    return f"error: {content}" if issubclass(kind, Exception) else shown(content)


class KnownEndings:
    """The endings of a report, found again by where and how a playthrough of its ``program`` stops."""

    def __init__(self, program: Program, endings: Sequence[answers.Ending]) -> None:
        self.program = program
        self.words = LastWords(program)
        self.endings: dict[tuple[object, ...], answers.Ending] = {
            (e.kind, e.file, e.line, e.mark, e.last_words, e.last_line): e for e in reversed(endings)
        }

    def find(self, ending: GraphEnding) -> answers.Ending | None:
        """Ending as the report has it, None if it is not among those."""
        span = written(self.program, ending.position, ending.mark) or NOWHERE
        last_words, where = self.words.of(ending)
        line = where.line if where else 0
        return self.endings.get((ending.kind, span.file, span.line, ending.mark, last_words, line))
