"""A Yarn story, from its files to a checked project, and on to a Program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from epilogue.diagnostics import Diagnostic, Severity, StoryError, unreadable
from epilogue.languages.base import deep
from epilogue.languages.loaded import LoadedStory, ObservedExpression
from epilogue.languages.scanner import LineFault
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
from epilogue.languages.yarn.parse.yarn_one import yarn_1
from epilogue.source import Span

OBSERVER = "epilogue_observes_"
"""Begins the name of the file that an observed expression is said to be in: so no two expressions have one place."""


class ReadProject(NamedTuple):
    """A checked project, warnings about it, and what was read, by the absolute path of its file."""

    project: CheckedProject
    warnings: list[Diagnostic]
    texts: dict[str, str]


def read_story(path: Path, allow_outside: bool, observed: Sequence[ObservedExpression]) -> LoadedStory:
    """The story as a Program, with the code of each observed expression. Raises StoryError."""
    project = read_project(path, allow_outside, observed)
    try:
        with deep():
            program, places = lower(project.project, tuple(file.name for file in project.project.files))
    except StoryError as error:
        raise StoryError([_placed(diagnostic, observed) for diagnostic in error.diagnostics]) from None
    return LoadedStory(program, project.warnings, places, project.texts, beginnings(project.project))


def read_project(path: Path, allow_outside: bool = False, observed: Sequence[ObservedExpression] = ()) -> ReadProject:
    """The project of a ``.yarn`` file, a folder or a ``.yarnproject``, with the expressions that analyses ask for. Raises
    StoryError, with every error of every file."""
    sources = read_sources(path, allow_outside)
    files: list[syntax.File] = []
    diagnostics: list[Diagnostic] = []
    for name, text in sources.stories:
        file, problems = parse_file(text, name)
        files.append(file)
        diagnostics.extend(problems)
    old = yarn_1(sources.stories, diagnostics)
    if any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics):
        raise StoryError([*sources.warnings, *([old] if old is not None else diagnostics)])
    diagnostics = _once_a_file(diagnostics)
    diagnostics = [diagnostic for diagnostic in diagnostics if old is None or diagnostic.message != LINK] + (
        [] if old is None else [old]
    )
    functions = [function for name, text in sources.definitions for function in defined(text, name)]
    expressions = {request.key: _expression(request, number) for number, request in enumerate(observed)}
    try:
        project = check(sources.name, tuple(files), functions, expressions)
    except StoryError as error:
        raise StoryError([*sources.warnings, *(_placed(diagnostic, observed) for diagnostic in error.diagnostics)]) from None
    commands = {name for shown, text in sources.definitions for name in commands_of(text, shown)}
    doubts = doubtful(files) + mistaken(files, [function.name for function in functions], commands)
    return ReadProject(project, [*sources.warnings, *diagnostics, *doubts], sources.texts)


def _once_a_file(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Reduces warnings of misread markup to the first of each file, with the number of the others."""
    reduced: list[Diagnostic] = []
    places: dict[str, int] = {}
    others: dict[int, int] = {}
    for diagnostic in diagnostics:
        file = diagnostic.span.file if diagnostic.span is not None and diagnostic.message == UNREAD else None
        if file in places:
            others[places[file]] = others.get(places[file], 0) + 1
            continue
        if file is not None:
            places[file] = len(reduced)
        reduced.append(diagnostic)
    for index, lines in others.items():
        reduced[index] = reduced[index]._replace(message=f"{UNREAD} (so in {lines} more line{'s' * (lines != 1)} of this file)")
    return reduced


def _expression(request: ObservedExpression, number: int) -> syntax.Expression:
    """An expression of ``epilogue.toml`` or of the command line."""
    if "\n" in request.text or not request.text.strip():
        raise unreadable("an expression on one line expected", request.span)
    try:
        return parse_expression(request.text, Span(f"{OBSERVER}{number}", 1, 1))
    except LineFault as fault:
        raise StoryError([_placed(fault.diagnostic, {number: request})]) from None


def _placed(diagnostic: Diagnostic, observed: Sequence[ObservedExpression] | Mapping[int, ObservedExpression]) -> Diagnostic:
    """Moves a diagnostic of an observed expression to its place in the file that asks for it."""
    span = diagnostic.span
    if span is None or not span.file.startswith(OBSERVER):
        return diagnostic
    whole = observed[int(span.file.removeprefix(OBSERVER))].span
    return diagnostic._replace(span=whole._replace(column=whole.column + span.column - 1 if whole.column else 0))
