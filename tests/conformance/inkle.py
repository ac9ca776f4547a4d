"""inkle's own tests (Tests.cs of the ink repository, as data): each read by the interpreter and run against an engine."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, NamedTuple

from conformance.csharp import Computed, Host, Interpreter, Out
from conformance.engines import Engine, NotOffered, Refused

# Tests with several stories -> number of lines of each, as the data does not say where a story ends.
SEGMENTS = {
    "TestEndOfContent": [2, 1, 2, 2, 1, 1],
    "TestLookupSafeOrNot": [6, 3],
    "TestNewlineConsistency": [1, 3, 3],
}
COUNT_ALL_VISITS = {"TestTurnsSinceWithVariableTarget", "TestVisitCountsWhenChoosing", "TestReadCountVariableTarget"}
OBSERVED = {"TestVariableObserver": "testVar"}
EXTERNALS = {"multiply": "product", "times": "repeat"}  # the others only record that they were called
SKIPPED = {
    "TestStringParser": "a unit test of the original's string parser, without a story",
    "TestCommentEliminator": "a unit test of the original's comment eliminator, without a story",
    "TestCharacterRange": "its source is a template that the original fills in from a table",
    "TestMultiFlow": "parallel flows of one story are a feature of game code, which is not offered",
    "TestReturnTextWarning": "a unit test of the original's parser, without a story",
    "TestPaths": "a unit test of the original's paths, without a story",
}


class Case(NamedTuple):
    """One test: its sources (stories, then expected texts), lines, and whether it is about errors."""

    name: str
    sources: list[str]
    expects_errors: bool
    steps: list[str]

    def reason_to_skip(self) -> str | None:
        """Why it cannot run on any engine."""
        for start, reason in SKIPPED.items():
            if self.name.startswith(start):
                return reason
        if not self.sources:
            return "its source is not in the data"
        return None

    def segments(self) -> tuple[list[tuple[str, list[str]]], list[str]]:
        """Each story with its lines, and the verbatim texts that the lines refer to."""
        texts = sum(step.count("@SRC") for step in self.steps)
        stories = self.sources[: len(self.sources) - texts]
        rest, parts = list(self.steps), []
        for story, count in zip(stories, SEGMENTS.get(self.name, [len(rest)]), strict=False):
            parts.append((story, rest[:count]))
            rest = rest[count:]
        if rest or len(parts) != len(stories):
            raise NotOffered("a test of several stories, and the data does not say which line is about which")
        return parts, self.sources[len(stories) :]


def cases(corpus: Path) -> list[Case]:
    """All tests of the data set."""
    data = corpus / "conformance" / "ink" / "inkle-ink" / "tests_cs_extract.jsonl"
    if not data.exists():
        return []
    with data.open(encoding="utf-8") as lines:
        return [Case(**json.loads(line)) for line in lines if line.strip()]


class _Variables:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def __getitem__(self, name: str) -> Any:
        return self.engine.call("get", name)

    def __setitem__(self, name: str, value: Any) -> None:
        if not isinstance(value, bool | int | float | str):
            raise Refused(f"no story knows a value such as {value!r}")
        self.engine.call("set", name, value)


class _Choice(Host):
    def __init__(self, text: str, tags: list[str]) -> None:
        self.members = {"text": text, "tags": tags}

    def member(self, name: str) -> Any:
        return self.members[name] if name in self.members else super().member(name)


class _State(Host):
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def member(self, name: str) -> Any:
        if name == "evaluationStack":
            return [None] * self.engine.call("stack_size")
        if name == "VisitCountAtPathString":
            return lambda where: self.engine.call("visits", where)
        return super().member(name)


METHODS = {
    "Continue": "continue", "ContinueMaximally": "continue_maximally", "ChooseChoiceIndex": "choose",
    "ChoosePathString": "choose_path", "SwitchFlow": "switch_flow", "TagsForContentAtPath": "tags_at",
}  # fmt: skip
VALUES = {
    "canContinue": "can_continue", "currentText": "current_text", "currentTags": "current_tags", "globalTags": "global_tags",
}  # fmt: skip


class Story(Host):
    """``story`` of the lines. Problems that a test does not expect fail it."""

    def __init__(self, engine: Engine, lenient: bool) -> None:
        self.engine = engine
        self.lenient = lenient
        self.bound: set[str] = set()

    def call(self, method: str, *arguments: Any) -> Any:
        """A call of the engine, checked for problems."""
        value = self.engine.call(method, *arguments)
        if self.engine.messages.errors and not self.lenient:
            raise AssertionError(f"unexpected error: {self.engine.messages.errors}")
        return value

    def member(self, name: str) -> Any:
        """See :class:`Host`."""
        if name in METHODS:
            return lambda *arguments: self.call(METHODS[name], *arguments)
        if name in VALUES:
            return self.call(VALUES[name])
        if name == "currentChoices":
            return [_Choice(text, list(tags)) for text, tags in self.call("choices")]
        if name == "variablesState":
            return _Variables(self.engine)
        if name == "state":
            return _State(self.engine)
        if name == "hasWarning":
            return bool(self.engine.messages.warnings)
        if name == "currentErrors":
            return self.engine.messages.errors or None
        if name == "EvaluateFunction":
            return self.evaluate
        if name == "BindExternalFunction":
            return self.bind
        return super().member(name)

    def evaluate(self, function: str, *arguments: Any) -> Any:
        """Calls a function of the story: its value; its text goes to an ``out`` argument."""
        outs = [argument for argument in arguments if isinstance(argument, Out)]
        value, text = self.call("evaluate", function, [a for a in arguments if not isinstance(a, Out)])
        for out in outs:
            out.store(text)
        return value

    def bind(self, name: str, _body: str, safe: bool = False) -> None:
        """Bound again, a function belongs to a fresh start, as in the lines that were not kept."""
        if name in self.bound:
            raise NotOffered("binding a function anew")
        self.bound.add(name)
        self.engine.bind(name, EXTERNALS.get(name, "record"), safe)


def run(case: Case, engine: Engine, folder: Path, includes: Path) -> None:
    """Runs a case; raises AssertionError, or :class:`NotOffered` where the engine lacks what the case needs.

    ``folder`` is an empty one to write the sources to; ``includes`` holds the files that sources include.
    """
    for file in includes.glob("*.ink"):
        shutil.copy(file, folder)
    parts, texts = case.segments()
    for index, (source, lines) in enumerate(parts):
        path = folder / f"{case.name}{index}.ink"
        path.write_text(source, encoding="utf-8")
        for piece in _restarts(lines):
            _run_story(case, engine, path, piece, texts)


def _restarts(lines: list[str]) -> list[list[str]]:
    """The lines cut where an external function is bound for the second time: the original resets the story there."""
    pieces: list[list[str]] = [[]]
    bound: set[str] = set()
    for line in lines:
        if line.startswith("story.BindExternalFunction("):
            name = line.split('"')[1]
            if name in bound:
                pieces.append([])
            bound.add(name)
        pieces[-1].append(line)
    return pieces


def _run_story(case: Case, engine: Engine, path: Path, lines: list[str], texts: list[str]) -> None:
    ready = engine.compile(path, case.name in COUNT_ALL_VISITS)
    if not case.expects_errors and engine.messages.errors:
        raise AssertionError(f"does not compile: {engine.messages.errors}")
    if ready and case.name in OBSERVED:
        engine.observe(OBSERVED[case.name])
    messages = engine.messages

    def said(found: list[str]) -> Any:
        return lambda part=None: any(part is None or part in message for message in found)

    def changes() -> list[Any]:
        return [effect[2] for effect in engine.effects if effect[0] == "change"]

    story = Story(engine, case.expects_errors)
    variables: dict[str, Any] = {
        "story": story,
        "storyWithPostGlue": story,
        "HadError": said(messages.errors),
        "HadWarning": said(messages.warnings),
        "_errorMessages": messages.errors,
        "_warningMessages": messages.warnings,
        "_authorMessages": messages.author,
        "string": _Constants({"Empty": ""}),
        "Environment": _Constants({"NewLine": "\n"}),
        "System": _Constants(
            {
                "Globalization": _Constants(
                    {"NumberFormatInfo": _Constants({"CurrentInfo": _Constants({"NumberDecimalSeparator": "."})})}
                )
            }
        ),
        "callCount": Computed(lambda: len(engine.effects)),
        "message": Computed(lambda: "MESSAGE: " + str(engine.effects[0][2])),
        "currentVarValue": Computed(lambda: changes()[-1]),
        "observerCallCount": Computed(lambda: len(changes())),
    }
    Interpreter(variables, texts, (Refused,)).run(lines)


class _Constants(Host):
    def __init__(self, members: dict[str, Any]) -> None:
        self.members = members

    def member(self, name: str) -> Any:
        return self.members[name] if name in self.members else super().member(name)
