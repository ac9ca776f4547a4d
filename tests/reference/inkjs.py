"""Talks to inkjs through ``inkjs_driver.cjs``: one node process, one JSON request and one answer a line."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

DRIVER = Path(__file__).with_name("inkjs_driver.cjs")


class InkjsError(Exception):
    """inkjs refused a request: its own message."""


class Compiled(NamedTuple):
    """What the compiler of inkjs made of a source: its JSON, or None, and its messages as (kind, text) with the
    kinds ``author``, ``warning``, ``error`` and ``crash``."""

    json: str | None
    messages: list[tuple[str, str]]


class Line(NamedTuple):
    """A line of the story as a reader meets it."""

    text: str
    tags: tuple[str, ...]


class Turn(NamedTuple):
    """What one turn showed: lines, problems as (lines shown before, kind, message), options."""

    lines: list[Line]
    problems: list[tuple[int, str, str]]
    options: list[Line]


class Playthrough(NamedTuple):
    """A whole playthrough: its turns, how it ended, and its draws as (kind, number of outcomes, outcome).

    ``end``: end, done, out_of_content, error, or crash, step_limit, turn_limit where it was broken off.
    """

    turns: list[Turn]
    end: str
    draws: list[tuple[str, int, int]]


class Inkjs:
    """A node process that runs inkjs; a context manager. ``modules`` is a node_modules folder that holds inkjs."""

    def __init__(self, modules: Path) -> None:
        node = shutil.which("node")
        if node is None:
            raise InkjsError("node is not on the PATH")
        self._process = subprocess.Popen(
            [node, "--stack-size=4000", str(DRIVER), str(modules)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends the node process."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def request(self, op: str, **fields: Any) -> Any:
        """Sends one request and returns the value of its answer; raises :class:`InkjsError`."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"op": op, **fields}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise InkjsError("the node process ended")
        reply = json.loads(answer)
        if not reply["ok"]:
            raise InkjsError(reply["error"])
        return reply.get("value")

    def compile(self, source: str | Path, count_all_visits: bool = False) -> Compiled:
        """Compiles a file (a Path) or a text (a str)."""
        where = {"file": str(source)} if isinstance(source, Path) else {"source": source}
        value = self.request("compile", count_all_visits=count_all_visits, **where)
        return Compiled(value["json"], [(kind, text) for kind, text in value["messages"]])

    def load(self, handle: str, compiled: str) -> None:
        """Makes a story of compiled JSON known under ``handle``."""
        self.request("load", handle=handle, json=compiled)

    def drop(self, handle: str) -> None:
        """Forgets a story."""
        self.request("drop", handle=handle)

    def play(
        self,
        handle: str,
        choices: Sequence[int],
        *,
        draws: Sequence[int] | None = None,
        seed: int | None = None,
        max_turns: int = 100,
        max_steps: int = 200_000,
    ) -> Playthrough:
        """Plays a story from its beginning. Choice k is ``choices[k]`` modulo the number of options there; draw k is
        ``draws[k]`` modulo the number of outcomes, or, with ``seed``, that of inkle's own generator."""
        fields: dict[str, Any] = {"choices": list(choices), "max_turns": max_turns, "max_steps": max_steps}
        if draws is not None:
            fields["draws"] = list(draws)
        if seed is not None:
            fields["seed"] = seed
        value = self.request("play", handle=handle, **fields)
        turns = [
            Turn(
                [Line(text, tuple(tags)) for text, tags in turn["lines"]],
                [(at, kind, text) for at, kind, text in turn["problems"]],
                [Line(text, tuple(tags)) for text, tags in turn["options"]],
            )
            for turn in value["turns"]
        ]
        return Playthrough(turns, value["end"], [(kind, count, outcome) for kind, count, outcome in value["draws"]])
