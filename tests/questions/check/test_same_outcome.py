"""Options that lead to the same story: they do wherever both are offered, and nothing remembers which was taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue.questions.check.answer import Found
from epilogue.questions.check.build import check
from epilogue.story.project import load

ANSWERS = "* (yes) [Yes] -> later\n* (no) [No] -> later\n=== later\n"
ONE_OF_TWO = """\
VAR n = 0
-> hub
=== hub
~ n = n + 1
* [Ask] -> on
+ [Wait] -> on
=== on
{n < 2: -> hub}
Done.
-> END
"""


def found(source: str, folder: Path) -> list[Found]:
    (folder / "story.ink").write_text(source, encoding="utf-8")
    return list(check(load(str(folder / "story.ink")), ["EP024"]).findings)


def test_options_of_one_menu_are_one_finding(tmp_path: Path) -> None:
    (finding,) = found("* [Yes] -> later\n* [No] -> later\n* [Perhaps] -> later\n=== later\nTime passes.\n-> END\n", tmp_path)
    assert finding.why == "“Yes” and “No” and “Perhaps” lead to the same story: not a word after them differs"
    assert (finding.line, [item.text for item in finding.lost]) == (1, ["No", "Perhaps"])


@pytest.mark.parametrize(
    ("later", "count"),
    [
        ("Time passes.\n-> END\n", 1),
        ("You said yes {yes} times.\n-> END\n", 0),
        ("You said yes {READ_COUNT(-> yes)} times.\n-> END\n", 0),
        ("You said yes {READ_COUNT(what)} times.\n-> END\nVAR what = -> yes\n", 0),
        ("You said yes {TURNS_SINCE(-> yes)} turns ago.\n-> END\n", 0),
        ("{yes: Good.|Pity.}\n-> END\n", 0),
    ],
)
def test_what_is_only_printed_is_remembered_too(later: str, count: int, tmp_path: Path) -> None:
    assert len(found(ANSWERS + later, tmp_path)) == count


def test_options_that_differ_in_one_situation_are_no_finding(tmp_path: Path) -> None:
    """Asked at first, the question is gone when the menu comes again; only at its second time does nothing depend on it."""
    assert found(ONE_OF_TWO, tmp_path) == []
    (finding,) = found(ONE_OF_TWO.replace("n < 2", "n < 1"), tmp_path)
    assert finding.why.startswith("“Ask” and “Wait”")
