"""Stories in the forms that ink's own tools read."""

from __future__ import annotations

from pathlib import Path

from epilogue.languages.ink.compile.json_write import to_json
from epilogue.languages.ink.read import compile_file


def to_compiled(path: Path, allow_outside: bool) -> str:
    """A story as ink's own runtimes load it. Raises StoryError."""
    return to_json(compile_file(path, allow_outside))
