"""The profile of a search in a writer's words: what multiplies, where it is read, and what could be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from epilogue import answers
from epilogue.flow.graph import Slots
from epilogue.ir.program import Program
from epilogue.questions.endings.profile import PairProfile, SearchProfile, SlotProfile
from epilogue.source import Span
from epilogue.views.text.words import plural

_NAMED = 4
_FINE = 10


class _SlotMeaning(NamedTuple):
    """Meaning of a slot to the writer; ``where`` it stands, if it has no name."""

    kind: str
    name: str
    where: Span | None = None


def multipliers(program: Program, slots: Slots, profile: SearchProfile) -> answers.Profile:
    """The profile as it goes into the report."""
    once = {site.target_block for site in program.choices if site.once}
    things = {entry.slot: _thing(program, once, slots.keys[entry.slot]) for entry in profile.slots}
    groups: dict[tuple[str, ...], list[SlotProfile]] = {}
    for entry in profile.slots:
        groups.setdefault(_group(things[entry.slot], entry.values), []).append(entry)
    lines = [_multiplier(program, [things[entry.slot] for entry in members], members) for members in groups.values()]
    lines.sort(key=lambda line: -line.bits)
    together = _together({entry.slot: entry for entry in profile.slots}, things, profile.pairs)
    return answers.Profile(profile.situations, profile.sampled, profile.menus, tuple(lines), together)


def _thing(program: Program, once: set[int], key: tuple[object, ...]) -> _SlotMeaning:
    kind = key[0]
    if kind in ("v", "age", "k"):
        assert isinstance(key[1], int)
        block = program.blocks[key[1]]
        last = block.name.rpartition(".")[2]
        if kind == "k":
            return _SlotMeaning("shuffle", "", block.span)
        if kind == "v" and block.id in once:
            return _SlotMeaning("option", "", block.span)
        if last.isdigit():
            return _SlotMeaning("alternatives", "", block.span)
        kind = "since" if kind == "age" else "seen"
        nameless = last.startswith(("c-", "g-"))
        return _SlotMeaning(kind, "" if nameless else _label(block.name), block.span)
    if kind in ("g", "t") and key[-1] in program.hidden:
        seen = program.hidden[str(key[-1])]
        if seen is None:
            return _SlotMeaning("other", "")
        return _SlotMeaning("seen", seen) if isinstance(seen, str) else _SlotMeaning("seen", "", seen)
    if kind == "g":
        return _SlotMeaning("variable", str(key[1]))
    if kind == "t":
        return _SlotMeaning("temporary", str(key[-1]))
    if kind == "d":
        assert isinstance(key[1], int)
        return _SlotMeaning("drawn", "", program.code[key[1]].span)
    return _SlotMeaning(str(kind) if kind in ("turns", "mark") else "other", "")


def _label(name: str) -> str:
    """Name of a passage without generated parts."""
    return ".".join(part for part in name.split(".") if not part.isdigit() and not part.startswith(("c-", "g-")))


def _group(thing: _SlotMeaning, values: int) -> tuple[str, ...]:
    """Groups slots into lines: options, alternatives, two-valued variables or visits, temporaries of one name."""
    if thing.kind in ("option", "alternatives", "shuffle", "other"):
        return (thing.kind,)
    if values == 2 and thing.kind in ("variable", "seen"):
        return (thing.kind, "two")
    return (thing.kind, thing.name, str(thing.where))


def _multiplier(program: Program, things: Sequence[_SlotMeaning], members: Sequence[SlotProfile]) -> answers.Multiplier:
    values = max(member.values for member in members)
    spans = {program.code[position].span for member in members for position in member.reads}
    places = sorted({(span.file, span.line) for span in spans if span is not None and span.line})
    names = tuple(sorted({_name(thing) for thing in things}))
    return answers.Multiplier(
        what=_what(things[0], names, values),
        kind=things[0].kind,
        names=names,
        values=values,
        bits=sum(member.bits for member in members),
        places=tuple(places),
        advice=_advice(things[0], len(names), members[0], values, len(places)),
    )


def _name(thing: _SlotMeaning) -> str:
    if thing.name or thing.where is None:
        return thing.name or thing.kind
    return f"{thing.where.file.replace(chr(92), '/').rpartition('/')[2]} line {thing.where.line}"


def _what(thing: _SlotMeaning, names: tuple[str, ...], values: int) -> str:
    """Name and number of values of a slot."""
    listed = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
    n, single = len(names), len(names) == 1
    name = names[0]
    has = plural(values, "value")
    match thing.kind:
        case "option":
            return f"the once-only option at {name}, taken or not" if single else f"{n} once-only options, each taken or not"
        case "alternatives":
            where = f"the alternatives at {name}: which is next, {has}"
            return where if single else f"{n} places with alternatives, each remembering which is next"
        case "shuffle":
            return (
                f"the shuffle at {name}: what it has shown, {has}"
                if single
                else f"{n} shuffles, each remembering what it has shown"
            )
        case "variable":
            return f"{name}: {has}" if single else f"{n} variables with two values each ({listed})"
        case "temporary":
            return f"the temporary variable {name}: {has}"
        case "seen":
            if values > 2:
                return f"how often {name} was seen: {has}"
            return f"whether {name} was seen" if single else f"{n} places, each seen or not ({listed})"
        case "since":
            return f"how long ago {name} was seen: {has}"
        case "turns":
            return f"the number of turns: {has}"
        case "drawn":
            return f"what was drawn at {name}: {has}"
        case "mark":
            return f"the mark of the ending: {has}"
    return f"what else has to be remembered: up to {has}"


def _advice(thing: _SlotMeaning, n: int, slot: SlotProfile, values: int, places: int) -> str:
    pronoun = "it" if n == 1 else "one"
    match thing.kind:
        case "option":
            return "a sticky option (+) need not be remembered, nor an option that cannot come up again"
        case "alternatives":
            return "alternatives are forgotten once they cannot come up again; the fewer, the fewer values"
        case "shuffle":
            return "a shuffle remembers what it has shown until everything was shown; RANDOM remembers nothing"
        case "turns":
            return "the number of turns always grows; count only what matters, in a variable"
        case "since":
            return "compare it with small numbers only, or set a variable when it happens and reset it when it is over"
        case "seen" if values > 2 and not thing.name:
            return "the next node of a group depends on it; a game with another rule ([outside] saliency) counts nothing"
        case "seen" if values > 2:
            return "if it matters only whether it was seen, test that and not how often"
        case "temporary":
            return "it is kept across a choice or a draw: if you can, compute it after that"
        case "drawn":
            return "test the outcome where it is drawn, before the next choice"
        case "mark":
            return "set the mark where the story ends, not before"
        case "seen":
            return "it is forgotten once nothing that tests it can come up again"
        case "variable":
            if slot.limit is not None and slot.beyond > 1:
                return f"it is never compared with a number beyond {slot.limit:g}: let it stop there (MIN, MAX)"
            few = " there" if places < 3 else ""
            coarse = "; or let it change in fewer, larger steps" if values > _FINE else ""
            return f"reset {pronoun} to a fixed value once nothing tests it{few} any more: then it is forgotten{coarse}"
    return ""


def _together(by_slot: dict[int, SlotProfile], things: dict[int, _SlotMeaning], pairs: Sequence[PairProfile]) -> tuple[str, ...]:
    """Pairs of slots, described: those that take nearly all combinations, and those that vary together."""
    sentences = []
    for pair in pairs:
        first, second = by_slot[pair.first], by_slot[pair.second]
        names = " and ".join(_name(things[slot]) for slot in (pair.first, pair.second))
        if min(first.values, second.values) < 4 or not (things[pair.first].name and things[pair.second].name):
            continue
        product = first.values * second.values
        if pair.pairs * 2 > product:
            sentences.append(f"{names} vary independently: {pair.pairs:,} of {product:,} combinations came up")
        elif pair.pairs <= 1.1 * max(first.values, second.values):
            sentences.append(f"{names} go together: {pair.pairs:,} combinations")
    return tuple(sentences)
