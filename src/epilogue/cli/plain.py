"""``epilogue play --plain``: the transcript that other engines' players write, for harnesses and pipes.

A turn's lines, each followed by ``# tags: a, b`` if it has tags and by a run-time error met in it; an empty line, the
options as ``1: text`` (``-: text (not now)`` where one is shown and cannot be chosen) and the prompt ``?> ``. What follows a
choice comes right after the prompt. Warnings go to the standard error.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from epilogue.budget import restart_clock
from epilogue.cli.console import say, write
from epilogue.machine.play import Session
from epilogue.machine.state import Problem

if TYPE_CHECKING:
    from epilogue.cli.play import Picks


def play_plainly(session: Session, picks: Picks) -> int:
    """Play until the story ends or there is no more input."""
    while True:
        _write_turn(session)
        options = session.options
        if not options and session.goes_on:
            session.converse()
            continue
        if session.shown:
            write(
                "\n" + "".join([f"{n}: {option.text}\n" if n else f"-: {option.text} (not now)\n" for n, option in session.shown])
            )
        for problem in session.errors:
            if problem.line >= len(session.lines):  # not printed with its line already
                write(problem_text(session, problem) + "\n")
        if not options:
            return 0
        write("?> ")
        index = picks.next(len(options))
        if index is not None and picks.asks is False:
            write(f"{index + 1}\n")
        if index is None and picks.asks:
            index = _read_choice(len(options))
        if index is None:
            return 0
        session.choose(index)


def _write_turn(session: Session) -> None:
    problems = list(session.state.problems)
    for number, line in enumerate(session.lines):
        write(line.text)
        if line.tags:
            write("# tags: " + ", ".join(line.tags) + "\n")
        for problem in problems:
            if problem.line == number:
                if problem.kind != "warning":
                    write(problem_text(session, problem) + "\n")
                else:
                    say(problem_text(session, problem), sys.stderr)


def problem_text(session: Session, problem: Problem) -> str:
    """A run-time problem, as engines report it on a console."""
    where = ""
    if problem.span is not None and problem.span.line and session.ended != "out_of_content":
        where = f"'{problem.span.file}' line {problem.span.line}: "
    return f"RUNTIME {problem.kind.upper()}: {where}{problem.message}"


def _read_choice(count: int) -> int | None:
    """The option the input names; None when there is no more input."""
    while True:
        sys.stdout.flush()
        answer = sys.stdin.readline()
        if not answer:
            return None
        try:
            index = int(answer) - 1
        except ValueError:
            write("Unexpected input. Type a choice number.\n?> ")
            continue
        if 0 <= index < count:
            restart_clock()
            return index
        write("Choice out of range\n?> ")
