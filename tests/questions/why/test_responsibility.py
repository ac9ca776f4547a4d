"""Responsibility, against the definition: the smallest sets of decisions, taken from every playthrough with the same luck.
Stories with luck, and with loops to a stated length."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from random import Random

import pytest
from analysis.unreduced import studied
from generators.amount import story_count
from generators.ink import generate
from generators.locks import locks
from questions.why.contradictions import beside, original

from epilogue.analysis.outlook import reachability
from epilogue.diagnostics import StoryError
from epilogue.machine.draws import IndependentDraws
from epilogue.machine.play import Session
from epilogue.machine.step import Code
from epilogue.questions.why.responsibility import LARGEST, shares
from epilogue.story.study import Study

STORIES = story_count()
PLAYTHROUGHS = 400
"""Stories with more of them beside the original are left out."""
LONGEST = 9


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("bounded")]


def minimal(sets: set[frozenset[int]]) -> set[frozenset[int]]:
    return {one for one in sets if not any(other < one for other in sets)}


def least(sets: set[frozenset[int]], decision: int) -> int | None:
    return min((len(one) for one in sets if decision in one and len(one) <= LARGEST), default=None)


def randomly(study: Study, seed: int, longest: int = 60) -> Session | None:
    """A random playthrough, None if it does not end soon."""
    random = Random(seed)
    session = Session(study.program, IndependentDraws(random))
    while session.ended is None:
        if longest == 0:
            return None
        longest -= 1
        session.choose(random.randrange(len(session.options)))
    return session


def given(study: Study, session: Session) -> tuple[int | None, ...]:
    path = study.path(session)
    return shares(study.graph, path, study.ending_of[path.end], reachability(study.graph, study.ending_of)).sizes


def judged(source: str, seed: int, folder: Path) -> tuple[int | None, ...] | None:
    """The sizes of the smallest sets, compared with the judge's; None if there are too many playthroughs, or no set."""
    try:
        study = studied(source, folder)
    except StoryError:
        return None
    if not study.complete or any(ending.kind == "restart" for ending in study.endings):
        return None
    session = randomly(study, seed)
    if session is None or len(study.path(session).edges) < 2:
        return None
    code = Code(study.program)
    first = original(code, session)
    others = list(islice(beside(code, first, min(LONGEST, len(session.actions) + 2)), PLAYTHROUGHS + 1))
    if len(others) > PLAYTHROUGHS:
        return None
    found = given(study, session)
    sets = minimal({other.against for other in others if other.ending not in (None, first.ending)})
    wanted = tuple(least(sets, decision) for decision in range(len(found)))
    if all(other.ending is not None for other in others):
        assert found == wanted, seed
    else:  # unknown where broken off: those can only make sets smaller
        cut = {other.against for other in others if other.ending is None}
        for decision, (ours, theirs) in enumerate(zip(found, wanted, strict=True)):
            assert ours == theirs or any(len(against) <= LARGEST for against in cut), (seed, decision)
            assert not (theirs == 1 and ours != 1), (seed, decision)
    return found


@pytest.mark.parametrize("loops", ["none", "once", "sticky"])
def test_shares_of_generated_stories(loops: str, tmp_path: Path) -> None:
    found = [judged(generate(s + 30_000, 1 + s % 3, loops=loops), s, tmp_path) for s in range(STORIES // 4)]
    assert sum(sizes is not None for sizes in found) > STORIES // 16


@pytest.mark.parametrize("back", [False, True])
def test_shares_where_decisions_count_together(back: bool, tmp_path: Path) -> None:
    stories = STORIES // 2 if back else STORIES
    found = [judged(locks(seed, back), seed, tmp_path) for seed in range(stories)]
    assert sum(sizes is not None for sizes in found) > stories // 2
    several = sum(any((size or 0) > 1 for size in sizes or ()) for sizes in found)
    assert several > stories // 20 or back  # short stories with loops have few of them


TWO_LOCKS = """
VAR keys = 0
-> first
=== first
* [leave it] -> second
* [open]
~ keys += 1
-> second
=== second
* [leave it] -> third
* [open]
~ keys += 1
-> third
=== third
* [look] -> last
* [hum] -> last
=== last
{keys == 2: -> out}
# ending: inside
In. -> END
=== out
# ending: outside
Out. -> END
"""


def test_of_two_decisions_that_were_needed_together_each_has_half(tmp_path: Path) -> None:
    study = studied(TWO_LOCKS, tmp_path)
    assert given(study, study.session((0, 0, 0))) == (2, 2, None)
    assert given(study, study.session((1, 0, 1))) == (None, 1, None)
    assert given(study, study.session((1, 1, 0))) == (1, 1, None)
