"""Reader models by name, and the odds of endings for them.

``blind`` (or ``uniform``), ``curious``, ``completionist``, or a kind of readers that the settings name with weights of options.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from epilogue import answers
from epilogue.analysis.odds import EndingsResult, analyse_endings, not_worked_out
from epilogue.analysis.readers import (
    LARGEST,
    Completionist,
    CuriousReader,
    Reader,
    ReaderGraph,
    WeightedReader,
    graph_for,
    play_at_random,
)
from epilogue.analysis.samples import wilson
from epilogue.analysis.unfinished import NEVER, OddsBounds
from epilogue.budget import attempt
from epilogue.diagnostics import did_you_mean, unreadable
from epilogue.ir.program import Program
from epilogue.settings import KNOWN_READERS, Settings, Weight
from epilogue.source import Span
from epilogue.space.state_graph import StateGraph, StateKind
from epilogue.story.found_endings import FoundEndings, StoryIdentity, endings_of
from epilogue.story.project import Project, beginning
from epilogue.story.search import SearchResult, returning, unexplored
from epilogue.story.unsettled import odds_in
from epilogue.views.text.shell import valued

if TYPE_CHECKING:
    from epilogue.space.unexplored import Unexplored
    from epilogue.story.study import Study

BLIND = ("blind", "uniform")
HALF = 0.5
PLAYTHROUGHS = 20_000
"""Playthroughs played if a reader's odds cannot be computed."""
NOT_KNOWN = answers.Odds(0.0, None, 0.0, 1.0)


def check_name(settings: Settings, name: str, path: str) -> None:
    """Raises StoryError, with the nearest names, for unknown readers."""
    known = [*KNOWN_READERS, *settings.readers]
    if name in known:
        return
    hint = did_you_mean(name, known, 1, otherwise=f"there are: {', '.join(known)}; others are named in epilogue.toml")
    raise unreadable(f"no readers are called {name!r}", Span(settings.file or path, 0), hint)


def reader_of(graph: StateGraph, program: Program, settings: Settings, name: str) -> Reader | None:
    """Reader of a name, which must be known, on a graph that observes decisions. None if it cannot be computed in it: a
    completionist, in a story that was not searched to its end."""
    if name == "curious":
        return CuriousReader(graph)
    if name == "completionist":
        return Completionist(graph) if graph.complete else None
    return WeightedReader(graph, *weights_of(program, settings.readers.get(name, {})))


def weights_of(program: Program, weights: Mapping[str, Weight]) -> tuple[dict[int, int], int]:
    """Weights of choice sites as whole numbers in the same proportion, and that of all others. Raises StoryError for an option
    that the story does not have."""
    by_site: dict[int, Fraction] = {}
    for option, weight in weights.items():
        sites = _sites(program, option)
        if not sites:
            raise unreadable(f"the story has no option {option!r}", weight.span, _nearest(program, option))
        by_site.update(dict.fromkeys(sites, Fraction(repr(weight.value))))
    scale = math.lcm(*(weight.denominator for weight in by_site.values()))
    return {site: int(weight * scale) for site, weight in by_site.items()}, scale


def _sites(program: Program, option: str) -> list[int]:
    """Choice sites that a text (as in the source) or a place (``file.ink:12``, ``12``) means."""
    wanted = _plain(option)
    sites = [site.id for site in program.choices if not site.fallback and _plain(site.text) == wanted]
    file, _, line = option.strip().rpartition(":")
    if sites or not (line.isascii() and line.isdigit() and len(line) < 9):
        return sites
    file = file.replace("\\", "/")
    spans = [(site.id, site.span) for site in program.choices if not site.fallback and site.span is not None]
    return [
        site
        for site, span in spans
        if span.line == int(line) and f"/{span.file}".replace("\\", "/").endswith(file and f"/{file}")
    ]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold().strip("[]\"'“”… ")


def _nearest(program: Program, option: str) -> str:
    from difflib import get_close_matches

    texts = {_plain(site.text): site.text for site in program.choices if not site.fallback}
    close = get_close_matches(_plain(option), texts, 2, 0.5)
    if close:
        return f"did you mean {' or '.join(repr(texts[text]) for text in close)}?"
    return 'say it as in the story, without what follows a ], or by its place, as in "story.ink:12"'


