"""Endings that stop at the same place are distinguished by the last line shown, as written in the source."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue.questions.endings.build import endings
from epilogue.story.project import load
from epilogue.testing.judging import judge_program

FIN = "=== fin\n-> END\n"

CASES = {
    "options that fall out at a gather": (
        "* A\n  You are a knight.\n* B\n  You are thrown out.\n- -> END\n",
        {"You are a knight.", "You are thrown out."},
    ),
    "what an option says, where nothing is said after it": ("* stay -> fin\n* go -> fin\n" + FIN, {"stay", "go"}),
    "what is said after the option counts": ("* stay -> fin\n* go -> fin\n=== fin\nThe end.\n-> END\n", {"The end."}),
    "text that is only on offer is not said": ("* [stay] -> fin\n* [go] -> fin\n" + FIN, {""}),
    "values are printed into one line": (
        "VAR n = 0\n* [a]\n~ n = 1\n* [b]\n~ n = 2\n- You have {n} coins.\n-> END\n",
        {"You have {…} coins."},
    ),
    "parts of one line": ("VAR n = 0\n* [a]\n~ n = 1\n* [b]\n- You are {n: rich|poor}.\n-> END\n", {"You are {…}."}),
    "tags are no words": ("* a\n# bright\n* b # dark\n- -> END\n", {"a", "b"}),
    "a mark names one ending": ("* a\n* b\n- # ending: home\n-> END\n", {""}),
    "a function in the middle of a line": (
        "VAR n = 0\n* [a]\n~ n = 1\n* [b]\n- It is {f()} here.\n-> END\n=== function f\n{ n:\n  warm\n- else:\n  cold\n}\n",
        {"It is {…} here."},
    ),
    "a function that says its own lines": (
        "VAR n = 0\n* [a]\n~ n = 1\n* [b]\n- {f()}\n-> END\n=== function f\n{ n:\n  Warm.\n- else:\n  Cold.\n}\n",
        {"Warm.", "Cold."},
    ),
    "a function that calls itself": (
        "VAR n = 0\n* [a]\n~ n = 1\n* [b]\n- ~ f(2)\n-> END\n=== function f(x)\n{ x > 0:\n  ~ f(x - 1)\n- else:\n"
        "  { n:\n    Warm.\n  - else:\n    Cold.\n  }\n}\n",
        {"Warm.", "Cold."},
    ),
    "a draw after the words": ("* a\n* b\n- ~ temp x = RANDOM(1, 2)\n-> END\n", {""}),
    "words after a draw": ("* [a]\n- {RANDOM(1, 2) == 1:\n  Heads.\n- else:\n  Tails.\n}\n-> END\n", {"Heads.", "Tails."}),
    "a fallback is a choice that the story takes": ("-> hub\n=== hub\n* [a] One. -> hub\n* [b] Two. -> hub\n* -> END\n", {""}),
    "tunnels": ("* [a] -> t ->\n* [b] -> u ->\n- -> END\n=== t\nFirst.\n->->\n=== u\nSecond.\n->->\n", {"First.", "Second."}),
    "faults are told by their place": ("* a -> k\n* b -> k\n=== k\n{k > 5: x}\n", {""}),
}  # fmt: skip

YARN = {
    "options that fall out at the end of a node": (
        "title: Start\n---\n-> I will serve.\n    You are a knight.\n-> Never.\n    You are thrown out.\n===\n",
        {"You are a knight.", "You are thrown out."},
    ),
    "a node that is detoured and jumped to": (
        "title: Start\n---\n-> a\n    <<detour Hall>>\n    Done.\n-> b\n    <<jump Hall>>\n===\n"
        "title: Hall\n---\n-> c\n    Warm.\n-> d\n    Cold.\n===\n",
        {"Done.", "Warm.", "Cold."},
    ),
    "titles that are worked out": (
        'title: Start\n---\n<<declare $to = "Hall">>\n-> a\n    <<set $to to "Yard">>\n-> b\n<<jump {$to}>>\n===\n'
        "title: Hall\n---\nWarm.\n===\ntitle: Yard\n---\nCold.\n===\n",
        {"Warm.", "Cold."},
    ),
    "lines of a group, of which one is picked": (
        "title: Start\n---\n=> One.\n=> Two. <<once>>\n=> Three.\n===\n",
        {"One.", "Two.", "Three."},
    ),
    "commands are no words": ("title: Start\n---\n-> a\n    One.\n    <<dim>>\n-> b\n    <<wait 1>>\n===\n", {"One.", ""}),
}


@pytest.mark.parametrize("name", [*CASES, *YARN])
def test_endings_are_distinguished_by_their_last_words(name: str, tmp_path: Path) -> None:
    source, expected = (CASES | YARN)[name]
    path = tmp_path / ("story.yarn" if name in YARN else "story.ink")
    path.write_text(source, encoding="utf-8")
    report = endings(load(str(path)))
    assert report.complete
    assert {one.last_words for one in report.endings} == expected
    assert len(report.endings) == len(expected)
    assert judge_program(load(str(path)).program).problems == []


def test_a_label_is_true_of_all_who_end_there(tmp_path: Path) -> None:
    """What is shown beside "always" are no words that only some readers see."""
    path = tmp_path / "story.ink"
    path.write_text("Before.\n* [stay]\n* [go]\n  Words. {RANDOM(1, 2)}\n- ~ temp x = RANDOM(1, 2)\n-> END\n", encoding="utf-8")
    (ending,) = endings(load(str(path))).endings
    assert ending.last_words == ""
