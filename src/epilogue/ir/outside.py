"""Puts the ``[outside]`` world that ``epilogue.toml`` declares into a Program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from epilogue import settings
from epilogue.diagnostics import StoryError, did_you_mean, unreadable
from epilogue.ir.program import Entry, Foreign, GameSets, Instruction, Outside, Program, Write
from epilogue.ir.semantics import Numbers
from epilogue.source import Span


def declare(program: Program, declared: Mapping[str, settings.OutsideSetting | settings.ForeignCode]) -> Program:
    """The Program with what the game gives for external functions and globals of these names, and what foreign code sets.

    What the game sets has a position of its own at the end of the code, so that it has a place like any draw.
    Raises :class:`~epilogue.diagnostics.StoryError` for a name that the story does not have.
    """
    if not declared and not program.foreign:
        return program
    code, block_of = list(program.code), list(program.block_of)
    outside = dict(program.outside)
    sets = list(program.game_sets)
    numbers = program.semantics.values.numbers
    foreign = {name: what for name, what in declared.items() if isinstance(what, settings.ForeignCode)}
    for name, code_does in foreign.items():
        _check_code(program, name, code_does)
        calls = [position for position, i in enumerate(program.code) if i.op == "external" and i.a == name]
        if code_does.returns is not None:
            outside.update(dict.fromkeys(calls, given_by(name, code_does.returns, numbers)))
        elif program.externals[name] is not None:  # the declaration overrides the story's fallback
            outside.update(dict.fromkeys(calls, Outside(name, (), None)))
    for name, what in declared.items():
        if isinstance(what, settings.ForeignCode):
            continue
        outcome = given_by(name, what, numbers)
        if name in program.externals:
            outside.update((position, outcome) for position, i in enumerate(program.code) if i.op == "external" and i.a == name)
        elif name in program.globals:
            sets.append(GameSets(name, len(code), outcome, what.every_turn))
            code.append(Instruction("fall", span=what.span))  # never run: gives the declaration a position
            block_of.append(-1)
        else:
            problem = f"the story calls no function of the game and has no variable {name!r}"
            raise unknown(problem, name, [*program.externals, *program.variables], what.span)
    writes = {}
    for position, call in enumerate(program.code):
        if call.op != "external" or not (call.a in foreign or call.a in program.foreign):
            continue
        first = len(code)
        named = _written(program, call.a, foreign.get(call.a))
        writes[position] = tuple([Write(variable, first + number) for number, variable in enumerate(named)])
        for variable, form in named.items():
            label = f"{variable} after {call.a}"
            outside[len(code)] = Outside(label, (), None) if form is None else given_by(label, form, numbers)
            code.append(Instruction("fall", span=call.span))  # never run: gives the declaration a position
            block_of.append(-1)
    return program._replace(
        code=tuple(code),
        block_of=tuple(block_of),
        outside=outside,
        game_sets=tuple(sets),
        foreign={name: what._replace(calls=what.calls and name not in foreign) for name, what in program.foreign.items()},
        writes={**program.writes, **writes},
    )


def _written(program: Program, name: str, code: settings.ForeignCode | None) -> Mapping[str, settings.OutsideSetting | None]:
    """The globals that a piece of code may set, and what to; None: to anything."""
    if code is not None and code.writes is not None:
        return code.writes
    writes = program.foreign.get(name, Foreign()).writes
    return dict.fromkeys(program.variables if writes is None else writes)


def _check_code(program: Program, name: str, code: settings.ForeignCode) -> None:
    """Raises StoryError for code, or variables it sets, that the story does not have."""
    if name not in program.externals:
        raise unknown(f"the story calls no function {name!r} of the game", name, list(program.externals), code.span)
    for variable in code.writes or ():
        if variable not in program.globals:
            raise unknown(f"the story has no variable {variable!r}", variable, list(program.variables), code.span)
        known = program.foreign.get(name)
        if known is not None and known.calls and known.writes is not None and variable not in known.writes:
            hint = f"name {variable} in the code of the story that calls it, so that it is read as set there"
            raise unreadable(f"{name} was read as code that does not set {variable}", code.span, hint)


def anything(program: Program) -> Program:
    """The Program in which an undeclared function may return any value."""
    calls = {position: i.a for position, i in enumerate(program.code) if i.op == "external" and position not in program.outside}
    undeclared = {name for name, fallback in program.externals.items() if fallback is None and program.gives(name)}
    unknown = {position: Outside(name, (), None) for position, name in calls.items() if name in undeclared}
    return program._replace(outside={**unknown, **program.outside}) if unknown else program


def unsettled(program: Program) -> bool:
    """Whether any value from outside, or draw, has no outcomes listed yet."""
    return any(not what.values for what in program.outside.values())


STOPS = ""
"""Pseudo-entry: the game begins no other conversation."""
NEXT = "what the game begins"


def converse(program: Program, entries: Sequence[settings.EntrySetting]) -> Program:
    """The Program as a game plays it: one conversation after the other, as it pleases. Raises StoryError for a place or a
    variable that the story does not have."""
    code, block_of = list(program.code), list(program.block_of)
    blocks = {block.name: block.id for block in reversed(program.blocks) if block.name}
    points = []
    for entry in entries:
        if entry.at not in blocks:
            raise unknown(f"the story has no passage {entry.at!r}", entry.at, list(blocks), entry.span)
        sets = _set_before(program, entry, code, block_of)
        points.append(Entry(entry.name, blocks[entry.at], tuple(sets), entry.once))
    hub = len(code)
    code.append(Instruction("converse", span=entries[0].span))
    block_of.append(-1)
    return program._replace(code=tuple(code), block_of=tuple(block_of), start=hub, entries=tuple(points), hub=hub)


def begun_with(program: Program, entry: settings.EntrySetting) -> Program:
    """The Program as a game that begins with this conversation plays that one alone. Raises StoryError like :func:`converse`."""
    code, block_of = list(program.code), list(program.block_of)
    sets = _set_before(program, entry, code, block_of)
    each_turn = {game_set.variable for game_set in program.game_sets if game_set.every_turn}
    sets = [game_set for game_set in sets if game_set.variable not in each_turn]  # those are set again each turn
    named = {game_set.variable for game_set in sets}
    others = [game_set for game_set in program.game_sets if game_set.variable not in named]
    return program._replace(code=tuple(code), block_of=tuple(block_of), game_sets=(*sets, *others))


def _set_before(program: Program, entry: settings.EntrySetting, code: list[Instruction], block_of: list[int]) -> list[GameSets]:
    """Variables the game sets before a conversation, each with its own place at the end of the code."""
    sets = []
    for name, what in entry.values.items():
        if name not in program.globals:
            raise unknown(f"the story has no variable {name!r}", name, list(program.variables), what.span)
        sets.append(GameSets(name, len(code), given_by(name, what, program.semantics.values.numbers), False))
        code.append(Instruction("fall", span=what.span))  # never run: gives the declaration a position
        block_of.append(-1)
    return sets


def given_by(name: str, what: settings.OutsideSetting, numbers: Numbers) -> Outside:
    """The declaration with numbers as the language keeps them."""
    values = what.values
    if not isinstance(values, range):
        values = tuple(numbers.held(value) if type(value) is float else value for value in values)
    return Outside(name, values, what.weights)


def unknown(problem: str, name: str, known: list[str], span: Span) -> StoryError:
    """Error for a name that the story does not have, with suggestions."""
    return unreadable(problem, span, did_you_mean(name, known, otherwise=f"it has: {', '.join(known[:8])}" if known else None))
