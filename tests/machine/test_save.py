"""Saved playthroughs, and the story they belong to."""

from __future__ import annotations

from pathlib import Path

from epilogue.languages.registry import read
from epilogue.machine.save import story_hash

STORY = """\
A road, <>
and a town.
-> rest ->
-> END
=== rest
* [Sleep]
    ->->
"""


def test_a_playthrough_saved_by_an_earlier_version_is_of_the_same_story(tmp_path: Path) -> None:
    path = tmp_path / "road.ink"
    path.write_text(STORY, encoding="utf-8")
    known = story_hash(read(path)[0])
    assert known == "sha256:4cf921e6dccc75f4784524ac2806e68e89d957c3f005d034146edf64a8c2d08f"
    path.write_text(STORY.replace("<>", ""), encoding="utf-8")
    assert story_hash(read(path)[0]) != known
