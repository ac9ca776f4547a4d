"""The map's figures against the story's own counters: a passage was seen if its read count at the ending says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from generators.amount import story_count
from generators.ink import generate

from epilogue.analysis.odds import analyse_endings
from epilogue.flow.context import Observations
from epilogue.questions.story_map.analysis import PassageTraffic
from epilogue.questions.story_map.build import mapped
from epilogue.story.project import load
from epilogue.story.search import search as search_story
from epilogue.story.study import Study

pytestmark = pytest.mark.slow

STORIES = story_count(5)

LOOP = """
* [in] -> hub
=== hub
{shuffle:
- -> cave
- -> lake
}
=== cave
+ [back] -> hub
+ [on] -> shore
=== lake
+ [back] -> hub
+ [swim] -> shore
=== shore
-> END
=== island
Nobody comes here. -> END
"""


def study_of(tmp_path: Path, source: str) -> Study:
    story = tmp_path / "story.ink"
    story.write_text(source, encoding="utf-8")
    return Study(load(str(story)))


def seen(study: Study, found: PassageTraffic) -> dict[str, float]:
    return {study.program.blocks[block].name: odds for block, odds in zip(study.program.passages, found.seen, strict=True)}


def test_loops_luck_and_what_is_never_seen(tmp_path: Path) -> None:
    study = study_of(tmp_path, LOOP)
    found = mapped(study)
    # The shuffle sends readers to one of the two; half of them come back and see the other; and so on.
    odds = seen(study, found)
    assert (odds["hub"], odds["shore"]) == (pytest.approx(1), pytest.approx(1))
    assert odds["island"] == 0
    assert (odds["cave"], odds["lake"]) == (pytest.approx(3 / 4), pytest.approx(3 / 4))
    places = {study.program.blocks[block].name: number for number, block in enumerate(study.program.passages)}
    assert found.traffic[-1, places["hub"]] == pytest.approx(1)
    assert found.traffic[places["cave"], places["hub"]] == pytest.approx(1 / 2)
    assert found.traffic[places["cave"], places["shore"]] + found.traffic[places["lake"], places["shore"]] == pytest.approx(1)


def test_what_is_nearly_certain_is_not_certain(tmp_path: Path) -> None:
    """One reader in 10 ** 12 never comes to the hall; a loop that anybody leaves sooner or later keeps nobody from the porch."""
    draws = "{RANDOM(1, 100) > 1: -> hall}\n" * 6
    source = "-> top\n=== top\n{}Lost. -> END\n=== hall\n+ [Again] -> hall\n+ [Out] -> porch\n=== porch\nPorch. -> END\n"
    study = study_of(tmp_path, source.format(draws))
    assert [0.999 < one < 1 for one in (seen(study, mapped(study))[name] for name in ("hall", "porch"))] == [True, True]
    study = study_of(tmp_path, source.format("-> hall\n"))
    assert [seen(study, mapped(study))[name] for name in ("hall", "porch")] == [1, 1]


@pytest.mark.parametrize("seed", range(STORIES))
def test_knots_are_seen_as_often_as_the_story_counts_them(seed: int, tmp_path: Path) -> None:
    study = study_of(tmp_path, generate(seed + 500, 1 + seed % 3, loops="none"))
    if not study.complete:
        return
    blocks = study.program.blocks
    functions = {i.a for i in study.program.code if i.op == "call" and i.b != "subroutine"}
    names = [blocks[block].name for block in study.program.passages if blocks[block].start not in functions]
    names = [name for name in names if "." not in name]
    found = seen(study, mapped(study))
    for name in names:
        position = study.project.observe("seen", f"{name} > 0")
        search = search_story(study.project, Observations("control", (position,), (), {}))
        if not search.graph.complete:
            continue
        counted = sum(float(one.odds) for one in analyse_endings(search.graph).endings if one.ending.values[0][1])
        assert found[name] == pytest.approx(counted, abs=1e-9), name
