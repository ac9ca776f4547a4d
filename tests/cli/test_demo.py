"""``epilogue demo``: from its title to its question, automatic and interactive."""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from epilogue.answers import NarratedMoment
from epilogue.cli import main
from epilogue.questions.demo import build
from epilogue.questions.demo.screen import DemoPage, payoffs_in_words
from epilogue.questions.whatif.answer import ComparedPlay, Decision, LostForGood, Luck, ReachedEnding, StakeOutcome, WhatIf
from epilogue.views.text.layout import Paint

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
Run = Callable[..., str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """What is shown to a reader who types this."""

    def go(typed: str, *arguments: str, columns: int = 60) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        monkeypatch.setenv("COLUMNS", str(columns))
        assert main(["demo", *arguments]) == 0
        shown, said = capsys.readouterr()
        assert said == ""
        return shown

    return go


@pytest.fixture(scope="module")
def film() -> str:
    """What the film's way shows, at 60 columns."""
    patch = pytest.MonkeyPatch()
    out = io.TextIOWrapper(io.BytesIO(), "utf-8")
    patch.setattr("sys.stdout", out)
    patch.setenv("COLUMNS", "60")
    assert main(["demo", "--auto"]) == 0
    patch.undo()
    out.seek(0)
    return out.read()


def test_the_films_way_from_its_title_to_its_question(film: str) -> None:
    order = [
        "LA LA LAND",
        "— The freeway —",
        "Seb: 1",
        "APART, AT PEACE",
        "Should they have ended up together?",
        "Now back.",
        "‹ Seb: Nod.",
        "‹ Seb: Brush past her.",
        "— The restaurant —",
        "What could have been",
        "Seb: Stop, and kiss her.",
        "— A lunch counter, past midnight —",
        "Two dreams. The offer. One night at home.",
        "— Five years later, out for the evening —",
        "what happens next.",
        "Seb: Nod.",
        "counts four.",
        "Apart, at peace           Together",
        "Seb would have been happier. Nobody would have had less.",
        "That life was lost in one place. The restaurant, Seb:",
        "You have seen both. Should they have ended up together?",
        "Next: epilogue demo",
    ]
    place = 0
    for words in order:
        place = film.index(words, place) + len(words)


def test_it_fits_and_says_nothing_of_odds(film: str) -> None:
    assert max(len(line) for line in film.splitlines()) <= 60
    assert "\x1b" not in film
    told = film.split("Next:")[0]
    assert not re.search(r"\d in 100|1 in \d|probab", told)


def test_what_has_been_read_is_not_told_again(film: str) -> None:
    begin = film.index("What could have been\n    Seb: Stop")
    other = film[begin : film.index("Five years later, out", begin)]
    assert "Population 3,900" in film[:begin] and "Population 3,900" not in other
    assert "Saltwell. Seb's kitchen. The audition. As they were." in other


@pytest.mark.parametrize("typed", ["", "1\nq\n"])
def test_whoever_leaves_is_let_go(typed: str, run: Run) -> None:
    assert run(typed).rstrip().endswith("Until another time.")


def test_an_interrupt_is_leaving(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupt)
    assert run("").rstrip().endswith("Until another time.")


def test_an_invalid_number_is_asked_for_again(run: Run) -> None:
    shown = run("7\nx\n0\n2\nq\n")
    assert shown.count("A number from 1 to 3, or q to leave.") == 3
    assert "There is a mariachi band on the left" in shown


def test_a_whole_evening_of_a_reader(run: Run) -> None:
    shown = run("".join(f"{choice + 1}\n" for choice in build.FILM[:6]) + "3\n" + "1\n" * 40)
    question = shown.index("Should they have ended up together?")
    assert "y or n: 1" in shown[question:]
    assert "You thought so before. You think so still." in shown or shown.count("y or n:") < 2


def test_what_cannot_be_answered_is_asked_for_again(run: Run) -> None:
    shown = run("9\n1\n" * 60)
    assert "\n  y, n, or Enter to keep it to yourself.\n" in shown
    following = " ".join(shown[shown.rindex("Next:") :].split())
    assert re.fullmatch(r"Next: epilogue demo another life epilogue endings .* every way it can end, and how likely", following)


def test_a_life_that_was_the_best_already(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    other_life = build.other_life
    monkeypatch.setattr(build, "other_life", lambda *asked: other_life(*asked)._replace(better=False))
    assert "It nearly was not so. Back, a little." in run("", "--auto")


def test_a_mind_that_changes() -> None:
    page = DemoPage(80, Paint(False))
    assert page.changed(None, True) == []
    said = {(before, after): page.changed(before, after)[1].strip() for before in (True, False) for after in (True, False)}
    assert said == {
        (True, True): "You thought so before. You think so still.",
        (False, False): "You thought not. You think so still.",
        (True, False): "You have changed your mind. So, some nights, have they.",
        (False, True): "You have changed your mind. So, some nights, have they.",
    }


def test_the_title_page() -> None:
    lines = " ".join(" ".join(DemoPage(100, Paint(False)).title()).split())
    assert lines == (
        "LA LA LAND and every way it could have gone A story to be read, and decided. Some choices are hers, some are his. "
        "It takes about twenty minutes. A number chooses, Enter goes on, q leaves."
    )


def test_who_got_what_has_words_for_everything_the_story_can_come_to() -> None:
    mia, seb, loves = [], [], {}
    for ending in ("together", "home"):
        for love in range(6):
            for level in range(4):
                worth = {
                    ("Mia", "dream"): min(level, 2), ("Mia", "happy"): level,
                    ("Seb", "dream"): level, ("Seb", "happy"): level, ("Reader", "love"): love,
                }  # fmt: skip
                (_, hers), (_, his), (_, theirs) = payoffs_in_words(ending, worth)
                mia.append(hers)
                seb.append(his)
                loves[ending, love] = theirs
    assert mia[:4] == [
        "her dream let go; unhappy", "on a small stage; getting by", "in pictures; happy enough", "in pictures; happy",
    ]  # fmt: skip
    assert seb[:4] == [
        "his music put away; unhappy", "his own music, in other people's rooms; getting by",
        "a club of his own; happy enough", "a club of his own; happy",
    ]  # fmt: skip
    assert [loves["together", love] for love in range(6)] == ["worn thin"] * 3 + ["shared"] * 3
    assert [loves["home", love] for love in range(6)] == ["gone", "gone", "a little left", *["kept, apart"] * 3]


def _life(*moments: NarratedMoment, ending: str) -> ComparedPlay:
    return ComparedPlay((), 1, ReachedEnding(ending, ending.capitalize(), True, "a.ink", 1), moments)


def test_the_best_that_could_be_is_reported_from_its_other_side() -> None:
    was = _life(
        NarratedMoment("text", "A door.", scene="Here"), NarratedMoment("choice", "In.", 0, "Here", "Mia"), ending="together"
    )
    could = _life(
        NarratedMoment("text", "A door.", scene="Here"), NarratedMoment("choice", "Out.", 0, "Here", "Mia"),
        NarratedMoment("text", "Rain.", scene="Here"), ending="home",
    )  # fmt: skip
    outcomes = tuple(
        StakeOutcome(who, name, 2, 1, 3)
        for who, name in (("Mia", "dream"), ("Mia", "happy"), ("Seb", "dream"), ("Seb", "happy"), ("Reader", "love"))
    )
    decision = Decision(1, "Out.", 1, "In.", "Mia", "Here", "a.ink", 2)
    found = (True, True, False, True, None)
    answer = WhatIf("A", "a.ink", "nearest", "", 1, *found, was, could, (decision,), 0, (), (), (), (0, 1), (), outcomes, None)
    page = DemoPage(80, Paint(False))
    said = " ".join(" ".join(page.verdict(answer, better=False)).split())
    assert "With your luck there was nothing better for the two of them together than what you found." in said
    assert "Mia would have had less of her dream and been less happy." in said
    assert "There would have been less love." in said
    assert "lost" not in said
    alike = answer._replace(outcomes=tuple(outcome._replace(could=outcome.was) for outcome in outcomes))
    assert "Nobody would have had more, and nobody less." in " ".join(page.verdict(alike, better=True))
    lost = LostForGood("choice", 1, "In.", "Mia", "Here", "a.ink", 2, 3)
    lucky = alike._replace(
        lost=lost, luck=(Luck(1, "1", Fraction(1, 4), False, "", "", "a.ink", 2),), same_luck=True, chance=Fraction(1, 4)
    )
    said = " ".join(" ".join(page.verdict(lucky, better=True)).split())
    assert "It would have taken some luck, too: 25%." in said
    assert "“In.” 3 choices came after it, and none of them could bring it back." in said
    last = lucky._replace(lost=lost._replace(after=0), same_luck=False)
    said = " ".join(" ".join(page.verdict(last, better=True)).split())
    assert "It would have taken other luck, too: 25%." in said
    assert "“In.” It was the last choice there was." in said
    (block,) = DemoPage(80, Paint(False)).other_life(answer)
    assert [line.strip() for line in block if line] == ["Rain."]


def test_the_story_is_shipped_and_found() -> None:
    shipped = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert shipped["force-include"][f"examples/{build.NAME}"] == f"epilogue/demo/{build.NAME}"
    assert build.demo_story().settings.stakes
