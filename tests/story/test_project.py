"""The facade on small stories: endings, odds, what no reader sees and why, entries, expressions, paths."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from epilogue.answers import EndingsReport
from epilogue.diagnostics import StoryError
from epilogue.questions.endings.build import endings as endings_of_story
from epilogue.settings import Limits
from epilogue.space.watch import Watch
from epilogue.story.project import load
from epilogue.story.transcript import transcript


def endings(folder: Path, source: str, settings: str = "", **asked: object) -> EndingsReport:
    (folder / "story.ink").write_text(source, encoding="utf-8")
    if settings:
        (folder / "epilogue.toml").write_text(settings, encoding="utf-8")
    return endings_of_story(load(str(folder / "story.ink")), **asked)  # type: ignore[arg-type]


BENCH = """\
VAR love = 0
He plays.
* [Listen] -> bench
* [Leave] -> alone
=== bench ===
* [Stay]
  ~ love = love + 2
* [Smile]
  ~ love = love + 1
* [Go] -> alone
- {love > 1: -> together}
  -> alone
=== together ===
# ending: together
They dance.
-> END
=== alone ===
# ending: alone
The lights go on.
-> END
"""


def test_endings_with_exact_odds_counts_and_lengths(tmp_path: Path) -> None:
    report = endings(tmp_path, BENCH)
    assert report.complete
    assert [(e.id, e.odds.exact, e.playthroughs, e.shortest, e.longest) for e in report.endings] == [
        ("alone", Fraction(5, 6), 3, 1, 2),
        ("together", Fraction(1, 6), 1, 2, 2),
    ]
    assert report.playthroughs == 4
    assert report.expected_choices == 1.5
    assert report.endings[1].last_words == "They dance."
    assert report.never_offered == ()


def test_names_come_from_the_settings(tmp_path: Path) -> None:
    report = endings(tmp_path, BENCH, '[endings]\ntogether = "Together, after all"\n')
    assert [e.name for e in report.endings] == ["alone", "Together, after all"]


@pytest.mark.parametrize(
    ("settings", "place", "message"),
    [
        (
            '[endings]\ntogehter = "Together"',
            "2:1",
            "endings.togehter: expected the mark or the id of an ending (did you mean together?)",
        ),
        (
            'endings = { "bensh-2" = "It" }',
            "1:14",
            "endings.bensh-2: expected the mark or the id of an ending (did you mean bench?)",
        ),
        ('[endings]\nxyz = "It"', "2:1", "endings.xyz: expected the mark or the id of an ending (epilogue init writes them)"),
        ("[assume]\nlvoe = 1", "2:1", "assume.lvoe: expected a variable of the story (did you mean love?)"),
        ("[assume]\nxyz = 1", "2:1", "assume.xyz: expected a variable of the story (it has: love)"),
    ],
)
def test_a_name_that_the_story_lacks_is_told(settings: str, place: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(StoryError) as raised:
        endings(tmp_path, BENCH, settings)
    assert str(raised.value) == f"{tmp_path / 'epilogue.toml'}:{place}: error: {message}"


def test_an_id_that_no_ending_has_is_told_after_the_search(tmp_path: Path) -> None:
    """Only a search tells how many endings share a mark or a passage, and which passages have none."""
    source = "-> hub\n== hub\n+ [A] A. -> END\n+ [B] B. -> END\n+ [C] -> shore\n== shore\n# ending: at sea\n-> END\n"
    settings = '[endings]\nhub-2 = "Beta"\n"at sea" = "Sea"\n"hub-3" = "Nothing"\nshore = "Shore"\n'
    report = endings(tmp_path, source, settings)
    assert {ending.id: ending.name for ending in report.endings} == {"hub": None, "hub-2": "Beta", "at sea": "Sea"}
    file = tmp_path / "epilogue.toml"
    assert report.notes == (
        f"{file}:4:2: endings.hub-3 names nothing: no ending has this mark or id.",
        f"{file}:5:1: endings.shore names nothing: no ending has this mark or id.",
    )


def test_the_endings_of_a_game_are_named_by_conversation(tmp_path: Path) -> None:
    source = "-> END\n== inn\nHello.\n-> END\n"
    settings = '[endings]\n"talk: inn" = "Hello"\n[entries]\ntalk = "inn"\n'
    assert [(e.id, e.name) for e in endings(tmp_path, source, settings).endings] == [("talk: inn", "Hello")]
    with pytest.raises(StoryError, match=r"endings\.tlak: inn: expected"):
        endings(tmp_path, source, settings.replace("talk: inn", "tlak: inn"))


def test_an_expression_tells_variants_apart(tmp_path: Path) -> None:
    report = endings(tmp_path, BENCH, by="love")
    alone = report.endings[0]
    variants = [(v.value, v.odds.exact, v.playthroughs) for v in alone.variants]
    assert variants == [("0", Fraction(2, 3), 2), ("1", Fraction(1, 6), 1)]


def test_a_mistaken_expression_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoryError, match="--by"):
        endings(tmp_path, BENCH, by="love +")


def test_an_entry_is_where_play_begins_and_says_what_it_assumes(tmp_path: Path) -> None:
    report = endings(tmp_path, BENCH, entry="bench")
    assert [e.odds.exact for e in report.endings] == [Fraction(2, 3), Fraction(1, 3)]
    assert report.entry is not None and "as if the story began there" in report.entry
    with pytest.raises(StoryError, match="did you mean bench"):
        endings(tmp_path, BENCH, entry="bensh")


def test_luck_counts_every_outcome(tmp_path: Path) -> None:
    report = endings(tmp_path, "{RANDOM(1, 6) > 4: -> won}\nLost.\n-> END\n== won\nWon.\n-> END\n")
    assert [(e.odds.exact, e.playthroughs) for e in report.endings] == [(Fraction(2, 3), 4), (Fraction(1, 3), 2)]
    assert transcript(load(str(tmp_path / "story.ink")), report.endings[1].path)[-1].text.strip() == "Won."


def test_a_story_can_go_on_for_ever(tmp_path: Path) -> None:
    report = endings(tmp_path, "-> hub\n== hub\n+ [On] -> hub\n+ [Trap] -> trap\n* [Out] -> END\n== trap\n+ [Again] -> trap\n")
    assert report.endless.exact == Fraction(1, 2)
    assert report.endings[0].odds.exact == Fraction(1, 2)
    assert report.playthroughs is None and report.expected_choices is None


UNSEEN = """\
VAR DEBUG = false
VAR seen = false
{DEBUG:
  * [Skip ahead] -> last
}
-> first
=== first ===
* [Look] Nothing.
* {not seen == 5} [Think] Nothing.
- -> last
=== last ===
{not last.hidden:
  -> hidden
}
* [Never] -> END
= hidden
* [Go] -> END
- * [Lost] -> END
"""


def causes(report: EndingsReport) -> list[tuple[str, int, int, str]]:
    return [(u.text, u.line, u.cause.line, u.cause.why) for u in report.never_offered if u.cause]


def test_what_no_reader_sees_has_a_cause(tmp_path: Path) -> None:
    report = endings(tmp_path, UNSEEN)
    assert causes(report) == [
        ("Skip ahead", 4, 3, "DEBUG is always false"),
        ("Think", 9, 9, "“not seen == 5” means “(not seen) == 5”"),
        ("Never", 15, 12, "“not last.hidden” is always true here"),
        ("Lost", 18, 18, "nothing gets to this line: everything above it leads elsewhere"),
    ]
    assert [u.text for u in report.never_offered if u.cause and u.cause.likely_meant] == ["Skip ahead"]


def test_what_is_meant_is_marked(tmp_path: Path) -> None:
    report = endings(tmp_path, UNSEEN, 'intended = ["story.ink:3"]\n')
    assert [u.text for u in report.never_offered if u.intended] == ["Skip ahead"]


def test_coverage_finds_text_that_is_never_shown(tmp_path: Path) -> None:
    source = "VAR x = 1\n{x == 1: One.|Other.}\n* [Go] Gone.\n  -> END\n== lost\nNobody reads this.\n-> END\n"
    assert endings(tmp_path, source).never_shown is None
    shown = endings(tmp_path, source, precision="coverage").never_shown
    assert shown is not None
    assert [(u.line, u.text) for u in shown] == [(2, "Other."), (6, "Nobody reads this.")]


def test_what_stands_in_a_passage_that_nothing_leads_to_has_one_cause(tmp_path: Path) -> None:
    """Not what leads from part to part of it: nobody has left it. One that only such a passage leads to has that one's cause."""
    story = tmp_path / "lost.ink"
    story.write_text(
        "* [Go]\n-> END\n"
        "== tower\n= foot\n* [Wait]\n* [Climb]\n-\n* [Jump]\n  -> END\n* [On]\n  -> top\n"
        "= top\n- (opts)\n* [Look]\n- -> opts\n"
        "== cellar\n* [Up]\n  -> tower\n",
        encoding="utf-8",
    )
    found = causes(endings_of_story(load(str(story))))
    assert {(line, why) for _, _, line, why in found} == {(16, "nothing leads here")}
    assert len(found) == 6


