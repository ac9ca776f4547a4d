"""Values as text and as truth, as the ink engine has them."""

from __future__ import annotations

from collections.abc import Callable

from epilogue.ir.operators.base import OperatorError, float_text
from epilogue.ir.values import ListItem, ListValue, Reference, Target, Value


def ordered(value: ListValue) -> list[tuple[ListItem, int]]:
    """The entries by number, then by the name of their list."""
    return sorted(value.items, key=_entry_order)


def _entry_order(entry: tuple[ListItem, int]) -> tuple[int, str, str]:
    item, number = entry
    return number, item.origin, item.name


def to_text(value: Value, place: Callable[[int], str] | None = None) -> str:
    """What the engine prints for a value. ``place`` names the position of a divert target by its path."""
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
        return f"DivertTargetValue({place(value.position) if place else value.position})"
    if isinstance(value, Reference):
        return f"VariablePointerValue({value.name})"
    return ""


def truthy(value: Value) -> bool:
    """Whether a condition holds. Raises :class:`OperatorError` for a divert target or a reference."""
    if isinstance(value, int | float | str):
        return bool(value)
    if isinstance(value, ListValue):
        return bool(value.items)
    if isinstance(value, Target):
        raise OperatorError(
            "Shouldn't use a divert target as a conditional value. Did you intend a function call 'likeThis()' or a "
            "read count check 'likeThis'? (no arrows)"
        )
    if isinstance(value, Reference):
        raise OperatorError("Shouldn't be checking the truthiness of a variable pointer")
    return False
