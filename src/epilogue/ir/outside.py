"""What ``epilogue.toml`` says of the world outside a story, put into its Program."""

from __future__ import annotations

from collections.abc import Mapping

from epilogue import settings
from epilogue.diagnostics import StoryError, unreadable
from epilogue.ir.operators.base import float32
from epilogue.ir.program import GameSets, Instruction, Outside, Program
from epilogue.source import Span


def declare(program: Program, declared: Mapping[str, settings.Outside]) -> Program:
    """The Program with what the game gives for external functions and globals of these names.

    A global gets a position of its own at the end of the code, so that what the game sets has a place like any draw.
    Raises :class:`~epilogue.diagnostics.StoryError` for a name that the story does not have.
    """
    if not declared:
        return program
    code, block_of = list(program.code), list(program.block_of)
    outside = dict(program.outside)
    sets = list(program.game_sets)
    for name, what in declared.items():
        given = given_by(name, what)
        if name in program.externals:
            outside.update((at, given) for at, i in enumerate(program.code) if i.op == "external" and i.a == name)
        elif name in program.globals:
            sets.append(GameSets(name, len(code), given, what.every_turn))
            code.append(Instruction("fall", span=what.span))  # never run: a place
            block_of.append(-1)
        else:
            raise unknown(name, [*program.externals, *program.globals], what.span)
    return program._replace(code=tuple(code), block_of=tuple(block_of), outside=outside, game_sets=tuple(sets))


def given_by(name: str, what: settings.Outside) -> Outside:
    """The declaration with numbers as the story holds them."""
    values = what.values
    if not isinstance(values, range):
        values = tuple(float32(value) if type(value) is float else value for value in values)
    return Outside(name, values, what.weights)


def unknown(name: str, known: list[str], span: Span) -> StoryError:
    """The complaint about a name that is neither a function of the game that the story calls nor a variable."""
    from difflib import get_close_matches  # late: only for an error

    close = get_close_matches(name, known, 3)
    hint = f"did you mean {' or '.join(close)}?" if close else f"it has: {', '.join(known[:8])}" if known else None
    return unreadable(f"the story calls no EXTERNAL function and has no variable {name!r}", span, hint)
