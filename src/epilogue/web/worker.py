"""Workers in processes of their own: each gets one request at a time through a pipe, and is stopped if it takes too long."""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
from collections.abc import Callable
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any, Literal

from epilogue.budget import BudgetSpent, bound
from epilogue.diagnostics import StoryError, defect
from epilogue.machine.play import PlayError
from epilogue.settings import Limits
from epilogue.space.watch import Watch
from epilogue.web.events import WorkerEvent

LONGEST = 90.0
"""Seconds after which a worker is given up, whatever it is at: its own limits should have stopped it before."""
LIMITS = Limits(seconds=80.0, processor=60.0)
"""Limits of a worker for each request."""
WorkerKind = Literal["watching", "reading", "examining"]


class RequestRefused(Exception):
    """A request was refused; the message says why."""


class WorkerTimeout(Exception):
    """The worker took too long and was stopped, or was broken off."""


def work(pipe: Connection, kind: WorkerKind, path: str, allow_outside: bool) -> None:
    """Serve requests until the pipe is closed."""
    worker = getattr(import_module(f"epilogue.web.{kind}"), f"{kind.capitalize()}Worker")(path, allow_outside)
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            name, arguments = pipe.recv()
            try:
                with bound(Watch(LIMITS).budget):
                    if name == "events":
                        for event in worker.events(*arguments):
                            pipe.send(("event", event))
                        pipe.send(("done", None))
                    else:
                        pipe.send(("done", getattr(worker, name)(*arguments)))
            except BudgetSpent as spent:
                pipe.send(("refused", f"not known: the work was stopped {spent.reason}"))
            except StoryError as error:
                pipe.send(("refused", "; ".join(map(str, error.diagnostics))))
            except (PlayError, RecursionError, MemoryError) as error:
                pipe.send(("refused", str(error) or "the story is too deeply nested, or too large"))
            except Exception as error:  # a bug of ours: the page reports it and lives on
                pipe.send(("refused", str(defect(error))))


class Worker:
    """Keeps the process of a worker, and starts another where one was given up. Calls wait for their turn; safe to call from any
    thread."""

    def __init__(self, kind: WorkerKind, path: str, allow_outside: bool) -> None:
        self._kind = kind
        self._path = path
        self._allow_outside = allow_outside
        self._turn = threading.Lock()
        self._process: Any = None
        self._stopped: Any = None
        self._pipe: Any = None

    def ask(self, name: str, *arguments: Any, longest: float = LONGEST) -> Any:
        """Call the worker's method. Raises :class:`RequestRefused`, :class:`WorkerTimeout`."""
        return self._exchange(name, arguments, longest, None)

    def events(self, take: Callable[[WorkerEvent], None], *arguments: Any) -> None:
        """Look at the story; each part of the work as it is done. Raises :class:`RequestRefused`, :class:`WorkerTimeout`."""
        self._exchange("events", arguments, LONGEST, take)

    def close(self) -> None:
        """Stop the process; whoever waits for it gets :class:`WorkerTimeout`."""
        process = self._process
        if process is not None:
            self._stopped = process
            process.kill()

    def _exchange(self, name: str, arguments: tuple[Any, ...], longest: float, take: Callable[[WorkerEvent], None] | None) -> Any:
        with self._turn:
            # Not started yet, or stopped but possibly not dead yet.
            if self._process is self._stopped or not self._process.is_alive():
                self._start()
            try:
                self._pipe.send((name, arguments))
                while self._pipe.poll(longest):
                    kind, content = self._pipe.recv()
                    if kind == "done":
                        return content
                    if kind == "refused":
                        raise RequestRefused(content)
                    if take is not None:
                        take(content)
            except (EOFError, OSError):
                self._process.join()
                raise WorkerTimeout("the work was broken off") from None
            self._process.kill()
            self._process.join()
            raise WorkerTimeout(f"this took longer than {longest:.0f} seconds and was stopped")

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        process = context.Process(
            target=work, args=(theirs, self._kind, self._path, self._allow_outside), daemon=True, name=f"epilogue {self._kind}"
        )
        process.start()
        self._process = process
        theirs.close()
