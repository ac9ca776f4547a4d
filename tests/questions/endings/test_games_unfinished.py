"""Claims settled about a game whose search stopped early are true of the whole game; and the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from space.test_conversations import with_entries

from epilogue.answers import EndingsReport
from epilogue.questions.endings import screen as terminal
from epilogue.questions.endings.build import endings
from epilogue.settings import Limits
from epilogue.space.watch import Watch
from epilogue.story.project import load

pytestmark = pytest.mark.slow

INN = """\
VAR trust = 0
-> END
== tavern
* [Smile]
    ~ trust++
* [Frown]
+ {trust > 5} [Ask for the key]
    Here it is.
    -> END
-
# ending: met
-> END
== mill
{ trust > 3: The miller lets you in. -> DONE }
+ [Knock]
    -> END
+ [Go]
    -> END
"""
TALKS = '[entries]\ntavern = "tavern"\nmill = "mill"\n'


def asked(folder: Path, source: str, entries: str, states: int) -> EndingsReport:
    (folder / "inn.ink").write_text(source, encoding="utf-8")
    (folder / "epilogue.toml").write_text(entries, encoding="utf-8")
    return endings(load(str(folder / "inn.ink")), watch=Watch(Limits(states=states)))


def places(report: EndingsReport, kinds: tuple[str, ...]) -> set[tuple[str, int]]:
    """Where a playthrough was found to stop in one of these ways."""
    return {(ending.file, ending.line) for ending in report.endings if ending.kind in kinds}


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("seed", range(12, 24))
def test_it_holds_of_the_whole_game(seed: int, tmp_path: Path) -> None:
    source, entries = with_entries(seed)
    whole = asked(tmp_path, source, entries, 600)
    assert whole.claims is not None
    for states in (1, 4, 15, 60):
        early = asked(tmp_path, source, entries, states)
        assert early.claims is not None and early.claims.endless is None
        if early.complete:
            continue
        assert early.unsettled is not None
        left = {(ending.file, ending.line) for ending in early.unsettled.endings}
        meant = ("end", "done")
        if not early.unsettled.anything:
            assert places(whole, meant) <= places(early, meant) | left
        if early.claims.runs_out == "refuted":
            assert not places(whole, ("out_of_content", "stuck"))
        if early.claims.errors == "refuted":
            assert not places(whole, ("error",))
        if whole.complete:
            assert {(u.line, u.text) for u in early.never_offered} <= {(u.line, u.text) for u in whole.never_offered}


def test_how_it_looks(tmp_path: Path) -> None:
    whole, early = asked(tmp_path, INN, TALKS, 600), asked(tmp_path, INN, TALKS, 6)
    assert whole.complete and not early.complete
    screen = terminal.render(early, width=80)
    assert "✔ No reader can run into an error.\n! The search stopped early" in screen
    assert "  - whether a reader can be left with nothing to choose (line 3)\n  - whether 1 of 5 options can be offered" in screen
    assert "for ever" not in screen and "no others" not in screen
    assert "line 14  an ending          not known" in screen
    none_left = asked(tmp_path, INN.replace("trust++", "trust = 9"), TALKS, 12)
    if not none_left.complete:
        assert "no others" not in terminal.render(none_left, width=80)
