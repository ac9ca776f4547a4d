"""The engine interface that the suites need, and inkjs behind it, to see which expectations the reference meets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from reference.inkjs import Inkjs, InkjsError

from epilogue.diagnostics import Diagnostic, Severity, StoryError
from epilogue.ir.values import Target
from epilogue.languages import registry
from epilogue.machine.play import PlayError, Session
from epilogue.machine.text import Line


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
        """One of the calls named in inkjs_driver.cjs ("evaluate" gives value and text).

        Raises :class:`Refused` or :class:`NotOffered`.
        """

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
        try:
            answer = self.inkjs.request("call", handle="case", method=method, args=list(arguments))
        except InkjsError as refusal:
            raise Refused(str(refusal)) from refusal
        for kind, message in answer["problems"]:
            self.note(kind, message)
        self.effects += [tuple(effect) for effect in answer["effects"]]
        value = answer.get("value")
        if method == "evaluate":
            returned = value["returned"]
            return returned.removeprefix("-> ") if isinstance(returned, str) else returned, value["output"]
        return value

    def bind(self, name: str, kind: str, look_ahead_safe: bool) -> None:
        """See :class:`Engine`."""
        self.inkjs.request("bind", handle="case", name=name, kind=kind, safe=look_ahead_safe)

    def observe(self, name: str) -> None:
        """See :class:`Engine`."""
        self.inkjs.request("observe", handle="case", name=name)


class Epilogue:
    """Ours behind the protocol. A turn is played as a whole, so its problems are noted when its first line is asked for."""

    def __init__(self) -> None:
        self.messages = Messages([], [], [])
        self.effects: list[tuple[Any, ...]] = []
        self.session: Session | None = None
        self.shown = Line("")
        self.noted = 0  # turns whose problems have been noted

    def compile(self, path: Path, count_all_visits: bool) -> bool:
        """See :class:`Engine`; visits are counted wherever the story can ask for them, so there is no such switch."""
        self.messages, self.effects, self.session = Messages([], [], []), [], None
        self.shown, self.noted = Line(""), 0
        try:
            program, diagnostics = registry.read(path)
        except StoryError as unreadable:
            self.note(unreadable.diagnostics)
            return False
        self.note(diagnostics)
        self.session = Session(program, seed=0)
        return True

    def note(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Files diagnostics under their kinds."""
        kinds = {Severity.ERROR: self.messages.errors, Severity.WARNING: self.messages.warnings}
        for found in diagnostics:
            line = f"line {found.span.line}: " if found.span else ""
            kinds.get(found.severity, self.messages.author).append(f"{line}{found.message}")

    def call(self, method: str, *arguments: Any) -> Any:
        """See :class:`Engine`."""
        session = self.session
        if session is None:
            raise Refused("there is no story to play")
        calls: dict[str, Callable[..., Any]] = {
            "continue": self.say_line,
            "continue_maximally": self.say_all,
            "can_continue": lambda: session.can_continue,
            "current_text": lambda: self.shown.text,
            "current_tags": lambda: list(self.shown.tags),
            "global_tags": lambda: list(session.global_tags),
            "tags_at": lambda where: list(session.tags_at(where)),
            "choices": lambda: [(option.text, list(option.tags)) for option in session.options],
            "choose": session.choose,
            "choose_path": session.choose_path,
            "get": session.variables.get,
            "set": session.set_variable,
            "evaluate": lambda name, values: self.evaluate(session, name, values),
            "visits": session.visits,
            "stack_size": lambda: len(session.state.stack),
        }
        if method not in calls:
            raise NotOffered(f"{method} is not offered")
        try:
            return calls[method](*arguments)
        except PlayError as refusal:
            raise Refused(str(refusal)) from refusal

    def evaluate(self, session: Session, name: str, values: list[Any]) -> tuple[Any, str]:
        """Calls a function of the story; a divert target is given by its path."""
        value, text = session.evaluate_function(name, *values)
        if isinstance(value, Target):
            value = next(block.name for block in session.program.blocks if block.start == value.position)
        return value, text

    def say_line(self) -> str:
        """The next line of the turn."""
        assert self.session is not None
        self.note_problems(self.session)
        self.shown = self.session.continue_line()
        return self.shown.text

    def say_all(self) -> str:
        """The rest of the turn."""
        assert self.session is not None
        self.note_problems(self.session)
        said = []
        while self.session.can_continue:
            said.append(self.say_line())
        return "".join(said)

    def note_problems(self, session: Session) -> None:
        """Files the run-time problems of a turn, once."""
        problems = session.state.problems
        if self.noted != len(session.turns):
            self.noted = len(session.turns)
            for problem in problems:
                (self.messages.errors if problem.kind == "error" else self.messages.warnings).append(problem.message)

    def bind(self, name: str, kind: str, look_ahead_safe: bool) -> None:
        """See :class:`Engine`."""
        assert self.session is not None

        def called(*values: Any) -> Any:
            self.effects.append(("call", name, *values))
            if kind == "product":
                return values[0] * values[1]
            return values[1] * values[0] if kind == "repeat" else None

        self.session.bind_external(name, called, look_ahead_safe)

    def observe(self, name: str) -> None:
        """See :class:`Engine`."""
        raise NotOffered("observers of variables are a feature of game code, which is not offered")
