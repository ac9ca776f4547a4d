"""The first epilogue.toml of a story."""

from __future__ import annotations

from epilogue import settings
from epilogue.answers import EndingsReport
from epilogue.story.suggest import settings_text


def names(report: EndingsReport) -> list[str]:
    return list(settings.parse(settings_text(report), "epilogue.toml").endings.values())


def test_names_come_from_last_words(intercept: EndingsReport) -> None:
    assert names(intercept) == [
        "But too late now, of course",
        "A longer line, taken to pieces",
        "Much more was said of it",
        "For the moment, at least",
    ]


def test_names_come_from_a_passage_that_holds_one_ending(intercept: EndingsReport) -> None:
    passages = ("night_train.alone", "harbour", "harbour", None)
    placed = tuple(e._replace(passage=p) for e, p in zip(intercept.endings, passages, strict=True))
    assert names(intercept._replace(endings=placed))[:2] == [
        "Night train alone",
        "A longer line, taken to pieces",
    ]


def test_names_are_distinguished(intercept: EndingsReport) -> None:
    same = tuple(e._replace(last_words="The end.") for e in intercept.endings[:3])
    assert names(intercept._replace(endings=same)) == ["The end", "The end 2", "The end 3"]


def test_hostile_words_stay_inside_their_quotation_marks(intercept: EndingsReport) -> None:
    hostile = intercept.endings[0]._replace(id='a"]\n[x', last_words='say "\\" \n\x00 now\n[limits]')
    text = settings_text(intercept._replace(endings=(hostile,)))
    assert list(settings.parse(text, "epilogue.toml").endings) == ['a"] [x']


def test_faults_and_named_endings_need_no_name(intercept: EndingsReport) -> None:
    first, second, *others = intercept.endings
    report = intercept._replace(endings=(first._replace(name="Late"), second._replace(kind="out_of_content"), *others))
    assert len(names(report)) == 2


def test_what_looks_deliberate_is_offered(intercept: EndingsReport) -> None:
    text = settings_text(intercept)
    assert '# intended = ["TheIntercept.ink:47"]' in text
    taken = text.replace("# intended", "intended")
    assert settings.parse(taken, "epilogue.toml").intended == (settings.SourceLine("TheIntercept.ink", 47),)


def test_endings_called_by_their_marks_are_offered_names(intercept: EndingsReport) -> None:
    first, *others = intercept.endings
    text = settings_text(intercept._replace(endings=(first._replace(name="late-light", mark="late-light"), *others)))
    assert f'# "{first.id}" = "Late light"' in text.splitlines()
    assert first.id not in settings.parse(text, "epilogue.toml").endings
