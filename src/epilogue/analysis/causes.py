"""Reasons why nobody sees something: the line responsible, in a writer's terms. Shared by ``endings`` and ``check``."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from epilogue.analysis.evidence import Evidence
from epilogue.analysis.sources import StorySource
from epilogue.analysis.unseen import CauseSearch, UnseenCause, asks_whether_it_returned, guards_against_error
from epilogue.flow.focus import NOTHING, Focus
from epilogue.flow.graph import writes_of
from epilogue.ir.operators import Compare
from epilogue.ir.program import Program
from epilogue.source import NOWHERE, Span


class Explanation(NamedTuple):
    """A cause as shown to a writer: the line and the reason. ``kind``: as in :class:`~epilogue.analysis.unseen.UnseenCause`, or
    ``misread`` (an operator that does not mean what it seems to), ``case`` (a value picks among texts, and never this one),
    ``closed`` (something ends the menu too early), ``picked`` (the story itself picks and never picks this), ``returning`` (a
    subroutine always returns, and never leads elsewhere) or ``alternatives`` (some of them are never picked). ``condition``: as
    written, "" if there is none; ``position``: where it is tested. ``meant``: it looks deliberate. ``about``: the variable to
    blame because nothing sets it."""

    span: Span
    why: str
    kind: str
    condition: str = ""
    meant: bool = False
    position: int = -1
    about: str = ""


class Causes:
    """Finds the causes of what the walk did not reach, and returns those that are proved. ``assumed``: variables that the
    settings make constant."""

    def __init__(self, program: Program, evidence: Evidence, assumed: Container[str], sources: StorySource | None = None) -> None:
        self.program = program
        self.evidence = evidence
        self.assumed = assumed
        self.words = program.semantics.advice
        self.sources = sources or StorySource(self.words)
        self.changing = _changing(program)
        self.passages = {
            part
            for block in program.blocks
            for part in (block.name, block.name.rpartition(".")[2])
            if part and not part.isdigit()
        }

    @cached_property
    def constants(self) -> frozenset[int]:
        """Slots without a store, visit counts excluded."""
        assigned: set[int] = set()
        for node in self.evidence.nodes:
            assigned.update(writes_of(node))
        keys = self.evidence.control.slots.keys
        return frozenset(slot for slot, key in enumerate(keys) if key[0] == "g") - assigned

    def of(self, positions: Iterable[int]) -> dict[int, Explanation | None]:
        """Causes by position (of an ``offer``, a ``text``, or the first of a passage); None if none is certain."""
        requested, evidence = list(positions), self.evidence
        excluded, candidates = NOTHING, dict[int, UnseenCause]()
        for _ in range(ROUNDS):
            candidates = self._candidates(requested, excluded)
            claimed = _claimed(candidates)
            open_ = claimed.without(evidence.never(claimed))
            if not any(open_):
                break
            excluded = excluded.joined(open_)
            evidence.widen()
        explanations = {
            position: self.explain(cause) for position, cause in candidates.items() if not any(_common(cause.claim, excluded))
        }
        return {position: explanations.get(position) for position in requested}

    def claims(self, positions: Iterable[int]) -> Focus:
        """Claims that :meth:`of` has to prove first for these positions."""
        return _claimed(self._candidates(positions, NOTHING))

    def _candidates(self, positions: Iterable[int], excluded: Focus) -> dict[int, UnseenCause]:
        evidence = self.evidence
        walked = evidence.walked if evidence.complete else evidence.at_most
        lost = [position for position in positions if position not in walked.unsure]
        names = {slot: str(key[1]) for slot, key in enumerate(evidence.control.slots.keys) if key[0] == "g"}
        search = CauseSearch(evidence.control, walked, self.constants, names, self.written, excluded)
        return {position: search.cause(position) for position in lost}

    def of_mark(self, mark: str) -> Explanation | None:
        """Reason why nobody reaches an ending's mark; None if unknown, or if another mark follows it."""
        code, evidence = self.program.code, self.evidence
        positions = [position for position, i in enumerate(code) if (i.op, i.a, i.b) == ("mark", "ending", mark)]
        focus = Focus(frozenset(), frozenset(), frozenset(position for position in positions if position in evidence.nodes_at))
        if any(map(evidence.met, positions)) or evidence.never(focus) != focus:
            return None
        explanations = [explanation for explanation in self.of(positions).values() if explanation is not None]
        return explanations[0] if len(set(explanations)) == 1 else None

    def written(self, position: int) -> bool:
        """Whether the writer wrote the condition at the position, rather than the language generating it."""
        if not self.words.generates:
            return True
        code = self.program.code
        if code[position].op != "offer" and guards_against_error(self.program, position):
            return False
        return bool(self.sources.condition(code[position - 1].span or code[position].span))

    def explain(self, cause: UnseenCause) -> Explanation | None:
        """The cause as a line of the story and a reason."""
        span = self.program.code[cause.position].span or NOWHERE
        if cause.kind in ("always", "never", "guard"):
            return self.condition(cause)
        if cause.kind == "unknown":
            return None
        closing = self.words.closes_a_menu
        if cause.kind == "left" and closing is not None and re.match(closing[0], self.sources.line(span)):
            return Explanation(span, closing[1], "closed")
        if cause.kind == "unreached":
            passages = (self.program.blocks[number] for number in self.program.passages)
            span = next((block.span for block in passages if block.start == cause.position and block.span), span)
        of_language = {"elsewhere": self.words.nowhere, "dropped": self.words.ended}
        if self.program.code[cause.position].b == "subroutine":
            of_language["lasting"] = self.words.lasting
        why = {**_WHY, **of_language}[cause.kind]
        return Explanation(span, why, cause.kind, meant=cause.kind == "fallback")

    def condition(self, cause: UnseenCause) -> Explanation:
        """The explanation of a condition that never changes."""
        code = self.program.code
        span = code[cause.position - 1].span or code[cause.position].span or NOWHERE
        if cause.kind != "guard" and self.words.alternates(self.program, cause.position):
            return Explanation(span, "readers do not come here often enough to see all of these alternatives", "alternatives")
        conditions = self.sources.conditions(span) if code[cause.position].op == "offer" else [self.sources.condition(span)]
        condition = conditions[0] if len(conditions) == 1 else " && ".join(f"({text})" for text in conditions)
        if self.words.generates and not condition and cause.kind != "guard":
            if asks_whether_it_returned(self.program, cause.position):
                kind = "lasting" if cause.kind == "always" else "returning"
                return Explanation(span, self.words.lasting if kind == "lasting" else _WHY[kind], kind)
            return Explanation(span, _WHY["picked"], "picked")
        misread = self.words.misread(condition) if self.words.misread is not None and len(conditions) == 1 else None
        quoted = f"“{condition}”" if condition else "the condition"
        block = self.program.blocks[self.program.block_of[cause.position]]
        if cause.kind != "guard" and code[block.start].op == "dup":
            why = (
                f"the cases up to {quoted} cover everything" if cause.kind == "always" else f"the case {quoted} never comes here"
            )
            return Explanation(span, why, cause.kind, "", False, cause.position)
        if condition.replace("_", "").isalnum():
            quoted = condition
        truth = "is always true" if cause.kind == "always" else "is always false"
        if len(conditions) > 1:
            *others, last = (f"“{text}”" for text in conditions)
            quoted, truth = f"{', '.join(others)} and {last}", f"are never {'both' if len(conditions) == 2 else 'all'} true"
        why = misread[0] if misread else f"{quoted} {truth}{' here' if not cause.fixed else ''}"
        case = self._case(cause.position) if cause.kind != "guard" else None
        if case is not None:
            last = f"never above {case}" if case > 1 else "always 1"
            why = f"{quoted} is {f'never {case}' if cause.kind == 'never' else last}{' here' if not cause.fixed else ''}"
        words = set(re.findall(r"\$?[\w.]+", condition))
        variables_read = words & set(self.program.globals)
        switch = bool(variables_read) and not variables_read & self.changing and not words & self.passages
        meant = misread is None and (
            switch or (cause.fixed and not variables_read) or any(name in self.assumed for name in words)
        )
        about = min(variables_read) if switch and misread is None else ""
        kind = "misread" if misread else "case" if case is not None and not meant else cause.kind
        return Explanation(span, why, kind, condition, meant, cause.position, about)

    def _case(self, position: int) -> int | None:
        """The number from 1 on that a generated condition asks for: its text comes where the value written there is this
        number, and the last text where it is greater than all of them."""
        before = self.program.code[max(position - 3, 0) : position]
        if not self.words.generates or [i.op for i in before] != ["load_temp", "push", "apply"]:
            return None
        kept, number, compared = before
        equal = self.program.semantics.algebra(compared.a) is Compare.EQ
        return number.a if equal and kept.a in self.program.hidden and type(number.a) is int else None


