"""Outcomes of luck in words: by the source that draws them."""

from __future__ import annotations

from pathlib import Path

from epilogue.languages.ink.compile.json_write import to_json
from epilogue.languages.ink.read import compile_file
from epilogue.story.narration import QUOTED, LuckNarrator
from epilogue.story.project import load

STORY = """\
VAR a = 0
LIST birds = (dove), (crow)
~ a = RANDOM(1, 6) // a die
{RANDOM(1, 6) > 2: Coin. | None.}
A {~red|blue} cat, {LIST_RANDOM(birds)}.
{
  - RANDOM(1, 2) == 1: Yes.
  - else: No.
}
{shuffle:
  - He sings.
  - She sings.
}
~ a = a + RANDOM(1, 9) + 1000000000 + 1000000000 + 1000000000
* [x] -> END
"""


def told(file: Path) -> list[str]:
    program = load(str(file)).program
    outcomes = {"random": 1, "shuffle": 1, "list_random": "birds.crow"}
    luck = LuckNarrator(program)
    return [luck.describe_at_line(at, outcomes[one.op], str(file)) for at, one in enumerate(program.code) if one.op in outcomes]


def test_draws_are_named_by_the_source_that_draws(tmp_path: Path) -> None:
    file = tmp_path / "luck.ink"
    file.write_text(STORY, encoding="utf-8")
    *found, long = told(file)
    assert found == [
        "1 in “a = RANDOM(1, 6)”, line 3",
        "1 in “RANDOM(1, 6) > 2”, line 4",
        "number 2 in “red|blue”, line 5",
        "crow in “LIST_RANDOM(birds)”, line 5",
        "1 in “RANDOM(1, 2) == 1”, line 7",
        "number 2, line 10",
    ]
    assert long.startswith("1 in “a = a + RANDOM(1, 9)")
    assert long.endswith("…”, line 14")
    assert len(long) < QUOTED + 20


def test_a_compiled_story_has_no_source_to_quote(tmp_path: Path) -> None:
    file = tmp_path / "luck.ink"
    file.write_text(STORY, encoding="utf-8")
    compiled = tmp_path / "luck.ink.json"
    compiled.write_text(to_json(compile_file(file, False)), encoding="utf-8")
    assert [one.partition(",")[0] for one in told(compiled)] == ["1", "1", "number 2", "crow", "1", "number 2", "1"]


YARN = """\
title: Start
when: dice(4) > 3
---
<<declare $hp = 3>>
<<set $hp = dice(6) + 1>> // a die
=> Crow: A red morning.
=> Crow: A blue {random_range(1, 2)}. // {no}
You {"have"} {dice(4)} coins. <<if random() < 0.25>>
<<give_gold {random_range(5, 6)}>>
===
title: Start
when: always
---
===
"""


def test_luck_in_yarn(tmp_path: Path) -> None:
    file = tmp_path / "luck.yarn"
    file.write_text(YARN, encoding="utf-8")
    program = load(str(file)).program
    luck = LuckNarrator(program)
    found = {luck.describe_at_line(at, 2, str(file)) for at, one in enumerate(program.code) if one.op == "random"}
    assert found == {
        "2 in “dice(4) > 3”, line 2",
        "number 2 of the nodes called Start that could come, line 1",
        "2 in “$hp = dice(6) + 1”, line 5",
        "number 2 of the lines that could come, line 6",
        "2 in “random_range(1, 2)”, line 7",
        "2 in “dice(4)”, line 8",
        "false in “random() < 0.25”, line 8",
        "2 in “give_gold {random_range(5, 6)}”, line 9",
    }
    assert {luck.outcome(at, 1) for at, one in enumerate(program.code) if one.op == "random" and one.b} == {"true"}
