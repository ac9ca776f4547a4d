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


def unknown_notes(report: InFile, program: Program, assumed: Sequence[AssumedResult]) -> list[str]:
    """Sentence for each function and each piece of code that the claims rely on."""
    unknown = [result for result in assumed if not result.given.real and (result.what or not result.given.values)]
    written = program.written_at
    calls: dict[str, list[AssumedResult]] = {}
    for result in unknown:
        calls.setdefault(written[result.position][0] if result.position in written else result.given.name, []).append(result)
    trusted = [name for name, foreign in program.foreign.items() if foreign.calls]
    return [
        *(_note(report, program, name, results) for name, results in calls.items()),
        *(_trust(report, program, name) for name in trusted),
    ]


def _trust(report: InFile, program: Program, name: str) -> str:
    """The sentence that names what a function of the game is assumed to set."""
    spans = [i.span or NOWHERE for i in program.code if i.op == "external" and i.a == name]
    where = listed(report, [answers.Open(span.file, span.line, name) for span in spans])
    writes = _variables(program.foreign[name].writes or ())
    meaning = f"is taken to change nothing but {writes}" if writes else "is taken to change no variable"
    return f"{name}{where} comes from the game and {meaning}. Say what it does: [outside] in epilogue.toml."


def _note(report: InFile, program: Program, name: str, assumed: Sequence[AssumedResult]) -> str:
    spans = [program.code[result.position].span or NOWHERE for result in assumed]
    where = listed(report, [answers.Open(span.file, span.line, name) for span in spans])
    what = " or ".join(sorted({result.what for result in assumed if result.what}))
    settled = all(result.given.values for result in assumed)
    written = program.written_at
    variables = list(dict.fromkeys(written[result.position][1] for result in assumed if result.position in written))
    if not variables:
        meaning = f"is taken as {what}" if settled else "could be anything"
        return f"{name}{where} comes from the game and {meaning}. Say what it gives: [outside] in epilogue.toml."
    meaning = f"is taken as {what} then" if settled else "could be anything then"
    changes = f"may change {_variables(variables)}: what it leaves there {meaning}"
    return f"{name}{where} {changes}. Say what it does: [outside] in epilogue.toml."


def _variables(names: Sequence[str]) -> str:
    """The names in a sentence; the first few of many."""
    return ", ".join(names[:MOST]) + (f" and {len(names) - MOST} more" if len(names) > MOST else "")
