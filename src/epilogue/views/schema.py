"""The JSON Schema (draft 2020-12) of everything that ``--json`` prints, made from the records it is drawn from.

``python -m epilogue.views.schema > docs/schema.json`` writes it anew; a test holds that it is current.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Mapping
from fractions import Fraction
from importlib import import_module
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from epilogue import answers
from epilogue.questions import KINDS
from epilogue.views.json_view import AS_IT_IS, LARGEST, SHAPES, RecordShape

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_NUMBER: Json = {"type": ["number", "null"], "description": "null: not finite"}
_INTEGER: Json = {
    "description": "A whole number; as decimal text where it is too long for other languages to hold exactly.",
    "anyOf": [
        {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST},
        {"type": "string", "pattern": "^-?[0-9]{16,}$"},
    ],
}
_FRACTION: Json = {"description": "A fraction in lowest terms.", "type": "string", "pattern": "^-?[0-9]+/[0-9]+$"}
_COUNT: Json = {
    "description": "How many, in decimal; null: without number, or not known.",
    "type": ["string", "null"],
    "pattern": "^[0-9]+$",
}
_PLACE: Json = {
    "type": "object",
    "properties": {"file": _TEXT, "line": {"type": "integer"}},
    "required": ["file", "line"],
}
_ODDS: Json = {
    "description": "How likely: the best known value, the exact fraction where it is known, the bounds it lies in, and what "
    "outside the story decides where between them.",
    "type": "object",
    "properties": {
        "value": {"type": "number"},
        "exact": {"anyOf": [{"$ref": "#/$defs/fraction"}, {"type": "null"}]},
        "low": {"type": "number"},
        "high": {"type": "number"},
        "depends": {"type": "array", "items": _TEXT},
    },
    "required": ["value", "exact", "low", "high", "depends"],
}
_BEYOND: Json = {
    "type": "object",
    "properties": {**_PLACE["properties"], "why": _TEXT},
    "required": ["file", "line", "why"],
}
_CHANGED: Json = {
    "playthroughs": {"$ref": "#/$defs/count"},
    "places": {"type": "array", "items": {"$ref": "#/$defs/place"}},
    "beyond": {"type": "array", "items": {"$ref": "#/$defs/endings.Beyond"}},
}
"""The fields that a shape changes, as they are then."""
_NAMES = {
    "against.ComparedVersion": "against.Side",
    "against.LostEnding": "against.Lost",
    "check.HiddenItem": "check.Lost",
    "plays.EndingShare": "plays.Reached",
    "plays.MenuPicks": "plays.Menu",
    "verdict.JudgedStep": "verdict.Step",
    "whatif.ComparedPlay": "whatif.Side",
    "whatif.LostForGood": "whatif.Lost",
    "whatif.ReachedEnding": "whatif.Reached",
    "whatif.StakeOutcome": "whatif.Outcome",
    "why.StakeName": "why.Stake",
}
"""Names of records that are shorter in the schema, where each question has its own."""


def schema() -> Json:
    """The whole schema."""
    maker = _SchemaMaker({})
    kinds = {"endings": maker.endings()}
    for kind, (module, name) in KINDS.items():
        answer = getattr(import_module(f"epilogue.questions.{module}.answer"), name)
        first: dict[str, Json] = {"schema": {"const": answers.SCHEMA}, "kind": {"const": kind}}
        kinds[kind] = maker.record(answer, add=first)
    maker.defs |= {
        "odds": _ODDS,
        "fraction": _FRACTION,
        "integer": _INTEGER,
        "count": _COUNT,
        "place": _PLACE,
        "endings.Beyond": _BEYOND,
        **kinds,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"What epilogue says with --json, schema {answers.SCHEMA}",
        "description": "One object. Words may be added at any time: ignore those you do not know.",
        "oneOf": [{"$ref": f"#/$defs/{kind}"} for kind in kinds],
        "$defs": dict(sorted(maker.defs.items())),
    }


class _SchemaMaker:
    """Schemas of records, each once, by its module and name; those with a shape of their own by ``endings``."""

    def __init__(self, defs: Json, shapes: Mapping[type, RecordShape] = {}) -> None:
        self.defs = defs
        self.shapes = shapes

    def record(self, kind: Any, add: Mapping[str, Json] = {}) -> Json:
        """The object that a record becomes; ``add`` stands first."""
        shape = self.shapes.get(kind, AS_IT_IS)
        hints = get_type_hints(kind, localns={"Fraction": Fraction})
        properties = {**add, **dict.fromkeys(shape.add, _TEXT)}
        for name in kind._fields:
            if name not in shape.drop:
                hint = _without_none(hints[name]) if name in shape.optional else hints[name]
                properties[name] = _CHANGED[name] if name in shape.change and name in _CHANGED else self.schema(hint)
        description = inspect.getdoc(kind) or ""
        return {
            "description": " ".join(description.replace("``", "`").split()),
            "type": "object",
            "properties": properties,
            "required": [name for name in properties if name not in shape.optional],
        }

    def schema(self, hint: Any) -> Json:
        """The schema of values of this type."""
        if hint in (answers.Odds, Fraction, bool, int, float, str, NoneType):
            return {
                answers.Odds: {"$ref": "#/$defs/odds"},
                Fraction: {"$ref": "#/$defs/fraction"},
                bool: {"type": "boolean"},
                int: {"$ref": "#/$defs/integer"},
                float: _NUMBER,
                str: _TEXT,
                NoneType: {"type": "null"},
            }[hint]
        origin, inside = get_origin(hint), get_args(hint)
        if origin is Literal:
            return {"enum": list(inside)}
        if origin in (Union, UnionType):
            return {"anyOf": [self.schema(argument) for argument in inside]}
        if origin in (tuple, list) and (origin is list or inside[1:] == (...,)):
            return {"type": "array", "items": self.schema(inside[0])}
        if origin is tuple:
            return {
                "type": "array",
                "prefixItems": [self.schema(argument) for argument in inside],
                "items": False,
                "minItems": len(inside),
            }
        if origin is not None and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.schema(inside[1])}
        module = hint.__module__.removeprefix("epilogue.").removeprefix("questions.").partition(".")[0]
        name = f"{'endings' if hint in self.shapes else module}.{hint.__name__}"
        name = _NAMES.get(name, name)
        if name not in self.defs:
            self.defs[name] = {}  # set first: a record may contain itself
            self.defs[name] = self.record(hint)
        return {"$ref": f"#/$defs/{name}"}

    def endings(self) -> Json:
        """The report of ``epilogue endings``, with the shapes that its JSON has."""
        add: Json = {"schema": {"const": answers.SCHEMA}, "endless_odds": {"type": "number"}}
        return {**_SchemaMaker(self.defs, SHAPES).record(answers.EndingsReport, add), "not": {"required": ["kind"]}}


def _without_none(hint: Any) -> Any:
    """The type without None."""
    inside = [argument for argument in get_args(hint) if argument is not NoneType]
    return inside[0] if len(inside) == 1 and NoneType in get_args(hint) else hint


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schema(), indent=1) + "\n")
