"""Findings in a Yarn story, in the words of its writer."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue.diagnostics import StoryError
from epilogue.questions.check.answer import Found
from epilogue.questions.check.build import check
from epilogue.story.project import entry_position, load

INK = ("->", "divert", "knot", "gather", "sticky", "fallback", "CONST", "VAR", "ink")


def found(folder: Path, source: str, *rules: str) -> list[Found]:
    (folder / "story.yarn").write_text(source, encoding="utf-8")
    return list(check(load(str(folder / "story.yarn")), rules).findings)


def node(body: str, title: str = "Start") -> str:
    return f"title: {title}\n---\n{body}\n===\n"


STORIES = {
    "EP001": (node("<<declare $gold = 0>>\n-> Ask <<if $gold > 1>>\n    No.\n-> Go\n    Bye."), 4, "“$gold > 1” is always false"),
    "EP002": (node("Bye.\n<<stop>>\nNever here."), 4, "the story leaves here; what follows is lost"),
    "EP003": (node("Bye.") + node("Nobody.", "Attic"), 5, "nothing leads here"),
    "EP004": (
        node("<<declare $gold = 0>>\n<<set $gold = 2>>\n<<if $gold > 1>>\n    Rich.\n<<endif>>"),
        5,
        "“$gold > 1” is always true here",
    ),
    "EP022": (node("Hm.\n<<declare $lied = false>>\n<<set $lied = true>>"), 4, "$lied is set and never read"),
    "EP023": (node('Hm.\n<<declare $name = "Ada">>\n{$name}!'), 4, "$name is read, but nothing sets it"),
    "EP024": (node("-> Yes\n-> No\nTime passes."), 3, "“Yes” and “No” lead to the same story: not a word after them differs"),
}


@pytest.mark.parametrize("code", STORIES)
def test_a_rule_speaks_the_language_of_the_story(code: str, tmp_path: Path) -> None:
    source, line, why = STORIES[code]
    if code == "EP003":
        (tmp_path / "epilogue.toml").write_text('[entries]\nStart = "Start"\n')
    (one,) = found(tmp_path, source, code)
    assert (one.line, one.why) == (line, why)
    assert not any(word in f"{one.why} {one.fix}".split() for word in INK)


def test_where_the_story_leaves_the_jump_is_to_be_moved(tmp_path: Path) -> None:
    (one,) = found(tmp_path, STORIES["EP002"][0], "EP002")
    assert "Move the <<jump>>, <<return>> or <<stop>>" in one.fix


def test_a_variable_that_is_never_set_is_reported_where_it_is_declared_or_with_its_condition(tmp_path: Path) -> None:
    (one,) = found(tmp_path, STORIES["EP023"][0], "EP023")
    assert "// epilogue: intended" in one.fix
    assert not found(tmp_path, STORIES["EP001"][0], "EP023")


HIDDEN = {
    "visits": node('<<detour Shop>>\n<<detour Shop>>\n<<if visited_count("Shop") > 3>>\n    Often.\n<<endif>>')
    + node("Hello.", "Shop"),
    "once": node("<<once>>\n    Hello.\n<<endonce>>\nWell. <<once>>\nBye."),
    "groups": node("=> One.\n=> Two. <<once>>\nBye."),
    "nodes": "title: Talk\nwhen: always\n---\nOne.\n===\ntitle: Talk\nwhen: once\n---\nTwo.\n===\n"
    + node("<<detour Talk>>\nBye."),
    "jumps": node("<<detour A>>\nBye.") + node("<<jump B>>", "A") + node("B.", "B"),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_what_the_language_counts_for_itself_is_not_a_finding(name: str, tmp_path: Path) -> None:
    findings = found(tmp_path, HIDDEN[name], "EP004", "EP022", "EP023")
    assert [one.why for one in findings] == (['“visited_count("Shop") > 3” is always false here'] if name == "visits" else [])


def test_what_a_group_never_picks_is_reported_by_its_condition(tmp_path: Path) -> None:
    source = node("<<declare $rain = false>>\n=> Dry.\n=> Wet. <<if $rain>>\nBye.")
    (one,) = found(tmp_path, source, "EP002")
    assert (one.line, one.why, one.words) == (5, "“$rain” is always false", 1)


def test_what_a_group_never_picks_though_it_could_is_reported_as_such(tmp_path: Path) -> None:
    (tmp_path / "epilogue.toml").write_text('[outside]\nsaliency = "first"\n', encoding="utf-8")
    (one,) = found(tmp_path, node("=> Dry.\n=> Wet.\nBye."), "EP002")
    assert (one.why, one.words) == ("this is never picked here", 1)


TALK = "title: Talk\nwhen: {}\n---\nHm.\n===\ntitle: Talk\nwhen: {}\n---\nHo.\n===\n"


@pytest.mark.parametrize(
    ("start", "talk", "told"),
    [
        ("<<detour Talk>>\nBye.", ("false", "false"), [(6, "no node of the group Talk can ever run", ["Talk.1", "Talk.2"])]),
        ("<<detour Talk>>\nBye.", ("always", "false"), [(12, "false is always false", ["Talk.2"])]),
    ],
    ids=["none can run", "one can run"],
)
def test_a_group_is_blamed_only_where_none_of_its_nodes_can_run(
    start: str, talk: tuple[str, str], told: list[tuple[int, str, list[str]]], tmp_path: Path
) -> None:
    findings = found(tmp_path, node(start) + TALK.format(*talk), "EP003")
    assert [(one.line, one.why, [item.text for item in one.lost]) for one in findings] == told


def test_a_group_that_nothing_leads_to_is_not_blamed(tmp_path: Path) -> None:
    findings = found(tmp_path, node("Bye.\n<<stop>>\n<<detour Talk>>") + TALK.format("false", "false"), "EP003")
    assert (findings[0].line, [item.text for item in findings[0].lost]) == (4, ["Talk"])
    assert not any("group" in one.why for one in findings)


def test_a_menu_that_comes_out_empty_is_mended_by_an_option_without_a_condition(tmp_path: Path) -> None:
    (one,) = found(tmp_path, node('<<declare $a = false>>\n<<set $a = visited("Start")>>\n-> Go <<if $a>>\n    Bye.'), "EP010")
    assert one.line == 5
    assert one.fix.startswith("Add an option without a condition, or test with <<if>> before the menu")


START = "<<declare $a = false>>\n<<declare $b = false>>\n<<detour Aside>>\nAfter.\n<<stop>>"
NO_RETURN = "this detour never comes back, so what follows is lost"
ALWAYS_RETURNS = "what is called here always comes back"


@pytest.mark.parametrize(
    ("aside", "line", "why", "lost"),
    [
        ("Aside.\n<<stop>>", 5, NO_RETURN, "After."),
        ("Aside.\n<<jump Attic>>", 5, NO_RETURN, "After."),
        ("-> Stop\n    <<stop>>\n-> Go\n    <<detour Attic>>\n    <<stop>>", 5, NO_RETURN, "After."),
        ("<<if $a>>\n<<jump Attic>>\n<<endif>>", 11, "“$a” is always false", "Up."),
        ("<<if $b>>\n<<stop>>\n<<endif>>\n<<if $a>>\n<<jump Attic>>\n<<endif>>", 5, ALWAYS_RETURNS, "Up."),
    ],
    ids=["stops", "jumps", "stops after a choice", "never jumps", "never jumps or stops"],
)
def test_what_a_detour_cuts_off_is_blamed_on_it(aside: str, line: int, why: str, lost: str, tmp_path: Path) -> None:
    findings = found(tmp_path, node(START) + node(aside, "Aside") + node("Up.", "Attic"), "EP002")
    assert (line, why, [lost]) in [(one.line, one.why, [item.text for item in one.lost]) for one in findings]


GROUPS = """\
title: Start
---
<<declare $gold = 0>>
<<declare $rich = $gold > 1>>
<<set $gold = 2>>
=> One. <<if $gold > 0>>
=> Two. <<once if $gold < 3>>
=> Three. <<once>>
=> Four.
<<once if $gold == 2>>
    Once.
