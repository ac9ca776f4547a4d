"""The desk in a process of its own: asked through a pipe, one thing at a time, and stopped if it takes too long."""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from epilogue.diagnostics import StoryError
from epilogue.machine.play import PlayError
from epilogue.web.desk import Desk, Stage

LONGEST = 90.0
"""Seconds after which the desk is given up, whatever it is at: its own limits should have stopped it before."""


class Refused(Exception):
    """What was asked for cannot be had; the message says why."""


class TooLong(Exception):
    """The desk took too long and was stopped."""


def work(pipe: Connection, path: str, allow_outside: bool) -> None:
    """What the process does: answers until the pipe is closed."""
    desk = Desk(path, allow_outside)
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            name, arguments = pipe.recv()
            try:
                if name == "stages":
                    for stage in desk.stages():
                        pipe.send(("stage", stage))
                    pipe.send(("done", None))
                else:
                    pipe.send(("done", getattr(desk, name)(*arguments)))
            except StoryError as error:
                pipe.send(("refused", "; ".join(map(str, error.diagnostics))))
            except (PlayError, RecursionError, MemoryError) as error:
                pipe.send(("refused", str(error) or "the story is too deeply nested, or too large"))
            except Exception as error:  # a defect of ours: the page says so, and lives
                pipe.send(("refused", f"Epilogue could not do this: {type(error).__name__}: {error}"))


class Worker:
    """Keeps the process, and starts another where one was given up. Calls wait for their turn; safe to call from any thread."""

    def __init__(self, path: str, allow_outside: bool) -> None:
        self._path = path
        self._allow_outside = allow_outside
        self._turn = threading.Lock()
        self._process: Any = None
        self._pipe: Any = None

    def ask(self, name: str, *arguments: Any, longest: float = LONGEST) -> Any:
        """What the desk's method gives. Raises :class:`Refused`, :class:`TooLong`."""
        return self._exchange(name, arguments, longest, None)

    def stages(self, take: Callable[[Stage], None]) -> None:
        """Look at the story again; each part of the work as it is done. Raises :class:`Refused`, :class:`TooLong`."""
        self._exchange("stages", (), LONGEST, take)

    def close(self) -> None:
        """Stop the process."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None

    def _exchange(self, name: str, arguments: tuple[Any, ...], longest: float, take: Callable[[Stage], None] | None) -> Any:
        with self._turn:
            if self._process is None or not self._process.is_alive():
                self._start()
            try:
                self._pipe.send((name, arguments))
                while self._pipe.poll(longest):
                    kind, content = self._pipe.recv()
                    if kind == "done":
                        return content
                    if kind == "refused":
                        raise Refused(content)
                    if take is not None:
                        take(content)
            except (EOFError, OSError):
                self.close()
                raise TooLong("the work was broken off") from None
            self.close()
            raise TooLong(f"this took longer than {longest:.0f} seconds and was stopped")

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=work, args=(theirs, self._path, self._allow_outside), daemon=True)
        self._process.start()
        theirs.close()
