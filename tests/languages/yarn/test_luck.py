"""Luck in Yarn: real numbers by what is asked of them, dice and ranges at their edges, in proofs and in play."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from epilogue.analysis.odds import analyse_endings
from epilogue.answers import EndingsReport
from epilogue.cli import main
from epilogue.diagnostics import StoryError
from epilogue.languages import registry
from epilogue.machine.draws import ScriptedDraws
from epilogue.machine.play import Session
from epilogue.questions.check.build import check
from epilogue.questions.endings.build import endings
from epilogue.questions.whatif.build import whatif
from epilogue.story.project import load, playable
from epilogue.story.study import Study, played
from epilogue.testing.judging import judge_program


def story(folder: Path, body: str) -> str:
    path = folder / "story.yarn"
    path.write_text(f"title: Start\n---\n<<declare $x = 0>>\n<<declare $y = 0>>\n{body}\n===\n", encoding="utf-8")
    return str(path)


def report(folder: Path, body: str) -> EndingsReport:
    return endings(load(story(folder, body)))


def ending_if(condition: str, name: str) -> str:
    return f"<<if {condition}>>\n  {name}. #ending:{name}\n  <<stop>>\n<<endif>>\n"


def odds(found: EndingsReport) -> dict[str | None, Fraction | None]:
    return {ending.name: Fraction(ending.odds.exact) if ending.odds.exact is not None else None for ending in found.endings}


def outcomes(folder: Path, expression: str) -> dict[str | None, Fraction | None]:
    """The odds of -1, 0, 1, 2, 3 as values of an expression; more is None."""
    return odds(report(folder, f"<<set $x = {expression}>>\n" + "".join(ending_if(f"$x == {n}", str(n)) for n in range(-1, 4))))


HALF, THIRD, QUARTER = Fraction(1, 2), Fraction(1, 3), Fraction(1, 4)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("floor(random() * 3)", {"0": THIRD, "1": THIRD, "2": THIRD}),
        ("1 + floor(3 * random())", {"1": THIRD, "2": THIRD, "3": THIRD}),
        ("ceil(random() * 2)", {"1": HALF, "2": HALF}),
        ("int(random() * 2 + 0.5)", {"0": QUARTER, "1": HALF, "2": QUARTER}),
        ("round(random() * 2)", {"0": QUARTER, "1": HALF, "2": QUARTER}),
        ("int(random() * 4 - 2)", {"-1": QUARTER, "0": HALF, "1": QUARTER}),
        ("floor(2 - random() / 0.5)", {"0": HALF, "1": HALF}),
        ("floor(random())", {"0": Fraction(1)}),
    ],
)
def test_a_real_number_made_whole_has_exact_odds(expression: str, expected: dict[str, Fraction], tmp_path: Path) -> None:
    assert outcomes(tmp_path, expression) == expected


@pytest.mark.parametrize(
    ("condition", "share"),
    [
        ("random() < 0.3", Fraction(3, 10)),
        ("0.3 <= random()", Fraction(7, 10)),
        ("random() * 100 < 12.5", Fraction(1, 8)),
        ("1 - random() > 0.9", Fraction(1, 10)),
        ("random() > 2", Fraction(0)),
        ("-random() <= 0", Fraction(1)),
        ("random() < 0.123456789", Fraction("0.12345679")),
    ],
)
def test_a_real_number_compared_with_a_plain_one(condition: str, share: Fraction, tmp_path: Path) -> None:
    assert odds(report(tmp_path, ending_if(condition, "yes"))).get("yes", Fraction(0)) == share


KEPT = (
    "<<set $x = random() * 100>>\n<<set $y = $x>>\nYou drew {round_places($x, 1)}.\n-> On\n"
    + ending_if("$x < 20", "low")
    + ending_if("$y <= 50", "middle")
    + ending_if("$y > 200", "never")
)


def test_a_real_number_that_is_kept_is_distinguished_where_it_is_compared(tmp_path: Path) -> None:
    found = report(tmp_path, KEPT)
    assert found.complete and found.playthroughs is None
    assert odds(found) == {"low": Fraction(1, 5), "middle": Fraction(3, 10), None: HALF}


def test_later_questions_may_distinguish_more(tmp_path: Path) -> None:
    loaded = load(story(tmp_path, KEPT))
    assert len(endings(loaded).endings) == 3
    study = Study(loaded, {"high": "$x > 70"})
    assert study.complete
    assert sum(one.odds for one in analyse_endings(study.graph).endings if one.ending.held & 1) == Fraction(3, 10)


VARIABLE = (
    "<<declare $odds = 0.25>>\n<<declare $bonus = 0>>\n"
    "-> Plain\n-> Trained\n    <<set $odds = 0.5>>\n-> Lucky\n    <<set $bonus = 10>>\n"
    + ending_if("random() * 100 < $odds * 100 + $bonus", "won")
)


def test_odds_that_are_kept_in_a_variable(tmp_path: Path) -> None:
    found = report(tmp_path, VARIABLE)
    assert found.complete
    assert odds(found) == {"won": Fraction(25 + 50 + 35, 300), None: Fraction(190, 300)}
    assert judge_program(playable(load(str(tmp_path / "story.yarn")))[0], 1_000).problems == []


def test_a_copy_that_is_scaled_again_is_followed_unless_it_holds_several_things(tmp_path: Path) -> None:
    body = "<<set $x = random()>>\n<<set $y = 2 - $x * 10>>\n" + ending_if("$y * 2 < 0", "low")
    assert odds(report(tmp_path, body)) == {"low": Fraction(4, 5), None: Fraction(1, 5)}
    both = "<<set $x = random()>>\n<<set $y = $x>>\n-> A\n-> B\n    <<set $x = $x * 100>>\n<<set $y = $x>>\n"
    assert not report(tmp_path, both + ending_if("$y < 0.5", "low")).complete


def test_what_is_only_said_may_be_reckoned_with(tmp_path: Path) -> None:
    body = "<<set $x = random()>>\n<<set $y = floor($x * 50) + random_range(1, 2)>>\nOf {$y}: {round_places($x * $x, 2)}.\n"
    found = report(tmp_path, body + ending_if("$x < 0.5", "low"))
    assert found.complete and odds(found) == {"low": HALF, None: HALF}
    found = report(tmp_path, body + ending_if("$y < 20", "low"))
    assert not found.complete and not found.endings


def test_odds_that_grow_without_end_are_not_listed(tmp_path: Path) -> None:
    body = "-> Train\n    <<set $x += 0.1>>\n    <<jump Start>>\n-> Go\n" + ending_if("random() < $x", "won")
    found = report(tmp_path, body)
    assert not found.complete and "random()" in (found.reason or "")


def test_what_is_settled_of_a_real_number_plays_the_same(tmp_path: Path) -> None:
    loaded = load(story(tmp_path, KEPT))
    assert judge_program(playable(loaded)[0], 1_000).problems == []


def test_a_playthrough_with_any_real_number_is_found_in_what_was_searched(tmp_path: Path) -> None:
    loaded = load(story(tmp_path, KEPT))
    session = Session(loaded.program, ScriptedDraws([0.4321]))
    session.choose(0)
    assert session.mark == "middle" and session.transcript.startswith("You drew 43.2.")
    answer = whatif(loaded, session)
    assert answer.was.ending.label == "middle"
    assert answer.could is not None and not answer.same_luck  # the same luck would not do


def test_draws_that_cannot_be_listed_stop_the_search_but_can_be_played(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = "-> Safe\n    Fine. #ending:fine\n-> Risk\n    <<set $x = 0.5 + $x>>\n    Now: {random()}\n" + "".join(
        f"    {line}\n" for line in ending_if("random() < $x", "lucky").splitlines()
    )
    found = report(tmp_path, body)
    assert not found.complete and found.reason is not None
    assert "random()" in found.reason and "story.yarn:10" in found.reason
    assert [ending.name for ending in found.endings] == ["fine"]
    assert main(["endings", str(tmp_path / "story.yarn"), "--details"]) == 0
    said = capsys.readouterr().out
    assert "never" not in said and "proved" not in said
    session = Session(registry.read(tmp_path / "story.yarn")[0], ScriptedDraws([0.25, 0.75]))
    session.choose(1)
    assert session.transcript == "Now: 0.25\n" and session.mark is None


def test_a_seed_gives_the_same_real_numbers_again(tmp_path: Path) -> None:
    loaded = load(story(tmp_path, "{random()} {random()}"))
    first, again, other = (played(loaded, None, seed=seed).session.transcript for seed in (1, 1, 2))
    assert first == again != other
    numbers = [float(text) for text in first.split()]
    assert len(set(numbers)) == 2 and all(0 <= number < 1 for number in numbers)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("dice(2.5)", {"1": HALF, "2": HALF}),  # halves to even
        ("dice(0)", {"1": Fraction(1)}),
        ("random_range(1.9, 2.1)", {None: Fraction(1)}),  # steps of 1 from 1.9 to 2.1, cut off to an integer: 1.9 and 2.9
        ("random_range(-0.5, 1)", {None: Fraction(1)}),
        ("int(random_range(0.5, 2.9))", {"0": THIRD, "1": THIRD, "2": THIRD}),
        ("random_range_float(1, 2)", {"1": HALF, "2": HALF}),
        ("random_range($y + 1, 3)", {"1": THIRD, "2": THIRD, "3": THIRD}),
        ("random_range($y + 1, 0)", {"1": Fraction(1)}),  # one step below the start: gives the start
        ("floor(random_range($y + 0.5, 1))", {"0": HALF, "1": HALF}),
        ("dice($y + 2)", {"1": HALF, "2": HALF}),
    ],
)
def test_dice_and_ranges_as_the_engine_has_them(expression: str, expected: dict[str | None, Fraction], tmp_path: Path) -> None:
    assert outcomes(tmp_path, expression) == expected


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("dice(-1)", "-1 sides"),
        ("random_range(5, 1)", "from 5 to 1"),
        ("dice(0 - $y - 3)", "-3 sides"),
        ("random_range(-2000000000, 2000000000)", "more numbers than can be drawn"),
        ("number(string($y) + string(true))", "“0True” is no number"),
    ],
)
def test_draws_of_nothing_are_errors_of_the_story(expression: str, said: str, tmp_path: Path) -> None:
    found = report(tmp_path, f"<<set $x = {expression}>>")
    assert [(ending.kind, said in (ending.message or "")) for ending in found.endings] == [("error", True)]


GROUP = """\
title: Start
---
<<declare $of = "Talk">>
<<declare $rain = false>>
-> Talk
-> Rain
    <<set $rain = true>>
