"""ChoiceScript's own engine as a judge: plays that its randomtest makes are made once more in lockstep, and what differs is told.

The engine is not part of this repository: ``EPILOGUE_CHOICESCRIPT`` names a folder that has it. Its ``randomtest.js`` writes down
the text, the options with the one taken, and every number drawn or typed in.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from epilogue.ir.outside import anything
from epilogue.ir.program import Outside, Program
from epilogue.ir.values import Value
from epilogue.machine.draws import NobodyToAnswer, OneWayDraws
from epilogue.machine.play import Session
from epilogue.machine.step import Code

ENGINE = os.environ.get("EPILOGUE_CHOICESCRIPT", "")
TESTER = "choice_randomtest"
CHOICE = re.compile(r"^\S+ \*choice \d+#(\d+) \(line \d+\)$")
NUMBER = re.compile(r"^\S+ \*rand \S+ (\S+)$")
TOO_LONG = "visited this line too many times"
"""The engine's tester gives up on a play that comes to one line again and again."""
AT_ONCE = 50
"""Plays of one run of the engine: a log of many fills the memory."""
TYPED = "blah blah"
"""The text that the engine types in wherever one is asked for."""
OPTION = re.compile(r"^\u2000? ?\s*• (★ )?(.*)$")
EVENT = re.compile(
    r"^(?:\S+ \*goto_scene \(\d+\).*|\*(?:finish|page_break|delay_break)\b.*|\[IMAGE: .*\]|WARNING .*|\[ACHIEVEMENT\].*)$"
)
FAILED = re.compile(r"^RANDOMTEST FAILED: Error: (?:\S+ )?(?:line \d+: )?(.*)$")
MARKUP = re.compile(r"\[/?[bi]\]|\[url=[^\]]*\]|\[/url\]")


class Page(NamedTuple):
    """A page up to its choice: the words, and the options with the one taken (from 0)."""

    words: str
    options: tuple[str, ...]
    taken: int


class Play(NamedTuple):
    """One play. ``drawn``: numbers drawn or typed in; ``error``: how the engine failed, "" if not."""

    pages: tuple[Page, ...]
    last: str
    drawn: tuple[float, ...]
    error: str


def words_of(text: str) -> str:
    """The words of a text, whatever their spacing and markup."""
    return " ".join(MARKUP.sub("", text).split())


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


def plays(folder: Path, count: int, seed: int = 1) -> Iterator[Play]:
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
        made = list(transcripts((found.stdout + found.stderr).split("\n")))
        yield from made
        if not made:
            raise AssertionError(found.stdout[-500:] + found.stderr[-500:])
        count -= len(made)
        seed += len(made)


def transcripts(lines: Sequence[str]) -> Iterator[Play]:
    """The plays in a log."""
    play: list[str] = []
    begun = False
    for line in lines:
        if line.startswith("*****Seed "):
            if begun:
                yield _play(play)
            play, begun = [], True
        elif line.startswith(("RANDOMTEST PASSED", "Word count: ")):
            break
        else:
            play.append(line)
            if line.startswith("RANDOMTEST FAILED"):
                break
    if begun:
        yield _play(play)


def _play(lines: list[str]) -> Play:
    pages: list[Page] = []
    said: list[str] = []
    drawn: list[float] = []
    error, at = "", 0
    while at < len(lines):
        line = lines[at].rstrip(" ") if lines[at].strip() else ""
        at += 1
        if failed := FAILED.match(line):
            error = failed[1]
            break
        if CHOICE.match(line):
            options, taken = [], -1
            while at < len(lines) and (option := OPTION.match(lines[at])):
                if option[1]:
                    taken = len(options)
                options.append(words_of(option[2]))
                at += 1
            pages.append(Page(words_of(" ".join(said)), tuple(options), taken))
            said = []
        elif number := NUMBER.match(line):
            drawn.append(float(number[1]))
        elif line.startswith("[ACHIEVEMENT]"):
            at += 1
        elif not EVENT.match(line):
            said.append(line)
    return Play(tuple(pages), words_of(" ".join(said)), tuple(drawn), error)


