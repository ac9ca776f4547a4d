"""Test plans of Yarn Spinner (``.testplan``): what is said, offered and chosen, step by step, as a test of the story.

A plan is runs, divided by ``---``; variables stay from one to the next, each begins at the node ``Start`` unless a step ``node:``
names another. Steps: ``line:``, ``option:`` (``[disabled]`` where it cannot be chosen), ``select:``, ``command:``, ``stop``,
``node:``, ``saliency:``, ``set:``. What is compared stands in backquotes, ``*`` is any line; ``#`` begins a comment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from epilogue.diagnostics import unreadable
from epilogue.ir.ops import MENU
from epilogue.ir.program import ChoiceSite, Program
from epilogue.languages.loaded import FailedStep, PlanResult
from epilogue.languages.yarn.strategies import SALIENCY, STRATEGIES
from epilogue.machine.draws import IndependentDraws
from epilogue.machine.play import Session
from epilogue.machine.text import Line
from epilogue.source import MAX_SETTINGS_BYTES, Span, read_file

_COMMENT = re.compile(r"(`[^`]*`)|#.*")
_EXPECTED = re.compile(r"(line|option|command):\s*(?:`(.*?)`|(\*))\s*(\[disabled\])?")
_ACTION = re.compile(r"(select|node|saliency|set|run|jump to):?\s*(.*?)\s*")
_SET = re.compile(r"(\$\w+)\s*=\s*(\S+)")


STEPS = "expected line: `…`, option: `…`, select: 1, command: `…`, stop, node: Name, saliency: first or set: $name = 1"
GO_ON = "\n"
"""The option behind ``select: 0``: no option of a story has this for its text."""


class PlanStep(NamedTuple):
    """``what``: its word. ``text``: what stands behind it, None for anything. ``disabled``: an option that cannot be chosen."""

    what: str
    text: str | None
    disabled: bool
    span: Span


def read_plan(path: Path) -> list[list[PlanStep]]:
    """The runs of a plan. Raises StoryError for a line that is no step."""
    try:
        text = read_file(path, MAX_SETTINGS_BYTES).decode("utf-8-sig")
    except OSError as fault:
        raise unreadable(f"this test plan cannot be read: {fault.strerror}", Span(str(path), 0)) from None
    except UnicodeDecodeError:
        raise unreadable("is not UTF-8 text", Span(str(path), 0), "save the file as UTF-8") from None
    runs: list[list[PlanStep]] = [[]]
    for number, line in enumerate(text.splitlines(), 1):
        span, words = Span(str(path), number, 1), _COMMENT.sub(lambda match: match[1] or "", line).strip()
        if words.startswith("---"):
            runs.append([])
        elif words:
            runs[-1].append(_step(words, span))
    if not any(runs):
        raise unreadable("this test plan has no steps", Span(str(path), 0), STEPS)
    return [run for run in runs if run]


def _step(words: str, span: Span) -> PlanStep:
    expected = _EXPECTED.fullmatch(words)
    if expected is not None:
        what, text, _, disabled = expected.groups()
        return PlanStep(what, text, disabled is not None, span)
    if words == "stop":
        return PlanStep("stop", None, False, span)
    action = _ACTION.fullmatch(words)
    if action is None:
        raise unreadable("this is no step of a test plan", span, STEPS)
    what = {"run": "node", "jump to": "node"}.get(action[1], action[1])
    if what == "set" and not _SET.fullmatch(action[2]):
        raise unreadable("a variable and its value expected", span, "for example set: $gold = 5")
    if what == "saliency" and action[2] not in STRATEGIES:
        raise unreadable("the name of a saliency expected", span, f"one of {', '.join(STRATEGIES)}")
    if what == "select" and not (action[2].isdecimal() and len(action[2]) < 10):
        raise unreadable("the number of an option expected", span, "for example select: 1")
    return PlanStep(what, action[2], False, span)


class _PlanTrial:
    """A plan being played. ``said``: lines of this turn not looked at yet, each a kind and text."""

    def __init__(self, program: Program) -> None:
        self.session = Session(_going_on(program), IndependentDraws(Random(0)))  # a fixed seed: tests are repeatable
        self.begun = False
        self.next = 0
        self.where = Span("", 0)
        self.way: list[str] = []
        self.expected: list[PlanStep] = []

    def play(self, run: list[PlanStep]) -> FailedStep | None:
        session = self.session
        self.begun, self.expected, self.way = False, [], []
        node = "Start"
        for step in run:
            self.where = step.span
            if step.what in ("saliency", "set", "node"):
                if step.what == "node":
                    node, self.begun = str(step.text), False
                failure = self.prepare(step)
            else:
                if not self.begun:
                    if node not in session.code.by_name:
                        return FailedStep(f"the story has no node {node}", step.span)
                    session.choose_path(node)
                    self.begun, self.next = True, 0
                failure = self.check(step)
            if failure is not None:
                offered = tuple(f"{text}{'' if index is not None else ' [disabled]'}" for text, index in _offered(session))
                return FailedStep(failure, self.where, offered or None if self.begun else None)
        if self.expected:
            return FailedStep("select: expected after the options, or nobody looks at them", self.expected[-1].span)
        return None

    def prepare(self, step: PlanStep) -> str | None:
        session = self.session
        if step.what == "saliency":
            if SALIENCY in session.program.globals:
                session.set_variable(SALIENCY, step.text)
        elif step.what == "set":
            match = _SET.fullmatch(str(step.text))
            assert match is not None
            name, value = match.groups()
            if name not in session.program.globals:
                return f"the story has no variable {name}"
            truths = {"true": True, "false": False}
            try:
                session.set_variable(name, truths[value] if value in truths else int(value))
            except ValueError:
                return f"{value} is neither a whole number nor true nor false"
        return None

    def check(self, step: PlanStep) -> str | None:
        session = self.session
        if step.what == "option":
            self.expected.append(step)
            return None
        lines = [line for line in session.lines if line.text]  # skip lines that only carry marks
        if self.expected and step.what != "select":
            return "select: expected after the options"
        if step.what in ("line", "command"):
            if self.next >= len(lines):
                return f"{_quoted(step)} expected, but {self.instead()}"
            line = lines[self.next]
            self.next += 1
            kind, text = _plan_line(line)
            if kind != step.what or (step.text is not None and text != step.text.strip()):
                return f"{_quoted(step)} expected, but this comes: {kind} `{text}`"
            return None
        if self.next < len(lines):
            kind, text = _plan_line(lines[self.next])
            return f"{step.what} expected, but this comes: {kind} `{text}`"
        if step.what == "stop":
            return None if session.ended in ("end", "done") else f"stop expected, but {self.instead()}"
        return self.select(step)

    def select(self, step: PlanStep) -> str | None:
        session = self.session
        offered = _offered(session)
        expected, self.expected = self.expected, []
        if not offered:
            return f"options expected, but {self.instead()}"
        for option, (text, index) in zip(expected, offered, strict=False):
            self.where = option.span
            if option.text is not None and option.text.strip() != text.strip():
                return f"{_quoted(option)} expected, but this is shown in its place: `{text}`"
            if option.disabled != (index is None):
                return f"`{text}` {'can' if option.disabled else 'cannot'} be chosen"
        self.where = step.span
        if expected and len(expected) != len(offered):
            return f"{len(expected)} {'option' if len(expected) == 1 else 'options'} expected, but {len(offered)} are shown"
        number = int(str(step.text)) - 1
        if number < 0 and all(index is None for _, index in offered) and session.options:
            session.choose(0)
            self.next = 0
            return None
        if not 0 <= number < len(offered):
            return f"select: {step.text} expected, but the options are 1 to {len(offered)}"
        index = offered[number][1]
        if index is None:
            return f"`{offered[number][0]}` cannot be chosen"
        session.choose(index)
        self.way.append(offered[number][0])
        self.next = 0
        return None

    def instead(self) -> str:
        session = self.session
        if session.errors:
            return f"the story has an error: {session.errors[0].message}"
        if session.ended:
            return "the conversation is over"
        return "options are offered"


def _offered(session: Session) -> list[tuple[str, int | None]]:
    """All options shown, in order: what each says, its number among those that can be chosen (None: it cannot)."""
    shown = [(number, option) for number, option in session.shown if option.site.text != GO_ON]
    return [(option.text, number - 1 if number else None) for number, option in shown]


def _going_on(program: Program) -> Program:
    """The program with ``select: 0``: where no option can be chosen, an option to go on behind them takes the error's place."""
    code, choices = list(program.code), list(program.choices)
    for position, (op, _, kind, span) in enumerate(program.code):
        if op == "fail" and kind == MENU:
            code[position] = code[position]._replace(op="offer", a=len(choices))
            block = program.block_of[position]
            choices.append(ChoiceSite(len(choices), position + 2, block, (), False, False, False, False, False, GO_ON, span))
    return program._replace(code=tuple(code), choices=tuple(choices))


def _plan_line(line: Line) -> tuple[str, str]:
    """The word of a plan for what is said, and its text."""
    text = line.text.strip()
    return ("command", text[2:-2].strip()) if line.kind else ("line", text)


def _quoted(step: PlanStep) -> str:
    return f"{step.what} `{step.text}`" if step.text is not None else f"any {step.what}"


def run_plan(program: Program, runs: list[list[PlanStep]], game: Mapping[str, Callable[..., Any]] | None = None) -> PlanResult:
    """Plays a plan, with functions of the game, up to the first step that the story does not keep to."""
    trial = _PlanTrial(program)
    for name, function in (game or {}).items():
        trial.session.bind_external(name, function)
    ways = []
    for run in runs:
        failed = trial.play(run)
        ways.append(tuple(trial.way))
        if failed is not None:
            return PlanResult(tuple(ways), failed)
    return PlanResult(tuple(ways), None)
