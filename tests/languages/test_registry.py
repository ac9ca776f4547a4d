"""Which language reads which file, and the cost of finding out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from languages.toy.language import TOY

from epilogue.diagnostics import StoryError
from epilogue.languages import registry
from epilogue.languages.base import Language


def of_json(name: str, word: str, sure: float = 1.0) -> Language:
    """A language whose files end as those of others do."""
    return TOY._replace(name=name, suffixes=(".json",), sniff=lambda path, head: sure if word in head else 0.0)


@pytest.fixture
def several(monkeypatch: pytest.MonkeyPatch) -> None:
    others = (of_json("first", "one"), of_json("second", "two"), of_json("third", "two", 0.5))
    monkeypatch.setattr(registry, "LANGUAGES", (*registry.LANGUAGES, *others))


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    ("content", "language"),
    [
        ('{"one": 1}', "first"),
        ('{"two": 1}', "second"),
        ('\ufeff{"inkVersion": 21, "root": []}', "ink"),
        ('{"neither": 1}', "ink"),
        (f'{{"{"x" * 10_000}": "one"}}', "ink"),
    ],
)
def test_of_several_languages_the_content_decides(content: str, language: str, tmp_path: Path) -> None:
    story = tmp_path / "story.json"
    story.write_text(content, encoding="utf-8")
    assert registry.find(str(story))[1].name == language


@pytest.mark.usefixtures("several")
def test_a_folder_is_of_the_language_of_its_files(tmp_path: Path) -> None:
    (tmp_path / "story.json").write_text('{"two": 1}', encoding="utf-8")
    assert registry._language_in(tmp_path) is not None
    assert registry._language_in(tmp_path).name == "second"  # type: ignore[union-attr]
    (tmp_path / "story.yarn").write_text("title: Start\n---\nHello\n===\n", encoding="utf-8")
    assert registry.find(str(tmp_path))[1].name == "yarn", "a suffix of its own is surer than one of files of all sorts"


def test_a_file_of_no_language(tmp_path: Path) -> None:
    story = tmp_path / "story.docx"
    story.write_text("Hello", encoding="utf-8")
    with pytest.raises(StoryError, match="not a story this program reads"):
        registry.find(str(story))


@pytest.mark.parametrize(
    ("suffix", "text", "others"), [("ink", "Hello.\n-> END\n", "yarn"), ("yarn", "title: Start\n---\nHi\n===\n", "ink")]
)
def test_a_story_imports_nothing_of_other_languages(suffix: str, text: str, others: str, tmp_path: Path) -> None:
    story = tmp_path / f"story.{suffix}"
    story.write_text(text, encoding="utf-8")
    program = (
        "import sys; from epilogue.story.project import load\n"
        f"load({str(story)!r})\n"
        f"print([name for name in sys.modules if name.startswith('epilogue.languages.{others}.')])\n"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
