"""A ChoiceScript story, from its scenes to a Program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from epilogue.diagnostics import Diagnostic, Severity, StoryError, did_you_mean, unreadable
from epilogue.languages.base import deep
from epilogue.languages.choicescript.check.names import STARTUP, STATS, CheckedScenes, fixed
from epilogue.languages.choicescript.check.values import held_values
from epilogue.languages.choicescript.lint import mistaken
from epilogue.languages.choicescript.lower.program import lower
from epilogue.languages.choicescript.parse import syntax
from epilogue.languages.choicescript.parse.expressions import ValueReader
from epilogue.languages.choicescript.parse.files import SceneFiles
from epilogue.languages.choicescript.parse.parser import parse_scene
from epilogue.languages.choicescript.parse.scanner import SceneScanner
from epilogue.languages.choicescript.parse.text import raw
from epilogue.languages.choicescript.parse.walk import parts, statements
from epilogue.languages.loaded import LoadedStory, ObservedExpression
from epilogue.languages.scanner import LineFault
from epilogue.source import Span

OBSERVER = "epilogue_observes_"


def read_story(path: Path, allow_outside: bool, observed: Sequence[ObservedExpression]) -> LoadedStory:
    """The story as a Program, with the code of each observed expression. Raises StoryError, with the mistakes of every scene."""
    files = SceneFiles(path, allow_outside)
    with deep():
        story = read_scenes(files)
        expressions = {request.key: _expression(request, number, story) for number, request in enumerate(observed)}
        program, places = lower(story, tuple(scene.file for scene in story.scenes.values()), expressions)
    return LoadedStory(program, mistaken(story, files.paths), places, files.texts)


def read_scenes(files: SceneFiles) -> CheckedScenes:
    """The scenes that the startup scene leads to, and the stats screen. Raises StoryError."""
    scenes: dict[str, syntax.Scene] = {}
    diagnostics: list[Diagnostic] = []
    waiting = [STARTUP, STATS]
    while waiting:
        name = waiting.pop(0)
        if name in scenes or name not in files.paths:
            continue
        scene, problems = parse_scene(files.text(name), name, str(files.paths[name]))
        scenes[name] = scene
        diagnostics += problems
        waiting += _followers(scene, files)
    if diagnostics:
        raise StoryError(diagnostics)
    order = (STARTUP, *(each.name.lower() for each in scenes[STARTUP].listed or ()), *sorted(scenes))
    story = CheckedScenes(_name(files), {name: scenes[name] for name in dict.fromkeys(order) if name in scenes})
    story.held = held_values(story)
    return story


def _followers(scene: syntax.Scene, files: SceneFiles) -> Iterator[str]:
    yield from (each.name.lower() for each in scene.listed or ())
    for statement in statements(scene.body):
        if isinstance(statement, syntax.GotoScene):
            name = statement.scene if isinstance(statement.scene, str) else fixed(statement.scene)
            yield from sorted(files.paths) if name is None else (name.lower(),)


def _name(files: SceneFiles) -> str:
    """The name of a game: its folder's, but for folders that every game has."""
    if files.main.stem.lower() != STARTUP:
        return files.main.stem
    folders = [part for part in files.folder.resolve().parts if part not in ("scenes", "mygame", "web", "/")]
    return folders[-1] if folders else STARTUP


def _expression(request: ObservedExpression, number: int, story: CheckedScenes) -> syntax.Expression:
    """An expression of ``epilogue.toml`` or of the command line. Raises StoryError."""
    if "\n" in request.text or not request.text.strip():
        raise unreadable("an expression on one line expected", request.span)
    scanner = SceneScanner(f"{OBSERVER}{number}", 1, request.text)
    try:
        expression = ValueReader(scanner, raw).whole("the expression")
    except LineFault as fault:
        raise StoryError([_placed(fault.diagnostic, request)]) from None
    for part in parts(expression):
        if isinstance(part, syntax.Variable) and not story.find("", part.name) and part.name not in ("true", "false"):
            known = list(story.shared)
            hint = did_you_mean(part.name, known, otherwise="variables that *create makes can be asked for")
            diagnostic = Diagnostic(Severity.ERROR, f"the story has no variable {part.name}", part.span, hint)
            raise StoryError([_placed(diagnostic, request)])
    return expression


def _placed(diagnostic: Diagnostic, request: ObservedExpression) -> Diagnostic:
    """Moves a diagnostic of an observed expression to its place in the file that asks for it."""
    span, whole = diagnostic.span or Span("", 0), request.span
    return diagnostic._replace(span=whole._replace(column=whole.column + span.column - 1 if whole.column else 0))
