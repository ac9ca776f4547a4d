"""The public Harlowe stories: each is read, or refused with a message that says where and what."""

from __future__ import annotations

import shutil
from pathlib import Path

from epilogue.diagnostics import StoryError
from epilogue.languages.registry import load


def test_public_stories_are_read_or_refused_where_they_cannot_be(corpus: Path, tmp_path: Path) -> None:
    twine = corpus / "stories" / "twine"
    cookbook = corpus / "conformance" / "twine" / "twine-cookbook"
    stories = [
        *sorted(cookbook.glob("*/harlowe*/*_twee.txt")),
        *sorted((twine / "baloney-detectives").glob("*.twee")),
        twine / "cellar-crawl" / "main.twee",
    ]
    read = 0
    for number, story in enumerate(stories):
        folder = tmp_path / str(number)
        folder.mkdir()
        copy = Path(shutil.copy(story, folder / "story.twee"))
        try:
            program = load(str(copy)).program
        except StoryError as error:
            for diagnostic in error.diagnostics:
                assert diagnostic.span is not None and diagnostic.span.line > 0 and diagnostic.message, story
        else:
            read += 1
            assert all(instruction.span is not None for instruction in program.code), story
    assert read >= 6
