"""The Machine beside ChoiceScript's own engine: plays of its randomtest, made once more."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from generators.choicescript import generate

from epilogue.languages.registry import load
from reference.randomtest import ENGINE, compared, engine_folder

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (Path(ENGINE) / "randomtest.js").is_file() or not ENGINE, reason="no engine: set EPILOGUE_CHOICESCRIPT to its folder"
    ),
    pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH"),
]

GENERATED = 25
PLAYS = 4
STUBS = {"a-paradox-between-worlds": {"neutral_epilogue.txt": "*ending\n"}}
"""Scenes that a published game names and does not have."""


def differences(game: Path, folder: Path, count: int) -> list[str]:
    """The differences in so many plays of a game."""
    made, different = compared(load(str(game)).program, engine_folder(folder / "engine", game), count)
    assert made == count
    return different


@pytest.mark.parametrize(("name", "count"), [("starforge", 10), ("a-paradox-between-worlds", 10)])
def test_published_games(corpus: Path, name: str, count: int, tmp_path: Path) -> None:
    game = tmp_path / name
    game.mkdir()
    for path in (corpus / "stories" / "choicescript" / name).glob("*.txt"):
        text = path.read_text(encoding="utf-8-sig")
        (game / path.name).write_text(text.replace("*script", "*comment *script"), encoding="utf-8")  # not the game's own code
    for stub, text in STUBS.get(name, {}).items():
        (game / stub).write_text(text, encoding="utf-8")
    assert differences(game, tmp_path, count) == []


def test_the_films_story(tmp_path: Path) -> None:
    examples = Path(__file__).parents[2] / "examples"
    assert differences(examples / "la_la_land", tmp_path, 10) == []


@pytest.mark.parametrize("seed", range(GENERATED))
def test_generated_games(seed: int, tmp_path: Path) -> None:
    game = tmp_path / "game"
    game.mkdir()
    for name, text in generate(seed).items():  # the engine's testers refuse checkpoints
        plain = text.replace("*restore_checkpoint", "*ending").replace("*save_checkpoint", "*comment")
        (game / name).write_text(plain, encoding="utf-8")
    assert differences(game, tmp_path, PLAYS) == []
