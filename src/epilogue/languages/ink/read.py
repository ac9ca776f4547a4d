"""The way into ink: a file, source or compiled, to a Program."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from epilogue.diagnostics import Diagnostic, Severity, StoryError, unreadable
from epilogue.languages.base import files_named
from epilogue.languages.ink.compile import containers
from epilogue.languages.ink.compile.compiler import compile_story
from epilogue.languages.ink.compile.json_read import read_compiled
from epilogue.languages.ink.lint import mistaken
from epilogue.languages.ink.lower import lower
from epilogue.languages.ink.parse import syntax
from epilogue.languages.ink.parse.includes import FileLoader, read_source
from epilogue.languages.ink.parse.parser import parse_story
from epilogue.languages.loaded import LoadedStory, ObservedExpression
from epilogue.source import Span

INCLUDE = re.compile(r"^\s*INCLUDE\s+(.+?)\s*$", re.MULTILINE)
OBSERVER = "epilogue_observes_"
OBSERVING = "~ return "


def read_story(path: Path, allow_outside: bool, observed: Sequence[ObservedExpression]) -> LoadedStory:
    """The story of a source or compiled file, with a function for each observed expression. Raises StoryError."""
    shown = str(path)
    text = read_source(path, shown, Span(shown, 0))
    files = FileLoader(path, allow_outside)
    diagnostics: list[Diagnostic] = []
    if path.name.lower().endswith(".json"):
        compiled = read_compiled(text, shown)
        _attach_observers(compiled, observed)
    else:
        story, problems = parse_story(text, shown, files)
        diagnostics.extend(problems)
        _refuse_errors(diagnostics)
        meant = mistaken(story)
        story.flows.extend(_observers(observed).flows)
        compiled, problems = compile_story(story)
        diagnostics.extend(_placed(problems, observed))
        _refuse_errors(diagnostics)
        diagnostics.extend(meant)
    program = lower(compiled, path.name.partition(".")[0], (shown,))
    starts = {block.name: block.start for block in program.blocks}
    places = {expression.key: starts[f"{OBSERVER}{number}"] for number, expression in enumerate(observed)}
    return LoadedStory(program, diagnostics, places, {**files.texts, str(path.absolute()): text})


def compile_file(path: Path, allow_outside: bool = False) -> containers.Compiled:
    """The compiled form of an ink file, source or compiled, without anything added. Raises StoryError."""
    shown = str(path)
    text = read_source(path, shown, Span(shown, 0))
    if path.name.lower().endswith(".json"):
        return read_compiled(text, shown)
    story, diagnostics = parse_story(text, shown, FileLoader(path, allow_outside))
    _refuse_errors(diagnostics)
    compiled, problems = compile_story(story)
    _refuse_errors(problems)
    return compiled


def main_file(folder: Path) -> Path:
    """The one file of the folder that no other includes; compiled stories count where there is no source."""
    sources = files_named("*.ink", folder) or files_named("*.json", folder)
    included: set[Path] = set()
    for source in sources if len(sources) > 1 else ():
        for name in INCLUDE.findall(read_source(source, str(source))):
            included.add((folder / name).resolve())
    mains = [source for source in sources if source.resolve() not in included]
    preferred = [source for source in mains if source.stem.lower() in ("main", "story", folder.name.lower())]
    for choice in (mains, preferred):
        if len(choice) == 1:
            return choice[0]
    names = ", ".join(source.name for source in mains or sources)
    raise unreadable("several stories in this folder", Span(str(folder), 0), f"name one of them: {names}")


def _refuse_errors(diagnostics: list[Diagnostic]) -> None:
    if any(d.severity is Severity.ERROR for d in diagnostics):
        raise StoryError(diagnostics)


def _observers(observed: Sequence[ObservedExpression]) -> syntax.Story:
    """A function for each expression, as syntax to be compiled with the story."""
    story = syntax.Story([], [], Span("", 0))
    for number, expression in enumerate(observed):
        if "\n" in expression.text or not expression.text.strip():
            raise unreadable("an expression on one line expected", expression.span)
        source = f"=== function {OBSERVER}{number}()\n{OBSERVING}{expression.text}\n"
        parsed, diagnostics = parse_story(source, f"{OBSERVER}{number}", None)
        problems = [d for d in _placed(diagnostics, observed) if d.severity is Severity.ERROR]
        if problems:
            raise StoryError(problems)
        story.flows.extend(parsed.flows)
    return story


def _placed(diagnostics: Sequence[Diagnostic], observed: Sequence[ObservedExpression]) -> list[Diagnostic]:
    """Moves diagnostics of observed expressions to their place in the file that asks for them."""
    spans = {f"{OBSERVER}{number}": expression.span for number, expression in enumerate(observed)}
    placed = []
    for diagnostic in diagnostics:
        span = diagnostic.span
        if span is not None and span.file in spans:
            whole = spans[span.file]
            inside = max(span.column - len(OBSERVING) - 1, 0) if span.line == 2 else 0
            placed.append(diagnostic._replace(span=whole._replace(column=whole.column + inside if whole.column else 0)))
        else:
            placed.append(diagnostic)
    return placed


def _attach_observers(compiled: containers.Compiled, observed: Sequence[ObservedExpression]) -> None:
    """Adds observers to a compiled story: compiled beside declarations of its variables and lists, then moved."""
    if not observed:
        return
    declarations = compiled.root.named.get("global decl")
    content = declarations.content if declarations else ()
    names = {item.name for item in content if isinstance(item, containers.Assignment)}
    lists = {name: ", ".join(f"{item} = {number}" for item, number in items.items()) for name, items in compiled.lists.items()}
    source = "".join(f"LIST {name} = {items}\n" for name, items in lists.items())
    source += "".join(f"VAR {name} = 0\n" for name in sorted(names) if name not in lists)
    story, diagnostics = parse_story(source, observed[0].span.file, None)
    _refuse_errors(diagnostics)
    story.flows.extend(_observers(observed).flows)
    helper, diagnostics = compile_story(story)
    problems = [d for d in _placed(diagnostics, observed) if d.severity is Severity.ERROR]
    if problems:
        raise StoryError(problems)
    for number in range(len(observed)):
        compiled.root.add_named(helper.root.named[f"{OBSERVER}{number}"])
