"""Each save is noticed exactly once, however it is written."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from epilogue.story.project import load
from epilogue.web import file_watch
from epilogue.web.file_watch import FileStates, changes, file_states
from epilogue.web.versions import is_unchanged, mark_of

HANGS = 60
"""Seconds after which a save that is not noticed is a failure and not a hang."""


async def _noticed(path: Path, save: Callable[[], None], looks: list[str]) -> bool:
    """Whether a save is noticed that is made once the folder has been looked at."""
    task = asyncio.ensure_future(anext(changes(str(path))))
    while len(looks) < 2:  # the first scan is over when the second begins
        await asyncio.sleep(0.01)
    save()
    done, _ = await asyncio.wait([task], timeout=HANGS)
    task.cancel()
    return bool(done)


@pytest.mark.parametrize("way", ["over", "renamed", "new", "gone", "deeper"])
def test_every_way_to_save_is_noticed(tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []

    def looking(folder: str) -> FileStates:
        looks.append(folder)
        return file_states(folder)

    monkeypatch.setattr(file_watch, "file_states", looking)
    main, other = tmp_path / "main.ink", tmp_path / "chapters" / "one.ink"
    other.parent.mkdir()
    main.write_text("a")
    other.write_text("b")

    def save() -> None:
        if way == "over":
            main.write_text("longer")
        elif way == "renamed":
            (tmp_path / "swap").write_text("z")
            os.replace(tmp_path / "swap", main)
        elif way == "new":
            (tmp_path / "epilogue.toml").write_text("")
        elif way == "gone":
            main.unlink()
        else:
            other.write_text("longer")

    assert asyncio.run(_noticed(main, save, looks))


def test_what_no_story_is_made_of_is_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.ink").write_text("")
    (tmp_path / "notes.txt").write_text("")
    (tmp_path / "main.ink").write_text("")
    (tmp_path / "away").symlink_to("/")
    assert list(file_states(str(tmp_path))) == [str(tmp_path / "main.ink")]


def test_files_read_before_and_after_a_save_are_not_one_version(tmp_path: Path) -> None:
    one, two = tmp_path / "one.ink", tmp_path / "two.ink"
    one.write_bytes(b"\xef\xbb\xbfold\r\n")
    two.write_text("old")
    read = {str(one): "old\r\n", str(two): "old", str(tmp_path / "epilogue.toml"): None}
    assert is_unchanged(read)
    two.write_text("new")
    assert not is_unchanged(read)
    assert mark_of(read) != mark_of({**read, str(two): "new"})
    assert is_unchanged({**read, str(two): "new"})
    (tmp_path / "epilogue.toml").write_text("")
    assert not is_unchanged({**read, str(two): "new"})


def test_settings_of_the_folder_are_not_part_of_a_story_with_its_own(tmp_path: Path) -> None:
    """A story with settings of its own does not use the folder's, so these do not make what was read another version."""
    story, own, general = tmp_path / "tale.ink", tmp_path / "tale.ink.toml", tmp_path / "epilogue.toml"
    story.write_text("One. -> END\n", encoding="utf-8")
    general.write_text('[endings]\nstart = "general"\n', encoding="utf-8")
    read = load(str(story)).texts
    assert is_unchanged(read)
    own.write_text('[endings]\nstart = "own"\n', encoding="utf-8")
    assert not is_unchanged(read), "settings of its own would be used now"
    read = load(str(story)).texts
    assert is_unchanged(read)
    general.write_text('[endings]\nstart = "another"\n', encoding="utf-8")
    assert is_unchanged(read), "nobody reads these"
    own.unlink()
    assert not is_unchanged(read)