-> Elsewhere
    <<set $of = "Nowhere">>
-> Here
    <<set $of = "Start">>
<<if has_any_content($of)>>
    Something. #ending:some
<<endif>>
===
title: Talk
when: $rain
---
Wet.
===
"""


def test_whether_a_computed_node_has_content(tmp_path: Path) -> None:
    path = tmp_path / "story.yarn"
    path.write_text(GROUP, encoding="utf-8")
    program, _ = registry.read(path)
    said = []
    for choice in range(4):
        session = Session(program, seed=1)
        session.choose(choice)
        said.append(session.mark)
    assert said == [None, "some", None, "some"]  # a node of no group always has content
    assert judge_program(program, 1_000).problems == []


def test_a_group_that_asks_for_itself_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "story.yarn"
    path.write_text(GROUP.replace("when: $rain", "when: has_any_content($of)"), encoding="utf-8")
    with pytest.raises(StoryError, match="has_any_content"):
        registry.read(path)


def test_a_claim_about_a_real_number_is_decided_with_a_way_that_shows_it(tmp_path: Path) -> None:
    settings = '[properties]\nhigh = "never $x > 70"\nany = "never $x > 100"\n'
    (tmp_path / "epilogue.toml").write_text(settings, encoding="utf-8")
    found = check(load(story(tmp_path, KEPT)), ("EP035",))
    (one,) = found.findings
    assert found.held == ("any",) and "high" in one.why
    assert one.way is not None and "0.85" in " ".join(one.way.steps)
