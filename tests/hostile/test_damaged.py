"""Compiled ink that no compiler writes: it is played as it is, and the results agree with the Machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from epilogue.cli import main

pytestmark = pytest.mark.slow

LABEL: list[Any] = ["ev", "str", "^Go", "/str", "/ev"]
DAMAGED: dict[str, list[Any]] = {
    "counts_what_is_not_counted": [["^Line.", "\n", [{"CNT?": "0"}, {"#n": "g-0"}], None], "done", None],
    "asks_how_long_ago_of_what_is_not_timed": [
        ["ev", {"^->": "0.g-0"}, "turns", "out", "/ev", "\n", [{"#n": "g-0"}], None], "done", None,
    ],
    "offers_once_what_is_not_counted": [[*LABEL, {"*": "0.c-0", "flg": 20}, {"c-0": ["^Gone.", "end", None]}], "done", None],
    "closes_a_string_that_is_not_open": [
        ["^Hi.", "\n", "ev", "^Go", "/str", "/ev", {"*": "0.c-0", "flg": 20}, {"c-0": ["end", {"#f": 5}]}], "done", None,
    ],
    "returns_with_a_string_open": [
        ["ev", {"f()": "f"}, "^b", "/str", "out", "/ev", "\n", "end", None], "done", {"f": ["str", "^a", None]},
    ],
    "says_no_line": [["ev", True, 1, "+", "out", "/ev", ["done", {"#n": "g-0"}], None], "done", None],
    "declares_without_end": [[*LABEL, {"*": "0", "flg": 31}, None], "done", {"global decl": ["ev", 10, "/ev", 300, None]}],
    "calls_itself_without_an_argument": [
        ["ev", {"f()": "f"}, "pop", "/ev", "done", None], "done", {"f": ["ev", {"f()": "f"}, "pop", "/ev", None]},
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
@pytest.mark.parametrize(
    "asked", [("endings", "--verify"), ("check",), ("open", "-o", "report.html", "--time", "5s")], ids=lambda asked: asked[0]
)
def test_it_is_reported_as_it_plays(
    name: str, asked: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    story = {"inkVersion": 21, "root": DAMAGED[name], "listDefs": {}}
    Path("story.ink.json").write_text(json.dumps(story), encoding="utf-8")
    code = main([asked[0], "story.ink.json", *asked[1:]])
    said = "".join(capsys.readouterr())
    assert "Epilogue is wrong" not in said
    assert code in (0, 1), said


@pytest.mark.parametrize(
    ("piece", "message"),
    [
        (["done", {"#n": {"CNT?": "0"}}], "a name or path expected, not dict"),
        ({"->": ".^.²"}, "the target .^.² does not exist"),
    ],
)
def test_a_name_or_path_that_is_none_is_refused(
    piece: Any, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    story = {"inkVersion": 21, "root": [["^Hi.", "\n", piece, None], "done", None], "listDefs": {}}
    path = tmp_path / "story.ink.json"
    path.write_text(json.dumps(story), encoding="utf-8")
    assert main(["endings", str(path)]) == 2
    assert f"damaged compiled ink: {message}" in capsys.readouterr().err
