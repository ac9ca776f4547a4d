"""Marks in Yarn: hashtags, headers of nodes and reasons, as those see them who ask why."""

from __future__ import annotations

from pathlib import Path

import pytest

from epilogue.diagnostics import StoryError
from epilogue.languages import registry
from epilogue.languages.yarn.testplans import read_plan, run_plan
from epilogue.machine.play import Session
from epilogue.questions.endings.build import endings
from epilogue.questions.why.reasons import narrated_steps
from epilogue.story.project import load
from epilogue.story.study import Study, played

STORY = """\
title: Start
scene: The pier, at night
colour: blue
---
// because: nobody had asked
-> Go #who:mia
    // because: it was late
    She goes.
    <<jump Road>>
// because: never said
-> Stay
// because: of the weather
Rain.
-> On
===
title: Road
scene: The road
ending: The open door
---
<<if dice(2) == 1>>
    Sun.
<<endif>>
-> On
    The end.
===
"""


@pytest.fixture
def story(tmp_path: Path) -> Path:
    file = tmp_path / "story.yarn"
    file.write_text(STORY, encoding="utf-8")
    return file


def test_who_where_and_why(story: Path) -> None:
    loaded = load(str(story))
    study = Study(loaded)
    away = narrated_steps(study, study.path(played(loaded, None, (0, 0), 1).session).actions)
    assert [(one.text, one.who, one.scene, one.because) for one in away if one.who or one.because] == [
        ("Go", "mia", "The pier, at night", ("nobody had asked", "it was late"))
    ]
    assert [one.scene for one in away] == ["The pier, at night", "The road", "The road"]
    here = narrated_steps(study, study.path(played(loaded, None, (1, 0), 1).session).actions)
    assert [(one.text, one.because) for one in here] == [("Stay", ("nobody had asked",)), ("On", ("of the weather",))]


def test_the_ending_of_a_node_and_its_name(story: Path) -> None:
    found = endings(load(str(story)))
    assert {(ending.name, ending.line) for ending in found.endings} >= {("The open door", 18)}


def test_reasons_are_not_text_and_end_no_menu(story: Path) -> None:
    session = Session(registry.read(story)[0], seed=1)
    assert [option.text for option in session.options] == ["Go", "Stay"]
    session.choose(1)
    assert session.transcript == "Rain.\n"
    plan = story.with_suffix(".testplan")
    plan.write_text("option: `Go`\noption: `Stay`\nselect: 2\nline: `Rain.`\noption: `On`\nselect: 1\nstop\n", encoding="utf-8")
    assert run_plan(registry.read(story)[0], read_plan(plan), {}).failed is None


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("End. #ending:The open door", "#ending:The-open-door, with its name in [endings]"),
        ("End. #ending:The open door #once", "among the headers of the node, ending: The open door"),
        ("-> Go #who:Mia Dolan <<if true>>", "#who:Mia-Dolan"),
        ("End. #sad tune", "#sad-tune"),
    ],
)
def test_a_hashtag_with_spaces_says_how_to_write_it(line: str, hint: str, story: Path) -> None:
    story.write_text(f"title: Start\n---\n{line}\n===\n", encoding="utf-8")
    with pytest.raises(StoryError) as error:
        registry.read(story)
    assert hint in (error.value.diagnostics[0].hint or "")
