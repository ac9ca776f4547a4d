"""Multipliers of a search's states, in the author's terms."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue import answers
from epilogue.cli import main
from epilogue.questions.endings.build import endings
from epilogue.settings import Limits
from epilogue.space.watch import Watch
from epilogue.story.project import load

pytestmark = pytest.mark.slow


def profile(folder: Path, source: str, max_states: int = 3_000) -> answers.Profile:
    file = folder / "story.ink"
    file.write_text(source, encoding="utf-8")
    watch = Watch(Limits(states=max_states))
    found = endings(load(str(file)), watch=watch, profile=True).profile
    assert found is not None
    return found


def told(found: answers.Profile) -> dict[str, answers.Multiplier]:
    return {one.what: one for one in found.multipliers}


SHOP = """\
VAR cash = 0
VAR thanked = false
-> hub
== hub
+ [Work] -> work
+ {not thanked} [Thank them]
    ~ thanked = true
    -> hub
+ [Buy]
    {cash <= -5: -> END}
    -> hub
== work
~ cash = cash - 1
-> hub
"""


def test_a_variable_with_its_values_and_where_it_is_read(tmp_path: Path) -> None:
    found = profile(tmp_path, SHOP, 400)
    first = found.multipliers[0]
    assert first.kind == "variable" and first.names == ("cash",)
    assert first.what == f"cash: {first.values} values" and first.values > 100
    assert first.places == ((str(tmp_path / "story.ink"), 10),)
    assert "never compared with a number beyond -5" in first.advice
    assert "thanked: 2 values" in told(found)


def test_a_variable_that_also_grows_cannot_be_cut_off(tmp_path: Path) -> None:
    source = SHOP.replace("== work", "+ [Rest] \n    ~ cash = cash + 1\n    -> hub\n== work")
    first = profile(tmp_path, source, 400).multipliers[0]
    assert first.names == ("cash",) and "beyond" not in first.advice


def test_once_only_options_are_one_line(tmp_path: Path) -> None:
    source = "-> hub\n== hub\n" + "".join(f"* [{n}] -> hub\n" for n in range(10)) + "+ [On] -> hub\n* -> END\n"
    found = profile(tmp_path, source)
    assert "10 once-only options, each taken or not" in told(found)
    assert round(told(found)["10 once-only options, each taken or not"].bits) == 10
    assert found.situations == found.sampled > 1_000


SEEN = """\
VAR friend = false
-> hub
== hub
{hub > 70: -> END}
{attic.box: You have the box.|You have nothing.}
+ [Attic] -> attic
+ [Cellar] -> cellar
+ {TURNS_SINCE(-> cellar) > 30} [Shout] -> hub
+ {attic.box && cellar} [Leave]
    {friend: -> END}
    -> hub
+ [Call] {!One.|Two.|Three.|Four.} -> hub
== attic
{~Dust.|Rats.|A draught.} -> box
= box
-> hub
== cellar
~ friend = true
-> hub
"""


def test_visits_ages_alternatives_and_shuffles_have_their_names(tmp_path: Path) -> None:
    found = told(profile(tmp_path, SEEN, 2_000))
    kinds = {one.kind for one in found.values()}
    assert {"seen", "since", "shuffle"} <= kinds
    assert any(what.startswith("how often hub was seen: ") for what in found)
    assert any(what.startswith("how long ago cellar was seen: ") for what in found)
    assert any(what.startswith("the shuffle at story.ink line 14: what it has shown, ") for what in found)


def test_a_temporary_and_what_varies_independently(tmp_path: Path) -> None:
    source = (
        "VAR north = 0\nVAR east = 0\n-> hub\n== hub\n~ temp luck = RANDOM(1, 9)\n"
        "+ {north < 12} [North]\n    ~ north = north + 1\n    -> hub\n"
        "+ {east < 12} [East]\n    ~ east = east + 1\n    -> hub\n"
        "+ [Try]\n    {luck > 5: -> END}\n    -> hub\n"
    )
    found = profile(tmp_path, source)
    assert any(what.startswith("the temporary variable luck: ") for what in told(found))
    assert any(said.startswith(("north and east vary", "east and north vary")) for said in found.together)


def test_a_search_that_was_stopped_says_three_lines_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    file = tmp_path / "story.ink"
    file.write_text(SEEN, encoding="utf-8")
    assert main(["endings", str(file), "--states", "500"]) == 0
    shown = capsys.readouterr().out
    after = shown.partition("What makes the story so large, largest first:\n")[2].partition("\n\n")[0]
    assert len(after.splitlines()) == 3 and all(line.startswith("  ") for line in after.splitlines())
    assert "story.ink -v" in shown and "situations" not in after
    assert main(["endings", str(file), "--states", "500", "-v"]) == 0
    whole = capsys.readouterr().out
    assert "different menus):" in whole and len(whole.splitlines()) > len(shown.splitlines())
    assert after.splitlines()[0] in whole


def test_a_small_search_says_nothing_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "story.ink"
    file.write_text("* [One]\n* [Two]\n- -> END\n", encoding="utf-8")
    assert main(["endings", str(file), "-v"]) == 0
    assert "multiplies" not in capsys.readouterr().out
