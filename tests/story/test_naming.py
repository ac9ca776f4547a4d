"""One way to name an ending, wherever a name is accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue.cli import main
from epilogue.questions.endings.build import endings
from epilogue.story import naming
from epilogue.story.project import load

TWINS = """\
* Left
  # ending: home
  One way.
  -> END
* Right
  # ending: home
  Other way.
  -> END
* Away
  Far off.
  -> fin
=== fin
-> END
"""


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.ink"
    path.write_text(TWINS, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("asked", "line"),
    [("home", 4), ("HOME-2", 8), ("4", 4), ("story.ink:8", 8), ("one way", 4), ("“Far off.”", 13), ("10", 13), ("fin", 13)],
)
def test_an_ending_by_id_name_line_passage_or_last_words(asked: str, line: int, story: Path) -> None:
    assert naming.unique(endings(load(str(story))).endings, asked).line == line


@pytest.mark.parametrize("asked", ["way", "nowhere"])
def test_what_none_or_several_answer_to_is_unclear(asked: str, story: Path) -> None:
    with pytest.raises(naming.UnclearName):
        naming.unique(endings(load(str(story))).endings, asked)


def test_endings_of_one_name_are_distinguished(story: Path) -> None:
    names = naming.distinct_labels(endings(load(str(story))).endings, 40)
    assert set(names) == {"home (“One way.”)", "home (“Other way.”)", "“Far off.”"}


def test_the_word_that_is_offered_answers(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["endings", str(story), "--no-cache"]) == 0
    shown = capsys.readouterr().out
    word = shown.partition("--path ")[2].split()[0]
    assert main(["endings", str(story), "--no-cache", "--path", word]) == 0


def test_all_of_a_name_are_one_in_a_property(story: Path) -> None:
    (story.parent / "epilogue.toml").write_text('[properties]\nodds = "odds(home) > 0.6"\n', encoding="utf-8")
    assert main(["check", str(story)]) == 0


def test_from_one_home_to_the_other_nothing_is_lost(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["whatif", str(story), "--choices", "1", "--ending", "home-2"]) == 0
    assert "lost for good" not in capsys.readouterr().out


def test_an_empty_story_is_not_proof_of_an_ending(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "empty.ink"
    path.write_text("\n", encoding="utf-8")
    assert main(["endings", str(path), "--no-cache"]) == 0
    shown = capsys.readouterr().out
    assert "The story is empty" in shown and "proved" not in shown


def test_odds_that_sum_to_one_over_places_are_always(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "story.ink"
    options = "".join(f"* o{n}\n-> k{n}\n" for n in range(3))
    path.write_text(options + "".join(f"=== k{n}\nSad {n}.\n" for n in range(3)), encoding="utf-8")
    main(["endings", str(path), "--no-cache"])
    assert "A reader can run out of story: certain, choosing at random" in " ".join(capsys.readouterr().out.split())
