"""The passage trace of each edge, against following every option and every outcome by itself."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from generators.amount import story_count
from generators.ink import generate

from epilogue.flow.graph import NodeKind
from epilogue.settings import Limits
from epilogue.space.limits import TurnTooLarge
from epilogue.space.passage_trace import PassageStep, PassageSteps, trace_passages
from epilogue.space.search import Search
from epilogue.space.state_keys import ChanceKey, ChoiceKey
from epilogue.space.turn import SlotValues
from epilogue.space.watch import Watch
from epilogue.story.project import load
from epilogue.story.study import Study

STORIES = story_count()
DICE = """
VAR a = 0
VAR b = 0
-> roll
=== roll
~ a = RANDOM(1, 20)
~ b = RANDOM(1, 6)
{a > 17: -> high}
{a + b > 12: -> middle}
{shuffle: -> low | -> roll_again}
=== roll_again
+ [again] -> roll
=== high
{a == 20: -> top}
-> END
=== top
-> tunnel ->
-> END
=== middle
+ {b > 3} [up] -> high
+ [down] -> low
=== low
-> END
=== tunnel
->->
"""


def one_by_one(search: Search) -> list[Counter[PassageSteps]]:
    turns, graph = search.turns, search.graph
    edges: list[Counter[PassageSteps]] = [Counter() for _ in graph.target]

    def trail() -> PassageSteps:
        nodes = [turns.nodes[number] for number in turns.trail or ()]
        return tuple(
            PassageStep(n.position, n.expr.value) for n in nodes if n.kind is NodeKind.TEXT and n.label and n.expr is not None
        )

    for state, key in enumerate(search.keys):
        if not isinstance(key, ChoiceKey | ChanceKey):
            continue
        before = SlotValues(turns.start, zip(key.live, key.values, strict=True))
        for place, edge in enumerate(graph.edges(state)):
            for index in [place] if isinstance(key, ChoiceKey) else graph.label[edge]:
                env = SlotValues(before)
                turns.trail = []
                with suppress(TurnTooLarge):
                    if isinstance(key, ChoiceKey):
                        turns.choose(key.offers, index, env)
                    else:
                        turns.draw(key, key.outcomes[index], env)
                edges[edge][trail()] += 1
    turns.trail = None
    return edges


def same(source: str, story: Path) -> None:
    story.write_text(source, encoding="utf-8")
    study = Study(load(str(story)), watch=Watch(Limits(states=1_500)))
    assert study.done is not None
    found = trace_passages(study.done).edges
    assert [Counter({moves: weight for weight, moves in ways}) for ways in found] == one_by_one(study.done)


def test_outcomes_that_part_late(tmp_path: Path) -> None:
    same(DICE, tmp_path / "story.ink")


@pytest.mark.parametrize("seed", range(STORIES // 5))
def test_generated_stories(seed: int, tmp_path: Path) -> None:
    same(generate(seed + 900, 1 + seed % 4), tmp_path / "story.ink")
