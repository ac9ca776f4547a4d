"""A Yarn story, from its files to a checked project, and on to a Program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from epilogue.diagnostics import Diagnostic, Severity, StoryError, unreadable
from epilogue.languages.base import Loaded, Observed, deep
from epilogue.languages.yarn.check.beginnings import beginnings
from epilogue.languages.yarn.check.checker import check
from epilogue.languages.yarn.check.functions import commands_of, defined
from epilogue.languages.yarn.check.names import doubtful
from epilogue.languages.yarn.check.project import CheckedProject
from epilogue.languages.yarn.lint import mistaken
from epilogue.languages.yarn.lower.program import lower
from epilogue.languages.yarn.parse import syntax
from epilogue.languages.yarn.parse.content import LINK, UNREAD
from epilogue.languages.yarn.parse.files import read_sources
from epilogue.languages.yarn.parse.parser import parse_expression, parse_file
from epilogue.languages.yarn.parse.scanner import LineFault
from epilogue.languages.yarn.parse.yarn_one import yarn_1
from epilogue.source import Span

OBSERVER = "epilogue_observes_"
"""Begins the name of the file that an observed expression is said to be in: so no two expressions have one place."""


class ReadProject(NamedTuple):
    """A checked project, warnings about it, and what was read, by the absolute path of its file."""

    project: CheckedProject
    warnings: list[Diagnostic]
    texts: dict[str, str]


def read_story(path: Path, allow_outside: bool, observed: Sequence[Observed]) -> Loaded:
    """The story as a Program, with the code of each observed expression. Raises StoryError."""
    found = read_project(path, allow_outside, observed)
    try:
        with deep():
            program, places = lower(found.project, tuple(file.name for file in found.project.files))
    except StoryError as error:
        raise StoryError([_placed(one, observed) for one in error.diagnostics]) from None
    return Loaded(program, found.warnings, places, found.texts, beginnings(found.project))


def read_project(path: Path, allow_outside: bool = False, observed: Sequence[Observed] = ()) -> ReadProject:
    """The project of a ``.yarn`` file, a folder or a ``.yarnproject``, with the expressions that analyses ask for. Raises
    StoryError, with every error of every file."""
    sources = read_sources(path, allow_outside)
    files: list[syntax.File] = []
    diagnostics: list[Diagnostic] = []
    for name, text in sources.stories:
        file, found = parse_file(text, name)
        files.append(file)
        diagnostics.extend(found)
    old = yarn_1(sources.stories, diagnostics)
    if any(one.severity is Severity.ERROR for one in diagnostics):
        raise StoryError([*sources.warnings, *([old] if old is not None else diagnostics)])
    diagnostics = _once_a_file(diagnostics)
    diagnostics = [one for one in diagnostics if old is None or one.message != LINK] + ([] if old is None else [old])
    functions = [function for name, text in sources.definitions for function in defined(text, name)]
    asked = {one.key: _expression(one, number) for number, one in enumerate(observed)}
    try:
        project = check(sources.name, tuple(files), functions, asked)
    except StoryError as error:
        raise StoryError([*sources.warnings, *(_placed(one, observed) for one in error.diagnostics)]) from None
    commands = {name for shown, text in sources.definitions for name in commands_of(text, shown)}
    doubts = doubtful(files) + mistaken(files, [function.name for function in functions], commands)
    return ReadProject(project, [*sources.warnings, *diagnostics, *doubts], sources.texts)


def _once_a_file(found: list[Diagnostic]) -> list[Diagnostic]:
    """Reduces warnings of misread markup to the first of each file, with the number of the others."""
    kept: list[Diagnostic] = []
    places: dict[str, int] = {}
    more: dict[int, int] = {}
    for one in found:
        file = one.span.file if one.span is not None and one.message == UNREAD else None
        if file in places:
            more[places[file]] = more.get(places[file], 0) + 1
            continue
        if file is not None:
            places[file] = len(kept)
        kept.append(one)
    for place, lines in more.items():
        kept[place] = kept[place]._replace(message=f"{UNREAD} (so in {lines} more line{'s' * (lines != 1)} of this file)")
    return kept


def _expression(asked: Observed, number: int) -> syntax.Expression:
    """An expression of ``epilogue.toml`` or of the command line."""
    if "\n" in asked.text or not asked.text.strip():
        raise unreadable("an expression on one line expected", asked.span)
    try:
        return parse_expression(asked.text, Span(f"{OBSERVER}{number}", 1, 1))
    except LineFault as fault:
        raise StoryError([_placed(fault.diagnostic, {number: asked})]) from None


def _placed(diagnostic: Diagnostic, observed: Sequence[Observed] | Mapping[int, Observed]) -> Diagnostic:
    """Moves a diagnostic of an observed expression to its place in the file that asks for it."""
    span = diagnostic.span
    if span is None or not span.file.startswith(OBSERVER):
        return diagnostic
    whole = observed[int(span.file.removeprefix(OBSERVER))].span
    return diagnostic._replace(span=whole._replace(column=whole.column + span.column - 1 if whole.column else 0))
