"""The example of a game's dialogue: conversations in any order, a function of the game, weather set before."""

from __future__ import annotations

from pathlib import Path

from epilogue.questions.endings.build import endings
from epilogue.story.project import load
from epilogue.story.transcript import transcript

INN = Path(__file__).resolve().parents[1] / "examples" / "harbour_inn"


def test_every_conversation_with_its_odds_over_all_that_came_before() -> None:
    report = endings(load(str(INN)))
    assert report.complete and report.never_offered == () and report.endless.high == 0
    found = {(e.conversation, e.name, e.line): (e.odds.low, e.odds.high, e.shortest) for e in report.endings}
    assert found == {
        ("innkeeper", "cider", 18): (0, 1, 1),
        ("innkeeper", "thirsty", 22): (0, 1, 1),
        ("innkeeper", "secret", 27): (0, 0.5, 1),
        ("innkeeper", "turned away", 30): (0, 0.5, 1),
        ("lighthouse", "locked", 36): (0, 1, 0),
        ("lighthouse", "inside", 41): (0, 0.75, 0),
        ("lighthouse", "fallen", 48): (0, 0.125, 1),
        ("lighthouse", "inside", 52): (0, 0.125, 1),
    }


def test_one_conversation_alone() -> None:
    report = endings(load(str(INN)), entry="lighthouse")
    assert {ending.conversation for ending in report.endings} == {"lighthouse"}


def test_a_way_leads_through_the_conversations_before() -> None:
    story = load(str(INN))
    secret = next(ending for ending in endings(story).endings if ending.name == "secret")
    moments = transcript(story, secret.path)
    assert [moment.text for moment in moments if moment.kind == "outside"].count("the game begins innkeeper") == 3
    assert moments[-1].text.strip() == '"The lamp has been dark since the wedding."'


def test_the_machine_agrees() -> None:
    report = endings(load(str(INN)), verify=True)
    assert report.check is not None and report.check.steps == report.check.of and not report.check.differences
