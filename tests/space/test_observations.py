"""One stake, one ``never``, one mark and one draw through the whole pipeline, against the oracle."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from space.judging import PRECISIONS, differences, explored, results

from epilogue.languages.loaded import ObservedExpression
from epilogue.languages.registry import load
from epilogue.source import Span
from epilogue.verify.oracle import full_states

STORY = """\
VAR love = 0
VAR dream = 0
VAR forgotten = 0
* [Stay]
    ~ love = love + 1
* [Go]
    ~ dream = dream + 1
    ~ forgotten = 7
- ~ dream = dream + RANDOM(0, 2)
{ dream > 1:
    # ending: famous
}
* [On]
- -> END
"""


@pytest.mark.parametrize("precision", PRECISIONS)
def test_what_is_observed_at_endings_and_always(precision: str, tmp_path: Path) -> None:
    path = tmp_path / "story.ink"
    path.write_text(STORY, encoding="utf-8")
    asked = [ObservedExpression(key, key, Span("epilogue.toml", 1)) for key in ("love * 10 + dream", "dream == 3", "love > 1")]
    loaded = load(str(path), observed=asked)
    stake, broken, kept = loaded.observed.values()
    program = loaded.program
    graph = explored(program, precision, at_end=(stake,), never=(broken, kept)).graph
    oracle = full_states(program, at_end=(stake,), never=(broken, kept))
    assert differences(program, graph, oracle, precision != "control") == []
    found = {(mark, *values): odds for (_, _, mark, _, values, _), (odds, *_) in results(program, graph)["endings"].items()}
    sixth = Fraction(1, 6)
    assert found == {
        ("", (int, 10)): sixth,
        ("", (int, 11)): sixth,
        ("famous", (int, 12)): sixth,
        ("", (int, 1)): sixth,
        ("famous", (int, 2)): sixth,
        ("famous", (int, 3)): sixth,
    }
    assert set(graph.broken) == {0}


def test_what_holds_at_a_menu_alone_is_noticed(tmp_path: Path) -> None:
    """Nothing reads the gold after the menu: each option replaces it."""
    path = tmp_path / "story.ink"
    menu = "-> menu\n== menu\n* [Left]\n    ~ gold = 0\n    -> END\n* [Right]\n    ~ gold = 0\n    -> END\n"
    path.write_text(f"VAR gold = 0\n* [Poor]\n* [Rich]\n    ~ gold = 9\n- {menu}", encoding="utf-8")
    loaded = load(str(path), observed=[ObservedExpression("rich", "gold > 5", Span("epilogue.toml", 1))])
    program, (rich,) = loaded.program, loaded.observed.values()
    graph = explored(program, "control", never=(rich,)).graph
    assert set(graph.broken) == {0}
    assert differences(program, graph, full_states(program, never=(rich,)), False) == []
