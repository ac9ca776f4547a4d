"""A story that no playthrough ends: `check` says so, and calls it a mistake only where the story has an end."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue.questions.check.answer import CheckReport
from epilogue.questions.check.build import check
from epilogue.questions.check.screen import render
from epilogue.settings import Limits
from epilogue.space.watch import Watch
from epilogue.story.project import load

HUB = "-> hub\n=== hub\nA hall.\n+ [Left] Dust. -> hub\n+ [Right] Rats. -> hub\n"
YARN = "title: Hall\n---\nA hall.\n-> Left\n    Dust.\n    <<jump Hall>>\n-> Right\n    Rats.\n    <<jump Hall>>\n===\n"
NEVER = "no playthrough ends: from here on there is always another choice"


def checked(source: str, folder: Path, name: str = "story.ink", states: int | None = None) -> CheckReport:
    file = folder / name
    file.write_text(source, encoding="utf-8")
    return check(load(str(file)), watch=Watch(Limits(states=states)))


@pytest.mark.parametrize(("source", "name"), [(HUB, "story.ink"), (YARN, "story.yarn")])
def test_a_story_without_any_end_may_be_meant_to_go_on(source: str, name: str, tmp_path: Path) -> None:
    report = checked(source, tmp_path, name)
    (finding,) = report.findings
    assert (finding.codes, finding.severity, finding.line, finding.why) == (("EP015",), "note", 4, NEVER)
    assert not report.fails
    screen = render(report)
    assert screen.startswith("story: nothing to mend, if it is meant never to end\n")
    assert NEVER in screen


def test_a_story_with_an_end_that_no_way_leads_to_is_wrong(tmp_path: Path) -> None:
    report = checked(f"VAR key = false\n{HUB}+ {{key}} [Out] -> END\n", tmp_path)
    finding = report.findings[0]
    assert (finding.codes, finding.severity, finding.line) == (("EP015",), "error", 5)
    assert finding.why == f"{NEVER}, and no way leads to the end at line 7"
    assert report.fails
    assert render(report).startswith("story: 1 thing to mend\n")


def test_a_story_with_a_marked_ending_that_nobody_reaches_is_wrong(tmp_path: Path) -> None:
    report = checked(f"{HUB}=== out\n# ending: out\nOut. -> DONE\n", tmp_path)
    severities = {finding.codes[0]: finding.severity for finding in report.findings}
    assert severities["EP005"] == severities["EP015"] == "error"


def test_it_is_known_of_a_search_that_stopped_early(tmp_path: Path) -> None:
    counting = HUB.replace("A hall.", "~ n = (n * 7 + 3) % 5003")
    report = checked(f"VAR n = 0\n{counting}+ {{n == 9}} [Up] Fog. -> hub\n", tmp_path, states=20)
    assert not report.complete
    assert NEVER in [finding.why for finding in report.findings]
    assert render(report).startswith("story: nothing to mend was found so far, if it is meant never to end\n")


@pytest.mark.parametrize(
    "source",
    [
        HUB + "+ [Out] -> END\n",
        HUB.replace("[Right] Rats.", "[Right] Rats.\n# ending: rats\n"),
        HUB.replace("-> hub\n+", "-> hub // epilogue: intended\n+", 1),
    ],
    ids=["it can end", "the return is marked as an ending", "marked as intended"],
)
def test_nothing_is_said_where_it_ends_or_is_meant_not_to(source: str, tmp_path: Path) -> None:
    report = checked(source, tmp_path)
    assert not report.findings
    assert render(report).startswith("story: nothing to mend\n")


def test_a_circle_of_single_options_is_told_by_itself(tmp_path: Path) -> None:
    report = checked("-> hub\n=== hub\nA hall.\n+ [Wait] -> hub\n", tmp_path)
    assert [finding.why for finding in report.findings] == [
        "this option leads back to itself, with no other option and no way out"
    ]


def test_a_game_goes_on_by_itself(tmp_path: Path) -> None:
    (tmp_path / "epilogue.toml").write_text('[entries]\nhall = "hub"\n', encoding="utf-8")
    assert not checked(HUB, tmp_path).findings
