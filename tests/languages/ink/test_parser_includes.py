"""INCLUDE: what it brings in, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue.diagnostics import Diagnostic, StoryError
from epilogue.languages.ink.parse import syntax
from epilogue.languages.ink.parse.includes import FileLoader, read_source
from epilogue.languages.ink.parse.parser import parse_story


def parse(main: Path, allow_outside: bool = False) -> tuple[syntax.Story, list[Diagnostic]]:
    """Parse a story on disk."""
    return parse_story(read_source(main, main.name), main.name, FileLoader(main, allow_outside))


def write(folder: Path, **files: str) -> Path:
    """Write NAME=text as NAME.ink; the path of main.ink."""
    for name, text in files.items():
        (folder / f"{name}.ink").write_text(text, encoding="utf-8")
    return folder / "main.ink"


def test_content_comes_in_where_it_is_included_and_knots_at_the_end(tmp_path: Path) -> None:
    main = write(tmp_path, main="A\nINCLUDE other.ink\nB\n== k\nK\n", other="VAR x = 1\nO\n== j\nJ\n")
    story, diagnostics = parse(main)
    assert diagnostics == []
    assert [type(node).__name__ for node in story.body] == ["Text", "Text", "Included", "Text", "Text", "Text"]
    assert [flow.name for flow in story.flows] == ["k", "j"]
    assert Path(story.flows[1].span.file).name == "other.ink"
    assert story.flows[1].span.line == 3


def test_names_are_relative_to_the_main_file_in_included_files_too(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.ink").write_text("INCLUDE sub/b.ink\n", encoding="utf-8")
    (tmp_path / "sub" / "b.ink").write_text("deep\n", encoding="utf-8")
    main = write(tmp_path, main="INCLUDE sub\\a.ink\n")
    story, diagnostics = parse(main)
    assert diagnostics == []
    assert "deep" in repr(story)


def test_an_empty_file_leaves_nothing_and_one_of_knots_a_line_end(tmp_path: Path) -> None:
    main = write(tmp_path, main="INCLUDE empty.ink\nINCLUDE knots.ink\n", empty="// nothing\n", knots="== k\nK\n")
    story, diagnostics = parse(main)
    assert diagnostics == []
    assert repr(story.body) == "[Text(value='\\n')]"


def test_loops_are_reported_with_the_whole_way(tmp_path: Path) -> None:
    main = write(tmp_path, main="INCLUDE a.ink\n", a="INCLUDE b.ink\n", b="text\nINCLUDE a.ink\n")
    _story, diagnostics = parse(main)
    assert len(diagnostics) == 1
    assert "Recursive INCLUDE detected" in diagnostics[0].message
    assert diagnostics[0].span is not None
    assert diagnostics[0].span.line == 2


def test_a_story_that_includes_itself_is_a_loop(tmp_path: Path) -> None:
    _story, diagnostics = parse(write(tmp_path, main="INCLUDE main.ink\n"))
    assert ["Recursive INCLUDE detected" in d.message for d in diagnostics] == [True]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("missing.ink", "Failed to load: 'missing.ink': there is no such file"),
        ("../outside.ink", "leads out of the story's folder"),
        ("/etc/hostname", "leads out of the story's folder"),
        ("folder", "is a folder"),
        ("latin.ink", "is not encoded in UTF-8"),
        ("utf16.ink", "UTF-16"),
        ("binary.ink", "binary"),
    ],
)
def test_files_that_cannot_be_included(tmp_path: Path, name: str, expected: str) -> None:
    story_folder = tmp_path / "story"
    (story_folder / "folder").mkdir(parents=True)
    (tmp_path / "outside.ink").write_text("secret", encoding="utf-8")
    (story_folder / "latin.ink").write_bytes("fianc\xe9".encode("latin-1"))
    (story_folder / "utf16.ink").write_bytes("text".encode("utf-16"))
    (story_folder / "binary.ink").write_bytes(b"\x89PNG\0\0")
    main = write(story_folder, main=f"text\nINCLUDE {name}\nmore\n")
    story, diagnostics = parse(main)
    assert len(diagnostics) == 1
    assert expected in diagnostics[0].message
    assert diagnostics[0].span == ("main.ink", 2, 1)
    assert "more" in repr(story)


def test_files_outside_are_taken_if_allowed(tmp_path: Path) -> None:
    folder = tmp_path / "story"
    folder.mkdir()
    (tmp_path / "outside.ink").write_text("shared\n", encoding="utf-8")
    story, diagnostics = parse(write(folder, main="INCLUDE ../outside.ink\n"), allow_outside=True)
    assert diagnostics == []
    assert "shared" in repr(story)


def test_a_bomb_of_includes_is_defused(tmp_path: Path) -> None:
    files = {f"f{n}": f"INCLUDE f{n + 1}.ink\n" * 2 for n in range(25)}
    main = write(tmp_path, main="INCLUDE f0.ink\n", f25="x\n", **files)
    _story, diagnostics = parse(main)
    assert any("Too many files" in d.message for d in diagnostics)


def test_a_byte_order_mark_is_not_part_of_the_text(tmp_path: Path) -> None:
    main = tmp_path / "main.ink"
    main.write_bytes(b"\xef\xbb\xbfVAR x = 1\r\n{x}\r\n")
    story, diagnostics = parse(main)
    assert diagnostics == []
    assert isinstance(story.body[0], syntax.VariableDeclaration)


def test_a_main_file_in_another_encoding_is_reported_with_its_line(tmp_path: Path) -> None:
    main = tmp_path / "main.ink"
    main.write_bytes(b"one\ntwo caf\xe9\n")
    with pytest.raises(StoryError, match=r"main\.ink:2:8: error: 'main\.ink' is not encoded in UTF-8"):
        read_source(main, "main.ink")
