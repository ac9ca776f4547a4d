"""The endings as JSON, for programs. docs/json.md documents every word of it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from epilogue.answers import (
    SCHEMA,
    Cause,
    Ending,
    EndingsReport,
    Multiplier,
    Profile,
    Samples,
    Stops,
    Unreached,
    Unseen,
    Unsettled,
    Variant,
)
from epilogue.questions import KINDS
from epilogue.views.text.words import decimal

LARGEST = 2**53
"""Whole numbers beyond this are not exact in every language that reads JSON."""


class RecordShape(NamedTuple):
    """Differences of a record's JSON from its fields. ``drop``: fields left out; ``optional``: left out where there is nothing in
    them; ``change``: fields with a form of their own; ``add``: constant texts."""

    drop: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    change: Mapping[str, Callable[[Any], Any]] = {}
    add: Mapping[str, str] = {}


def _count(n: int | None) -> str | None:
    return None if n is None else decimal(n)


SHAPES: Mapping[type, RecordShape] = {
    EndingsReport: RecordShape(
        drop=("file",),
        optional=(
            "by",
            "details",
            "check",
            "profile",
            "claims",
            "unsettled",
            "stops",
            "samples",
            "readers",
            "unreached",
        ),
        change={"playthroughs": _count},
    ),
    Ending: RecordShape(
        drop=("passage", "message", "mark"), optional=("conversation", "variants"), change={"playthroughs": _count}
    ),
    Variant: RecordShape(change={"playthroughs": _count}),
    Cause: RecordShape(drop=("likely_meant",)),
    Unseen: RecordShape(),
    Unreached: RecordShape(),
    Stops: RecordShape(drop=("offering",)),
    Unsettled: RecordShape(
        drop=("anything",),
        change={"beyond": lambda stops: [{"file": stop.file, "line": stop.line, "why": stop.text} for stop in stops]},
    ),
    Samples: RecordShape(add={"method": "Wilson score interval, 95 %"}),
    Multiplier: RecordShape(
        change={
            "bits": lambda bits: round(bits, 3),
            "places": lambda places: [{"file": file, "line": line} for file, line in places],
        }
    ),
    Profile: RecordShape(),
}
"""The records of ``endings`` whose JSON is not their fields, or that hold such records: its words are older than the records."""
AS_IT_IS = RecordShape()


def to_json(report: EndingsReport) -> str:
    """One JSON object, indented, in ASCII, so that any pipe carries it."""
    return json.dumps(to_data(report), indent=2)


def to_data(report: EndingsReport) -> dict[str, Any]:
    """The object as plain dictionaries and lists."""
    return {"schema": SCHEMA, "endless_odds": report.endless.value, **plain(report, SHAPES)}


def plain(value: Any, shapes: Mapping[type, RecordShape] = {}) -> Any:
    """Any answer as JSON data: records as objects with their fields' names, but for their ``shapes``; fractions as
    ``"1/3"``, whole numbers too long for other languages as texts (as ``playthroughs`` is)."""
    if isinstance(value, Fraction):
        return f"{decimal(value.numerator)}/{decimal(value.denominator)}"
    if hasattr(value, "_fields"):
        shape = shapes.get(type(value), AS_IT_IS)
        record: dict[str, Any] = {**shape.add}
        for name, content in zip(value._fields, value, strict=True):
            if name not in shape.drop and not (name in shape.optional and content in (None, ())):
                record[name] = shape.change[name](content) if name in shape.change else plain(content, shapes)
        return record
    if isinstance(value, list | tuple):
        return [plain(content, shapes) for content in value]
    if isinstance(value, dict):
        return {str(name): plain(content, shapes) for name, content in value.items()}
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if type(value) is int and abs(value) > LARGEST:
        return decimal(value)
    return value


def answer_json(answer: Any) -> str:
    """An answer of another kind than ``endings`` as one JSON object: its fields, the ``schema`` and the ``kind``."""
    kind = next(kind for kind, (_, name) in KINDS.items() if name == type(answer).__name__)
    return json.dumps({"schema": SCHEMA, "kind": kind, **plain(answer)}, indent=2)
