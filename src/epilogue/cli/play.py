"""``epilogue play STORY [PLAY]``: play a story, or let it play itself.

The limits of the settings hold for each answer of the player; a story that plays itself has them once.
"""

from __future__ import annotations

import random
import sys
from argparse import ArgumentTypeError
from contextlib import suppress

from epilogue.budget import Budget, BudgetSpent, bound
from epilogue.cli import last_played
from epilogue.cli.console import say, story_parser
from epilogue.cli.prompts import Asker, at_random, beginning_with, plainly
from epilogue.diagnostics import unreadable
from epilogue.ir.outside import anything
from epilogue.machine import save
from epilogue.machine.draws import Draws, seeded
from epilogue.machine.play import PlayError, Session
from epilogue.machine.step import Code
from epilogue.source import Span
from epilogue.space.watch import Watch
from epilogue.story.project import beginning, load

MAX_RANDOM = 10_000
"""Limit on choices of a story that plays itself: it may have no end."""


def main(arguments: list[str]) -> int:
    """Play until the story ends or the player leaves."""
    parser = story_parser("play", "Play the story: type the number of an option, or help.")
    parser.add_argument("play", metavar="PLAY", nargs="?", help="a saved playthrough to continue")
    parser.add_argument("--from", dest="entry", metavar="PASSAGE", help="start at this passage")
    parser.add_argument("--choices", type=numbers, default=[], metavar="1,3,2", help="take these options first")
    parser.add_argument("--random", action="store_true", help="let the story play itself")
    parser.add_argument("--seed", type=int, metavar="N", help="the same luck every time")
    parser.add_argument(
        "--plain", action="store_true", help="no wrapping, no colour: a transcript, option numbers from standard input"
    )
    options = parser.parse_args(arguments)
    if options.play and options.entry:
        parser.error("a saved playthrough has its own beginning: --from does not go with it")
    loaded = load(options.story, options.allow_outside)
    program, start = beginning(loaded, options.entry)
    program = anything(program)
    code = Code(program)
    ask = at_random(options.seed) if options.random else Asker(plainly, program.semantics.values)
    if options.entry is not None and start is None:
        ask = beginning_with(options.entry, ask)
    draws = seeded(program, options.seed, ask)
    watch = Watch()
    watch.allow(loaded.settings.limits)
    picks = Picks(options.choices, options.random, options.seed, watch.budget)
    try:
        with bound(watch.budget):
            session, problem = begin(code, draws, options.play, None if start is None else options.entry)
            if not options.plain:
                from epilogue.cli.player import Player

                return Player(session, loaded, problem).play(picks)
            from epilogue.cli.plain import play_plainly

            with suppress(EOFError):  # no input left to answer for the game
                play_plainly(session, picks)
            last_played.keep(session, loaded.path)
            return 0
    except EOFError:  # no input left to answer for the game
        return 0
    except PlayError as error:
        raise unreadable(str(error), Span(options.story, 0)) from None
    except BudgetSpent as spent:
        if spent.by == "interrupt":
            raise
        span = None if spent.position is None else program.code[spent.position].span
        _left(f"{spent.reason}, {'' if span is None else f'at {span}, '}without coming to a choice; this turn may have no end")
        return 0


def _left(after: str) -> None:
    """Say why a story is not played to its end."""
    sys.stdout.flush()
    say(f"epilogue: left {after}", sys.stderr)


def numbers(text: str) -> list[int]:
    """Option numbers, counted from 1, separated by commas."""
    try:
        picked = [int(word) for word in text.split(",") if word.strip()]
    except ValueError:
        raise ArgumentTypeError(f"option numbers separated by commas expected, as in 1,3,2, not {text!r}") from None
    if any(number < 1 for number in picked):
        raise ArgumentTypeError("options are counted from 1")
    return picked


def begin(code: Code, draws: Draws, play: str | None, entry: str | None) -> tuple[Session, str | None]:
    """The session, at its beginning or after a saved playthrough, and why that does not fit any more, if so."""
    if play is None:
        return Session(code, draws, entry=entry), None
    resumed = save.resume(code, save.read(play), draws)
    return resumed.session, resumed.problem


class Picks:
    """Options taken without asking: the given ones first, then, if the story plays itself, random ones within the budget."""

    def __init__(self, first: list[int], at_random: bool, seed: int | None, budget: Budget) -> None:
        self._budget = budget
        self._first = list(reversed(first))
        self._luck = random.Random(seed) if at_random else None
        self._left = MAX_RANDOM

    @property
    def asks(self) -> bool:
        """Whether the player is asked once the given options are taken."""
        return self._luck is None

    def next(self, count: int) -> int | None:
        """Index of the option to take among ``count``, None if there is none to take without asking."""
        if self._first:
            return self._first.pop() - 1
        if self._luck is None:
            return None
        self._left -= 1
        spent = self._budget.left <= 0
        if spent or self._left < 0:
            _left(f"{self._budget.stop_reason() if spent else f'after {MAX_RANDOM:,} choices'}; the story may have no end")
            return None
        return self._luck.randrange(count)
