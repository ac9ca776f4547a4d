"""A save is noticed whatever way it is written, and once."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from epilogue.web.follow import changes, seen
from epilogue.web.saved import mark_of, still


async def _noticed(path: Path, save: object) -> bool:
    waiting = changes(str(path))
    task = asyncio.ensure_future(anext(waiting))
    await asyncio.sleep(0.2)
    save()  # type: ignore[operator]
    done, _ = await asyncio.wait([task], timeout=10)
    task.cancel()
    return bool(done)


@pytest.mark.parametrize("way", ["over", "renamed", "new", "gone", "deeper"])
def test_every_way_to_save_is_noticed(tmp_path: Path, way: str) -> None:
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

    assert asyncio.run(_noticed(main, save))


def test_what_no_story_is_made_of_is_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.ink").write_text("")
    (tmp_path / "notes.txt").write_text("")
    (tmp_path / "main.ink").write_text("")
    (tmp_path / "away").symlink_to("/")
    assert list(seen(str(tmp_path))) == [str(tmp_path / "main.ink")]


def test_files_read_before_and_after_a_save_are_no_version(tmp_path: Path) -> None:
    one, two = tmp_path / "one.ink", tmp_path / "two.ink"
    one.write_bytes(b"\xef\xbb\xbfold\r\n")
    two.write_text("old")
    read = {str(one): "old\r\n", str(two): "old", str(tmp_path / "epilogue.toml"): None}
    assert still(read)
    two.write_text("new")
    assert not still(read)
    assert mark_of(read) != mark_of({**read, str(two): "new"})
    assert still({**read, str(two): "new"})
    (tmp_path / "epilogue.toml").write_text("")
    assert not still({**read, str(two): "new"})
