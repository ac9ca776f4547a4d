"""The endings as JSON, for programs. docs/json.md documents every word of it."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from typing import Any

from epilogue.answers import SCHEMA, Cause, Ending, EndingsReport, Odds, Profile, Stops, Tally, Unseen, Unsettled
from epilogue.views.text.words import decimal

LARGEST = 2**53
"""Whole numbers beyond this are not exact in every language that reads JSON."""


def to_json(report: EndingsReport) -> str:
    """One JSON object, indented, in ASCII, so that any pipe carries it."""
    return json.dumps(to_data(report), indent=2)


def to_data(report: EndingsReport) -> dict[str, Any]:
    """The same as plain dictionaries and lists."""
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "story": report.story,
        "outcome": report.outcome,
        "reason": report.reason,
        "stopped_by": report.stopped_by,
        "looked_at": report.looked_at,
        "precision": report.precision,
        "states": report.states,
        "transitions": report.transitions,
        "cyclic": report.cyclic,
        "playthroughs": _count(report.playthroughs),
        "expected_choices": _finite(report.expected_choices),
        "endless_odds": report.endless.value,
        "endless": _odds(report.endless),
        "choices_in_text": report.choices_in_text,
        "entry": report.entry,
        "unfinished": list(report.unfinished),
        "notes": list(report.notes),
        "endings": [_ending(ending, report.by) for ending in report.endings],
        "never_offered": [_unseen(item) for item in report.never_offered],
        "never_shown": None if report.never_shown is None else [_unseen(item) for item in report.never_shown],
    }
    if report.unreached:
        data["unreached"] = [{**one._asdict(), "cause": _cause(one.cause)} for one in report.unreached]
    if report.claims is not None:
        data["claims"] = {
            name: value._asdict() if isinstance(value, Tally) else value for name, value in report.claims._asdict().items()
        }
    if report.stops is not None:
        data["stops"] = _stops(report.stops)
    if report.unsettled is not None:
        data["unsettled"] = _unsettled(report.unsettled)
    if report.samples is not None:
        estimates = [estimate._asdict() for estimate in report.samples.estimates]
        data["samples"] = {**report.samples._asdict(), "method": "Wilson score interval, 95 %", "estimates": estimates}
    if report.readers is not None:
        data["readers"] = report.readers._asdict()
    if report.by is not None:
        data["by"] = report.by
    if report.check is not None:
        data["check"] = {**report.check._asdict(), "differences": list(report.check.differences)}
    if report.profile is not None:
        data["profile"] = _profile(report.profile)
    if report.details is not None:
        data["details"] = {
            "words": _finite(report.details.words),
            "text_share": _finite(report.details.text_share),
            "playthroughs": report.details.playthroughs,
        }
    return data


def _profile(profile: Profile) -> dict[str, Any]:
    multipliers = [
        {
            **one._asdict(),
            "names": list(one.names),
            "bits": round(one.bits, 3),
            "places": [{"file": file, "line": line} for file, line in one.places],
        }
        for one in profile.multipliers
    ]
    return {**profile._asdict(), "multipliers": multipliers, "together": list(profile.together)}


def _ending(ending: Ending, by: str | None) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": ending.id,
        "name": ending.name,
        "kind": ending.kind,
        "file": ending.file,
        "line": ending.line,
        "odds": _odds(ending.odds),
        "playthroughs": _count(ending.playthroughs),
        "shortest": ending.shortest,
        "longest": ending.longest,
        "path": list(ending.path),
        "last_words": ending.last_words,
        "last_file": ending.last_file,
        "last_line": ending.last_line,
    }
    if ending.conversation is not None:
        data["conversation"] = ending.conversation
    if by is not None:
        data["variants"] = [
            {
                "value": variant.value,
                "odds": _odds(variant.odds),
                "playthroughs": _count(variant.playthroughs),
                "shortest": variant.shortest,
            }
            for variant in ending.variants
        ]
    return data


def plain(value: Any) -> Any:
    """Any answer as what JSON can say: records as objects with their fields' names, odds as in ``endings``, fractions as
    ``"1/3"``, whole numbers too long for other languages as texts (as ``playthroughs`` is)."""
    if isinstance(value, Odds):
        return _odds(value)
    if isinstance(value, Fraction):
        return f"{decimal(value.numerator)}/{decimal(value.denominator)}"
    names = getattr(value, "_fields", None)
    if names is not None:
        return {name: plain(content) for name, content in zip(names, value, strict=True)}
    if isinstance(value, list | tuple):
        return [plain(content) for content in value]
    if isinstance(value, dict):
        return {str(name): plain(content) for name, content in value.items()}
    if isinstance(value, float):
        return _finite(value)
    if type(value) is int and abs(value) > LARGEST:
        return decimal(value)
    return value


def answer_json(kind: str, answer: Any) -> str:
    """An answer of another kind than ``endings`` as one JSON object: its fields, the ``schema`` and the ``kind``."""
    return json.dumps({"schema": SCHEMA, "kind": kind, **plain(answer)}, indent=2)


def _odds(odds: Odds) -> dict[str, Any]:
    exact = odds.exact
    return {
        "value": odds.value,
        "exact": None if exact is None else f"{decimal(exact.numerator)}/{decimal(exact.denominator)}",
        "low": odds.low,
        "high": odds.high,
        "depends": list(odds.depends),
    }


def _unseen(item: Unseen) -> dict[str, Any]:
    return {
        "file": item.file,
        "line": item.line,
        "text": item.text,
        "cause": _cause(item.cause),
        "intended": item.intended,
    }


def _cause(cause: Cause | None) -> dict[str, Any] | None:
    return None if cause is None else {"file": cause.file, "line": cause.line, "why": cause.why}


def _stops(stops: Stops) -> dict[str, Any]:
    return {
        "verdict": stops.verdict,
        "loops": [
            {
                "closed": loop.closed,
                "odds": _odds(loop.odds),
                "options": [place._asdict() for place in loop.options],
                "exits": None if loop.exits is None else [place._asdict() for place in loop.exits],
                "beginning": loop.beginning,
            }
            for loop in stops.loops
        ],
        "used_up": [
            {"file": menu.file, "line": menu.line, "options": [place._asdict() for place in menu.options]}
            for menu in stops.used_up
        ],
    }


def _unsettled(rest: Unsettled) -> dict[str, Any]:
    return {
        "share": rest.share,
        "endings": [{**ending._asdict(), "odds": _odds(ending.odds)} for ending in rest.endings],
        "options": [place._asdict() for place in rest.options],
        "texts": None if rest.texts is None else [place._asdict() for place in rest.texts],
        "beyond": [{"file": place.file, "line": place.line, "why": place.text} for place in rest.beyond],
    }


def _count(n: int | None) -> str | None:
    return None if n is None else decimal(n)


def _finite(x: float | None) -> float | None:
    return None if x is None or not math.isfinite(x) else x