def test_text_in_a_function_that_no_call_comes_to_has_a_cause(tmp_path: Path) -> None:
    source = "{f(3)}\n-> END\n=== function f(x)\n{x > 9:\n  Many.\n}\n{x > 0:\n  One. {f(x - 1)}\n}\n"
    shown = endings(tmp_path, source, precision="coverage").never_shown
    assert [(u.line, u.cause and u.cause.why) for u in shown or ()] == [(5, "no call of this function gets to this line")]


def test_a_limit_is_kept_to_and_said(tmp_path: Path) -> None:
    source = "VAR n = 0\n-> hub\n== hub\n+ [More]\n  ~ n = n + 1\n  -> hub\n+ {n == 100000} [Out] -> END\n"
    report = endings(tmp_path, source, watch=Watch(Limits(states=50)))
    assert (report.outcome, report.stopped_by, report.looked_at) == ("truncated", "states", 50)
    assert report.never_offered == ()


RECURSIVE = """VAR n = {n}
{{count(n)}}
-> END
=== function count(x)
{{x != 0:
    ~ return 1 + count(x - 1)
}}
~ return 0
"""


def test_recursion_over_data_is_followed_to_the_end(tmp_path: Path) -> None:
    report = endings(tmp_path, RECURSIVE.format(n=500))
    assert report.complete
    assert [(e.kind, e.line) for e in report.endings] == [("end", 3)]


