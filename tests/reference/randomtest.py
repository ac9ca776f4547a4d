"""ChoiceScript's own engine as a judge: plays that its randomtest makes are made once more in lockstep, and what differs is told.

The engine is not part of this repository: ``EPILOGUE_CHOICESCRIPT`` names a folder that has it. Its ``randomtest.js`` writes down
the text, the options with the one taken, and every number drawn or typed in.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from epilogue.ir.outside import anything
from epilogue.ir.program import Program
from epilogue.languages.choicescript.replays import RunReplay
from epilogue.languages.choicescript.transcripts import RandomRun, runs_of
from epilogue.machine.step import Code

ENGINE = os.environ.get("EPILOGUE_CHOICESCRIPT", "")
TOO_LONG = "visited this line too many times"
"""The engine's tester gives up on a play that comes to one line again and again."""
AT_ONCE = 50
"""Plays of one run of the engine: a log of many fills the memory."""


def engine_folder(folder: Path, game: Path) -> Path:
    """A folder with the engine's files and a game's scenes, as the engine wants them."""
    (folder / "web/game/scenes").mkdir(parents=True)
    source = Path(ENGINE)
    for path in source.iterdir():
        if path.name != "web":
            (folder / path.name).symlink_to(path.resolve())
    for path in (source / "web").iterdir():
        (folder / "web" / path.name).symlink_to(path.resolve())
    for path in game.glob("*.txt"):
        shutil.copy(path, folder / "web/game/scenes" / path.name.lower())
    stats = folder / "web/game/scenes/choicescript_stats.txt"
    if not stats.exists():
        stats.write_text("Stats\n", encoding="utf-8")
    return folder


def plays(folder: Path, count: int, seed: int = 1) -> Iterator[RandomRun]:
    """Plays that the engine makes of the game in a folder made by :func:`engine_folder`."""
    while count > 0:
        command = [
            "node",
            "randomtest.js",
            f"num={min(count, AT_ONCE)}",
            "game=game",
            f"seed={seed}",
            "showText=true",
            "showChoices=true",
        ]
        found = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=3000, check=False)
        made = list(runs_of((found.stdout + found.stderr).split("\n")))
        yield from made
        if not made:
            raise AssertionError(found.stdout[-500:] + found.stderr[-500:])
        count -= len(made)
        seed += len(made)


def differences(code: Code, run: RandomRun) -> str:
    """The first difference between the engine's run and the Machine's, "" if there is none."""
    replay = RunReplay(code, run)
    failed = replay.play()
    if failed is not None:
        return f"{failed.message} at line {failed.span.line} of the log"
    errors = replay.session.errors
    if run.error.startswith(TOO_LONG):
        return ""
    if bool(errors) != bool(run.error) or (errors and not alike(errors[0].message, run.error)):
        return f"errors {[each.message for each in errors]} beside {run.error!r}"
    return ""


def alike(ours: str, theirs: str) -> bool:
    """Whether two messages begin with the same words (values are not in all of ours), or tell of a missing file."""
    if ours.startswith("there is no scene"):
        return "no such file" in theirs
    first, second = ours.lower().split(), theirs.lower().split()
    return [word.strip(":") for word in first[:2]] == [word.strip(":") for word in second[:2]]


def compared(program: Program, folder: Path, count: int, seed: int = 1) -> tuple[int, list[str]]:
    """How many plays of the engine were made once more, and the differences of those that differ."""
    code = Code(anything(program))
    found, made = list[str](), 0
    for run in plays(folder, count, seed):
        made += 1
        problem = differences(code, run)
        if problem:
            found.append(f"seed {run.seed}: {problem}")
    return made, found
