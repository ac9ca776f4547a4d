"""A playthrough told: what is said, decided and drawn in it, in which scene, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from epilogue.ir.operators import to_text
from epilogue.ir.program import Program
from epilogue.machine.follow import PathDraws
from epilogue.machine.play import Drawn, Session
from epilogue.machine.step import Code
from epilogue.report.answers.whatif import Moment
from epilogue.rules.sources import Sources

DRAWING = ("random", "shuffle", "list_random")
QUOTED = 48
"""Of the source of a draw so many characters are quoted."""


class Teller:
    """Tells playthroughs of one story. ``people``: names as they are to be written."""

    def __init__(self, program: Program, entry: str | None = None, people: Sequence[str] = ()) -> None:
        self._code = Code(program)
        self._entry = entry
        self._luck = Luck(program)
        self._people = {name.casefold(): name for name in people}

    def told(self, actions: Sequence[int]) -> tuple[Moment, ...]:
        """The moments of the playthrough with these actions, as many as there are."""
        left = list(reversed(actions))
        session = Session(self._code, PathDraws(left), entry=self._entry)
        moments: list[Moment] = []
        scene, known = "", 0
        while True:
            for step, action in enumerate(session.actions[known:], known):
                assert isinstance(action, Drawn)
                moments.append(self._drawn(action, step, scene))
            for line in session.lines:
                scene = _tag(line.tags, "scene") or scene
                if line.text.strip():
                    moments.append(Moment("command" if line.kind else "text", line.text.strip(), scene=scene))
            if not left or session.ended is not None:
                return tuple(moments)
            option = session.options[left[-1]]
            who = _tag(option.tags, "who")
            span = option.site.span
            place = ("", 0) if span is None else (span.file, span.line)
            moments.append(
                Moment("choice", option.text, len(session.actions), scene, self._people.get(who.casefold(), who), *place)
            )
            known = len(session.actions) + 1
            session.choose(left.pop())

    def _drawn(self, action: Drawn, step: int, scene: str) -> Moment:
        program = self._code.program
        span = program.code[action.site].span
        place = ("", 0) if span is None else (span.file, span.line)
        asked = program.outside.get(action.site)
        if asked is not None and asked.weights is None:
            return Moment("outside", f"{asked.name}: {to_text(action.outcome)}", step, scene, "", *place)
        return Moment("chance", self._luck.said(action.site, action.outcome), step, scene, "", *place)


def _tag(tags: Sequence[str], key: str) -> str:
    """What a tag of the form ``key: value`` says, "" if there is none."""
    for tag in tags:
        before, colon, value = tag.partition(":")
        if colon and before.strip().casefold() == key:
            return value.strip()
    return ""


class Luck:
    """What luck gives, in a writer's words: the outcome of a draw, and the source that draws it."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._sources = Sources()

    def outcome(self, site: int, outcome: Any) -> str:
        """An outcome of the draw at a position: of a list its item, of a shuffle the how-manieth."""
        op = self.program.code[site].op
        if op == "shuffle":
            return f"number {outcome + 1}"
        return outcome.rpartition(".")[2] if op == "list_random" and isinstance(outcome, str) else to_text(outcome)

    def source(self, site: int) -> str:
        """What is written there, shortened: a condition, or the line; "" where that says nothing of what is drawn."""
        op, _, _, span = self.program.code[site]
        if op not in DRAWING or span is None or span.file.lower().endswith(".json"):
            return ""
        written = self._sources.condition(span).partition("//")[0] or self._sources.line(span).partition("//")[0]
        written = " ".join(written.split()).removeprefix("~").strip()
        if op == "shuffle" and "|" not in written:  # its parts stand below
            return ""
        return written if len(written) <= QUOTED else f"{written[:QUOTED].rstrip()}…"

    def said(self, site: int, outcome: Any) -> str:
        """An outcome, and where it is drawn: ``5 in “RANDOM(1, 6) > 2”``."""
        source = self.source(site)
        return f"{self.outcome(site, outcome)} in “{source}”" if source else self.outcome(site, outcome)

    def placed(self, site: int, outcome: Any) -> str:
        """The same with the line."""
        span = self.program.code[site].span
        return f"{self.said(site, outcome)}, line {span.line}" if span and span.line else self.said(site, outcome)
