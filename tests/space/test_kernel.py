"""The compiled search finds the same StateGraph as the search in Python, in the same order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from sys import getsizeof
from typing import Any

import pytest
from generators import decks, dice, hubs, ink, lists, locks, menus, returns, yarn
from generators.amount import seeds_in_parts, story_count

from epilogue import budget
from epilogue.flow.context import Observations
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import reduce
from epilogue.flow.specialise import specialise
from epilogue.languages.registry import load
from epilogue.settings import Limits
from epilogue.space import search as searches
from epilogue.space.kernel import ready
from epilogue.space.kernel.compiling import compile_now
from epilogue.space.search import Search, explore, reduced_search
from epilogue.space.watch import Watch
from epilogue.store.database import Database
from epilogue.store.searches import SavedSearch
from epilogue.story.project import load as load_story

pytestmark = pytest.mark.slow

STORIES = story_count(2)
CHUNK = 10
NEVER = 1 << 30
MAKERS: tuple[Callable[[int], str], ...] = (
    lambda seed: ink.generate(seed, 1 + seed % 3, loops=(None, "none", "once")[seed % 3]),
    returns.returning,
    lists.lists,
    hubs.hubs,
    menus.generate,
    locks.locks,
    dice.dice,
    decks.decks,
)
ASKED = (
    Observations("control"),
    Observations("text"),
    Observations("control", decisions=True),
)
ROUND = """\
VAR gold = 0
VAR seen = 0
VAR hope = 0
LIST Bag = lamp, rope, key
-> hub
=== hub
+ {gold < 30} [dig]
  ~ gold = gold + RANDOM(1, 3)
+ {Bag !? lamp} [lamp]
  ~ Bag += lamp
+ {Bag !? rope} [rope]
  ~ Bag += rope
+ {Bag !? key} [key]
  ~ Bag += key
+ {gold > 20} [look]
  ~ seen = (seen + gold) mod 7
+ [hope]
  ~ hope = (hope + gold) mod 11
+ {gold > 25 && Bag ? (lamp, rope)} [leave]
  { seen == 3 && hope > 5:
    -> lost
  }
  -> END
- -> hub
=== lost
Nobody hears of them again.
-> END
"""


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    pytest.importorskip("numba", reason="no numba for this Python")
    compile_now()


@pytest.fixture
def handed_over(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets how many states are explored before a search is handed over."""
    return lambda states: monkeypatch.setattr(searches, "KERNEL_STATES", states)


def searched(program: Any, asked: Observations, watch: Watch) -> Search:
    """A search with reductions, as far as it goes."""
    operators = flow_operators(program)
    search = reduced_search(reduce(specialise(program, operators, asked)), operators, False)
    search.run(watch)
    return search


def all_of(search: Search) -> dict[str, Any]:
    """All that a search has found and still has to do; closes it."""
    settled, mass, queue, _, given, following = search.frontier.waiting()
    keys = list(map(repr, search.keys))
    found = {"order": list(search.frontier.looked_at), "keys": keys, "waiting": (settled, mass, queue, given, following)}
    search.close()
    return found | vars(search.graph)


def differing(source: str, name: str, folder: Path, handed_over: Callable[[int], None], states: int) -> tuple[list[str], int]:
    """The parts in which two searches of a story differ, and how many searches were handed over."""
    path = folder / name
    path.write_text(source, encoding="utf-8")
    program, bad, handed = load(str(path)).program, [], 0
    for asked in ASKED:
        handed_over(NEVER)
        plain = all_of(searched(program, asked, Watch(Limits(states=states))))
        handed_over(5)
        search = searched(program, asked, Watch(Limits(states=states)))
        handed += search.kernel is not None
        compiled = all_of(search)
        bad += [f"{name} {asked}: {part}" for part in plain if plain[part] != compiled[part]]
    return bad, handed


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("seeds", seeds_in_parts(STORIES, CHUNK), ids=str)
def test_generated_stories_have_the_same_graph(seeds: range, tmp_path: Path, handed_over: Callable[[int], None]) -> None:
    bad, handed = [], 0
    for seed in seeds:
        for name, source in ((f"{seed}.ink", MAKERS[seed % len(MAKERS)](seed)), (f"{seed}.yarn", yarn.generate(seed))):
            differs, taken = differing(source, name, tmp_path, handed_over, 250)
            bad += differs
            handed += taken
    assert not bad
    assert handed > len(seeds)


def test_a_large_search_goes_on_likeliest_first(tmp_path: Path, handed_over: Callable[[int], None]) -> None:
    assert differing(ROUND, "round.ink", tmp_path, handed_over, 5_000) == ([], len(ASKED))


def test_a_draw_of_all_numbers_keeps_its_weights(tmp_path: Path, handed_over: Callable[[int], None]) -> None:
    drawn = ROUND.replace("+ [hope]", "+ [chance]\n  ~ gold = gold + (RANDOM(-2147483647, 2147483647) > 2147483000)\n+ [hope]")
    assert differing(drawn, "drawn.ink", tmp_path, handed_over, 300) == ([], len(ASKED))


