"""The facade and public Python API: load a story, then ask.

>>> story = load("examples/la_la_land.ink")
>>> report = endings(story)
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from epilogue import settings as settings_file
from epilogue.diagnostics import Diagnostic, unreadable
from epilogue.flow.context import Observations, Unbounded
from epilogue.flow.graph import FlowGraph, copy_of
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import reduce
from epilogue.flow.specialise import specialise
from epilogue.frontends import registry
from epilogue.frontends.base import Observed
from epilogue.ir.outside import declare
from epilogue.ir.program import Program
from epilogue.machine.follow import Follower
from epilogue.machine.play import Choice
from epilogue.report import build, model
from epilogue.report.build import Story
from epilogue.source import Span
from epilogue.space.search import DEFAULT_STATES, searched
from epilogue.space.state_graph import StateGraph

if TYPE_CHECKING:
    from epilogue.space.unexplored import Unexplored

CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])")


class Project:
    """A loaded story: its ``program``, what its reader warned of (``diagnostics``), its ``settings`` and the ``path`` given."""

    def __init__(self, path: str, allow_outside: bool, settings: settings_file.Settings) -> None:
        self.path = path
        self.allow_outside = allow_outside
        self.settings = settings
        self.observed = [
            Observed(f"stakes.{who}.{name}", expression.text, expression.span)
            for who, stakes in settings.stakes.items()
            for name, expression in stakes.items()
        ]
        self.read(self.observed)

    def read(self, observed: Sequence[Observed]) -> None:
        """Read the story, with the code of these expressions, and what is declared of the world outside."""
        self.loaded = registry.load(self.path, self.allow_outside, observed)
        self.program = declare(self.loaded.program, self.settings.outside)

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """What the front-end noticed; no errors among them."""
        return self.loaded.diagnostics

    @property
    def name(self) -> str:
        """The story's title tag, or its file's name as a person would say it."""
        for mark in self.program.marks:
            if mark.key == "title" and mark.value:
                return mark.value
        return CAMEL.sub(" ", self.program.name).replace("_", " ")

    def observe(self, key: str, text: str) -> int:
        """Read the story again with one more expression; the position of its code. Raises StoryError for one that does not
        fit."""
        asked = Observed(key, text, Span(key, 0))
        self.read([*self.observed, asked])
        return self.loaded.observed[key]


def load(path: str, allow_outside: bool = False) -> Project:
    """Read a story and the settings beside it. Raises :class:`~epilogue.diagnostics.StoryError`."""
    main, _ = registry.find(path)
    return Project(str(main), allow_outside, settings_file.load(os.path.dirname(str(main))))


def compiled(path: str, allow_outside: bool = False) -> str:
    """The story as compiled ink. Raises StoryError."""
    from epilogue.frontends.ink.json_write import to_json
    from epilogue.frontends.ink.read import compile_file

    main, _ = registry.find(path)
    return to_json(compile_file(main, allow_outside))


def endings(
    project: Project,
    precision: model.Precision = "control",
    by: str | None = None,
    entry: str | None = None,
    max_states: int | None = None,
    details: bool = False,
) -> model.EndingsReport:
    """Every ending with its odds, and what no reader can see; ``details``: how much is read, too. Raises StoryError for an
    entry or expression that does not fit."""
    at_end = (project.observe("--by", by),) if by is not None else ()
    program = project.program
    start = None if entry is None else entry_position(program, entry)
    flow, graph, rest = search(project, Observations(precision, at_end, (), project.settings.assume), start, max_states)
    story = Story(program, project.settings, project.name, project.path)
    report = build.endings_report(story, flow, graph, precision, by, entry, rest)
    return report._replace(details=sampled(project, start)) if details else report


def search(
    project: Project, observations: Observations, entry: int | None = None, max_states: int | None = None
) -> tuple[FlowGraph | None, StateGraph, Unexplored | None]:
    """The unreduced FlowGraph and the StateGraph of a story; what can come of what a search that stopped early left open.

    A construct that cannot be made finite gives no FlowGraph and a truncated StateGraph that names it.
    """
    operators = flow_operators(project.program)
    limit = max_states or project.settings.states or DEFAULT_STATES
    try:
        flow = specialise(project.program, operators, observations, entry)
    except Unbounded as construct:
        return None, StateGraph.stopped(construct.what, construct.span), None
    kept = copy_of(flow)
    explored = searched(reduce(flow), operators, limit)
    if explored.graph.complete:
        return kept, explored.graph, None
    from epilogue.space.unexplored import Unexplored  # late: only where a search stopped early

    return kept, explored.graph, Unexplored(explored)


def sampled(project: Project, start: int | None) -> model.Details | None:
    """Words a reader reads, and the share of the text seen: means over blind playthroughs, None where these cannot be sampled."""
    operators = flow_operators(project.program)
    try:
        flow = specialise(project.program, operators, Observations("coverage"), start)
    except Unbounded:
        return None
    return build.sampled_details(project.program, flow, operators)


def entry_position(program: Program, name: str) -> int:
    """The position of a knot, stitch or label. Raises StoryError with the nearest names."""
    starts = {block.name: block.start for block in program.blocks if block.name}
    if name in starts:
        return starts[name]
    from difflib import get_close_matches

    close = get_close_matches(name, starts, 3)
    hint = f"did you mean {' or '.join(close)}?" if close else None
    raise unreadable(f"the story has no knot, stitch or label {name!r}", Span(program.sources[0], 0), hint)


def transcript(project: Project, path: Sequence[int], entry: str | None = None) -> list[model.Moment]:
    """A playthrough written out: what is said, which options are taken, what luck decides."""
    session = Follower(project.program, entry).session(path)
    moments: list[model.Moment] = []
    turns = iter(session.turns)
    lines = next(turns, ())
    for action in [*session.actions, None]:
        if action is None or isinstance(action, Choice):
            moments.extend(model.Moment("text", line.text) for line in lines)
            lines = next(turns, ())
        if isinstance(action, Choice):
            moments.append(model.Moment("choice", action.text))
        elif action is not None:
            moments.append(model.Moment("chance", _outcome(project.program, action.site, action.outcome)))
    return moments


def _outcome(program: Program, site: int, outcome: Any) -> str:
    span = program.code[site].span
    return f"{outcome}, drawn at line {span.line}" if span and span.line else str(outcome)
