"""Errors in play of a Yarn story: no word of another language in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue.diagnostics import StoryError
from epilogue.languages import registry
from epilogue.machine.play import PlayError, Session
from epilogue.questions.endings.build import endings
from epilogue.story.project import load

INK = ("knot", "stitch", "divert", "tunnel", "RANDOM", "EXTERNAL", "gather", "ink ")


def written(folder: Path, body: str) -> Path:
    path = folder / "story.yarn"
    path.write_text(f"title: Start\n---\n<<declare $x = 0>>\n{body}\n===\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<<detour Start>>", "calls itself for ever without offering a choice"),
        ("<<set $x = 1 % $x>>", "a remainder of dividing by zero"),
        ("<<set $x = random_range($x, -4)>>", "there is no number from 0 to -4"),
        ("<<set $x = random_range(-2000000000, 2000000000 + $x)>>", "more numbers than can be drawn from"),
        ("<<set $x = gold()>>", "the story calls gold(), which only the game has"),
        ("<<jump {string($x)}>>", "there is no node of this title"),
        ("-> No <<if $x > 0>>", "none of these options can be chosen"),
    ],
)
def test_a_run_time_error(body: str, said: str, tmp_path: Path) -> None:
    session = Session(registry.read(written(tmp_path, body))[0], seed=1)
    assert session.ended == "error"
    (problem,) = session.errors
    assert said in problem.message
    assert not any(word in problem.message for word in INK)


def test_a_draw_too_wide_to_look_at(tmp_path: Path) -> None:
    body = "<<set $x = random_range(1, 30000000)>>\n-> Go\n    <<if $x * $x > 9>>\n        Far. #ending:far\n    <<endif>>"
    found = endings(load(str(written(tmp_path, body))))
    assert found.reason is not None and "a number from 1 to 30000000 is drawn" in found.reason
    assert not any(word in found.reason for word in INK)


def test_a_passage_that_is_not_there(tmp_path: Path) -> None:
    story = written(tmp_path, "Hm.")
    with pytest.raises(PlayError, match="the story has no passage Nowhere"):
        Session(registry.read(story)[0], entry="Nowhere")
    (tmp_path / "epilogue.toml").write_text('[entries]\ntalk = "Strat"\n', encoding="utf-8")
    with pytest.raises(StoryError) as error:
        load(str(story))
    assert "the story has no passage 'Strat' (did you mean Start?)" in str(error.value)
