"""What Yarn means, as a player and the proofs see it: micro-stories, and the test plans of Yarn Spinner."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from epilogue.ir.verify import verify
from epilogue.languages import registry
from epilogue.languages.yarn.testplans import read_plan, run_plan
from epilogue.machine.play import Session
from epilogue.questions.endings.build import endings
from epilogue.story.project import load

PLANS = "conformance/yarn/yarnspinner/TestCases"
GAME: dict[str, Any] = {
    "assert": lambda holds: holds,
    "add_three_operands": lambda x, y, z: x + y + z,
    "dummy_number": lambda: 1,
    "dummy_bool": lambda: True,
    "dummy_string": lambda: "string",
    "get_quest_status": lambda quest: "InProgress",
}


def written(folder: Path, *nodes: str) -> str:
    path = folder / "story.yarn"
    path.write_text("".join(f"title: {node.partition(chr(10))[0]}\n---\n{node.partition(chr(10))[2]}\n===\n" for node in nodes))
    return str(path)


def session(folder: Path, *nodes: str) -> Session:
    program, _ = registry.read(written(folder, *nodes))
    assert verify(program) == []
    return Session(program, seed=1)


def test_an_option_whose_condition_fails_is_shown_and_cannot_be_chosen(tmp_path: Path) -> None:
    played = session(tmp_path, "Start\n-> Buy <<if $gold > 2>>\n-> Beg\n-> Steal <<if $gold > 3>>\n<<declare $gold = 0>>")
    assert [option.text for option in played.options] == ["Beg"]
    assert [(at, option.text) for at, option in played.refused] == [(0, "Buy"), (1, "Steal")]


def test_options_none_of_which_can_be_chosen_are_an_error(tmp_path: Path) -> None:
    played = session(tmp_path, "Start\n<<declare $gold = 0>>\n-> Buy <<if $gold > 2>>\n    Thanks.\nOn.")
    assert played.ended == "error"


def test_a_command_is_a_line_of_its_own_kind(tmp_path: Path) -> None:
    played = session(tmp_path, "Start\n<<declare $n = 2>>\nHello.\n<<fade out {$n}>>")
    assert [(line.text, line.kind) for line in played.lines] == [("Hello.\n", ""), ("<<fade out 2>>\n", "command")]


def test_numbers_and_truth_are_printed_as_the_engine_prints_them(tmp_path: Path) -> None:
    played = session(tmp_path, "Start\n{7 / 2} {6 / 2} {0.1 + 0.2} {1 > 2} {7 % 4} {-5 % 3} {round(2.5)} {int(-1.5)} {inc(1.2)}")
    assert played.transcript == "3.5 3 0.3 False 3 -2 2 -1 2\n"


def test_a_large_whole_number_has_no_exponent_until_it_is_kept(tmp_path: Path) -> None:
    shown = '{int(1200000000)} {string(int(1200000000))} {format("{0:D9}", int(12000000))} {1200000000} {$x}'
    played = session(tmp_path, f"Start\n<<declare $x = 0>>\n<<set $x = int(1200000000)>>\n{shown}")
    assert played.transcript == "1200000000 1200000000 012000000 1.2E+09 1.2E+09\n"


def test_numbers_stand_plain_up_to_nine_digits(tmp_path: Path) -> None:
    played = session(tmp_path, "Start\n{10000000} {123456789} {16777217} {999999999 + 1}")
    assert played.transcript == "10000000 123456790 16777216 1E+09\n"


def test_backslashes_in_strings_stay(tmp_path: Path) -> None:
    assert session(tmp_path, 'Start\n{"say \\"no\\" now"}').transcript == 'say \\"no\\" now\n'


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("[b]Never closed {1 + 1}", "[b]Never closed 2"),
        ("Closed[/b] \\[only\\]", "Closed[/b] \\[only\\]"),
        ("[a]one [b]two[/a] three[/b]", "one two three"),  # overlapping is allowed
        ("[a]one [b]two[/a][/b]", "[a]one [b]two[/a][/b]"),  # unless nothing is in between
        ("[a][b]one[/] two", "one two"),
        ("[a]one[/][/a]", "[a]one[/][/a]"),
        (
            'See [link to="http://there"]this[/link]',
            '[character name="See [link to="http"]See [link to="http:[/character]',
        ),  # a comment begins in markup too
        ('[wave size="a\\#b"]One[/wave]', "One"),
        ("One [pause/]  two", "One  two"),
        ("One [pause trimwhitespace=false/] two", "One  two"),
        ("One [pause/][b] two[/b]", "One two"),
        ("Ann: I said [b]no.", '[character name="Ann"]Ann: [/character]I said [b]no.'),
        ("Ann: {1 + 1} [b]no.", '[character name="Ann"]Ann: [/character]2 [b]no.'),
        ("Ann: I [wave fast]never[/wave].", '[character name="Ann"]Ann: [/character]I [wave fast]never[/wave].'),
        ("I [wave fast]{1 + 1}[/wave].", "I [wave fast]2[/wave]."),
        ("Ann: I said [b]no[/b].", "Ann: I said no."),
        ("At 9\\:30 [b]sharp", "At 9:30 [b]sharp"),
    ],
)
def test_markup_that_does_not_close_is_text(tmp_path: Path, line: str, shown: str) -> None:
    assert session(tmp_path, f"Start\n{line}").transcript == f"{shown}\n"


def test_cases_of_select_are_found_in_capitals_too(tmp_path: Path) -> None:
    played = session(tmp_path, 'Start\n[select value={1 < 2} true="yes" false="no"/] [select value=Ann ann="%!"/]')
    assert played.transcript == "yes Ann!\n"


@pytest.mark.parametrize(
    ("asked", "header", "shown"),
    [
        ('{visited_count("Room")}', "", "1"),
        ('{string(visited("Room"))}', "", "False"),  # the engine does not look inside another function
        ('{string(visited("Room"))}', "tracking: always\n", "True"),
        ('{visited("Ro" + "om")}', "", "False"),
        ('{visited("Ro" + "om")}', "tracking: always\n", "True"),
        ('{visited("Room")}', "tracking: never\n", "False"),
        ('{visited("Room")} {string(visited("Room"))}', "", "True True"),
    ],
)
def test_visits_are_counted_where_the_engine_counts_them(tmp_path: Path, asked: str, header: str, shown: str) -> None:
    played = session(tmp_path, f"Start\n<<detour Room>>\n{asked}\n===\ntitle: Room\n{header}---\nIn.")
    assert played.transcript == f"In.\n{shown}\n"


@pytest.mark.parametrize(("second", "shown"), [("tracking: never\n", "False"), ("", "True")])
def test_a_group_is_tracked_unless_none_of_it_is(tmp_path: Path, second: str, shown: str) -> None:
    first = "title: Room\nwhen: true\ntracking: never\n---\nIn."
    body = f'Start\n<<detour Room>>\n{{visited("Room")}}\n===\n{first}\n===\ntitle: Room\nwhen: false\n{second}---\nNo.'
    assert session(tmp_path, body).transcript == f"In.\n{shown}\n"


@pytest.mark.parametrize(("body", "shown"), [("", "Fresh."), ('{visited_count("Room")}', "1\nSeen.")])
def test_what_only_a_group_asks_for_is_not_counted(tmp_path: Path, body: str, shown: str) -> None:
    group = 'title: Group\nwhen: visited("Room")\n---\nSeen.\n===\ntitle: Group\nwhen: not visited("Room")\n---\nFresh.'
    played = session(tmp_path, f"Start\n<<detour Room>>\n{body}\n<<detour Group>>\n===\ntitle: Room\n---\nIn.\n===\n{group}")
    assert played.transcript == f"In.\n{shown}\n"


def members(*written: str) -> str:
    """A group ``Talk``; each member: subtitle, condition, text."""
    nodes = (one.split(":") for one in written)
    return "\n===\n".join(f"title: Talk\nsubtitle: {name}\nwhen: {when}\n---\n{text}" for name, when, text in nodes)


ASKED = '{visited("Talk")} {visited_count("Talk")} {visited_count("Talk.a")}'


@pytest.mark.parametrize("way", ["<<detour Talk>>", '<<detour {"Ta" + "lk"}>>'])
def test_a_visit_to_a_group_counts_when_none_of_its_nodes_can_run(tmp_path: Path, way: str) -> None:
    played = session(tmp_path, f'Start\n{way}\n{ASKED}\n-> Go <<if visited("Talk")>>\n-> Stay\n===\n{members("a:false:A.")}')
    assert played.transcript == "True 1 0\n"
    assert [option.text for option in played.options] == ["Go", "Stay"]


def test_leading_straight_to_a_node_of_a_group_is_not_a_visit_to_the_group(tmp_path: Path) -> None:
    both = f'<<detour {{"Talk.a"}}>>\n{ASKED}\n<<detour Talk>>\n{ASKED}\n<<detour {{"Talk.a"}}>>\n{ASKED}'
    played = session(tmp_path, f"Start\n{both}\n===\n{members('a:true:A.')}")
    assert played.transcript == "A.\nFalse 0 1\nA.\nTrue 1 2\nA.\nTrue 1 3\n"


def test_a_jump_out_of_a_node_that_was_led_to_straight_counts_no_visit_to_its_group(tmp_path: Path) -> None:
    start = (
        f'Start\n-> Straight\n    <<detour {{"Talk.a"}}>>\n-> Picked\n    <<detour Talk>>\n===\n{members("a:true:<<jump Last>>")}'
    )
    for option, shown in enumerate(["False 0 1\n", "True 1 1\n"]):
        played = session(tmp_path, start, f"Last\n{ASKED}")
        played.choose(option)
        assert played.transcript == shown


@pytest.mark.parametrize("when", ["once", "once if true"])
def test_only_its_group_uses_up_a_node_that_runs_once(tmp_path: Path, when: str) -> None:
    start = '<<detour {"Talk.b"}>>\n<<detour {"Talk.b"}>>\n<<detour Talk>>\n<<detour Talk>>'
    played = session(tmp_path, f"Start\n{start}\nOver.\n===\n{members(f'b:{when}:B.')}")
    assert played.transcript == "B.\nB.\nB.\nOver.\n"


def test_plural_ordinal_and_select(tmp_path: Path) -> None:
    played = session(
        tmp_path,
        'Start\n<<declare $n = 1>>\n[plural value={$n} one="% cat" other="% cats"/], [ordinal value=22 one="%st" two="%nd"'
        ' few="%rd" other="%th"/], [select value=a a="yes" b="no"/]',
    )
    assert played.transcript == "1 cat, 22nd, yes\n"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('I met [select value={$name} Ann="her" /].', 'I met [select value=Bo Ann="her" /].'),
        ('Cy: {1 + 1} [select value={$name} Ann="her"/]', '[character name="Cy"]Cy: [/character]2 [select value=Bo Ann="her"/]'),
        ('[b]Take[/b] [plural value={$n} one="% coin"/]', '[b]Take[/b] [plural value=2 one="% coin"/]'),
        ('[plural value="{$n}" one="%" other="%"/]', '[plural value="2" one="%" other="%"/]'),  # a string is no number
        ('[plural value={$n / 4} one="% coin" other="% coins"/]', "0.5 coins"),
        ('[select {$name} Bo="him"/]', '[select Bo Bo="him"/]'),
        ('[select value={$name} Ann="her" bo="him, [b]%"/]', "him, [b]Bo"),
        ('[select value={$n} 1="one" 2="two"/] of [plural value={$n} one="a" other="them"/]', "two of them"),
    ],
)
def test_a_line_without_a_case_for_the_value_is_shown_as_written(tmp_path: Path, line: str, shown: str) -> None:
    declared = '<<declare $name = "Bo">>\n<<declare $n = 2>>'
    played = session(tmp_path, f"Start\n{declared}\n{line}\n-> {line}\nOn.")
    assert played.transcript == f"{shown}\n" and not played.errors
    assert [option.text for option in played.options] == [shown]
    played.choose(0)
    assert played.transcript.endswith("On.\n")


@pytest.mark.parametrize(
    ("value", "line", "shown"),
    [
        ("[b]Ann[/b]", "{$x} waves.", "Ann waves."),
        ("[b]Ann", "{$x} waves.", "[b]Ann waves."),
        ("[b]Ann", "{$x}[/b] waves.", "Ann waves."),
        ("Ann", "[b]{$x}[/b] waves.", "Ann waves."),
        ("[pause/] Ann", "Hm {$x} waves.", "Hm Ann waves."),
        ("[b]", "{$x}: a \\[b\\]", '[character name="[b]"][b]: [/character]a \\[b\\]'),
        ("[nomarkup][b]", "{$x}[/nomarkup]", "[b]"),
        ("b[i]", '[select value={$x} b="no"/]', '[select value=b[i] b="no"/]'),
    ],
)
def test_markup_that_comes_from_a_value_is_taken_out(tmp_path: Path, value: str, line: str, shown: str) -> None:
    played = session(tmp_path, f'Start\n<<declare $x = "{value}">>\n{line}\n-> {line}')
    assert played.transcript == f"{shown}\n"
    assert [option.text for option in played.options] == [shown]


def test_the_values_of_a_line_are_computed_once(tmp_path: Path) -> None:
    story = load(written(tmp_path, 'Start\n[select value={dice(2)} 1="one"/] {dice(3)}'))
    assert endings(story).playthroughs == 6


def test_the_odds_of_dice_and_of_a_threshold_are_exact(tmp_path: Path) -> None:
    story = load(
        written(
            tmp_path,
            "Start\n<<if dice(6) == 6>>\nSix.\n<<stop>>\n<<endif>>\n<<if random() < 0.25>>\nLow.\n<<stop>>\n<<endif>>\nHigh.",
        )
    )
    report = endings(story)
    assert sorted(round(ending.odds.value, 9) for ending in report.endings if ending.odds and ending.odds.value) == [
        round(value, 9) for value in (1 / 6, 5 / 24, 5 / 8)
    ]


def test_a_loop_through_a_line_group_is_searched_to_its_end(tmp_path: Path) -> None:
    story = load(written(tmp_path, "Start\n<<jump Loop>>", "Loop\n=> A\n=> B\n=> C\n-> Again\n    <<jump Loop>>\n-> Enough"))
    report = endings(story)
    assert [ending.kind for ending in report.endings] == ["end"]


def test_a_jump_out_of_a_detour_leaves_all_that_waits(tmp_path: Path) -> None:
    played = session(
        tmp_path,
        "Start\n<<detour A>>\nNever.",
        "A\n<<detour B>>\nNever.",
        "B\n-> Go\n    <<jump C>>\n-> Back",
        'C\n{visited_count("Start")} {visited_count("A")} {visited_count("B")}',
    )
    played.choose(0)
    assert played.transcript == "1 1 1\n"


@pytest.mark.parametrize("strategy", ["first", "best", "best_least_recently_viewed"])
def test_saliency(tmp_path: Path, strategy: str) -> None:
    played = session(tmp_path, "Start\n=> A\n=> B <<if true>>\n=> C\n-> Again\n    <<jump Start>>")
    played.set_variable("saliency", strategy)
    said = [played.lines[0].text.strip()]
    for _ in range(3):
        played.choose(0)
        said.append(played.lines[0].text.strip())
    assert "".join(said) == {"first": "AAAA", "best": "BBBB", "best_least_recently_viewed": "BACB"}[strategy]


def test_the_test_plans_of_yarn_spinner_pass(corpus: Path) -> None:
    failed, passed = [], 0
    for plan in sorted((corpus / PLANS).glob("*.testplan")):
        story = plan.with_suffix(".yarn")
        if not story.exists():
            continue
        program, _ = registry.read(story)
        fault = run_plan(program, read_plan(plan), GAME).failed
        passed += fault is None
        if fault is not None:
            failed.append(f"{plan.name}, line {fault.span.line}: {fault.message}")
    assert failed == []
    assert passed >= 21
