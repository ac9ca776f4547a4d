"""Logs of ChoiceScript's ``randomtest``, played: each run's choices and draws, and whatever the story shows otherwise."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any

from epilogue.ir.outside import anything
from epilogue.ir.program import Outside, Program
from epilogue.ir.values import Value
from epilogue.languages.choicescript.check.names import PURCHASED
from epilogue.languages.choicescript.transcripts import TYPED, LoggedChoice, LoggedNumber, RandomRun, words_of
from epilogue.languages.loaded import FailedStep, PlanResult
from epilogue.machine.draws import NobodyToAnswer, OneWayDraws
from epilogue.machine.play import Session
from epilogue.machine.step import Code
from epilogue.source import Span

TESTER = "choice_randomtest"
SHOWN = 60
"""Length of the texts that are put beside each other where they part."""


class LoggedDraws(OneWayDraws):
    """The numbers of a log, in order. ``missing``: the first draw that the log has no fitting number for, in words."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.drawn: deque[LoggedNumber] = deque()
        self.missing = ""

    def _next(self, wanted: str) -> int | float | str | None:
        if self.missing or not self.drawn:
            self.missing = self.missing or wanted
            return None
        return self.drawn.popleft().value

    def _whole(self, low: int, high: int) -> int:
        wanted = f"a whole number from {low} to {high}"
        number = self._next(wanted)
        if isinstance(number, int) and low <= number <= high:
            return number
        self.missing = self.missing or f"{wanted}, not {number},"
        return low

    def random(self, site: int, low: int, high: int) -> int:
        return low if low == high else self._whole(low, high)  # where nothing is left to chance nothing is logged

    def outside(self, site: int, what: Outside) -> Value:
        if " after " in what.name:  # the tester never opens the stats screen
            raise NobodyToAnswer(what.name)
        if what.weights is not None:
            self._next("a number")
            self.missing = self.missing or "a number that is not whole, which cannot be played again,"
            return 0.5
        if what.values == (False, True):
            asked = self.program.code[site + 1].op == "store_global"
            return asked and what.name.startswith(PURCHASED)  # the tester has bought all there is, and buys nothing
        if isinstance(what.values, range):
            return self._whole(what.values[0], what.values[-1]) if len(what.values) > 1 else what.values[0]
        typed = bool(self.drawn) and isinstance(self.drawn[0].value, str)
        return self._next("a text") or "" if typed else TYPED

    def shuffle(self, site: int, count: int, index: int) -> int:
        raise AssertionError("ChoiceScript has no shuffles")

    def list_random(self, site: int, items: Any) -> Any:
        raise AssertionError("ChoiceScript has no lists")


class RunReplay:
    """One run, played. ``way``: the options taken; ``place``: where the story stands."""

    def __init__(self, code: Code, run: RandomRun) -> None:
        self.run = run
        self.draws = LoggedDraws(code.program)
        self.session = Session(code, self.draws)
        if TESTER in code.program.globals:
            self.session.set_variable(TESTER, True)
        self.way: list[str] = []
        self.place: Span | None = None

    def play(self) -> FailedStep | None:
        """The first step that the story does not keep to, up to the end of the run or to where the engine failed."""
        for choice in self.run.choices:
            failed = self.step(choice)
            if failed is not None:
                return failed
        run = self.run
        self.draws.drawn.extend(run.drawn)
        if run.error and not self.session.errors:
            return None
        failed = self.shows(run.last, run.end, run.error)
        if failed is None and self.session.options:
            taken = "the run is over in the log (made with showChoices=false?)"
            return self.fails(f"{taken}, and the story offers options", run.end, self.session.options[0].site.span)
        return failed

    def step(self, choice: LoggedChoice) -> FailedStep | None:
        self.draws.drawn.extend(choice.drawn)
        failed = self.shows(choice.words, choice.span)
        if failed is not None:
            return failed
        options = self.session.options
        if not options:
            return self.fails(f"`{choice.chosen}` expected, but {self.instead()}", choice.span)
        texts = [words_of(option.text) for option in options]
        where = options[0].site.span
        if choice.options is not None and tuple(texts) != choice.options:
            missing = [text for text in choice.options if text not in texts]
            more = [text for text in texts if text not in choice.options]
            told = f"`{missing[0]}` is not" if missing else f"`{more[0]}` is" if more else "other options are"
            return self.fails(
                f"{told} on offer in the story, as it {'is' if missing else 'is not'} in the log", choice.span, where
            )
        fitting = [number for number, text in enumerate(texts) if text == choice.chosen]
        if not fitting and choice.options is None:  # of several groups a log without texts names the last option alone
            fitting = [number for number, text in enumerate(texts) if text.endswith(f", {choice.chosen}")]
        if not fitting:
            return self.fails(f"`{choice.chosen}` cannot be chosen", choice.span, where)
        number = choice.number if choice.number in fitting else fitting[0]
        self.place = options[number].site.span
        self.way.append(options[number].text)
        self.session.choose(number)
        return None

    def shows(self, words: str | None, span: Span, error: str = "") -> FailedStep | None:
        """Plays on, and compares a page's words and numbers."""
        draws, session = self.draws, self.session
        ours = words_of(" ".join(line.text for line in session.lines))
        if draws.missing:
            return self.fails(f"the story draws {draws.missing} and the log has none here", span)
        if words is not None and not (ours == words or (error and ours.startswith(words))):
            at = next(
                (n for n, pair in enumerate(zip(ours, words, strict=False)) if pair[0] != pair[1]), min(len(ours), len(words))
            )
            begun = ours.rfind(" ", 0, at) + 1
            theirs, told = (f"`{text[begun : begun + SHOWN]}`" if text[begun:] else "nothing more" for text in (words, ours))
            return self.fails(f"{theirs} expected, but this comes: {told}", span)
        if session.errors and not error:
            return self.fails(self.instead(), span)
        if draws.drawn:
            left = draws.drawn[0]
            return self.fails(f"{left.value} was drawn for {left.variable}, and the story draws nothing here", left.span)
        return None

    def instead(self) -> str:
        session = self.session
        return f"the story has an error: {session.errors[0].message}" if session.errors else "the story is over"

    def fails(self, message: str, span: Span, place: Span | None = None) -> FailedStep:
        """A step that fails, with the line of the story."""
        session = self.session
        error = session.errors[0].span if session.errors else None
        where = error or place or self.place
        at = f" ({'after ' if where is self.place and not error else ''}{where.file}:{where.line})" if where is not None else ""
        return FailedStep(f"{message}{at}", span, tuple(option.text for option in session.options) or None)


def run_log(program: Program, runs: Sequence[RandomRun]) -> PlanResult:
    """Plays the runs of a log, up to the first that the story does not keep to."""
    code = Code(anything(program))
    ways = []
    for run in runs:
        replay = RunReplay(code, run)
        failed = replay.play()
        if failed is None and run.error:
            again = " and does so here" if replay.session.errors else ""
            failed = replay.fails(f"the run ended in an error{again}: {run.error}", run.end)
        ways.append(tuple(replay.way))
        if failed is not None:
            return PlanResult(tuple(ways), failed)
    return PlanResult(tuple(ways), None)
