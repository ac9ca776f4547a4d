"""The page's server: what it answers, to whom, and what it never does."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from hostile.stories import STORIES
from starlette.testclient import TestClient
from web.stories import FORK, LUCK, XSS

from epilogue.machine import save
from epilogue.questions.endings.build import endings as endings_of_story
from epilogue.settings import Limits
from epilogue.space.watch import Watch
from epilogue.story.project import load
from epilogue.story.transcript import transcript
from epilogue.web.app import PageState, Workers, application
from epilogue.web.events import STALE, Baseline, WorkerEvent
from epilogue.web.watching import changed
from epilogue.web.worker import Worker, WorkerTimeout

pytestmark = pytest.mark.slow

HOST = "127.0.0.1:8000"
LONG = 60.0

Client = Callable[[str], TestClient]


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    """The server of a story with this source."""
    opened: list[TestClient] = []

    def start(source: str) -> TestClient:
        path = tmp_path / "main.ink"
        path.write_text(source, encoding="utf-8")
        app = application(Workers.for_story(str(path), False), "main.ink", str(path), [HOST])
        opened.append(TestClient(app, base_url=f"http://{HOST}").__enter__())
        return opened[-1]

    yield start
    for one in opened:
        one.__exit__(None, None, None)


def until(what: Callable[[], Any]) -> Any:
    """Wait for something to come true; give it."""
    end = time.monotonic() + LONG
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError("this did not come true")


def panel(client: TestClient, name: str, says: str = "") -> str:
    def there() -> str:
        text = client.get(f"/panel/{name}").text
        return text if says in text else ""

    return str(until(there))


def play(client: TestClient, *actions: int) -> dict[str, Any]:
    return dict(client.post("/play", json={"actions": actions}).json())


def test_a_game_is_read_one_conversation_after_the_other(client: Client, tmp_path: Path) -> None:
    (tmp_path / "epilogue.toml").write_text(
        '[entries.inn]\nat = "inn"\ntimes = "once"\n[entries.dock]\nat = "dock"\n', encoding="utf-8"
    )
    asked = client(
        "VAR ale = 0\n=== inn\nAn inn.\n* [Drink]\n  ~ ale = 1\n- Good ale. -> END\n=== dock\nThe dock, {ale} ale. -> END\n"
    )
    begun = until(lambda: (found := play(asked)).get("options") and found)
    assert (begun["moments"], begun["options"], begun["ended"]) == ([], ["inn", "dock"], None)
    assert begun["asks"] == "Which conversation does the game start?"
    inn = play(asked, 0)
    assert [one["text"] for one in inn["moments"]] == ["inn", "An inn."]
    assert (inn["options"], inn["asks"], inn["game"]) == (["Drink"], "", True)
    drunk = play(asked, 0, 0)
    assert [one["text"] for one in drunk["moments"]] == ["inn", "An inn.", "Drink", "Good ale."]
    assert (drunk["options"], drunk["ended"]) == (["dock"], None)  # the inn can be visited only once
    after = play(asked, 0, 0, 0)
    assert [one["text"] for one in after["moments"]][-2:] == ["dock", "The dock, 1 ale."]
    assert after["moments"][-2]["back"] == [0, 0]


def test_the_page_answers_to_its_own_address_alone(client: Client) -> None:
    asked = client(FORK)
    assert asked.get("/").status_code == 200
    assert asked.get("/", headers={"host": "evil.example"}).status_code == 403
    assert asked.get("/", headers={"host": ""}).status_code == 403
    for origin, status in ((f"http://{HOST}", 200), ("http://evil.example", 403), ("null", 403)):
        answer = asked.post("/play", json={"actions": []}, headers={"origin": origin})
        assert answer.status_code == status, origin


def test_no_script_but_its_own_runs(client: Client) -> None:
    answer = client(FORK).get("/")
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "<script>" not in answer.text


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/..%2f..%2fpanels.py", "/static/%2fetc%2fpasswd", "/static/page.html.j2", "/panel/x", "/x"],
)
def test_nothing_else_is_served(client: Client, path: str) -> None:
    assert client(FORK).get(path).status_code == 404


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"actions": 1}', b'{"actions": [-1]}', b'{"actions": [1.5]}', b'{"actions": [true]}',
             b'{"actions": ["0"]}', b'{"actions": [' + b"0," * 6000 + b"0]}", b"[" * 50_000, b'{"actions": [9999999999]}']
)  # fmt: skip
def test_what_is_not_a_playthrough_is_refused(client: Client, body: bytes) -> None:
    assert client(FORK).post("/play", content=body).status_code == 400


def test_reading(client: Client) -> None:
    asked = client(FORK)
    first, other = play(asked), play(asked, 1)
    assert [one["text"] for one in first["moments"]] == ["A door."]
    assert first["options"] == ["Open it", "Walk away"]
    assert other["ended"] and not first["ended"]
    assert play(asked, 0)["options"] == ["Read it", "Burn it"]  # readers are independent: no trace of the other one
    assert play(asked, 0)["moments"][1] == {"kind": "choice", "text": "Open it", "back": []}
    panel(asked, "map", "<svg")
    found = until(lambda: asked.post("/ahead", json={"actions": [0]}).json().get("odds"))
    assert {one["name"]: one["said"] for one in found} == {"away": "never", "read": "50%", "burnt": "50%"}
    where = asked.post("/ahead", json={"actions": [0]}).json()
    assert where["here"] == "inside"
    assert where["ahead"] == ["burnt", "read"]


def test_luck_is_part_of_the_playthrough(client: Client) -> None:
    asked = client(LUCK)
    went = play(asked, 0)
    assert len(went["actions"]) == 2
    assert all(play(asked, *went["actions"])["moments"] == went["moments"] for _ in range(5))
    assert play(asked, 0, 7)["fits"] is False  # no coin has eight sides


def test_a_playthrough_that_does_not_fit_goes_as_far_as_it_does(client: Client) -> None:
    asked = client(FORK)
    for actions in ((0, 9), (0, 0, 0, 0), (7,)):
        assert play(asked, *actions)["fits"] is False
    assert play(asked, 0, 9)["options"] == ["Read it", "Burn it"]


def test_a_copy_can_be_played_on(client: Client, tmp_path: Path) -> None:
    asked = client(FORK)
    kept = tmp_path / "mine.play"
    kept.write_text(asked.post("/keep", json={"actions": [0, 1]}).json()["content"])
    assert save.read(str(kept))


def test_what_could_have_been(client: Client) -> None:
    asked = client(FORK)
    panel(asked, "words", "<table")
    markup = asked.post("/could", json={"actions": [0, 1]}).json()["markup"]
    assert "What could have been" in markup
    assert "<svg" in markup


def test_the_page_follows_the_story(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    errors: list[str] = []
    tell = PageState.tell

    def telling(page: PageState, fresh: Sequence[str] = ()) -> None:
        errors.extend(page.errors)
        tell(page, fresh)

    monkeypatch.setattr(PageState, "tell", telling)
    asked = client(FORK)
    panel(asked, "endings", "burnt")
    (tmp_path / "main.ink").write_text("# title: Another\n" + FORK.replace("+ [Burn it] -> burnt", ""))
    panel(asked, "title", "Another")
    assert "burnt" not in panel(asked, "endings")
    assert play(asked, 0)["options"] == ["Read it"]
    (tmp_path / "main.ink").write_text("-> nowhere")
    assert "nowhere" in until(lambda: errors and errors[0])
    assert play(asked, 0)["options"] == ["Read it"]  # an unreadable save changes nothing


def test_no_file_outside_of_the_storys_folder_is_read(client: Client, tmp_path: Path) -> None:
    folder = tmp_path.parent
    (folder / "secret.ink").write_text("The secret.\n-> END\n")
    (tmp_path / "link.ink").symlink_to(folder / "secret.ink")
    for name in ("../secret.ink", str(folder / "secret.ink"), "link.ink"):
        asked = client(f"INCLUDE {name}\n")
        said = until(lambda asked=asked: play(asked).get("problem"))
        assert "cannot be read" in said
        assert "secret" not in asked.get("/panel/source").text


@pytest.mark.parametrize("name", ["loop_without_a_choice", "loop_by_luck", "function_that_calls_itself", "thread_bomb"])
def test_a_story_that_goes_wrong_leaves_the_page_alive(client: Client, name: str) -> None:
    asked = client(next(iter(STORIES[name]().files.values())))
    assert play(asked)
    assert asked.get("/").status_code == 200


def test_work_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "main.ink"
    flags = range(40)
    source = "".join(f"VAR f{n} = 0\n" for n in flags) + "-> hub\n== hub\n"
    source += "".join(f"+ [{n}]\n  ~ f{n} = (f{n} + {n} + 1) % 7\n  -> hub\n" for n in flags) + "+ [Out] -> END\n"
    source = source.replace("+ [Out]", f"+ {{{' + '.join(f'f{n} * {n + 2}' for n in flags)} == 1234}} [Out]")
    path.write_text(source)
    worker = Worker("examining", str(path), False)
    with pytest.raises(WorkerTimeout, match=r"^this took longer than 2 seconds and was stopped$"):
        worker.ask("could", facade_mark(path), [], longest=2.0)
    Timer(1.0, worker.close).start()
    with pytest.raises(WorkerTimeout, match=r"^the work was broken off$"):
        worker.ask("could", facade_mark(path), [])
    path.write_text(FORK)
    assert "What could have been" in worker.ask("could", facade_mark(path), [0, 1])
    worker.close()


def facade_mark(path: Path) -> str:
    from epilogue.web.versions import mark_of

    return mark_of(load(str(path)).texts)


def test_what_a_story_says_is_never_markup(client: Client) -> None:
    asked = client(XSS)
    panel(asked, "words", "<table")
    markup = "".join(
        asked.get(f"/panel/{name}").text for name in ("title", "endings", "map", "findings", "source", "choices", "words")
    )
    markup += asked.post("/could", json={"actions": [0]}).json()["markup"]
    assert "alert(" in markup
    for tag in ("<script>alert", "<img", "<b onclick", "<svg onload", "</script><script>"):
        assert tag not in markup


class Quiet:
    """Stands for a worker that is not asked."""

    def close(self) -> None:
        pass


def stage(mark: str, text: str, before: bool = True) -> WorkerEvent:
    return WorkerEvent(mark, {"endings": text}, before=Baseline(True, (), ()) if before else None)


def test_two_versions_are_never_shown_together() -> None:
    page = PageState(Workers(Quiet(), Quiet(), Quiet()), "x")  # type: ignore[arg-type]
    page.arrived(stage("a", "of a"))
    page.arrived(WorkerEvent("a", {"map": "of a"}))
    assert page.panels == {"endings": "of a", "map": "of a"}
    page.arrived(stage("b", "of b"))
    assert page.panels == {"endings": "of b"}
    page.arrived(WorkerEvent("a", {"map": "of a"}))  # outdated
    assert page.panels == {"endings": "of b"}
    page.wanted.set()
    page.arrived(stage("c", "of c"))  # outdated: there is a newer save
    assert page.panels == {"endings": "of b"}
    page.wanted.clear()
    page.arrived(STALE)
    assert page.wanted.is_set()


class Prompt(Quiet):
    """Stands for a worker that has one part of one version after another ready."""

    def __init__(self, *parts: WorkerEvent) -> None:
        self.parts = list(parts)

    def events(self, take: Callable[[WorkerEvent], None], *arguments: Any) -> None:
        take(self.parts.pop(0))


def test_parts_of_the_version_before_are_marked_until_their_own_are_there() -> None:
    async def saved_twice() -> list[tuple[int, bool, list[str]]]:
        words = [WorkerEvent(mark, {"words": f"of {mark}"}) for mark in "ab"]
        page = PageState(Workers(Prompt(stage("a", "of a"), stage("b", "of b")), Quiet(), Prompt(*words)), "x")  # type: ignore[arg-type]
        heard: asyncio.Queue[str] = asyncio.Queue()
        page.listeners.add(heard)
        tasks = [asyncio.create_task(page.watch()), asyncio.create_task(page.look_closer())]
        told: list[tuple[int, bool, list[str]]] = []
        for _ in range(2):
            page.wanted.set()
            while not told or told[-1][1]:
                news = json.loads(await asyncio.wait_for(heard.get(), LONG))
                told.append((news["version"], news["busy"], news["fresh"]))
            told.append((0, True, []))
        for task in tasks:
            task.cancel()
        return told

    told = asyncio.run(saved_twice())
    for version in (1, 2):
        first, *_, last = [(busy, fresh) for number, busy, fresh in told if number == version]
        assert first == (True, ["endings"])
        assert last == (False, [])
        assert (version, True, ["words"]) in told


def endings(folder: Path, source: str, most: int | None = None) -> Baseline:
    path = folder / "main.ink"
    path.write_text(source)
    project = load(str(path))
    report = endings_of_story(project, watch=Watch(Limits(states=most)))
    readings = tuple(tuple(transcript(project, one.path)) for one in report.endings)
    return Baseline(report.complete, report.endings, readings)


def test_what_a_save_did_is_reported(tmp_path: Path) -> None:
    before = endings(tmp_path, FORK)
    assert changed(None, before) == ()
    assert changed(before, before) == ("How the story ends has not changed.",)
    fewer = endings(tmp_path, FORK.replace("+ [Burn it] -> burnt\n", ""))
    assert changed(before, fewer)[0] == "You just lost an ending: burnt. This used to lead there: Open it > Burn it"
    assert "read: 25% before, now 50%." in changed(before, fewer)
    assert "A new ending: burnt." in changed(fewer, before)
    renamed = endings(tmp_path, FORK.replace("# ending: burnt", "# ending: ashes"))
    assert any("ashes" in line for line in changed(before, renamed))


def test_a_comparison_that_stopped_early_calls_nothing_lost(tmp_path: Path) -> None:
    before = endings(tmp_path, FORK)
    stopped = endings(tmp_path, FORK, most=1)
    assert not stopped.complete
    said = " ".join(changed(before, stopped))
    assert "lost" not in said
    assert "may still be there" in said
    assert "As far as it was searched" in changed(stopped, stopped)[0]
