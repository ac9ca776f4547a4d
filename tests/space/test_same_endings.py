"""No observation, precision or reduction changes an ending, its odds or its number of playthroughs."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from generators.amount import seeds_in_parts, story_count
from generators.ink import generate
from generators.returns import returning

from epilogue.analysis.odds import analyse_endings
from epilogue.flow.context import Observations, UnboundedConstruct
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import reduce, unreduced
from epilogue.flow.specialise import specialise
from epilogue.languages.loaded import ObservedExpression
from epilogue.languages.registry import load
from epilogue.questions.endings.build import endings
from epilogue.settings import Limits
from epilogue.source import Span
from epilogue.space.search import Search, explore
from epilogue.space.watch import Watch
from epilogue.story.project import load as load_story
from epilogue.story.search import returning as with_returns

pytestmark = pytest.mark.slow

STORIES = story_count()
CHUNK = 10
STATES = 3_000
ISSUE = """\
VAR v = 0
-> k0
=== k0 ===
What now?
+ a {!x|y}
+ + c
~ v = 1
-> k0
+ + d
-> END
+ e
-> END
"""


def told(program: Any, search: Search) -> dict[Any, tuple[Any, int | None]] | None:
    """The endings with their odds and counts; None if the search was stopped."""
    if not search.graph.complete:
        return None
    result = analyse_endings(with_returns(program, search.graph, search))
    found: dict[Any, tuple[Any, int | None]] = {("endless",): (result.endless, result.playthroughs)}
    for one in result.endings:
        odds, count = found.get(one.ending.possible, (Fraction(0), 0))
        more = one.playthroughs
        found[one.ending.possible] = odds + one.odds, None if count is None or more is None else count + more
    return found


def alike(these: dict[Any, tuple[Any, int | None]], those: dict[Any, tuple[Any, int | None]]) -> bool:
    """Whether two answers agree: exactly, except for odds computed in floating point by one of them."""
    return these.keys() == those.keys() and all(
        count == those[name][1]
        and (odds == those[name][0] if type(odds) is type(those[name][0]) is Fraction else abs(odds - those[name][0]) < 1e-9)
        for name, (odds, count) in these.items()
    )


def searches(program: Any, observed: tuple[int, ...]) -> dict[str, Callable[[], Search]]:
    """The configurations of a search: each precision, with and without observations, with all reductions and with as few as
    possible."""
    operators = flow_operators(program)
    asked = {precision: Observations(precision) for precision in ("control", "coverage", "text")}
    asked["--by v"] = Observations("control", observed)
    asked["never v"] = Observations("control", (), observed)
    asked["decisions"] = Observations("control", decisions=True)
    ways: dict[str, Callable[[], Search]] = {}
    for name, observations in asked.items():

        def search(most: int, raw: bool = False, asking: Observations = observations) -> Search:
            flow = specialise(program, operators, asking)
            reduced = unreduced(flow) if raw else reduce(flow)
            return explore(reduced, operators, Watch(Limits(states=STATES)), most)

        ways[name] = lambda search=search: search(10**9)  # type: ignore[misc]
        ways[f"{name}, sharper"] = lambda search=search: search(0)  # type: ignore[misc]
    ways["no passes"] = lambda search=search: search(10**9, True)  # type: ignore[misc]
    return ways


def differing(source: str, folder: Path) -> tuple[list[str], int]:
    """Configurations whose results differ from the first, and how many were compared."""
    path = folder / "story.ink"
    path.write_text(source, encoding="utf-8")
    loaded = load(str(path), observed=[ObservedExpression("v", "v", Span("--by", 1))] if "VAR v" in source else [])
    program, first = loaded.program, None
    bad, compared = [], 0
    for name, search in searches(program, tuple(loaded.observed.values())).items():
        try:
            found = told(program, search())
        except UnboundedConstruct:
            continue
        if found is not None:
            compared += 1
            if first is None:
                first = found
            elif not alike(found, first):
                bad.append(f"{name}: {found} but {first}")
    return bad, compared


def test_what_is_observed_changes_no_ending(tmp_path: Path) -> None:
    assert differing(ISSUE, tmp_path) == ([], 12)
    path = tmp_path / "story.ink"
    plain, by = (endings(load_story(str(path)), by=by) for by in (None, "v"))
    assert [(one.id, one.odds) for one in plain.endings] == [(one.id, one.odds) for one in by.endings]


def test_a_mark_that_nothing_asks_for_later_tells_a_return(tmp_path: Path) -> None:
    source = "-> top\n=== top\n+ a\n  # ending: home\n  -> top\n+ b\n  # ending: lost\n  -> top\n"
    assert differing(source, tmp_path)[0] == []
    found = endings(load_story(str(tmp_path / "story.ink")))
    assert sorted((one.kind, one.mark, one.odds.exact) for one in found.endings) == [
        ("restart", "home", Fraction(1, 2)),
        ("restart", "lost", Fraction(1, 2)),
    ]


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("seeds", seeds_in_parts(STORIES, CHUNK), ids=str)
def test_generated_stories_have_the_same_endings_however_they_are_searched(seeds: range, tmp_path: Path) -> None:
    problems: dict[int, list[str]] = {}
    compared = 0
    for seed in seeds:
        source = generate(seed, 1 + seed % 3, loops=(None, "none", "once")[seed % 3]) if seed % 4 == 3 else returning(seed)
        bad, count = differing(source, tmp_path)
        compared += count
        if bad:
            problems[seed] = bad[:2]
    assert not problems
    assert compared > len(seeds)
