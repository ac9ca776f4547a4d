"""Words of the page: its own, and those its server answers where there is nothing to show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from questions.test_screens import words_of
from starlette.testclient import TestClient
from web.stories import FORK
from web.test_app import Client, client, endings, facade_mark, panel

from epilogue.budget import BudgetSpent
from epilogue.machine.play import PlayError
from epilogue.questions.endings.build import endings as endings_of_story
from epilogue.settings import Limits
from epilogue.space.watch import Watch
from epilogue.story.project import load
from epilogue.views.html.panels import choices
from epilogue.web import worker
from epilogue.web.reading import ReadingWorker
from epilogue.web.watching import WatchingWorker, changed

__all__ = ["client"]

pytestmark = pytest.mark.slow

GAME = "=== inn\nAn inn.\n* [Drink]\nGood ale. -> END\n=== dock\nThe dock. -> END\n"
ENTRIES = '[entries.inn]\nat = "inn"\n[entries.dock]\nat = "dock"\n'


def read(markup: str, folder: Path) -> str:
    """All that can be read or heard of this markup."""
    (folder / "part.html").write_text(markup, encoding="utf-8")
    return words_of(folder / "part.html")


def problem(asked: TestClient, what: str, *actions: int) -> str:
    """Why the server has no answer to this."""
    return str(asked.post(f"/{what}", json={"actions": actions}).json()["problem"])


def test_the_page_before_anything_is_known(client: Client, tmp_path: Path) -> None:
    assert read(client(FORK).get("/").text, tmp_path).splitlines() == [
        "main.ink", "To the content", "main.ink", "Reading the story …",
        "Epilogue has stopped: you see the story as it was. Start epilogue open again, and this page continues.",
        "[Parts of this page]", "Read", "Endings", "Map", "Problems", "Source", "Characters", "Choices", "Words",
        "[The story]", "[This playthrough]", "[This playthrough]", "Undo", "Start over", "Save a copy", "Copy the link",
        "Show how it can end from here", *["Not ready yet."] * 7,
    ]  # fmt: skip


def test_what_is_refused_is_told_why(client: Client) -> None:
    asked = client(FORK)
    assert asked.get("/", headers={"host": "evil.example"}).text == "This page can only be opened at its own address."
    assert asked.get("/static/page.html.j2").text == "There is no such file."
    assert asked.get("/panel/x").text == "There is no such part."
    assert asked.post("/play", content=b" " * 100_001).text == "That is more than a playthrough."
    assert asked.post("/play", content=b"[]").json() == {"problem": "a playthrough is a list of numbers"}


def test_how_it_can_end_is_not_known_before_the_story_was_searched(client: Client, tmp_path: Path) -> None:
    assert problem(client(FORK), "ahead") == "the story is being searched"
    with pytest.raises(PlayError, match=r"^the story is being searched$"):
        WatchingWorker(str(tmp_path / "main.ink"), False).ahead("of another version", [])


def test_a_playthrough_that_does_not_fit_is_told_so(client: Client) -> None:
    asked = client(FORK)
    panel(asked, "map", "<svg")
    assert problem(asked, "keep", 0, 9) == "this playthrough does not fit the story as it is now"
    assert problem(asked, "could", 0, 9) == "this playthrough does not fit the story as it is now"
    assert problem(asked, "ahead", 0, 9) == "what can follow from here was not searched"


def test_a_story_in_the_middle_of_a_save_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "main.ink"
    path.write_text(FORK, encoding="utf-8")
    mark = facade_mark(path)
    path.write_text(FORK.replace("Ash.", "Ashes."), encoding="utf-8")
    with pytest.raises(PlayError, match=r"^the story is being saved$"):
        ReadingWorker(str(path), False).play(mark, [])
    path.write_text("-> nowhere", encoding="utf-8")
    with pytest.raises(PlayError, match=r"^the story cannot be read at the moment$"):
        ReadingWorker(str(path), False).play(mark, [])


def test_what_could_have_been_waits_for_the_version_that_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "main.ink"
    path.write_text(FORK, encoding="utf-8")
    one = worker.Worker("examining", str(path), False)
    with pytest.raises(worker.RequestRefused, match=r"^the story is still being searched: try again in a moment$"):
        one.ask("could", "of another version", [0, 0])
    one.close()


class Pipe:
    """The worker's end of a pipe with one request in it."""

    def __init__(self, *request: Any) -> None:
        self.requests = [request]
        self.sent: list[Any] = []

    def recv(self) -> Any:
        if not self.requests:
            raise EOFError
        return self.requests.pop()

    def send(self, content: Any) -> None:
        self.sent.append(content)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (BudgetSpent("time", "after 80 s", ""), "not known: the work was stopped after 80 s"),
        (RecursionError(), "the story is too deeply nested, or too large"),
        (MemoryError(), "the story is too deeply nested, or too large"),
    ],
)
def test_work_that_is_too_much_is_told_so(
    fault: BaseException, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*asked: Any) -> Iterator[Any]:
        raise fault

    monkeypatch.setattr(WatchingWorker, "events", fail)
    pipe = Pipe("events", ("", None))
    worker.work(pipe, "watching", str(tmp_path), False)  # type: ignore[arg-type]
    assert pipe.sent == [("refused", said)]


