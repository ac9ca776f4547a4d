"""The terminal player: wrapped text, numbered options, and a prompt that takes a number or a word."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from epilogue.budget import restart_clock
from epilogue.cli import last_played
from epilogue.cli.console import colour, say, width, write_whole
from epilogue.cli.prompts import LEAVES
from epilogue.diagnostics import StoryError, refusal
from epilogue.ir.values import ListValue
from epilogue.machine import save
from epilogue.machine.play import Choice, PlayError, Session
from epilogue.machine.state import Problem
from epilogue.views.text.layout import printable

if TYPE_CHECKING:
    from epilogue.cli.play import Picks
    from epilogue.story.project import Project
    from epilogue.story.study import Study

COLUMNS = 78
ENDS = {
    "end": "The end.",
    "done": "The story stops here.",
    "out_of_content": "The story runs out of content here, without an ending.",
    "error": "The story stops with an error.",
    "limit": "Epilogue plays no further here: what follows is not known.",
    "stopped": "The game stops here.",
}
HELP = """A number takes an option. Besides:
  undo         undo the last choice
  restart      start over
  save FILE    save this playthrough
  load FILE    continue a saved one
  vars         show the story's variables
  w            after an ending: what could have been (w dream: the best)
  y            why it ended like that, or what is still open
  help         this
  quit         leave"""


class Player:
    """Shows a session on the terminal and takes the player's words. ``note``: something to say first."""

    def __init__(self, session: Session, project: Project, note: str | None = None) -> None:
        self.session = session
        self.project = project
        self.study: Study | None = None
        self.note = note
        self.console = Console(width=min(width(), COLUMNS), highlight=False)
        self.leaving = False
        self.finished = False

    def play(self, picks: Picks) -> int:
        """Until the player leaves, or the story ends and nobody is there to ask."""
        if self.note:
            self.say(f"This playthrough does not fit the story any more: {self.note}.", "yellow")
        with suppress(EOFError):  # no input left to answer for the game
            self.go_on(picks)
        if not self.finished:
            last_played.keep(self.session, self.project.path)
        return 0

    def go_on(self, picks: Picks) -> None:
        """Play until the player leaves, or nobody is there to ask. Raises EOFError where nobody answers for the game."""
        self.show()
        while not self.leaving:
            while self.session.goes_on:
                self.session.converse()
                self.show()
            options = self.session.options
            index = picks.next(len(options)) if options else None
            if index is not None:
                self.console.print(Text(f"> {index + 1}", "bold"))
                self.choose(index)
            elif not picks.asks:
                break
            else:
                self.obey(self.ask())

    # -- display

    def say(self, text: str, style: str = "") -> None:
        self.console.print(self.text(text, style))

    def text(self, text: str, style: str = "") -> Text:
        return Text(printable(text, sys.stdout.encoding), style)

    def show(self) -> None:
        """The last turn, the options, and the ending if it is one."""
        session = self.session
        problems = session.state.problems
        for number, line in enumerate(session.lines):
            text = line.text.rstrip("\n")
            if text.strip():
                self.console.print()
                self.say(text, "dim" if line.kind else "")
            for problem in problems:
                if problem.line == number:
                    self.say(_problem_text(problem), "red" if problem.kind != "warning" else "yellow")
        lineless = [error for error in session.errors if error.line >= len(session.lines)]
        self.console.print()
        for number, option in session.shown:
            label = Text(f"{number}. ", "bold cyan") if number else Text("-  ", "dim")
            label.append(self.text(option.text, "not bold default" if number else "dim"))
            label.append("" if number else "  (not now)", "dim")
            self.console.print(Padding(label, (0, 0, 0, 2), expand=False))
        for problem in lineless:  # not printed with its line already
            self.say(_problem_text(problem), "red")
        if session.ended is not None:
            self.show_ending()

    def show_ending(self) -> None:
        session, self.finished = self.session, True
        last_played.keep(session, self.project.path)
        name = f" This is the ending “{session.mark}”." if session.mark else ""
        if session.goes_on:
            self.say(f"This conversation is over.{name}\n", "bold green")
            return
        self.say(f"{ENDS.get(session.ended or '', 'The story stops here.')}{name}", "bold green")
        count = len([action for action in session.actions if isinstance(action, Choice)])
        self.say(
            f"{count} choice{'' if count == 1 else 's'}. w (what could have been), y (why), undo, restart, save FILE or quit?",
            "dim",
        )

    # -- input

    def ask(self) -> str:
        """Reads a line from the player; "quit" at the end of input or when interrupted."""
        try:
            answer = self.console.input(Text("\n> ", "bold")).strip()
        except EOFError:
            self.console.print()
            return "quit"
        restart_clock()
        return answer

    def obey(self, words: str) -> None:
        """Execute one line."""
        word, _, argument = words.partition(" ")
        argument = argument.strip()
        if words.isdecimal():
            self.choose(int(words) - 1)
        elif word in ("undo", "u"):
            if self.session.undo():
                self.show()
            else:
                self.say("There is nothing to undo.")
        elif word == "restart":
            self.session.restart()
            self.show()
        elif word in ("save", "load"):
            self.keep(word, argument)
        elif word == "vars":
            self.show_variables()
        elif word in ("w", "whatif"):
            self.show_whatif(dream=argument == "dream")
        elif word in ("y", "why"):
            self.show_why()
        elif word in LEAVES:
            self.leaving = True
        elif word in ("help", "h", "?"):
            self.say(HELP)
        elif words:
            self.say("A number, or undo, restart, save FILE, load FILE, vars, help, quit.")

    def choose(self, index: int) -> None:
        try:
            self.session.choose(index)
        except PlayError as error:
            self.say(f"{str(error).capitalize()}.", "yellow")
        else:
            self.show()

    def keep(self, word: str, path: str) -> None:
        """``save FILE`` and ``load FILE``."""
        if not path:
            self.say(f"Which file? Say {word} FILE.", "yellow")
            return
        try:
            if word == "save":
                self.save(path)
                return
            resumed = save.resume(self.session.code, save.read(path), self.session.draws)
        except OSError as error:
            self.say(f"{path}: {refusal(error)}", "red")
        except (StoryError, PlayError) as error:
            self.say(str(error), "red")
        else:
            self.session = resumed.session
            if resumed.problem:
                self.say(f"This playthrough does not fit the story any more: {resumed.problem}.", "yellow")
            self.show()

    def save(self, path: str) -> None:
        """Write the playthrough into a file: one that is there only if the player says so, and a finished playthrough never for
        one in which nothing was chosen. Raises OSError."""
        if os.path.exists(path):
            if not any(isinstance(action, Choice) for action in self.session.actions) and _finished(path):
                self.say(f"Nothing is chosen yet, and {path} holds a finished playthrough, which stays.", "yellow")
                return
            self.say(f"{path} exists already. Overwrite it? (y or n)")
            if self.ask().casefold() not in ("y", "yes"):
                self.say("Nothing was saved.")
                return
        write_whole(path, save.to_json(self.session, os.path.basename(self.project.path)).encode("utf-8", "replace"))
        self.say(f"Saved in {path}.")

    def show_whatif(self, dream: bool) -> None:
        """Shows alternatives to the playthrough; the story is searched once."""
        from epilogue.questions.whatif.build import WhatIfRequest, whatif
        from epilogue.questions.whatif.screen import render

        try:
            project, session = self.searched()
            answer = whatif(project, session, WhatIfRequest("dream" if dream else "nearest"), self.study)
        except StoryError as error:
            self.say("\n".join(map(str, error.diagnostics)), "yellow")
        else:
            self.console.print()
            say(render(answer, None, self.console.width, colour(sys.stdout)))

    def show_why(self) -> None:
        """Shows what decided the ending."""
        from epilogue.questions.why.build import why
        from epilogue.questions.why.screen import render

        try:
            project, session = self.searched()
            answer = why(project, session, self.study)
        except StoryError as error:
            self.say("\n".join(map(str, error.diagnostics)), "yellow")
        else:
            self.console.print()
            say(render(answer, None, self.console.width, colour(sys.stdout)))

    def searched(self) -> tuple[Project, Session]:
        """The playthrough and the story that it is one of, which is searched once; of a game the conversation by itself.

        Raises StoryError."""
        from epilogue.story.study import Study, by_itself

        project, session = by_itself(self.project, self.session)
        if self.study is None or self.study.entry != session.entry:
            self.study = Study(project, entry=session.entry)
        return project, session

    def show_variables(self) -> None:
        variables = self.session.variables
        if not variables:
            self.say("The story has no variables.")
        for name, value in variables.items():
            value_shown = self.session.program.semantics.values.shown(value, self.session.code.decoding.place)
            if isinstance(value, ListValue):
                value_shown = f"({value_shown})"
            elif isinstance(value, str):
                value_shown = f'"{value_shown}"'
            self.say(f"  {name} = {value_shown}")


def _finished(path: str) -> bool:
    """Whether a file holds a playthrough that has come to an ending. Raises OSError."""
    try:
        return save.read(path).ended
    except StoryError:
        return False


def _problem_text(problem: Problem) -> str:
    where = f"{problem.span}: " if problem.span and problem.span.line else ""
    return f"{where}{problem.kind}: {problem.message}"