ROUNDS = 3
"""Rounds of the search for causes; each excludes those whose claim was not proved."""
_WHY = {
    "fallback": "this fallback is never needed: something else can always be chosen",
    "spent": "this option is always used up before it comes up",
    "inside": "no call of this function gets to this line",
    "picked": "this is never picked here",
    "returning": "what is called here always comes back",
    "unreached": "nothing leads here",
    "left": "the story leaves here; what follows is lost",
    "bypassed": "nothing gets to this line: everything above it leads elsewhere",
    "lasting": "what is called here never comes back; what follows is lost",
    "failed": "the story stops with an error here, before the menu it has begun can be offered",
}


def _claimed(candidates: Mapping[int, UnseenCause]) -> Focus:
    claimed = NOTHING
    for cause in candidates.values():
        claimed = claimed.joined(cause.claim)
    return claimed


def _common(focus: Focus, other: Focus) -> Focus:
    return Focus(focus.texts & other.texts, focus.sides & other.sides, focus.places & other.places)


def _changing(program: Program) -> set[str]:
    """Variables that are set to anything other than their declared value."""
    code = program.code
    declaring = range(0)
    if program.init is not None:
        first = program.init
        declaring = range(
            first, next((position for position in range(first, len(code)) if code[position].op == "end"), len(code))
        )
    begin = {code[position].a: _constant(program, position - 1) for position in declaring if code[position].op == "store_global"}
    changing = {i.a for i in code if i.op == "push_ref"} | program.set_outside
    for position, instruction in enumerate(code):
        if instruction.op == "store_global" and position not in declaring:
            value = _constant(program, position - 1)
            if value is None or value != begin.get(instruction.a):
                changing.add(instruction.a)
    return changing


def _constant(program: Program, position: int) -> tuple[type, Any] | None:
    """The constant that the code before a position pushes, a number or a text; None for anything else."""
    op, a, _, _ = program.code[position]
    if op == "push":
        return type(a), a
    if (
        op == "string_close"
        and position > 1
        and program.code[position - 2].op == "string_open"
        and program.code[position - 1].op == "text"
    ):
        return str, program.code[position - 1].a
    return None
