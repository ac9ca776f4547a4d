"""Values as text and as truth, as inkle's engine has them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from unicodedata import combining, normalize

from epilogue.ir.operators import OperatorError
from epilogue.ir.values import Entry, ListValue, Reference, Target, Value, by_name
from epilogue.languages.dotnet.numbers import float_text
from epilogue.languages.dotnet.sort import dotnet_sorted


def ordered(value: ListValue) -> list[Entry]:
    """The entries as the engine prints them: by number, then by the name of their list; those of one list as they were added."""
    return dotnet_sorted(list(value.entries), lambda entry: (entry[1], _alphabetical(entry[0].origin)))


@cache
def _alphabetical(name: str) -> tuple[object, ...]:
    """A name's place in a dictionary: underscores, digits, letters; accents and capitals only where that is all that differs."""
    letters = normalize("NFD", name)
    plain = [(c != "_", c.isalpha(), c) for c in letters.casefold() if not combining(c)]
    return tuple(plain), tuple([c for c in letters if combining(c)]), letters.swapcase()


def to_text(value: Value, name_position: Callable[[int], str] | None = None) -> str:
    """Printed form of a value. ``name_position`` names the position of a divert target by its path."""
    kind = type(value)
    if kind is str:
        return value  # type: ignore[return-value]
    if kind is int:
        return str(value)
    if kind is bool:
        return "true" if value else "false"
    if kind is float:
        return float_text(value)  # type: ignore[arg-type]
    if isinstance(value, ListValue):
        return ", ".join([item.name for item, _ in ordered(value)])
    if isinstance(value, Target):
        return f"DivertTargetValue({name_position(value.position) if name_position else value.position})"
    if isinstance(value, Reference):
        return f"VariablePointerValue({value.name})"
    return ""


def literal(value: Value) -> str:
    """A value as an expression writes it."""
    if isinstance(value, ListValue):
        return f"({', '.join(f'{item.origin}.{item.name}' for item, _ in by_name(value.entries))})"
    return f'"{value}"' if isinstance(value, str) else to_text(value)


UNWRITABLE = frozenset('"\\{}[]|<>\n#/')
"""Characters that a string in an expression cannot hold."""


def writable(value: Value) -> bool:
    """Whether an expression can hold the value: texts without special characters, whole numbers, lists."""
    if isinstance(value, str):
        return UNWRITABLE.isdisjoint(value)
    return isinstance(value, bool | int | ListValue) or (isinstance(value, float) and value.is_integer())


_SIMPLE = (int, float, str)  # made once: every condition of every state asks


def truthy(value: Value) -> bool:
    """Whether a condition holds. Raises :class:`OperatorError` for a divert target or a reference."""
    if isinstance(value, _SIMPLE):
        return bool(value)
    if isinstance(value, ListValue):
        return bool(value.entries)
    if isinstance(value, Target):
        raise OperatorError(
            "Shouldn't use a divert target as a conditional value. Did you intend a function call 'likeThis()' or a "
            "read count check 'likeThis'? (no arrows)"
        )
    if isinstance(value, Reference):
        raise OperatorError("Shouldn't be checking the truthiness of a variable pointer")
    return False
