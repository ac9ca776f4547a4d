"""Undeclared foreign code and functions of the game: what they are assumed to do, in sentences of the screens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from epilogue import answers
from epilogue.ir.program import Program
from epilogue.source import NOWHERE
from epilogue.views.text.places import InFile, listed

if TYPE_CHECKING:
    from epilogue.flow.externals import AssumedResult

MOST = 5
"""Variables named in one sentence."""


def unknown_notes(report: InFile, program: Program, taken: Sequence[AssumedResult]) -> list[str]:
    """Sentence for each function and each piece of code that the claims rely on."""
    told = [one for one in taken if not one.given.real and (one.what or not one.given.values)]
    written = program.written_at
    calls: dict[str, list[AssumedResult]] = {}
    for one in told:
        calls.setdefault(written[one.position][0] if one.position in written else one.given.name, []).append(one)
    return [_note(report, program, name, found) for name, found in calls.items()]


def _note(report: InFile, program: Program, name: str, taken: Sequence[AssumedResult]) -> str:
    spans = [program.code[one.position].span or NOWHERE for one in taken]
    where = listed(report, [answers.Open(span.file, span.line, name) for span in spans])
    what = " or ".join(sorted({one.what for one in taken if one.what}))
    settled = all(one.given.values for one in taken)
    written = program.written_at
    variables = list(dict.fromkeys(written[one.position][1] for one in taken if one.position in written))
    if not variables:
        found = f"is taken as {what}" if settled else "could be anything"
        return f"{name}{where} comes from the game and {found}. Say what it gives: [outside] in epilogue.toml."
    named = ", ".join(variables[:MOST]) + (f" and {len(variables) - MOST} more" if len(variables) > MOST else "")
    found = f"is taken as {what} then" if settled else "could be anything then"
    return f"{name}{where} may change {named}: what it leaves there {found}. Say what it does: [outside] in epilogue.toml."
