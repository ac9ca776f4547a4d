"""What the answers about a story have in common: what its endings, options and places are called."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from functools import cached_property

from epilogue.analyses.outlook import Reach, reach
from epilogue.analyses.prospects import Prospects
from epilogue.diagnostics import StoryError, unreadable
from epilogue.ir.program import ChoiceSite
from epilogue.project.study import Study
from epilogue.report.answers.why import Named, Spot
from epilogue.report.model import Ending
from epilogue.report.places import file_name
from epilogue.report.terminal import label
from epilogue.source import Span
from epilogue.space.state_graph import Situation

LABEL = 48
SHOWN = 8
OUTSIDE = (
    "What the world outside the story decides is taken here as if each of it were equally likely; nobody knows how likely it is."
)
NOWHERE = Span("", 0)


class About:
    """A study, with what its questions need again and again."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.graph = study.graph
        self._who = {(m.span.file, m.span.line): m.value for m in study.program.marks if m.key == "who" and m.span}

    @cached_property
    def can(self) -> Reach:
        return reach(self.graph, self.study.ending_of)

    @cached_property
    def prospects(self) -> Prospects:
        return Prospects(self.graph, self.study.ending_of, len(self.study.endings))

    @cached_property
    def named(self) -> tuple[Named, ...]:
        """The endings, the likeliest first."""
        return tuple(Named(e.id, label(e, LABEL), e.file, e.line, e.odds) for e in self.study.endings)

    def ending(self, asked: str) -> int:
        """The one ending meant by an id, name, line, passage or words of its last line. Raises StoryError with the nearest."""
        wanted = asked.casefold().strip("\"'“”… ")
        endings = self.study.endings
        tests: tuple[Callable[[Ending], bool], ...] = (
            lambda e: wanted in (e.id.casefold(), (e.name or "").casefold()),
            lambda e: wanted in (str(e.line), f"{file_name(e.file)}:{e.line}".casefold()),
            lambda e: wanted in e.last_words.casefold() or wanted == (e.passage or "").casefold(),
        )
        for test in tests:
            found = [place for place, one in enumerate(endings) if wanted and test(one)]
            if len(found) == 1:
                return found[0]
            if found:
                raise self._unclear(f"more than one ending answers to {asked!r}", found)
        names = {name: n for n, e in enumerate(endings) for name in (e.name or "", e.id, self.named[n].label) if name}
        by_case = {name.casefold(): n for name, n in names.items()}
        near = list(dict.fromkeys(by_case[name] for name in get_close_matches(wanted, by_case, 3)))
        raise self._unclear(f"no playthrough and no ending is called {asked!r}", near or list(range(len(endings))))

    def _unclear(self, message: str, places: list[int]) -> StoryError:
        if not places and not self.study.complete:
            return unreadable(message, Span(self.study.project.path, 0), "no ending was found so far; search further: --time 10m")
        listed = "; ".join(f"line {self.named[n].line} {self.named[n].label}" for n in places[:SHOWN])
        more = "; …" if len(places) > SHOWN else ""
        return unreadable(message, Span(self.study.project.path, 0), f"there are: {listed}{more}" if listed else None)

    def ids(self, bits: int) -> tuple[str, ...]:
        """The endings of a bit set."""
        return tuple(one.id for place, one in enumerate(self.named) if bits >> place & 1)

    def spot(self, site: int) -> Spot:
        """An option of the source."""
        choice = self.study.program.choices[site]
        span = choice.span or NOWHERE
        return Spot(span.file, span.line, choice.text, self.who(choice))

    def order(self, site: int | None) -> tuple[str, int, int]:
        """Where an option comes in the source."""
        span = NOWHERE if site is None else self.study.program.choices[site].span or NOWHERE
        return span.file, span.line, site or 0

    def who(self, choice: ChoiceSite) -> str | None:
        """Whose decision the author says an option is."""
        return self._who.get((choice.span.file, choice.span.line)) if choice.span else None

    def at(self, position: int) -> Span:
        """The place in the source of a position in the code."""
        return self.study.program.code[position].span or NOWHERE

    @property
    def outside(self) -> bool:
        """Whether anything is decided outside the story."""
        return Situation.OUTSIDE in self.graph.situation
