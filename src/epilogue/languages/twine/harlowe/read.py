"""A Harlowe story, from its passages to a Program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from epilogue.diagnostics import Diagnostic, Severity, StoryError, did_you_mean, unreadable
from epilogue.languages.base import deep
from epilogue.languages.loaded import LoadedStory, ObservedExpression
from epilogue.languages.twine.harlowe import syntax
from epilogue.languages.twine.harlowe.expressions import HarloweExpressionReader
from epilogue.languages.twine.harlowe.faults import HarloweFault
from epilogue.languages.twine.harlowe.lower import HarloweLowering
from epilogue.languages.twine.harlowe.markup import parse
from epilogue.languages.twine.harlowe.story import HarlowePassage, HarloweStory, PlacedFault
from epilogue.languages.twine.harlowe.walk import variables, variables_in
from epilogue.source import Span

if TYPE_CHECKING:
    from epilogue.languages.twine.archive import Archive

READ = ("3",)
"""Versions that are read, by their first number."""


def read(archive: Archive, name: str, observed: Sequence[ObservedExpression]) -> LoadedStory:
    """The story as a Program, with the code of each observed expression. Raises StoryError with the mistakes of every passage."""
    start = archive.passages[archive.start]
    major = archive.version.partition(".")[0]
    if major and major not in READ:
        hint = "change the format to Harlowe 3 and look the story through"
        raise unreadable(f"Harlowe {archive.version} cannot be read yet, only Harlowe 3", start.place, hint)
    if archive.scripts:
        hint = "take it out to see the story without it"
        raise unreadable("JavaScript of the story's own cannot be read yet", archive.scripts[0].place, hint)
    with deep():
        passages: dict[str, HarlowePassage] = {}
        faults: list[Diagnostic] = []
        for passage in archive.passages.values():
            try:
                nodes = parse(passage.text)
            except HarloweFault as fault:
                faults.append(_diagnostic(fault, passage.span(fault.at), passage.name))
                continue
            passages[passage.name] = HarlowePassage(passage.name, passage.tags, nodes, passage.place, passage.span)
        if faults:
            raise StoryError(faults)
        files = tuple(dict.fromkeys(passage.origin.file.name for passage in archive.passages.values()))
        story = HarloweStory(name, passages, archive.start, files)
        expressions = {request.key: (_expression(request, story), request.span) for request in observed}
        try:
            program, places = HarloweLowering(story).program(expressions)
        except PlacedFault as placed:
            raise StoryError([_diagnostic(placed.fault, placed.span, placed.passage)]) from None
    return LoadedStory(program, [], places, archive.sources)


def _diagnostic(fault: HarloweFault, span: Span, passage: str) -> Diagnostic:
    where = f" (in the passage {passage})" if passage else ""
    return Diagnostic(Severity.ERROR, f"{fault.message}{where}", span, fault.hint)


def _expression(request: ObservedExpression, story: HarloweStory) -> syntax.HarloweExpression:
    """An expression of ``epilogue.toml`` or of the command line. Raises StoryError."""
    whole = request.span
    if "\n" in request.text or not request.text.strip():
        raise unreadable("an expression on one line expected", whole)
    try:
        expression = HarloweExpressionReader(request.text).whole()
    except HarloweFault as fault:
        span = whole._replace(column=whole.column + fault.at if whole.column else 0)
        raise StoryError([Diagnostic(Severity.ERROR, fault.message, span, fault.hint)]) from None
    known = {name for passage in story.passages.values() for name in variables(passage.nodes)}
    for variable in variables_in(expression):
        if variable.temporary or variable.name not in known:
            hint = did_you_mean(variable.name, known, otherwise="variables that the story sets can be asked for")
            sign = "_" if variable.temporary else "$"
            span = whole._replace(column=whole.column + variable.at if whole.column else 0)
            raise StoryError([Diagnostic(Severity.ERROR, f"the story has no variable {sign}{variable.name}", span, hint)])
    return expression
