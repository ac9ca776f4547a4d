"""Checks enums: their cases with their raw values."""

from __future__ import annotations

from collections.abc import Callable

from epilogue.languages.yarn.check.project import BOOL, NUMBER, STRING, EnumType
from epilogue.languages.yarn.parse import syntax
from epilogue.source import Span

Complain = Callable[[str, Span, str | None], None]


def read_enum(enum: syntax.Enum, known: dict[str, EnumType], complain: Complain) -> None:
    """Adds an enum to those that are known, unless something is wrong with it."""
    before = known.get(enum.name)
    if before is not None:
        complain(f"a second enum {enum.name}", enum.span, f"the first is in {before.span}")
        return
    if enum.name in (NUMBER, STRING, BOOL):
        complain(f"'{enum.name}' is a type that Yarn has already", enum.span, None)
        return
    cases: dict[str, float | str] = {}
    wrong = False
    raw: str | None = None
    with_values = any(case.raw is not None for case in enum.cases)
    for number, case in enumerate(enum.cases):
        value: float | str | None = float(number)
        if with_values:
            value = _value(case, complain)
        if value is None:
            wrong = True
            continue
        kind = STRING if isinstance(value, str) else NUMBER
        if raw is not None and raw != kind:
            complain(
                "the values of an enum's cases are all numbers or all strings", case.span, f"the first of {enum.name} is a {raw}"
            )
            wrong = True
        elif case.name in cases:
            complain(f"a second case {case.name} in the enum {enum.name}", case.span, None)
            wrong = True
        elif value in cases.values():
            shown = f'"{value}"' if isinstance(value, str) else f"{value:g}"
            complain(f"two cases of the enum {enum.name} have the value {shown}", case.span, "each case needs a value of its own")
            wrong = True
        raw = raw or kind
        cases[case.name] = value
    if not wrong and cases:
        known[enum.name] = EnumType(enum.name, raw or NUMBER, cases, enum.span)


def _value(case: syntax.Case, complain: Complain) -> float | str | None:
    raw = case.raw
    if raw is None:
        complain(f"the case {case.name} has no value", case.span, "if one case of an enum has a value, all need one")
        return None
    if isinstance(raw, syntax.String):
        return raw.value
    if isinstance(raw, syntax.Number) and raw.value.is_integer():
        return raw.value
    complain(f"the value of the case {case.name} must be a whole number or a string as it stands", raw.span, None)
    return None
