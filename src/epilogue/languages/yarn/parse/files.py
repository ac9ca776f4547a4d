"""The files of a Yarn project: one ``.yarn`` file, a folder of them, or what a ``.yarnproject`` names. Nothing outside the folder
is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from epilogue.diagnostics import Diagnostic, Severity, unreadable
from epilogue.languages.base import files_named
from epilogue.languages.texts import StoryTexts
from epilogue.source import Span, read_json

MAX_FILES = 10_000

_EVERY = "**/*.yarn"
_OLD = re.compile(r"\s*title[ \t]*:")
"""A project file of Yarn Spinner for Unity 2.0 to 2.2: a node of Yarn."""
_NOT_JSON = re.compile(r'("(?:\\.|[^"\\\n])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_LAST_COMMA = re.compile(r'("(?:\\.|[^"\\\n])*")|,(?=\s*[}\]])')


class ProjectFiles(NamedTuple):
    """``stories`` and ``definitions``: name as shown and text of each file. ``texts``: all that was read, by absolute path."""

    name: str
    stories: tuple[tuple[str, str], ...]
    definitions: tuple[tuple[str, str], ...]
    texts: dict[str, str]
    warnings: tuple[Diagnostic, ...] = ()


def read_sources(path: Path, allow_outside: bool = False) -> ProjectFiles:
    """All files of the story at ``path``. Raises StoryError if one cannot be read or there is none."""
    reader = _FolderReader(path if path.is_dir() else path.parent, allow_outside)
    if path.is_dir():
        return reader.whole(path.resolve().name, reader.matching([_EVERY], Span(str(path), 0)), [], path)
    if path.name.lower().endswith(".yarnproject"):
        return _project(path, reader)
    return reader.whole(path.stem, [path], [], path)


def main_file(folder: Path) -> Path:
    """The project file of a folder, its only story, or, for several of both kinds, the folder itself: it is read whole."""
    projects = files_named("*.yarnproject", folder) or files_named("**/*.yarnproject", folder)
    if len(projects) == 1:
        return projects[0]
    if projects:
        names = ", ".join(project.relative_to(folder).as_posix() for project in projects)
        raise unreadable("several projects in this folder", Span(str(folder), 0), f"name one of them: {names}")
    stories = files_named(_EVERY, folder)
    return stories[0] if len(stories) == 1 else folder


def _project(path: Path, reader: _FolderReader) -> ProjectFiles:
    shown = str(path)
    text = reader.text(path)
    if _OLD.match(text):  # before Unity 2.3 it held declarations and did not list its files
        sources = reader.whole(path.stem, [*reader.matching([_EVERY], Span(shown, 0)), path], [], path)
        message = "this is a project file of Yarn Spinner for Unity 2.0 to 2.2: every .yarn file of its folder is read"
        hint = "to say which files belong to the story, make it one of version 2 or later: it is JSON"
        return sources._replace(warnings=(Diagnostic(Severity.WARNING, message, Span(shown, 1, 1), hint),))
    settings = _settings(text, shown)
    span = Span(shown, 1)
    stories = reader.matching(_strings(settings, "sourceFiles", [_EVERY], span), span)
    excluded = set(reader.matching(_strings(settings, "excludeFiles", [], span), span))
    definitions = [definition for definition in _strings(settings, "definitions", [], span) if "${" not in definition]
    for name in definitions:
        if "*" not in name and not (path.parent / name).exists():
            raise unreadable(f"there is no file {name} that 'definitions' names", span)
    included = [story for story in stories if story not in excluded and story.name.lower().endswith(".yarn")]
    return reader.whole(path.stem, included, reader.matching(definitions, span), path)


def _settings(text: str, shown: str) -> dict[str, Any]:
    """A project file's content: JSON, comments and last commas allowed."""
    plain = _NOT_JSON.sub(lambda match: match.group(1) or re.sub(r"[^\n]", " ", match.group()), text)
    plain = _LAST_COMMA.sub(lambda match: match.group(1) or " ", plain)
    content = parsed(plain, shown, "project file")
    if not isinstance(content, dict):
        raise unreadable("this project file must be a JSON object", Span(shown, 1))
    version = content.get("projectFileVersion", 2)
    if version not in (2, 3, 4):
        raise unreadable(f"'projectFileVersion' is {str(version)[:40]}", Span(shown, 1), "versions 2, 3 and 4 are read")
    return content


def parsed(text: str, shown: str, what: str) -> Any:
    """Parses a file of JSON. Raises StoryError; ``what``: the file's kind in its message."""
    from json import JSONDecodeError  # lazy: an ink story needs none of it

    try:
        return read_json(text)
    except JSONDecodeError as fault:
        raise unreadable(f"this {what} is not JSON: {fault.msg}", Span(shown, fault.lineno, fault.colno)) from None
    except (RecursionError, ValueError):
        raise unreadable(f"this {what} is nested too deep, or holds too large a number", Span(shown, 1)) from None


def _strings(settings: dict[str, Any], key: str, default: list[str], span: Span) -> list[str]:
    """A setting that is a string or a list of strings."""
    value = settings.get(key)
    if value is None:
        return default
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(item, str) for item in values):
        raise unreadable(f"'{key}' must be a list of strings", span)
    return values


class _FolderReader(StoryTexts):
    """Reads files of one folder."""

    def __init__(self, folder: Path, allow_outside: bool) -> None:
        super().__init__("a Yarn text")
        self._folder = folder
        self._inside = folder.resolve()
        self._allow_outside = allow_outside

    def whole(self, name: str, stories: Iterable[Path], definitions: Iterable[Path], story: Path) -> ProjectFiles:
        read = tuple((str(path), self.text(path)) for path in stories)
        if not read:
            raise unreadable("no .yarn file belongs to this story", Span(str(story), 0))
        return ProjectFiles(name, read, tuple((str(path), self.text(path)) for path in definitions), self.texts)

    def matching(self, patterns: Iterable[str], span: Span) -> list[Path]:
        """Files in the folder that patterns name, in the order of their names, each once."""
        paths: dict[Path, None] = {}
        for pattern in patterns:
            for path in sorted(self._matches(pattern.replace("\\", "/"), span)):
                paths[path] = None
                if len(paths) > MAX_FILES:
                    raise unreadable(f"more than {MAX_FILES} files belong to this story", span)
        return list(paths)

    def _matches(self, pattern: str, span: Span) -> Iterator[Path]:
        parts = pattern.split("/")
        if ".." in parts or pattern.startswith("/") or ":" in pattern:
            if not self._allow_outside:
                hint = "a project may only have files beside or below its project file, unless that is allowed"
                raise unreadable(f"'{pattern}' leads out of the story's folder", span, hint)
            yield from (path for path in [self._folder / pattern] if path.is_file())
            return
        if parts[-1] in ("**", ""):
            pattern = "/".join([*parts[:-1], "**", "*"])
        try:
            for path in self._folder.glob(pattern):
                if path.is_file() and (self._allow_outside or path.resolve().is_relative_to(self._inside)):
                    yield path
        except (ValueError, OSError, NotImplementedError) as fault:
            raise unreadable(f"'{pattern}' cannot be used to look for files: {fault}", span) from None
