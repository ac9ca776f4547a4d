"""What the case sets need of an engine, and inkjs as one: it tells which expectations hold of the reference itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple, Protocol

from reference.inkjs import Inkjs


class Refused(Exception):
    """The engine turned a call down."""


class NotOffered(Exception):
    """The engine has no such call: a test that needs it is skipped."""


class Messages(NamedTuple):
    """What an engine said, by kind."""

    errors: list[str]
    warnings: list[str]
    author: list[str]


class Engine(Protocol):
    """One story at a time. ``messages`` and ``effects`` grow until the next :meth:`compile`.

    ``effects`` are ("call", external function, arguments…) and ("change", variable, value).
    """

    messages: Messages
    effects: list[tuple[Any, ...]]

    def compile(self, path: Path, count_all_visits: bool) -> bool:
        """Reads a source; whether there is a story to play afterwards."""

    def call(self, method: str, *arguments: Any) -> Any:
        """One of the calls named in inkjs_driver.cjs; raises :class:`Refused` or :class:`NotOffered`."""

    def bind(self, name: str, kind: str, look_ahead_safe: bool) -> None:
        """Binds an external function that does what ``kind`` says: product, repeat, record."""

    def observe(self, name: str) -> None:
        """Notes the changes of a variable as effects."""


class InkjsEngine:
    """inkjs behind the protocol."""

    def __init__(self, inkjs: Inkjs) -> None:
        self.inkjs = inkjs
        self.messages = Messages([], [], [])
        self.effects: list[tuple[Any, ...]] = []

    def note(self, kind: str, message: str) -> None:
        """Files a message under its kind."""
        by_kind = {"warning": self.messages.warnings, "author": self.messages.author}
        by_kind.get(kind, self.messages.errors).append(message)

    def compile(self, path: Path, count_all_visits: bool) -> bool:
        """See :class:`Engine`."""
        self.messages, self.effects = Messages([], [], []), []
        compiled = self.inkjs.compile(path, count_all_visits)
        for kind, message in compiled.messages:
            self.note(kind, message)
        if compiled.json is None:
            return False
        self.inkjs.load("case", compiled.json)
        return True

    def call(self, method: str, *arguments: Any) -> Any:
        """See :class:`Engine`."""
        answer = self.inkjs.request_or_refuse("call", Refused, handle="case", method=method, args=list(arguments))
        for kind, message in answer["problems"]:
            self.note(kind, message)
        self.effects += [tuple(effect) for effect in answer["effects"]]
        return answer.get("value")

    def bind(self, name: str, kind: str, look_ahead_safe: bool) -> None:
        """See :class:`Engine`."""
        self.inkjs.request("bind", handle="case", name=name, kind=kind, safe=look_ahead_safe)

    def observe(self, name: str) -> None:
        """See :class:`Engine`."""
        self.inkjs.request("observe", handle="case", name=name)
