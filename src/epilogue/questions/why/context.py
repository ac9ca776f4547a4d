"""Narration shared by the answers of ``why``: names of endings, options and places."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from epilogue.analysis.odds_by_state import OddsByState
from epilogue.analysis.outlook import Reachability, reachability
from epilogue.analysis.path import Path
from epilogue.analysis.readers import ReaderGraph, ReaderState, graph_for, path_in, reader_states, without_untaken
from epilogue.answers import Ending, Readers
from epilogue.diagnostics import StoryError, unreadable
from epilogue.ir.program import ChoiceSite
from epilogue.questions.why.answer import Named, Spot
from epilogue.source import NOWHERE, Span
from epilogue.space.state_graph import StateGraph, StateKind
from epilogue.story import naming
from epilogue.story.readers import BLIND, endings_for_readers, odds_for
from epilogue.story.study import Study

LABEL = 48
SHOWN = 8
OUTSIDE = "All that the world outside can decide is taken as equally likely here; how likely it really is, is not known."


class WhyContext:
    """A study, with what its questions need again and again.

    ``readers``: name of the reader model the odds assume; ``readers_answer``: as answers have it, None for uniform choice.
    ``graph``: the story as they read it; reachability in it does not depend on what they take. ``endings``: the likeliest first;
    ``ending_of``: ending state of ``graph`` -> place in ``endings``. ``path``: a playthrough of the study's graph, told whoever
    played it (then options readers never take are told along it alone). Raises StoryError for unknown readers, or ones whose odds
    cannot be computed."""

    def __init__(self, study: Study, readers: str = "blind", path: Path | None = None) -> None:
        self.study = study
        self.graph = study.graph
        self.path = path
        self.endings: Sequence[Ending] = study.endings
        self.ending_of = self._index = study.ending_of
        self.readers_answer: Readers | None = None
        self._reading: ReaderGraph | None = None
        if readers not in BLIND:
            self._read(readers, path)
        self._who = {(m.span.file, m.span.line): m.value for m in study.program.marks if m.key == "who" and m.span}

    def _read(self, name: str, path: Path | None) -> None:
        study = self.study
        odds = odds_for(study, name, playthroughs=0)
        first, reader = odds.reading, odds.reader
        if first is not None and reader is not None:
            own = zip(first.state_of, first.memory, strict=True)
            whole: set[ReaderState] = set(own if path is None else reader_states(study.graph, reader, path.edges))
            self._reading = graph_for(study.graph, reader, whole=whole)
        if self._reading is None:
            where = "in a story that was not searched to its end" if reader is None else "here: they remember too much"
            hint = f"without --readers, readers choose at random; epilogue endings --readers {name} estimates their odds"
            raise unreadable(f"the odds of {name} readers cannot be computed {where}", Span(study.project.path, 0), hint)
        self.readers_answer, self.graph = odds.answer, self._reading.graph
        if path is not None:
            self.path = path_in(self._reading, path)
        self.endings, new = endings_for_readers(study, odds)
        self._index = {state: new[index] for state, index in study.ending_of.items()}
        self.ending_of = {own: self._index[state] for own, state in enumerate(self._reading.state_of) if state in self._index}

    @cached_property
    def possible(self) -> Reachability:
        """Reachable endings, by state of the study's graph."""
        return reachability(self.study.graph, self._index)

    def reaching(self, ending: int) -> tuple[list[int], list[bool]]:
        """States of the study's graph at an ending, and by state whether one of them can be reached."""
        goal = [state for state, number in self._index.items() if number == ending]
        return goal, [bool(bits >> ending & 1) for bits in self.possible.endings]

    @cached_property
    def can(self) -> Reachability:
        """Reachable endings, by state of ``graph``."""
        if self._reading is None:
            return self.possible
        endings, endless, beyond = self.possible
        state_of = self._reading.state_of
        return Reachability(
            [endings[s] for s in state_of], bytearray(endless[s] for s in state_of), bytearray(beyond[s] for s in state_of)
        )

    @cached_property
    def graph_taken(self) -> StateGraph:
        """``graph`` without what these readers never take."""
        return self.graph if self._reading is None else without_untaken(self.graph)

    @cached_property
    def prospects(self) -> OddsByState:
        """The odds of each ending, by state of ``graph``."""
        return OddsByState(self.graph_taken, self.ending_of, len(self.endings))

    @cached_property
    def named(self) -> tuple[Named, ...]:
        """The endings, the likeliest first."""
        names = naming.distinct_labels(self.endings, LABEL)
        return tuple(Named(e.id, name, e.file, e.line, e.odds) for e, name in zip(self.endings, names, strict=True))

    def ending(self, query: str) -> int:
        """The one ending meant by an id, name, line, passage or words of its last line. Raises StoryError with the nearest."""
        wanted, endings = query.casefold().strip("\"'“”… "), self.endings
        try:
            return endings.index(naming.unique(endings, query))
        except naming.UnclearName as unclear:
            if unclear.endings:
                raise self._unclear(str(unclear), [endings.index(ending) for ending in unclear.endings]) from None
        names = {name: n for n, e in enumerate(endings) for name in (e.name or "", e.id, self.named[n].label) if name}
        by_case = {name.casefold(): n for name, n in names.items()}
        near = list(dict.fromkeys(by_case[name] for name in get_close_matches(wanted, by_case, 3)))
        nobody = naming.unreached(self.study.project.program, endings, query, self.study.complete)
        raise self._unclear(nobody or f"no playthrough and no ending is called {query!r}", near or list(range(len(endings))))

    def _unclear(self, message: str, places: list[int]) -> StoryError:
        if not places and not self.study.complete:
            return unreadable(message, Span(self.study.project.path, 0), "no ending was found so far; search further: --time 10m")
        listed = "; ".join(f"line {self.named[n].line} {self.named[n].label}" for n in places[:SHOWN])
        suffix = "; …" if len(places) > SHOWN else ""
        return unreadable(message, Span(self.study.project.path, 0), f"there are: {listed}{suffix}" if listed else None)

    def ids(self, bits: int) -> tuple[str, ...]:
        """The endings of a bit set."""
        return tuple(ending.id for index, ending in enumerate(self.named) if bits >> index & 1)

    def spot(self, site: int) -> Spot:
        """An option of the source."""
        choice = self.study.program.choices[site]
        span = choice.span or NOWHERE
        return Spot(span.file, span.line, choice.text, self.who(choice))

    def at_option(self, site: int) -> Span:
        """The place of an option in the source."""
        return self.study.program.choices[site].span or NOWHERE

    def order(self, site: int | None) -> tuple[str, int, int]:
        """Rank of an option in the source."""
        span = NOWHERE if site is None else self.at_option(site)
        return span.file, span.line, site or 0

    def who(self, choice: ChoiceSite) -> str | None:
        """Character who decides, per the author."""
        return self._who.get((choice.span.file, choice.span.line)) if choice.span else None

    def span(self, position: int) -> Span:
        """The place in the source of a position in the code."""
        return self.study.program.code[position].span or NOWHERE

    def values(self, state: int) -> tuple[Any, ...]:
        """The value of each stake at an ending of ``graph``."""
        return self.study.values(state if self._reading is None else self._reading.state_of[state])

    @cached_property
    def outside_at(self) -> dict[int, str]:
        """Name of the outside decision at each position in the code."""
        return {self.study.graph.site[state]: name for state, name in self.study.graph.outside.items()}

    @property
    def outside(self) -> bool:
        """Whether anything is decided outside the story."""
        return StateKind.OUTSIDE in self.graph.kind
