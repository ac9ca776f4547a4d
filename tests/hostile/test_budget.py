"""Stories that keep one stage of a command busy practically for ever: each command still answers
within the bounds of its process, and says what it could not do."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hostile.bounded import Ran, run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="no resource module there to bound a process with"),
]

HUB = """\
VAR a = 0
VAR b = 0
-> hub
== hub
{text}
+ [A]
  ~ a = (a * 5 + 1) % 1009
  -> hub
+ [B]
  ~ b = (b * 7 + a) % 1013
  -> hub
"""
DONE = "+ {a == 3 && b == 4} [Out] -> END\n"


def long_to_read() -> str:
    return "Once.\n" + "x {y:z} -> END\n" * 300_000


def long_to_read_as_choices() -> str:
    return "* a\n  {b|c}\n" * 150_000 + "- -> END\n"


def goes_round_and_talks() -> str:
    """Each playthrough at random has 2,000 choices, and each of them 300 lines."""
    return HUB.replace("{text}", "word {a} {b}\n" * 300) + DONE


def wide() -> str:
    """Every passage offers every other one, under conditions on many variables."""
    count = 120
    lines = [f"VAR v{n} = 0" for n in range(count)] + ["-> k0"]
    for n in range(count):
        lines += [f"== k{n}", f"~ v{n} = v{n} + 1"]
        lines += [f"+ {{v{m} * v{(m * 7 + n) % count} < {m}}} [to {m}] -> k{m}" for m in range(count)]
    return "\n".join([*lines, "+ -> END"])


def much_that_nobody_sees() -> str:
    conditions = "".join(
        f"{{v{n % 40} > {n}:\n  never {n}\n- else:\n  * {{v{n % 40} == {n}}} [never {n}] -> late\n}}\n" for n in range(1500)
    )
    return "".join(f"VAR v{n} = 0\n" for n in range(40)) + f"-> END\n== late\n{conditions}-> late\n"


def answered(ran: Ran) -> None:
    """An answer, or one message that says that there is none yet."""
    assert ran.code in (0, 1, 2), ran
    assert "Traceback" not in ran.error
    assert ran.out if ran.code < 2 else "nothing can be said yet" in ran.error, ran.error[-500:]


@pytest.mark.parametrize("made", [long_to_read, long_to_read_as_choices, goes_round_and_talks, wide, much_that_nobody_sees])
@pytest.mark.parametrize("command", [["endings", "--details"], ["check"], ["open", "-o", "out.html"]], ids=lambda one: one[0])
def test_every_command_answers(made: Callable[[], str], command: list[str], tmp_path: Path) -> None:
    (tmp_path / "main.ink").write_text(made(), encoding="utf-8")
    name, *options = command
    answered(run([name, "main.ink", *options, "--time", "2s"], tmp_path))


@pytest.mark.parametrize("asked", [["--samples", "999999999"], ["--verify"], ["--readers", "curious"], ["--precision", "text"]])
def test_what_is_asked_beside_the_endings_is_bound_too(asked: list[str], tmp_path: Path) -> None:
    (tmp_path / "main.ink").write_text(goes_round_and_talks(), encoding="utf-8")
    ran = run(["endings", "main.ink", *asked, "--time", "3s"], tmp_path)
    answered(ran)
    assert "The search stopped early" in ran.out


@pytest.mark.parametrize(
    "command", [["whatif", "--choices", "1,2,1"], ["why", "--choices", "1,2,1"], ["verdict"]], ids=lambda one: one[0]
)
def test_questions_about_playthroughs_are_answered(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "main.ink").write_text(goes_round_and_talks(), encoding="utf-8")
    (tmp_path / "epilogue.toml").write_text('[stakes.A]\nmuch = "a > 500"\nhub = "hub"\n', encoding="utf-8")
    name, *options = command
    ran = run([name, "main.ink", *options, "--time", "3s"], tmp_path)
    assert ran.code in (0, 2) and "Traceback" not in ran.error, ran


def test_many_tests_share_the_time(tmp_path: Path) -> None:
    (tmp_path / "main.ink").write_text(goes_round_and_talks(), encoding="utf-8")
    tests = "".join(f'[[tests]]\nname = "t{n}"\nfrom = "hub"\nevery = true\nexpect = ["a != {n}"]\n' for n in range(300))
    (tmp_path / "epilogue.toml").write_text(tests, encoding="utf-8")
    ran = run(["test", "main.ink", "--time", "3s"], tmp_path)
    assert ran.code in (0, 1, 2) and "Traceback" not in ran.error, ran


def test_a_long_yarn_project_is_read_no_longer_than_it_may(tmp_path: Path) -> None:
    (tmp_path / "main.yarn").write_text(
        "title: Start\n---\n" + "Ada: {$x} <<if $x>>\n-> b\n" * 150_000 + "===\n", encoding="utf-8"
    )
    answered(run(["endings", "main.yarn", "--time", "2s"], tmp_path))
