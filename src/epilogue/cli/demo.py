"""``epilogue demo``: a story to be read and decided, then its alternatives."""

from __future__ import annotations

import os
import sys
import time
from threading import Thread

from epilogue.cli.console import Parser, colour, say, width, write
from epilogue.machine.play import Session
from epilogue.questions.demo import build
from epilogue.questions.demo.screen import DemoPage
from epilogue.story.study import Study
from epilogue.views.text.layout import Paint, next_lines
from epilogue.views.text.shell import file_argument

BEAT = 0.06
"""Seconds that each choice of the way back takes."""
QUESTION = "Should they have ended up together?"


class ReaderLeft(Exception):
    """The reader has left."""


def main(arguments: list[str]) -> int:
    """Read, decide, and see the other life; the reader may leave any time."""
    parser = Parser("demo", "A story to read and decide in the terminal, then what could have been. It needs no file.")
    parser.add_argument("--auto", action="store_true", help="play it as the film does, without waiting")
    options = parser.parse_args(arguments)
    try:
        _DemoSession(options.auto).run()
    except (ReaderLeft, EOFError, KeyboardInterrupt):
        say("\n\n  Until another time.")
    return 0


class _DemoSession:
    """The demo from its title to its question."""

    def __init__(self, auto: bool) -> None:
        self.auto = auto
        self.here = not auto and sys.stdin.isatty() and sys.stdout.isatty()
        self.paint = Paint(colour(sys.stdout))
        self.page = DemoPage(width(), self.paint)
        self.story = build.demo_story()
        self.study: Study | None = None
        self.scene = ""

    def run(self) -> None:
        search = Thread(target=self._search, daemon=True)
        search.start()  # while the reader reads
        self.show(self.page.title())
        self.pause()
        session = build.session(self.story, self.auto)
        self.play(session)
        search.join()
        other = build.other_life(self.story, session, self.study or Study(self.story))
        answer = other.answer
        self.show(self.page.ending(answer.was, answer.outcomes))
        before = self.ask(QUESTION)
        self.show(["", *self.page.paragraph("Now back." if other.better else "It nearly was not so. Back, a little.")])
        self.pause()
        for line in self.page.back(answer):
            self.show([line])
            if self.here:
                time.sleep(BEAT)
        self.show(self.page.parting(answer))
        self.pause()
        for block in self.page.other_life(answer):
            self.show(block)
            self.pause()
        self.show(self.page.last_words(answer.was))
        self.pause()
        self.show(self.page.verdict(answer, other.better))
        after = self.ask(f"You have seen both. {QUESTION}")
        self.show(self.page.changed(before, after))
        self.show(["", *next_lines(self._next(), width(), self.paint)])

    def _search(self) -> None:
        self.study = Study(build.demo_story())

    def _next(self) -> list[tuple[str, str]]:
        path = os.path.relpath(self.story.path)
        shown = path if len(path) < len(self.story.path) else self.story.path
        return [
            ("epilogue demo", "another life"),
            (f"epilogue endings {file_argument(shown)}", "every way it can end, and how likely"),
        ]

    def play(self, session: Session) -> None:
        """The story, from its first line to its last."""
        film = list(reversed(build.FILM))
        while True:
            for line in session.lines:
                scene = next((tag[7:] for tag in line.tags if tag.startswith("scene: ")), "")
                if scene and scene != self.scene:
                    if self.scene:
                        self.pause()
                    self.show(self.page.scene(scene))
                    self.scene = scene
                if line.text.strip():
                    self.show(self.page.paragraph(line.text))
            if session.ended is not None:
                return
            texts = [option.text for option in session.options]
            who = next((tag[5:].capitalize() for tag in session.options[0].tags if tag.startswith("who: ")), "")
            self.show(self.page.options(texts))
            index = film.pop() if self.auto else self.choice(who, len(texts))
            self.show([f"\n  {who}: {index + 1}", ""] if self.auto else [""])
            session.choose(index)

    # -- input

    def show(self, lines: list[str]) -> None:
        if lines:
            say("\n".join(lines) + "\n")
            sys.stdout.flush()

    def read(self, prompt: str) -> str:
        """Read a line. Raises :class:`ReaderLeft`, and EOFError at the end of input."""
        write(self.paint(prompt, "dim"))
        sys.stdout.flush()
        typed = input().strip()
        if not self.here:
            self.show([typed])  # a terminal echoes what is typed, a pipe does not
        if typed.casefold() in ("q", "quit", "exit"):
            raise ReaderLeft
        return typed

    def pause(self) -> None:
        """Waits for Enter; not at all without a terminal."""
        if self.here:
            self.read("  (Enter)")
            sys.stdout.write("\x1b[1A\x1b[2K" if self.paint.colour else "")

    def choice(self, who: str, count: int) -> int:
        """The option that the reader takes."""
        while True:
            typed = self.read(f"\n  {who}: ")
            if typed.isascii() and typed.isdigit() and len(typed) < 4 and 1 <= int(typed) <= count:
                return int(typed) - 1
            self.show([f"  A number from 1 to {count}, or q to leave."])

    def ask(self, question: str) -> bool | None:
        """Yes or no; None: whoever does not want to say."""
        self.show(["", *self.page.paragraph(question, "bold")])
        if self.auto:
            return None
        while True:
            typed = self.read("  y or n: ").casefold()
            if typed in ("y", "yes", "1", "n", "no", "2", ""):
                return None if not typed else typed in ("y", "yes", "1")
            self.show(["  y, n, or Enter to keep it to yourself."])