def test_the_parts_say_what_they_cannot_show(client: Client, tmp_path: Path) -> None:
    skipped = FORK.replace("== inside", "+ {debug} [Skip it] -> away\n== inside")
    asked = client(f"VAR debug = false\n{skipped}== attic\n+ [Climb] -> away\n")
    panel(asked, "words", "<table")
    stakes = read(asked.get("/panel/stakes").text, tmp_path)
    assert stakes.splitlines() == [
        "Tell Epilogue what each character wants: in epilogue.toml, beside the story, in the story's own variables:",
        "[stakes.Mia]", 'dream = "mia_acts"', 'happy = "mia_happy > 1"',
    ]  # fmt: skip
    assert "main.ink, line 8 · EP001 · hides 1 option · perhaps intended" in read(asked.get("/panel/findings").text, tmp_path)
    assert "+ [Climb] -> away no reader is ever offered this" in read(asked.get("/panel/source").text, tmp_path)
    drawn = asked.get("/panel/map").text
    assert '"where": "main.ink, line 9; seen: 50%; 8 words"' in drawn
    assert '"where": "main.ink, line 22; seen: never; 1 word; nothing leads here"' in drawn


def test_the_parts_of_a_game_say_what_they_cannot_show(client: Client, tmp_path: Path) -> None:
    (tmp_path / "epilogue.toml").write_text(ENTRIES, encoding="utf-8")
    asked = client(GAME)
    for part in ("stakes", "choices"):
        assert read(panel(asked, part, "<p>"), tmp_path) == (
            "A game of several conversations has no single playthrough from beginning to end. In the terminal, epilogue verdict "
            "and epilogue why look at one conversation with --from."
        )


def test_what_a_choice_risks_is_not_told_of_a_part_of_the_story(tmp_path: Path) -> None:
    path = tmp_path / "main.ink"
    path.write_text(FORK, encoding="utf-8")
    report = endings_of_story(load(str(path)), watch=Watch(Limits(states=1)))
    said = read(choices(report, (), report.complete)["choices"], tmp_path)
    assert said == "The search stopped early: what a choice risks is known only after a complete search."


def test_what_a_save_did_to_a_story_without_choices_or_beyond_a_limit(tmp_path: Path) -> None:
    alone, other = endings(tmp_path, "Alone. # ending: alone\n-> END\n"), endings(tmp_path, "Not so. # ending: other\n-> END\n")
    assert changed(alone, other)[0] == "You just lost an ending: alone. It used to come without a choice."
    whole, stopped = endings(tmp_path, FORK), endings(tmp_path, FORK, most=1)
    gone = (
        "Not found again so far: burnt. The search stopped early, so it may still be there. "
        "This used to lead there: Open it > Burn it"
    )
    assert gone in changed(whole, stopped)
    assert "Found now: burnt." in changed(stopped, whole)
    assert changed(stopped, stopped) == ("As far as it was searched, how the story ends has not changed.",)
