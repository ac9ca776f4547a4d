"""Narrates a playthrough: what is said, decided and drawn in it, in which scene, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from epilogue.analysis.sources import StorySource
from epilogue.answers import NarratedMoment
from epilogue.ir.program import Program
from epilogue.machine.follow import PathDraws
from epilogue.machine.play import Drawn, Session
from epilogue.machine.step import Code
from epilogue.views.text.places import location

DRAWING = ("random", "shuffle", "list_random")
QUOTED = 48
"""Most characters quoted of a draw's source."""


class Narrator:
    """Tells playthroughs of one story. ``people``: names as they are to be written."""

    def __init__(self, program: Program, entry: str | None = None, people: Sequence[str] = ()) -> None:
        self._code = Code(program)
        self._entry = entry
        self._luck = LuckNarrator(program)
        self._people = {name.casefold(): name for name in people}

    def moments(self, actions: Sequence[int]) -> tuple[NarratedMoment, ...]:
        """Moments of the playthrough with these actions, as many as there are."""
        left = list(reversed(actions))
        session = Session(self._code, PathDraws(left), entry=self._entry)
        moments: list[NarratedMoment] = []
        scene, known = "", 0
        while True:
            for step, action in enumerate(session.actions[known:], known):
                assert isinstance(action, Drawn)
                moments.append(self._drawn(action, step, scene))
            for line in session.lines:
                scene = _tag(line.tags, "scene") or scene
                if line.text.strip():
                    moments.append(NarratedMoment("command" if line.kind else "text", line.text.strip(), scene=scene))
            if not left or session.ended is not None:
                return tuple(moments)
            option = session.options[left[-1]]
            who = _tag(option.tags, "who")
            span = option.site.span
            file_line = ("", 0) if span is None else (span.file, span.line)
            moments.append(
                NarratedMoment(
                    "choice", option.text, len(session.actions), scene, self._people.get(who.casefold(), who), *file_line
                )
            )
            known = len(session.actions) + 1
            session.choose(left.pop())

    def _drawn(self, action: Drawn, step: int, scene: str) -> NarratedMoment:
        program = self._code.program
        span = program.code[action.site].span
        file_line = ("", 0) if span is None else (span.file, span.line)
        outside = program.outside.get(action.site)
        if outside is not None and outside.weights is None:
            return NarratedMoment(
                "outside", f"{outside.name}: {program.semantics.values.shown(action.outcome)}", step, scene, "", *file_line
            )
        return NarratedMoment("chance", self._luck.describe(action.site, action.outcome), step, scene, "", *file_line)


def _tag(tags: Sequence[str], key: str) -> str:
    """The value of the last tag of the form ``key: value``, "" if there is none."""
    for tag in reversed(tags):
        before, colon, value = tag.partition(":")
        if colon and before.strip().casefold() == key:
            return value.strip()
    return ""


class LuckNarrator:
    """Names the outcome of a draw in a writer's words, and the source that draws it."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._sources = StorySource(program.semantics.advice)
        self._shown = program.semantics.values.shown

    def outcome(self, site: int, outcome: Any) -> str:
        """Outcome of the draw at a position: of a list its item, of a shuffle the ordinal, of a share of luck whether it was
        drawn."""
        op, among, share, _ = self.program.code[site]
        if op == "shuffle":
            return f"number {outcome + 1}"
        if op == "random" and among:
            return f"number {outcome}"
        if op == "random" and share:
            constant, compared = self.program.code[site + 1 : site + 3]
            semantics = self.program.semantics
            return self._shown(semantics.operators(self.program.lists)[compared.a].function(outcome, constant.a))
        return outcome.rpartition(".")[2] if op == "list_random" and isinstance(outcome, str) else self._shown(outcome)

    def among(self, site: int) -> str:
        """Words `` of …`` after an outcome that is an ordinal; "" if its source has no name."""
        op, among, _, _ = self.program.code[site]
        return f" of {among}" if op == "random" and among else ""

    def source(self, site: int) -> str:
        """Source of a draw, shortened: a condition, or the line; "" if it says nothing of what is drawn."""
        op, name, _, span = self.program.code[site]
        own = op in DRAWING or (op == "external" and name not in self.program.externals)
        if not own or self.among(site) or span is None:
            return ""
        written = " ".join(self._sources.code(span).split())
        return written if len(written) <= QUOTED else f"{written[:QUOTED].rstrip()}…"

    def describe(self, site: int, outcome: Any) -> str:
        """Outcome, and where it is drawn: ``5 in “RANDOM(1, 6) > 2”``."""
        source, drawn = self.source(site), self.outcome(site, outcome) + self.among(site)
        return f"{drawn} in “{source}”" if source else drawn

    def describe_at_line(self, site: int, outcome: Any, main: str) -> str:
        """Adds the line, and the file where that is not the ``main`` one."""
        span = self.program.code[site].span
        description = self.describe(site, outcome)
        return f"{description}, {location(span.file, span.line, main)}" if span and span.line else description
