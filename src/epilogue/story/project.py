"""A story loaded with its settings: the program to play, the game it is part of, and where it begins."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from copy import copy
from typing import TYPE_CHECKING

from epilogue.budget import stage
from epilogue.diagnostics import Diagnostic, Severity, StoryError, did_you_mean, unreadable
from epilogue.flow.context import Observations
from epilogue.flow.graph import FlowGraph
from epilogue.flow.operators import flow_operators
from epilogue.flow.specialise import specialise
from epilogue.ir.outside import anything, begun_with, converse, declare, unsettled
from epilogue.ir.program import Program
from epilogue.languages import registry
from epilogue.languages.loaded import ObservedExpression
from epilogue.settings import EntrySetting, Settings, key_span, load_settings, settings_paths
from epilogue.source import Span
from epilogue.story.suggest import entries_table

if TYPE_CHECKING:
    from epilogue.flow.externals import AssumedResult
    from epilogue.story.search import EarlierSearch, FocusedSearch


CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])")
NUMBER = re.compile(r"-[0-9]+$")
"""The end of the id of an ending whose mark, or passage, others have too."""
START = "start"
"""The id of an ending in no passage."""
SHOWN = 20
"""Most passages named that may be beginnings."""


class Project:
    """A loaded story: its ``program``, ready to be played or analysed; the same as a ``game`` plays it, if its settings name
    entries; what its reader warned of (``diagnostics``), its ``settings`` and the ``path`` given. ``conversations``: those the
    settings name; where none are named and the story has no one beginning, each of its entries is a passage by its own name.
    ``begun``: the conversation that alone is played (:func:`one_conversation`). ``read_with``: the expressions it was last
    read with; ``searches``: those made of the program as it is now (:func:`epilogue.story.search.search_once`), ``focused``:
    those of their FlowGraphs for a focus (:func:`epilogue.story.search.searching_again`), ``flows``: FlowGraphs made of it, and
    what for."""

    def __init__(self, path: str, allow_outside: bool, settings: Settings) -> None:
        self.path = path
        self.assumed: list[AssumedResult] = []
        self.searches: list[EarlierSearch] = []
        self.focused: list[FocusedSearch] = []
        self.flows: list[tuple[tuple[Program, Observations, int | None, int], FlowGraph]] = []
        self.allow_outside = allow_outside
        self.settings = settings
        self.begun: EntrySetting | None = None
        self.conversations = frozenset(entry.name for entry in settings.entries)
        self.observed = [
            ObservedExpression(f"stakes.{who}.{name}", expression.text, expression.span)
            for who, stakes in settings.stakes.items()
            for name, expression in stakes.items()
        ]
        try:
            self.read(self.observed)
        except StoryError:
            self.read(())  # without them, for the marks: a stake may name an ending instead of being an expression
            named = ending_names(self)
            left = [expression for expression in self.observed if named_ending(named, expression.text) is None]
            if len(left) == len(self.observed):
                raise
            self.observed = left
            self.read(left)

    def read(self, observed: Sequence[ObservedExpression]) -> None:
        """Reads the story, with the code of these expressions, and the declared world outside."""
        with stage("reading"):
            self.loaded = registry.load(self.path, self.allow_outside, observed)
        self.read_with = tuple(observed)
        # earlier searches may be too coarse for the new observations
        self.assumed, self.searches, self.focused, self.flows = [], [], [], []
        self.program = declare(self.loaded.program, self.settings.outside)
        if self.begun is not None or self.settings.entries:
            self.program = self.program._replace(unbegun=frozenset())
        if self.begun is not None:
            self.program, self.game = begun_with(self.program, self.begun), None
            return
        talks = self.loaded.beginnings.conversations
        if talks and not self.settings.entries:
            spans = {block.name: block.span for block in self.program.blocks}
            entries = [EntrySetting(name, name, {}, False, spans[name] or Span(self.path, 0)) for name in talks]
            self.settings = self.settings._replace(entries=tuple(entries))
        self.game = converse(self.program, self.settings.entries) if self.settings.entries else None

    def settle(self, flow: FlowGraph) -> None:
        """Abstracts the results of functions that nothing is known of."""
        from epilogue.flow.externals import abstract_externals  # lazy: few stories call any

        assumed = abstract_externals(flow)
        anew = {result.position for result in assumed}
        self.assumed = [*(result for result in self.assumed if result.given.values and result.position not in anew), *assumed]

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """Warnings of the language and of :attr:`perhaps_begun`; no errors."""
        return [*filter(None, [self.perhaps_begun]), *self.loaded.diagnostics]

    @property
    def perhaps_begun(self) -> Diagnostic | None:
        """Warns of passages that the beginning does not lead to: they are no part of what is proved."""
        beginnings, program = self.loaded.beginnings, self.program
        if not program.unbegun or not beginnings.left:
            return None
        span = next(block.span for block in program.blocks if block.name == beginnings.left[0])
        place, number = program.semantics.advice.place, len(beginnings.left)
        nodes, them = (f"1 {place} is", "it") if number == 1 else (f"{number} {place}s are", "them")
        perhaps = (*beginnings.begun, *beginnings.perhaps)
        more = [f"# and {len(perhaps) - SHOWN} more: epilogue init writes them all"] if len(perhaps) > SHOWN else []
        lines = [f"does your game begin {them}? Then put this into epilogue.toml:", *entries_table(perhaps[:SHOWN]), *more]
        return Diagnostic(Severity.WARNING, f"{nodes} not reached from {beginnings.begun[0]}", span, "\n".join(lines))

    @property
    def texts(self) -> dict[str, str | None]:
        """Files read, with their text; None for settings that do not exist but would be used."""
        used = None if self.settings.file is None else os.path.abspath(self.settings.file)
        settings: dict[str, str | None] = {}
        for candidate in map(os.path.abspath, settings_paths(self.path)):
            settings[candidate] = self.settings.text if candidate == used else None
            if candidate == used:
                break
        return {**self.loaded.texts, **settings}

    @property
    def name(self) -> str:
        """The story's title tag, or its file's name as a person would say it."""
        for mark in self.program.marks:
            if mark.key == "title" and mark.value:
                return mark.value
        return CAMEL.sub(" ", self.program.name).replace("_", " ")

    def observe(self, key: str, text: str) -> int:
        """Reads the story again with one more expression; returns the position of its code. Raises StoryError for one that
        does not fit."""
        (position,) = self.observe_all([ObservedExpression(key, text, Span(key, 0))])
        return position

    def observe_all(self, expressions: Sequence[ObservedExpression]) -> tuple[int, ...]:
        """Reads the story again with these expressions beside those of the settings; returns the positions of their code.

        Raises StoryError for one that does not fit."""
        if any(expression not in self.read_with for expression in expressions):
            self.read([*self.observed, *expressions])
        return tuple(self.loaded.observed[expression.key] for expression in expressions)


def ending_names(project: Project) -> tuple[str, ...]:
    """Names of endings known before any is found: their marks, and those in the settings."""
    names = project.settings.endings
    marks = (mark.value for mark in project.program.marks if mark.key == "ending" and mark.value)
    return tuple(dict.fromkeys((*marks, *names, *names.values())))


def named_ending(names: Iterable[str], text: str) -> str | None:
    """The name that a claim or stake consists of, or None if it is an expression of the story."""
    return next((name for name in names if name.casefold() == text.strip().casefold()), None)


def load(path: str, allow_outside: bool = False, old: bool = False) -> Project:
    """Reads a story and the settings beside it; of an ``old`` version, which nobody can mend, names that it lacks are left out.
    Raises :class:`~epilogue.diagnostics.StoryError`."""
    main, _ = registry.find(path)
    project = Project(str(main), allow_outside, load_settings(str(main)))
    if not old:
        _check_names(project)
    return project


def _check_names(project: Project) -> None:
    """Raises StoryError for an ending or a constant of the settings that the story does not have. Whether there are as many
    endings as an id counts, only a search tells."""
    settings, variables = project.settings, project.program.variables
    for name in settings.assume:
        if name not in variables:
            hint = did_you_mean(name, variables, otherwise=f"it has: {', '.join(variables[:SHOWN])}" if variables else None)
            raise unreadable(f"assume.{name}: expected a variable of the story", key_span(settings, "assume", name), hint)
    if not settings.endings:
        return
    from epilogue.story.unsettled import passage_named  # lazy: not all settings name endings

    marks = [mark.value for mark in project.program.marks if mark.key == "ending" and mark.value]
    passages = [name for name in (passage_named(block.name) for block in project.program.blocks) if name is not None]
    known = dict.fromkeys((*marks, *passages))
    for key in settings.endings:
        base = key
        for entry in settings.entries:
            base = base.removeprefix(f"{entry.name}: ")
        if base not in known and NUMBER.sub("", base) not in (*known, START):
            hint = did_you_mean(key, known, 1, otherwise="epilogue init writes them")
            problem = f"endings.{key}: expected the mark or the id of an ending"
            raise unreadable(problem, key_span(settings, "endings", key), hint)


def exported(path: str, option: str, allow_outside: bool = False) -> str:
    """The story in a form specific to its language. Raises StoryError for a language that has none."""
    main, language = registry.find(path)
    for exporter in language.exporters:
        if exporter.option == option:
            return exporter.write(main, allow_outside)
    has, what = next((other, form.what) for other in registry.LANGUAGES for form in other.exporters if form.option == option)
    raise unreadable(f"this story is not in {has.title}", Span(str(main), 0), f"only {has.title} can be written as {what}")


def beginning(project: Project, entry: str | None) -> tuple[Program, int | None]:
    """The program to be played, and the position it begins at if that is not its own beginning: a game begins with any of its
    entries, if ``entry`` is a conversation that the settings name or none is named. Raises StoryError."""
    settled = {result.position: result.given for result in project.assumed if result.given.values}
    if project.game is not None and (entry is None or entry in project.conversations):
        return project.game._replace(outside={**project.game.outside, **settled}), None
    program = project.program._replace(outside={**project.program.outside, **settled})
    return program, None if entry is None else entry_position(program, entry)


def one_conversation(project: Project, entry: str | None) -> tuple[Project, str | None]:
    """The story as a game that begins with the conversation of this name plays that one alone, and the passage it begins at; as
    they are, where no conversation is called so. Without a name: the only one, if the settings name none."""
    entries = project.settings.entries
    only = len(entries) == 1 and entry is None and not project.conversations
    begun = entries[0] if only else next((setting for setting in entries if setting.name == entry), None)
    if begun is None:
        return project, entry
    alone = copy(project)
    alone.begun, alone.assumed, alone.conversations = begun, [], frozenset()
    alone.settings = project.settings._replace(entries=())
    alone.read(alone.observed)
    return alone, begun.at


def entry_position(program: Program, name: str) -> int:
    """Position of a passage. Raises StoryError with the nearest names."""
    starts = {block.name: block.start for block in program.blocks if block.name}
    if name in starts:
        return starts[name]
    what = f"the story has no {program.semantics.advice.place} {name!r}"
    raise unreadable(what, Span(program.sources[0], 0), did_you_mean(name, starts))


def playable(project: Project, entry: str | None = None) -> tuple[Program, int | None]:
    """The program to be played along paths, and where it begins, as :func:`beginning` has it: with what functions that nothing
    is said of may give, whether or not the story was searched in this run. Raises StoryError."""
    program, start = beginning(project, entry)
    open_ended = anything(program)
    if unsettled(open_ended):
        # Independent of who asks, so that representatives are the same for all.
        observations = Observations(at_end=tuple(project.loaded.observed.values()))
        project.settle(specialise(open_ended, flow_operators(program), observations, start))
        program, start = beginning(project, entry)
    return program, start
