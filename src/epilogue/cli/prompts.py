"""Prompts for values from outside: the player answers in the game's place."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable

from epilogue.budget import restart_clock
from epilogue.cli.console import write
from epilogue.ir.outside import NEXT, STOPS
from epilogue.ir.program import Outside
from epilogue.ir.semantics import Values
from epilogue.ir.values import Value

LEAVES = frozenset(("quit", "q", "exit"))
COMMANDS = frozenset(
    ("undo", "u", "restart", "save", "load", "vars", "w", "w dream", "whatif", "whatif dream", "y", "why", "help", "h", "?")
)
"""Whole lines that are commands of the player; ``save`` and ``load`` may name a file. A question comes before them."""
LISTED = 9
"""Answers that are listed one by one; of a longer range the ends are told."""


class Asker:
    """Asks in words; ``read`` shows a prompt and gives the answer, and raises EOFError when there is nobody to answer.
    ``values``: those of the story's language."""

    def __init__(self, read: Callable[[str], str], values: Values) -> None:
        self.read = read
        self.values = values

    def __call__(self, what: Outside) -> Value:
        prompt = self.prompt(what)
        while True:
            answer = self.read(prompt).strip()
            value = None if not what.values and is_command(answer) else understood(answer, what, self.values)
            if value is not None:
                return value
            if answer in LEAVES:
                raise EOFError
            prompt = f"{self.refusal(answer, what)} {self.prompt(what)}"

    def refusal(self, answer: str, what: Outside) -> str:
        """Why an answer is not taken."""
        if what.name == NEXT:
            return "Not one of these. Answer none first, then undo, save and the rest."
        if not is_command(answer):
            return "Not one of these."
        first = "Answer first, then undo, save and the rest."
        return first if what.values else f'{first} Is the answer “{answer}”? Then put it in quotation marks: "{answer}"'

    def prompt(self, what: Outside) -> str:
        question = "Which conversation does the game start?" if what.name == NEXT else f"The game decides: {what.name}?"
        if what.name == NEXT:
            width = len(str(len(what.values)))
            listed = "".join(
                f"\n  {number:>{width}}: {value_text(value, self.values)}" for number, value in enumerate(what.values, 1)
            )
            return f"{question}{listed}\n?> "
        if not what.values:
            return f"{question} (a number, true, false or words, in quotation marks if need be; quit leaves)\n?> "
        if len(what.values) > LISTED:
            return f"{question} ({value_text(what.values[0], self.values)} to {value_text(what.values[-1], self.values)})\n?> "
        listed = ", ".join(f"{number}: {value_text(value, self.values)}" for number, value in enumerate(what.values, 1))
        return f"{question} ({listed})\n?> "


def value_text(value: Value, values: Values) -> str:
    """A value as a player reads it."""
    return values.shown(value) if value != STOPS else "none"


def is_command(answer: str) -> bool:
    """Whether a line is a command of the player."""
    words = answer.split()
    return answer in COMMANDS | LEAVES or (len(words) == 2 and words[0] in ("save", "load"))


def understood(answer: str, what: Outside, values: Values) -> Value | None:
    """The value an answer means: one of those possible, by its words or its number in the list; None if it means none."""
    for value in what.values:
        if answer == value_text(value, values):
            return value
    if what.values:
        number = int(answer) if answer.isdecimal() and len(answer) < 9 else 0
        listed = what.name == NEXT or len(what.values) <= LISTED
        return what.values[number - 1] if listed and 0 < number <= len(what.values) else None
    if len(answer) > 1 and answer[0] == answer[-1] == '"':
        return answer[1:-1]
    if answer in ("true", "false"):
        return answer == "true"
    try:
        number = int(answer)
        if values.numbers.least <= number <= values.numbers.greatest:
            return number
    except ValueError:
        pass
    try:
        return values.numbers.held(float(answer))
    except ValueError:
        return answer


def at_random(seed: int | None) -> Callable[[Outside], Value]:
    """Takes any answer, where nobody is asked."""
    luck = random.Random(seed)
    return lambda what: luck.choice(what.values or (0, 1))


def beginning_with(entry: str, ask: Callable[[Outside], Value]) -> Callable[[Outside], Value]:
    """The first conversation is this one; after it ``ask`` decides."""
    remaining = [entry]
    return lambda what: remaining.pop() if remaining and what.name == NEXT else ask(what)


def plainly(prompt: str) -> str:
    """Ask on standard output, read standard input."""
    write(prompt)
    sys.stdout.flush()
    answer = sys.stdin.readline()
    if not answer:
        raise EOFError
    restart_clock()
    return answer
