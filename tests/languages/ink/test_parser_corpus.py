"""The corpus parses: everything that ink's own compiler accepts; the rest ends in messages."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from epilogue.diagnostics import Severity
from epilogue.languages.ink.parse.includes import FileLoader, read_source
from epilogue.languages.ink.parse.parser import parse_story

# Faulty on purpose, or parts of a story whose includes are relative to its main file.
FAULTY = {"empty_thread_error.ink", "scene.ink", "included_file_3.ink", "nested_include.ink"}


def errors(path: Path) -> list[str]:
    """The errors in a story on disk."""
    source = read_source(path, path.name)
    _story, diagnostics = parse_story(source, path.name, FileLoader(path, allow_outside=True))
    return [str(d) for d in diagnostics if d.severity is Severity.ERROR]


@pytest.mark.parametrize("folder", ["conformance/ink", "stories/ink"])
def test_all_that_ink_compiles_is_parsed(corpus: Path, folder: str) -> None:
    paths = [p for p in sorted((corpus / folder).rglob("*.ink")) if "sky-caravan" not in p.parts]
    assert paths
    faults = {str(p): found for p in paths if p.name not in FAULTY and (found := errors(p))}
    assert faults == {}


def test_errors_of_a_large_story_are_reported_in_good_time(corpus: Path) -> None:
    path = corpus / "stories/ink/sky-caravan/Master.ink"
    start = time.process_time()
    found = errors(path)
    assert time.process_time() - start < 20
    assert found
    assert all(": error: " in message for message in found)