class LoggedDraws(OneWayDraws):
    """The numbers of a log, in order."""

    def __init__(self, play: Play) -> None:
        self.drawn = deque(play.drawn)
        self.beyond = 0

    def _number(self) -> float:
        if not self.drawn:
            self.beyond += 1
            return 0
        number = self.drawn.popleft()
        return int(number) if number == int(number) else number

    def random(self, site: int, low: int, high: int) -> int:
        if low == high:
            return low  # the engine does not log it
        number = self._number()
        if not (isinstance(number, int) and low <= number <= high):
            self.beyond += 1
            return low
        return number

    def outside(self, site: int, what: Outside) -> Value:
        if " after " in what.name:  # the engine's tester never opens the stats screen
            raise NobodyToAnswer(what.name)
        if what.weights is not None:
            return self._number()
        if what.values == (False, True):
            return False
        if isinstance(what.values, range):
            return self._number()
        return TYPED

    def shuffle(self, site: int, count: int, index: int) -> int:
        raise AssertionError("ChoiceScript has no shuffles")

    def list_random(self, site: int, items: Any) -> Any:
        raise AssertionError("ChoiceScript has no lists")


def differences(code: Code, play: Play) -> str:
    """The first difference between the engine's play and the Machine's, "" if there is none."""
    draws = LoggedDraws(play)
    session = Session(code, draws)
    if TESTER in code.program.globals:
        session._state.globals[TESTER] = True
    for number, page in enumerate(play.pages, 1):
        problem = _beside(session, page.words, number)
        options = tuple(words_of(option.text) for option in session.options)
        if not problem and options != page.options:
            problem = f"options {options} beside {page.options}"
        if problem:
            return f"{problem} at choice {number}{_errors(session)}"
        session.choose(page.taken)
    if play.error.startswith(TOO_LONG):
        return ""
    problem = _beside(session, play.last, len(play.pages) + 1, not play.error)
    errors = [each.message for each in session.state.problems if each.kind == "error"]
    if not problem and session.options:
        problem = f"options {[option.text for option in session.options]} beside none, error {play.error!r}"
    if not problem and bool(errors) != bool(play.error):
        problem = f"errors {errors} beside {play.error!r}"
    if not problem and play.error and not alike(errors[0], play.error):
        problem = f"error {errors[0]!r} beside {play.error!r}"
    if not problem and (draws.drawn or draws.beyond):
        problem = f"{len(draws.drawn)} numbers left, {draws.beyond} missing"
    return f"{problem} at the end{_errors(session)}" if problem else ""


def alike(ours: str, theirs: str) -> bool:
    """Whether two messages begin with the same words (values are not in all of ours), or tell of a missing file."""
    if ours.startswith("there is no scene"):
        return "no such file" in theirs
    first, second = ours.lower().split(), theirs.lower().split()
    return [word.strip(":") for word in first[:2]] == [word.strip(":") for word in second[:2]]


def _errors(session: Session) -> str:
    problems = session.state.problems
    return f" ({problems[0].message}, {problems[0].span})" if problems else ""


def _beside(session: Session, theirs: str, number: int, whole: bool = True) -> str:
    ours = words_of(" ".join(line.text for line in session.lines))
    if ours == theirs or (not whole and ours.startswith(theirs)):
        return ""
    at = next((n for n, (one, other) in enumerate(zip(ours, theirs, strict=False)) if one != other), min(len(ours), len(theirs)))
    return f"{ours[max(0, at - 40) : at + 60]!r} beside {theirs[max(0, at - 40) : at + 60]!r}"


def compared(program: Program, folder: Path, count: int, seed: int = 1) -> tuple[int, list[str]]:
    """How many plays of the engine were made once more, and the differences of those that differ."""
    code = Code(anything(program))
    found, made = [], 0
    for number, play in enumerate(plays(folder, count, seed), seed):
        made += 1
        problem = differences(code, play)
        if problem:
            found.append(f"seed {number}: {problem}")
    return made, found
