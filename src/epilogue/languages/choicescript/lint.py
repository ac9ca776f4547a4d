"""Likely mistakes that can be seen without playing: what a jump names and the story does not have."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from epilogue.diagnostics import Diagnostic, Severity, did_you_mean
from epilogue.languages.choicescript.check.names import STARTUP, CheckedScenes, fixed
from epilogue.languages.choicescript.parse import syntax
from epilogue.source import Span


def mistaken(story: CheckedScenes, files: Collection[str]) -> list[Diagnostic]:
    """Warnings, in the order of the source. ``files``: the names of all scenes there are, read or not."""
    return [*_listed(story, files), *(warning for scene in story.scenes for warning in _scene(story, files, scene))]


def _listed(story: CheckedScenes, files: Collection[str]) -> Iterator[Diagnostic]:
    for listed in story.scenes[STARTUP].listed or ():
        if listed.name.lower() not in story.scenes:
            yield _missing_scene(files, listed.name.lower(), listed.span, "the *scene_list names")


def _missing_scene(files: Collection[str], name: str, span: Span, what: str) -> Diagnostic:
    hint = did_you_mean(name, files, otherwise=f"there is no file {name}.txt beside startup.txt")
    return Diagnostic(Severity.WARNING, f"{what} the scene {name}, which is missing", span, hint)


def _scene(story: CheckedScenes, files: Collection[str], scene: str) -> Iterator[Diagnostic]:
    labels = story.scenes[scene].labels
    for statement in story.bodies[scene]:
        if isinstance(statement, syntax.Goto | syntax.Gosub):
            label = _fixed(statement.target)
            if label is not None and label not in labels:
                hint = did_you_mean(label, labels, otherwise=f"no line of this scene says *label {label}")
                yield Diagnostic(Severity.WARNING, f"there is no label {label} in this scene", statement.span, hint)
        elif isinstance(statement, syntax.GotoScene):
            name, label = _fixed(statement.scene), _fixed(statement.label)
            if name is not None and name not in story.scenes:
                yield _missing_scene(files, name, statement.span, "this leads to")
            elif name is not None and label is not None and label not in story.scenes[name].labels:
                known = story.scenes[name].labels
                hint = did_you_mean(label, known, otherwise=f"no line of {name}.txt says *label {label}")
                yield Diagnostic(Severity.WARNING, f"there is no label {label} in the scene {name}", statement.span, hint)


def _fixed(target: str | syntax.Expression | None) -> str | None:
    text = target if isinstance(target, str) or target is None else fixed(target)
    return None if text is None else text.lower()