def test_recursion_deeper_than_is_followed_is_a_limit_and_no_error_of_the_story(tmp_path: Path) -> None:
    report = endings(tmp_path, RECURSIVE.format(n=-1))
    assert not report.complete and report.endings == ()
    assert report.reason is not None and "story.ink:6" in report.reason


DEEP = """VAR n = {n}
-> start
=== start
-> down(n) ->
-> END
=== down(x)
{{x > 0:
    -> down(x - 1) ->
}}
+ [go]
- ->->
"""


def test_tunnels_in_themselves_are_followed_as_deep_as_the_story_goes(tmp_path: Path) -> None:
    report = endings(tmp_path, DEEP.format(n=30))
    assert report.complete
    assert [(e.kind, e.line, e.longest) for e in report.endings] == [("end", 5, 31)]


def test_tunnels_too_deep_in_themselves_are_named_with_their_line(tmp_path: Path) -> None:
    report = endings(tmp_path, DEEP.format(n=500))
    assert report.outcome == "truncated"
    assert "story.ink:8" in (report.reason or "")


def test_an_ending_where_a_knot_runs_out_is_of_that_knot(tmp_path: Path) -> None:
    story = tmp_path / "story.ink"
    story.write_text("VAR x = 0\n+ [a] -> one\n+ [b] -> two\n== one\n* [go]\n Gone.\n== two\nTwo.\n-> END\n", encoding="utf-8")
    report = endings_of_story(load(str(story)))
    assert {(ending.kind, ending.id) for ending in report.endings} == {("out_of_content", "one"), ("end", "two")}
