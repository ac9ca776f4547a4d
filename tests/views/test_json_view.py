"""The JSON of ``endings``: its words are a contract."""

from __future__ import annotations

import json
from fractions import Fraction

from epilogue.answers import Details, EndingsReport, Odds, Variant
from epilogue.views.json_view import to_json

KEYS = [
    "schema",
    "endless_odds",
    "story",
    "outcome",
    "reason",
    "precision",
    "choices_in_text",
    "states",
    "transitions",
    "cyclic",
    "playthroughs",
    "expected_choices",
    "endless",
    "endings",
    "never_offered",
    "never_shown",
    "entry",
    "notes",
    "stopped_by",
    "looked_at",
    "unfinished",
]


def test_the_whole_report(intercept: EndingsReport) -> None:
    data = json.loads(to_json(intercept))
    assert list(data) == KEYS
    assert data["schema"] == 2
    assert data["playthroughs"] == "90861264411351040"
    assert data["never_shown"] is None
    last = data["endings"][3]
    exact = Fraction(last["odds"].pop("exact"))
    assert float(exact) == last["odds"]["value"] or abs(float(exact) - last["odds"]["value"]) < 1e-9
    assert last == {
        "id": "line-1199",
        "name": None,
        "kind": "end",
        "file": "TheIntercept.ink",
        "line": 1199,
        "odds": {"value": 0.0012371, "low": 0.0012371, "high": 0.0012371, "depends": []},
        "playthroughs": "140062123622400",
        "shortest": 31,
        "longest": 63,
        "path": [0, 2, 1],
        "last_words": "For the moment, at least.",
        "last_file": "",
        "last_line": 0,
    }
    assert data["never_offered"][0] == {
        "file": "TheIntercept.ink",
        "line": 47,
        "text": "Option 0",
        "cause": {"file": "TheIntercept.ink", "line": 47, "why": "DEBUG is always false"},
        "intended": False,
    }


def test_what_is_not_known_or_not_finite_is_null(intercept: EndingsReport) -> None:
    first = intercept.endings[0]._replace(odds=Odds(0.5, None, 0.0, 1.0), playthroughs=None, longest=None)
    report = intercept._replace(
        outcome="truncated",
        reason="stopped",
        playthroughs=None,
        expected_choices=float("inf"),
        endings=(first,),
    )
    data = json.loads(to_json(report))
    assert data["playthroughs"] is None
    assert data["expected_choices"] is None
    assert data["endings"][0]["odds"]["exact"] is None
    assert data["endings"][0]["longest"] is None


def test_what_was_asked_for_is_added(intercept: EndingsReport) -> None:
    odds = Odds(1.0, Fraction(1), 1.0, 1.0)
    first = intercept.endings[0]._replace(variants=(Variant("3", odds, 10**5000, 20),))
    report = intercept._replace(endings=(first,), by="love", details=Details(2410.5, None))
    data = json.loads(to_json(report))
    assert data["by"] == "love"
    assert data["details"] == {"words": 2410.5, "text_share": None, "playthroughs": None, "numbers": []}
    variant = data["endings"][0]["variants"][0]
    assert (variant["value"], variant["odds"]["exact"], len(variant["playthroughs"])) == ("3", "1/1", 5001)


def test_it_is_ascii(intercept: EndingsReport) -> None:
    report = intercept._replace(story="Où es-tu ?")
    assert to_json(report).isascii()
    assert json.loads(to_json(report))["story"] == "Où es-tu ?"
