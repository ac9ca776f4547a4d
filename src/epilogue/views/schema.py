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
from epilogue.views.json_view import LARGEST

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


def schema() -> Json:
    """The whole schema."""
    maker = _Maker()
    kinds = {"endings": maker.endings()}
    for kind, (module, name) in KINDS.items():
        answer = getattr(import_module(f"epilogue.questions.{module}.answer"), name)
        first: dict[str, Json] = {"schema": {"const": answers.SCHEMA}, "kind": {"const": kind}}
        kinds[kind] = maker.record(answer, add=first)
    maker.defs |= {"odds": _ODDS, "fraction": _FRACTION, "integer": _INTEGER, "count": _COUNT, "place": _PLACE, **kinds}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"What epilogue says with --json, schema {answers.SCHEMA}",
        "description": "One object. Words may be added at any time: ignore those you do not know.",
        "oneOf": [{"$ref": f"#/$defs/{kind}"} for kind in kinds],
        "$defs": dict(sorted(maker.defs.items())),
    }


class _Maker:
    """Schemas of records, each once, by its module and name."""

    def __init__(self) -> None:
        self.defs: Json = {}

    def record(
        self,
        kind: Any,
        drop: tuple[str, ...] = (),
        optional: tuple[str, ...] = (),
        change: Mapping[str, Json] = {},
        add: Mapping[str, Json] = {},
    ) -> Json:
        """The object that a record becomes: its fields without ``drop``, some of them changed; ``optional`` ones are left out of
        it rather than null; ``add`` stands first."""
        hints = get_type_hints(kind, localns={"Fraction": Fraction})
        fields = {name: hints[name] for name in kind._fields if name not in drop}
        properties = {**add}
        for name, hint in fields.items():
            properties[name] = change[name] if name in change else self.of(_without_none(hint) if name in optional else hint)
        description = inspect.getdoc(kind) or ""
        return {
            "description": " ".join(description.replace("``", "`").split()),
            "type": "object",
            "properties": properties,
            "required": [name for name in properties if name not in optional],
        }

    def of(self, hint: Any) -> Json:
        """What a value of this type becomes."""
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
            return {"anyOf": [self.of(one) for one in inside]}
        if origin in (tuple, list) and (origin is list or inside[1:] == (...,)):
            return {"type": "array", "items": self.of(inside[0])}
        if origin is tuple:
            return {"type": "array", "prefixItems": [self.of(one) for one in inside], "items": False, "minItems": len(inside)}
        if origin is not None and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(inside[1])}
        module = hint.__module__.removeprefix("epilogue.").removeprefix("questions.").partition(".")[0]
        name = f"{module}.{hint.__name__}"
        if name not in self.defs:
            self.defs[name] = {}  # a record may hold itself
            self.defs[name] = self.record(hint)
        return {"$ref": f"#/$defs/{name}"}

    def endings(self) -> Json:
        """The report of ``epilogue endings``, whose JSON is older than that of the other questions and drawn by hand."""
        count, items = {"$ref": "#/$defs/count"}, self._listed
        self.defs["endings.Variant"] = self.record(answers.Variant, change={"playthroughs": count})
        self.defs["endings.Ending"] = self.record(
            answers.Ending,
            drop=("passage", "message", "mark"),
            optional=("conversation", "variants"),
            change={"playthroughs": count, "variants": items("endings.Variant")},
        )
        self.defs["endings.Cause"] = self.record(answers.Cause, drop=("likely_meant",))
        cause = {"anyOf": [{"$ref": "#/$defs/endings.Cause"}, {"type": "null"}]}
        self.defs["endings.Unseen"] = self.record(answers.Unseen, change={"cause": cause})
        self.defs["endings.Unreached"] = self.record(answers.Unreached, change={"cause": cause})
        self.defs["endings.Stops"] = self.record(answers.Stops, drop=("offering",))
        self.defs["endings.Beyond"] = {
            "type": "object",
            "properties": {**_PLACE["properties"], "why": _TEXT},
            "required": ["file", "line", "why"],
        }
        self.defs["endings.Unsettled"] = self.record(
            answers.Unsettled, drop=("anything",), change={"beyond": items("endings.Beyond")}
        )
        self.defs["endings.Samples"] = self.record(answers.Samples, add={"method": _TEXT})
        self.defs["endings.Multiplier"] = self.record(answers.Multiplier, change={"places": items("place")})
        self.defs["endings.Profile"] = self.record(answers.Profile, change={"multipliers": items("endings.Multiplier")})
        unseen = items("endings.Unseen")
        here = {name: {"$ref": f"#/$defs/endings.{name.capitalize()}"} for name in ("stops", "unsettled", "samples", "profile")}
        told = self.record(
            answers.EndingsReport,
            drop=("file",),
            optional=("by", "details", "check", "profile", "claims", "unsettled", "stops", "samples", "readers", "unreached"),
            change={
                "unreached": items("endings.Unreached"),
                "playthroughs": count,
                "endings": items("endings.Ending"),
                "never_offered": unseen,
                "never_shown": {"anyOf": [unseen, {"type": "null"}]},
                **here,
            },
            add={"schema": {"const": answers.SCHEMA}, "endless_odds": {"type": "number"}},
        )
        return {**told, "not": {"required": ["kind"]}}

    def _listed(self, name: str) -> Json:
        return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}


def _without_none(hint: Any) -> Any:
    """What is there if anything is."""
    inside = [one for one in get_args(hint) if one is not NoneType]
    return inside[0] if len(inside) == 1 and NoneType in get_args(hint) else hint


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schema(), indent=1) + "\n")
