"""``epilogue play`` as a user types it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from epilogue.cli import main
from epilogue.cli.prompts import COMMANDS, LEAVES

pytestmark = pytest.mark.slow

STORY = """\
VAR coins = 3
LIST mood = (glad), sad
A line that is long enough to be wrapped when there are only forty columns to put it in. # tag
* Pay[.] two.
  ~ coins -= 2
  Thanks. # ending: paid
  -> END
* [Leave]
  Bye {RANDOM(1, 1000)}.
- -> street
=== street
The street
"""


@pytest.fixture
def story(tmp_path: Path) -> str:
    path = tmp_path / "story.ink"
    path.write_text(STORY, encoding="utf-8")
    return str(path)


@pytest.fixture
def run(monkeypatch, capsys):
    """Runs a command line with the given input: exit code, output, error output."""

    def go(typed: str, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        monkeypatch.setenv("COLUMNS", "40")
        code = main(["play", *arguments])
        return code, *capsys.readouterr()

    return go


def test_the_plain_transcript(run, story):
    code, out, err = run("1\n", "--plain", story)
    assert (code, err) == (0, "")
    assert out == (
        STORY.splitlines()[2].removesuffix(" # tag") + "\n# tags: tag\n\n1: Pay.\n2: Leave\n?> Pay two.\nThanks.\n"
        "# tags: ending: paid\n"
    )


def test_plain_says_what_is_wrong_with_the_input(run, story):
    out = run("x\n7\n1\n", "--plain", story)[1]
    assert "?> Unexpected input. Type a choice number.\n?> Choice out of range\n?> Pay two.\n" in out


def test_plain_run_out_of_content(run, story):
    out = run("2\n", "--plain", story)[1]
    assert out.endswith("The street\nRUNTIME ERROR: ran out of content. Do you need a '-> DONE' or '-> END'?\n")


def test_plain_stops_where_the_input_does(run, story):
    code, out, err = run("", "--plain", story)
    assert (code, err) == (0, "")
    assert out.endswith("2: Leave\n?> ")


TWICE = """\
VAR n = 0
{f(40)}
-> END
=== function f(x)
{ x > 0:
    ~ f(x - 1)
    ~ f(x - 1)
}
~ n++
~ return n
"""


@pytest.mark.parametrize(
    ("text", "arguments", "why"),
    [
        (TWICE, ["--plain"], "without coming to a choice; this turn may have no end"),
        (TWICE, [], "without coming to a choice; this turn may have no end"),
        ("VAR n = 0\n-> a\n=== a\n~ n++\nOn.\n+ -> a\n", ["--plain"], "without coming to a choice; this turn may have no end"),
        ("-> a\n=== a\n+ [Again] -> a\n", ["--plain", "--random"], "the story may have no end"),
    ],
)
def test_the_limits_of_the_settings_hold(run, tmp_path, monkeypatch, text, arguments, why):
    monkeypatch.setattr("epilogue.cli.play.MAX_RANDOM", 10**9)
    (tmp_path / "endless.ink").write_text(text, encoding="utf-8")
    (tmp_path / "endless.ink.toml").write_text('[limits]\ntime = "1s"\n', encoding="utf-8")
    code, _, err = run("", *arguments, str(tmp_path / "endless.ink"))
    assert code == 0
    assert err.startswith("epilogue: left after 1 s") and err.endswith(f"{why}\n")


class Slow(io.StringIO):
    """A player who thinks for minutes before each answer; ``clock``: seconds since the beginning."""

    clock = 0.0

    def readline(self, *_: object) -> str:
        self.clock += 700
        return super().readline()


def test_time_is_counted_from_the_players_last_answer(tmp_path, monkeypatch, capsys):
    text = "VAR n = 0\n-> a\n=== a\n{n < 9000: -> b}\nHere.\n+ [Again] -> a\n=== b\n~ n++\n-> a\n"
    (tmp_path / "slow.ink").write_text(text.replace("-> a\n===", "+ [Begin] -> a\n===", 1), encoding="utf-8")
    (tmp_path / "slow.ink.toml").write_text('[limits]\ntime = "10s"\n', encoding="utf-8")
    player = Slow("1\n1\n")
    monkeypatch.setattr("sys.stdin", player)
    monkeypatch.setattr("epilogue.budget.monotonic", lambda: player.clock)
    assert main(["play", "--plain", str(tmp_path / "slow.ink")]) == 0
    said = capsys.readouterr()
    assert said.out.count("Here.") == 2 and not said.err


def test_given_choices_and_seeds(run, story):
    one, two = (run("", "--plain", "--choices", "2", "--seed", "4", story)[1] for _ in range(2))
    assert one == two
    assert "?> Bye " in one


def test_a_story_plays_itself(run, story):
    one, two = (run("", "--random", "--seed", "1", "--plain", story)[1] for _ in range(2))
    assert one == two


def test_the_player_wraps_numbers_and_names_the_ending(run, story):
    code, out, _ = run("vars\n1\nquit\n", story)
    assert code == 0
    assert max(len(line) for line in out.splitlines()) <= 40
    for said in ("1. Pay.", "2. Leave", "coins = 3", "mood = (glad)", "The end.", "“paid”", "1 choice."):
        assert said in out


def test_undo_save_and_load(run, story, tmp_path):
    kept = str(tmp_path / "kept.play")
    code, out, _ = run(f"2\nsave {kept}\nundo\nrestart\nload {kept}\nq\n", story)
    assert code == 0
    assert out.count("Bye ") == 2
    saved = json.loads(Path(kept).read_text(encoding="utf-8"))
    assert saved["actions"] == [{"option": 1, "text": "Leave"}]
    assert saved["ending"] == "out_of_content"
    code, out, _ = run("q\n", story, kept)
    assert code == 0 and "Bye " in out and "runs out of content" in out


def test_saving_asks_before_it_writes_over_a_file(run, story, tmp_path):
    kept = tmp_path / "kept.play"
    kept.write_text("not a playthrough", encoding="utf-8")
    out = run(f"save {kept}\nno\nq\n", story)[1]
    assert "exists already. Overwrite it? (y or n)" in " ".join(out.split()) and "Nothing was saved." in out
    assert kept.read_text(encoding="utf-8") == "not a playthrough"
    run(f"1\nsave {kept}\ny\nq\n", story)
    finished = kept.read_text(encoding="utf-8")
    assert json.loads(finished)["ending"] == "end"
    run(f"2\nsave {kept}\n", story)  # no more input
    assert kept.read_text(encoding="utf-8") == finished


def test_a_playthrough_without_choices_is_never_saved_over_a_finished_one(run, story, tmp_path):
    kept = tmp_path / "kept.play"
    run(f"1\nsave {kept}\nq\n", story)
    finished = kept.read_text(encoding="utf-8")
    out = " ".join(run(f"save {kept}\ny\nq\n", story)[1].split())
    assert "Nothing is chosen yet" in out and "which stays" in out
    assert kept.read_text(encoding="utf-8") == finished


def test_tags_are_not_part_of_what_is_read(run, story):
    assert "# " not in run("1\nq\n", story)[1]


def test_the_last_playthrough_is_what_whatif_and_why_are_about(run, story, capsys):
    assert main(["whatif", story]) == 2
    said = capsys.readouterr().err
    assert "It has not been played yet" in said and f"play it: epilogue play {story}" in said
    run("2\nrestart\nq\n", story)  # the one that was quit is empty: the finished one before it counts
    assert main(["why", story]) == 0
    shown = capsys.readouterr().out
    assert "This is the playthrough that you played last (" in " ".join(shown.split()) and "Leave" in shown
    assert f"\nNext: epilogue whatif {story}\n" in shown
    run("1\nq\n", story)
    assert main(["whatif", story]) == 0
    shown = capsys.readouterr().out
    assert "You reached PAID." in shown and "played last" in " ".join(shown.split())
    assert f"epilogue whatif {story} --nearest --read" in " ".join(shown.split())
    run("", "--plain", "--choices", "2", story)
    assert main(["whatif", story, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["was"]["choices"] == 1
    assert main(["cache"]) == 0
    assert "the playthrough played last" in " ".join(capsys.readouterr().out.split())
    assert main(["cache", "--clear"]) == 0
    assert main(["whatif", story]) == 2


def test_words_that_mean_nothing_are_met_with_help(run, story):
    out = run("what\n9\nsave\nload nowhere.play\nundo\nhelp\n", story)[1]
    for said in (
        "A number, or undo",
        "There are only options 1 and 2",
        "Say save FILE",
        "No such file",
        "nothing to undo",
        "the story's variables",
    ):
        assert said in " ".join(out.split())


def test_the_end_of_input_leaves(run, story):
    assert run("", story)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "nowhere"], "no knot, stitch or label 'nowhere'"),
        (["--choices", "5"], "there are only options 1 and 2"),
        (["--choices", "a"], "option numbers separated by commas"),
    ],
)
def test_what_cannot_be_done_is_reported_in_one_line(run, story, arguments, said):
    code, _, err = run("", "--plain", *arguments, story)
    assert code == 2
    assert said in err and "Traceback" not in err


def test_a_broken_playthrough(run, story, tmp_path):
    path = tmp_path / "broken.play"
    path.write_text("{", encoding="utf-8")
    code, _, err = run("", story, str(path))
    assert code == 2 and "not a saved playthrough" in err


INN = str(Path(__file__).resolve().parents[2] / "examples" / "harbour_inn" / "harbour_inn.ink")


def test_the_player_is_asked_in_the_games_place(run):
    code, out, err = run("innkeeper\n2\nperhaps\ntrue\nnone\n", "--plain", INN)
    assert (code, err) == (0, "")
    assert out == (
        "Which conversation does the game start?\n  1: innkeeper\n  2: lighthouse\n  3: none\n?> "
        '"A new face."\n\n1: Ask about the lighthouse\n2: Order a cup of cider\n?> '
        "The game decides: has_coin? (1: true, 2: false)\n?> "
        "Not one of these. The game decides: has_coin? (1: true, 2: false)\n?> "
        "The cup is warm.\n# tags: ending: cider\n"
        "Which conversation does the game start?\n  1: innkeeper\n  2: lighthouse\n  3: none\n?> "
    )


def test_a_conversation_begun_by_its_name_leaves_the_others_to_the_player(run):
    out = run("none\n", "--plain", "--from", "lighthouse", INN)[1]
    assert out == (
        "The door is locked.\n# tags: ending: locked\nWhich conversation does the game start?\n  1: innkeeper\n  2: none\n?> "
    )


def test_between_conversations_one_can_leave_and_learns_how_to_save(run):
    code, out, err = run("save inn.play\nquit\n", "--plain", INN)
    assert (code, err) == (0, "")
    assert "Not one of these. Answer none first, then undo, save and the rest. Which conversation" in out


def test_a_function_that_nothing_is_known_of_is_asked_for(run, tmp_path):
    path = tmp_path / "gold.ink"
    path.write_text("EXTERNAL gold()\nYou have {gold()} coins. -> END\n", encoding="utf-8")
    assert run("12\n", "--plain", str(path))[1].endswith("?> You have 12 coins.")


FREE = "EXTERNAL name()\n~ temp who = name()\n+ [Greet]\n- Hello, {who}.\n+ [On] -> END\n"
NUMBER = "VAR pips = 1\nYou throw {pips}. -> END\n"


@pytest.mark.parametrize("how", [(), ("--plain",)])
@pytest.mark.parametrize(
    "command", ["undo", "u", "restart", "save", "save my.play", "load", "vars", "w dream", "why", "help", "?"]
)
def test_a_command_is_no_answer_to_a_free_question(how, command, run, tmp_path):
    path = tmp_path / "name.ink"
    path.write_text(FREE, encoding="utf-8")
    code, out, _ = run(f"{command}\nAda\n1\n", *how, str(path))
    asked = "The game decides: name? (a number, true, false or words, in quotation marks if need be; quit leaves)\n?> "
    refused = (
        f'Answer first, then undo, save and the rest. Is the answer “{command}”? Then put it in quotation marks: "{command}"'
    )
    assert code == 0
    assert out.startswith(f"{asked}{refused} {asked}")
    assert "Hello, Ada." in out
    assert list(tmp_path.glob("*.play")) == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [('"undo"', "undo"), ('"quit"', "quit"), ("why not", "why not"), ('"7"', "7"), ("save the cat", "save the cat")],
)
def test_any_words_can_be_the_answer_to_a_free_question(answer, said, run, tmp_path):
    path = tmp_path / "name.ink"
    path.write_text(FREE, encoding="utf-8")
    assert f"Hello, {said}." in run(f"{answer}\n1\n", "--plain", str(path))[1]


@pytest.mark.parametrize("word", sorted(LEAVES))
def test_a_free_question_can_be_left(word, run, tmp_path):
    path = tmp_path / "name.ink"
    path.write_text(FREE, encoding="utf-8")
    code, out, _ = run(f"{word}\n1\n", "--plain", str(path))
    assert (code, out.count("?> ")) == (0, 1)


def test_a_command_is_no_answer_to_a_question_for_a_number(run, tmp_path):
    path = tmp_path / "dice.ink"
    path.write_text(NUMBER, encoding="utf-8")
    (tmp_path / "epilogue.toml").write_text("[outside]\npips = { from = 1, to = 12 }\n", encoding="utf-8")
    out = run("undo\n13\n5\n", "--plain", str(path))[1]
    asked = "The game decides: pips? (1 to 12)\n?> "
    assert out == f"{asked}Answer first, then undo, save and the rest. {asked}Not one of these. {asked}You throw 5."


@pytest.mark.parametrize("word", sorted(COMMANDS | LEAVES))
def test_each_command_that_a_question_refuses_is_one_of_the_player(word, run, story):
    assert "A number, or undo" not in run(f"{word}\n", story)[1]


@pytest.mark.parametrize("how", [(), ("--plain",)])
def test_a_game_that_is_left_between_conversations_is_the_last_playthrough(how, run, capsys):
    assert run("innkeeper\n2\ntrue\n", *how, INN)[0] == 0  # then the input ends before the next conversation is picked
    assert main(["whatif", INN]) == 0
    assert "played last" in " ".join(capsys.readouterr().out.split())