def test_what_a_search_finds_takes_little_memory(tmp_path: Path, handed_over: Callable[[int], None]) -> None:
    handed_over(100)
    search = searched(program_of(tmp_path), ASKED[0], Watch(Limits(states=5_000)))
    assert search.kernel is not None
    waiting = [state for _, state in search.frontier.waiting()[3]]
    assert len(waiting) == len(set(waiting))
    graph = search.close().graph
    assert sum(map(getsizeof, (graph.target, graph.weight, graph.label))) < 30 * graph.transitions
    assert len(set(map(id, graph.label))) == len(set(graph.label))
    assert sum(map(getsizeof, (graph.kind, graph.ending, graph.found_by, graph.first))) < 30 * len(graph.kind)


def test_a_search_may_be_handed_over_late(
    tmp_path: Path, handed_over: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from epilogue.space.kernel import room

    monkeypatch.setattr(room, "FIRST_STATES", 64)
    program = program_of(tmp_path)
    handed_over(NEVER)
    plain = all_of(searched(program, ASKED[0], Watch(Limits(states=3_000))))
    handed_over(2_500)
    search = searched(program, ASKED[0], Watch(Limits(states=3_000)))
    assert search.kernel is not None
    compiled = all_of(search)
    assert [part for part in plain if plain[part] != compiled[part]] == []


def test_stories_of_others_have_the_same_graph(corpus: Path, handed_over: Callable[[int], None]) -> None:
    handed = 0
    for story in ("heresy2/heresy2.ink", "murder-scene/murder_scene.ink", "pontoon/pontoon_example.ink"):
        program = load_story(str(corpus / "stories" / "ink" / story)).loaded.program
        handed_over(NEVER)
        plain = all_of(searched(program, ASKED[0], Watch(Limits(states=3_000))))
        handed_over(2_500)
        search = searched(program, ASKED[0], Watch(Limits(states=3_000)))
        handed += search.kernel is not None
        compiled = all_of(search)
        assert [part for part in plain if plain[part] != compiled[part]] == []
    assert handed == 3


def program_of(folder: Path) -> Any:
    path = folder / "round.ink"
    path.write_text(ROUND, encoding="utf-8")
    return load(str(path)).program


@pytest.mark.parametrize("ticks", [3, 40, 95, 210])
def test_an_interrupted_search_keeps_whole_states(
    ticks: int, tmp_path: Path, handed_over: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    program = program_of(tmp_path)
    handed_over(5)
    from epilogue.space.kernel import driver

    left = iter(range(ticks))

    def interrupted() -> None:
        if next(left, None) is None:
            raise budget.BudgetSpent("interrupt", "you interrupted it")

    monkeypatch.setattr(driver, "tick", interrupted)
    stopped = searched(program, ASKED[0], Watch(Limits(states=5_000)))
    assert stopped.graph.stopped_by == "interrupt" and (stopped.kernel is None) == (ticks == 3)  # while it is handed over
    stopped = all_of(stopped)
    handed_over(NEVER)
    whole = all_of(searched(program, ASKED[0], Watch(Limits(states=len(stopped["order"])))))
    told = {"reason", "stopped_by"}
    assert [part for part in whole if part not in told and whole[part] != stopped[part]] == []


def test_a_saved_search_goes_on_where_it_was_stopped(tmp_path: Path, handed_over: Callable[[int], None]) -> None:
    program = program_of(tmp_path)
    operators = flow_operators(program)
    handed_over(1_000)

    def search(states: int) -> tuple[Search, SavedSearch]:
        reduced = reduce(specialise(program, operators, ASKED[0]))
        saved = SavedSearch(Database(tmp_path / "kept.sqlite"), [b"it"], "round", lambda _: None)
        watch = Watch(Limits(states=states), (lambda search: saved(search, 1e9),))
        watch._told = True
        watch.resume = saved.resume
        return explore(reduced, operators, watch, plain_states=0), saved

    first, _ = search(3_500)
    assert first.graph.looked_at == 3_500
    second, saved = search(NEVER)
    assert saved.resumed and second.graph.complete
    handed_over(NEVER)
    whole = explore(reduce(specialise(program, operators, ASKED[0])), operators, Watch(), plain_states=0)
    assert all(getattr(whole.graph, name) == getattr(second.graph, name) for name in vars(whole.graph))


def test_without_a_compiled_kernel_the_search_goes_on_in_python(
    tmp_path: Path, handed_over: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    program = program_of(tmp_path)
    begun: list[list[str]] = []
    monkeypatch.setattr(ready, "is_compiled", lambda: False)
    monkeypatch.setattr(ready.subprocess, "Popen", lambda command, **_: begun.append(command))
    ready.compile_beside.cache_clear()
    handed_over(100)
    search = searched(program, ASKED[0], Watch(Limits(states=1_000)))
    ready.compile_beside.cache_clear()
    ready._beside.clear()
    assert search.kernel is None and len(search.frontier.looked_at) == 1_000
    assert [command[-2:] for command in begun] == [["-m", "epilogue.space.kernel"]]


def test_little_memory_is_not_spent_on_a_compiler(tmp_path: Path, handed_over: Callable[[int], None]) -> None:
    handed_over(100)
    search = searched(program_of(tmp_path), ASKED[0], Watch(Limits(states=1_000, memory=300 << 20)))
    assert search.kernel is None