<<endonce>>
Said. <<once if $gold != 4>>
<<if $rich>>
    Rich.
<<endif>>
-> Again
    <<detour Talk>>
    <<jump Start>>
-> Bye
===
title: Talk
when: $gold > -1
when: always
---
A.
===
title: Talk
when: once if $gold > -2 // always
---
B.
===
"""


def test_conditions_of_groups_and_of_what_is_said_once_are_reported_where_they_never_change(tmp_path: Path) -> None:
    assert [(one.line, one.why) for one in found(tmp_path, GROUPS, "EP004")] == [
        (line, f"“{condition}” is always true here")
        for line, condition in [
            (6, "$gold > 0"),
            (7, "$gold < 3"),
            (10, "$gold == 2"),
            (13, "$gold != 4"),
            (14, "$rich"),
            (23, "$gold > -1"),
            (29, "$gold > -2"),
        ]
    ]


def test_a_question_is_not_ended_twice(tmp_path: Path) -> None:
    (one,) = found(tmp_path, node('<<if visited("Strt")>>\n    Again.\n<<endif>>\nBye.'), "EP040")
    assert one.fix == "Did you mean Start?"


def test_play_begins_at_a_node(tmp_path: Path) -> None:
    (tmp_path / "story.yarn").write_text(node("Bye."), encoding="utf-8")
    with pytest.raises(StoryError, match=r"the story has no node 'Strat' .did you mean Start"):
        entry_position(load(str(tmp_path / "story.yarn")).program, "Strat")


def test_a_menu_that_comes_out_empty_is_reported_with_what_it_needs(tmp_path: Path) -> None:
    source = node("-> Ask <<once>>\n    <<jump Start>>\n-> Take <<once>>\n    <<jump Start>>")
    (one,) = found(tmp_path, source, "EP010")
    assert one.line == 3
    assert "Add an option without a condition" in one.fix


def test_a_visit_that_nobody_has_made_is_reported_as_such(tmp_path: Path) -> None:
    source = node('<<if visited("Shop")>>\n    Again.\n<<endif>>\n<<jump Shop>>') + node("Bye.", "Shop")
    (tmp_path / "epilogue.toml").write_text('[entries]\nStart = { at = "Start", times = "once" }\n')
    (one,) = found(tmp_path, source, "EP004")
    assert "No reader who gets here has been to Shop yet." in one.fix


def test_that_something_can_always_be_chosen_is_not_a_finding(tmp_path: Path) -> None:
    body = "<<declare $a = true>>\n-> One <<if $a>>\n    <<set $a = false>>\n    <<jump Start>>\n-> Two <<if not $a>>\n    Bye."
    assert not found(tmp_path, node(body))


@pytest.mark.parametrize(
    ("condition", "asked"),
    [
        ('if visited_count("Shop") > 1', 'visited_count("Shop") > 1'),
        ('if not visited("Shop")', 'not visited("Shop")'),
        ('if not visited("Shop") and $gold == 0', 'not visited("Shop") and $gold == 0'),
        ('once if not visited("Shop")', 'not visited("Shop")'),
    ],
)
def test_an_option_that_asks_for_visits_is_not_told_as_used_up(condition: str, asked: str, tmp_path: Path) -> None:
    source = node(f"<<declare $gold = 0>>\n<<detour Shop>>\n-> Ask <<{condition}>>\n    No.\n-> Go\n    Bye.") + node(
        "Hi.", "Shop"
    )
    (one,) = found(tmp_path, source, "EP001")
    assert (one.line, one.why, one.options) == (5, f"“{asked}” is always false here", 1)


@pytest.mark.parametrize("group", [False, True])
def test_a_node_detoured_to_from_where_no_reader_gets_is_lost_with_that(group: bool, tmp_path: Path) -> None:
    attic = "title: Attic\nwhen: always\n---\nNobody.\n===\n" if group else node("Nobody.", "Attic")
    source = node("Bye.\n<<stop>>\n<<jump Loft>>") + node("<<detour Attic>>\nDust.", "Loft") + attic
    findings = found(tmp_path, source, "EP001", "EP002", "EP003")
    assert {(one.line, one.why) for one in findings} == {(4, "the story leaves here; what follows is lost")}