class ReadersOdds:
    """Odds of endings in a ``graph`` that observes decisions, for a reader: exact if the reader's memory allows it, else
    estimated from random playthroughs; ``answer`` says which. ``unexplored``: what can follow what the search left open."""

    def __init__(
        self,
        graph: StateGraph,
        reader: Reader | None,
        name: str,
        unexplored: Unexplored | None = None,
        largest: int = LARGEST,
        playthroughs: int = PLAYTHROUGHS,
    ) -> None:
        self.reader = reader
        self.answer = answers.Readers(name, name in KNOWN_READERS)
        self.reading: ReaderGraph | None = None
        self._met = None
        self._by_state: dict[int, list[int]] = {}
        if reader is None:
            return
        self.reading = attempt("reading as they do", lambda: graph_for(graph, reader, largest), None, HALF)
        if self.reading is None:
            self._met = attempt("playing as they do", lambda: play_at_random(graph, reader, playthroughs), None)
            if self._met is not None:
                self.answer = self.answer._replace(playthroughs=playthroughs, cut=self._met.cut, lost=self._met.lost)
            return
        self.answer = self.answer._replace(blind=name == "curious" and not any(self.reading.memory))
        graph = self.reading.graph
        worked_out = attempt("working out the odds", lambda: analyse_endings(graph), None)
        self.result: EndingsResult = worked_out or not_worked_out(graph)
        self._found = {result.state: result for result in self.result.endings}
        self._bounds = OddsBounds(self.reading.graph, self.result, unexplored, self.reading.state_of)
        for state, original in enumerate(self.reading.state_of):
            if self.reading.graph.kind[state] == StateKind.ENDING:
                self._by_state.setdefault(original, []).append(state)

    def of(self, states: Iterable[int]) -> answers.Odds:
        """Odds of reaching one of these endings: states of the story's graph that are the same ending."""
        states = list(states)
        if self._met is not None:
            return self._share(sum(self._met.stopped.get(state, 0) for state in states), self._met.cut + self._met.lost)
        if self.reading is None:
            return NOT_KNOWN
        results = [self._found[state] for original in states for state in self._by_state.get(original, ())]
        if results:
            return odds_in(self._bounds.ending(results))
        if self.reading.graph.complete:
            return odds_in(NEVER.interval())
        return odds_in(self._bounds.interval(NEVER))

    def endless(self) -> answers.Odds:
        """Odds of never reaching an ending."""
        if self._met is not None:
            return self._share(0, self._met.cut + self._met.lost)
        return NOT_KNOWN if self.reading is None else odds_in(self._bounds.endless())

    def choices(self) -> float | None:
        """Mean number of choices of a playthrough; None: infinite, or not known."""
        if self._met is not None:
            ended = self._met.playthroughs - self._met.cut - self._met.lost
            return self._met.choices / ended if ended == self._met.playthroughs else None
        if self.reading is None or self.reading.graph.outside or self.result.expected_choices is None:
            return None
        return float(self.result.expected_choices)

    def _share(self, times: int, unknown: int) -> answers.Odds:
        assert self._met is not None
        playthroughs = self._met.playthroughs
        low, high = wilson(times, playthroughs)[0], wilson(times + unknown, playthroughs)[1]
        return answers.Odds(times / playthroughs, None, low, high)


def odds_for(study: Study, name: str, playthroughs: int = PLAYTHROUGHS) -> ReadersOdds:
    """Odds of a studied story for readers. Raises StoryError for unknown readers, and for weights of options that the story
    does not have."""
    project = study.project
    check_name(project.settings, name, project.path)
    reader = reader_of(study.graph, study.program, project.settings, name)
    return ReadersOdds(study.graph, reader, name, study.unexplored, playthroughs=playthroughs)


def endings_for_readers(study: Study, odds: ReadersOdds) -> tuple[list[answers.Ending], list[int]]:
    """Endings of a study with the odds of readers, the likeliest first; and place in the study -> place here."""
    states: list[list[int]] = [[] for _ in study.endings]
    for state, index in study.ending_of.items():
        states[index].append(state)
    endings = [ending._replace(odds=odds.of(members)) for ending, members in zip(study.endings, states, strict=True)]
    order = sorted(range(len(endings)), key=lambda index: -endings[index].odds.value)
    return [endings[index] for index in order], sorted(order, key=order.__getitem__)


def report_for_readers(
    project: Project,
    report: answers.EndingsReport,
    search: SearchResult,
    name: str,
    by: str | None = None,
    entry: str | None = None,
) -> answers.EndingsReport:
    """The report of a search that observed decisions, with the odds of readers. Raises StoryError for a game of several
    conversations, and for weights of options that the story does not have."""
    if search.graph.begins:
        talk = valued("--from", project.settings.entries[0].name)
        hint = f"of the odds in one of them tells: epilogue why STORY ENDING {talk} {valued('--readers', name)}"
        raise unreadable(f"a game of several conversations cannot be read by {name} readers yet", Span(project.path, 0), hint)
    program = beginning(project, entry)[0]
    graph = returning(program, search.graph, search.done)
    open_part = unexplored(search.graph, search.done)
    story = StoryIdentity(program, project.settings, project.name, project.path)
    found_endings = endings_of(story, FoundEndings(graph, open_part), {}, by)
    states = {found_ending.ending.id: found_ending.states for found_ending in found_endings}
    odds = ReadersOdds(graph, reader_of(graph, program, project.settings, name), name, open_part)
    endings = []
    for ending in report.endings:
        here = states[ending.id]
        variants = [v._replace(odds=odds.of([state])) for v, state in zip(ending.variants, here, strict=False)]
        endings.append(ending._replace(odds=odds.of(here), variants=tuple(variants)))
    endings.sort(key=lambda e: -e.odds.value)
    return report._replace(endings=tuple(endings), endless=odds.endless(), expected_choices=odds.choices(), readers=odds.answer)
