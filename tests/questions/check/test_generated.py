"""What the rules claim of generated stories, beside every playthrough played out in the Machine: nothing here is shared with the
passes, the search or the walk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from generators import menus, yarn
from generators.amount import seeds_in_parts, story_count
from generators.ink import generate
from questions.check.truth import MOST, CauseJudge, Everything, everything

from epilogue.analysis.causes import Causes, Explanation
from epilogue.analysis.evidence import Evidence
from epilogue.flow.context import Observations
from epilogue.machine.play import Session
from epilogue.machine.step import Code
from epilogue.questions.check.build import examine
from epilogue.questions.check.context import RuleContext
from epilogue.questions.check.rules import dead_end, menu_runs_dry, out_of_content, run_time_error, same_outcome, soft_lock
from epilogue.questions.check.rules.remedies import remedy
from epilogue.settings import Limits
from epilogue.space.state_graph import StateGraph, StateKind
from epilogue.space.watch import Watch
from epilogue.story.project import Project, load
from epilogue.story.search import search, searching_again

STORIES = story_count()
CHUNK = 10
LOOPS = (None, "none", "sticky", "once")
GOOD = ("end", "done")


Maker = Callable[[int], tuple[str, str]]
"""A seed's story: its file's name and its text."""


def ink(seed: int) -> tuple[str, str]:
    return "story.ink", generate(seed, 1 + seed % 3, loops=LOOPS[seed % 4], faults=seed % 5 == 4)


MAKERS: dict[str, Maker] = {
    "ink": ink,
    "menus": lambda seed: ("story.ink", menus.generate(seed)),
    "yarn": lambda seed: ("story.yarn", yarn.generate(seed, 1 + seed % 3)),
}


def judged(make: Maker, seed: int, folder: Path) -> tuple[Project, RuleContext, Everything]:
    """A story as the rules see it, and as it is, as far as that is known."""
    name, text = make(seed)
    path = folder / f"{seed}{name}"
    path.write_text(text, encoding="utf-8")
    story = load(str(path))
    truth = everything(story.game or story.program)
    return story, examine(story, Watch(limits(truth))), truth


def limits(truth: Everything) -> Limits:
    """As large a search as proves all there is to say, or the first of it where that has no end."""
    return Limits(20_000 if truth.graph.complete else MOST)


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("bounded")]


@pytest.mark.parametrize("seeds", seeds_in_parts(STORIES, CHUNK), ids=str)
@pytest.mark.parametrize("name", ["ink", "menus"])
def test_what_the_rules_claim_is_so(name: str, seeds: range, tmp_path: Path) -> None:
    problems = {}
    for seed in seeds:
        _, context, truth = judged(MAKERS[name], seed, tmp_path)
        if truth.graph.complete:
            found = [*unseen(context, truth), *wrong(context, truth), *alike(context, truth)]
            if found:
                problems[seed] = found
    assert not problems


def unseen(context: RuleContext, truth: Everything) -> list[Any]:
    """What no reader sees."""
    problems: list[Any] = []
    if not context.complete:
        return problems
    program = context.program
    offered = {at for at, i in enumerate(program.code) if i.op == "offer" and i.a in truth.graph.shown}
    options = {at for at, i in enumerate(program.code) if i.op == "offer" and not program.choices[i.a].fallback}
    if set(context.lost_options) != options - offered:
        problems.append(("options", set(context.lost_options) ^ (options - offered)))
    shown = {at for at in context.texts if at in truth.graph.spoken}
    if shown & set(context.lost_texts):
        problems.append(("texts shown", shown & set(context.lost_texts)))
    missed = {
        at
        for at in set(context.texts) - shown - set(context.lost_texts)
        if context.passage[at] not in context.functions and at not in truth.executed
    }
    if missed:
        problems.append(("texts not told of", missed))
    for at in context.lost_passages:
        block = context.passage[at]
        if any(context.passage[place] == block and place in truth.executed for place in range(len(program.code))):
            problems.append(("passage", {at}))
    claimed = {(at, truth_) for at, truth_ in context.never.sides}
    if claimed & truth.sides:
        problems.append(("conditions", claimed & truth.sides))
    asked = {(at, side) for at in context.conditions for side in (True, False)}
    if (asked - truth.sides) - claimed:
        problems.append(("conditions not told of", (asked - truth.sides) - claimed))
    return problems


def causes(story: Project, context: RuleContext, truth: Everything) -> list[Any]:
    """Causes, and what is said beside them, say what is so: those of ``check`` and those of ``endings``."""
    lost = {**context.lost_options, **context.lost_texts, **context.lost_passages}
    judge = CauseJudge(context.program, context.sources, truth, context.complete)
    told = {**context.why(lost), **{one.position: one for one in context.constant_conditions}}
    said = [(at, one, judge.remedy(one, remedy(context, one))) for at, one in told.items() if one is not None]
    seen = [at for at in lost if judge.seen(at)]
    return [
        *seen,
        *judge.false(told),
        *judge.false(of_endings(story, context, limits(truth))),
        *(found for found in said if found[2]),
    ]


def of_endings(story: Project, context: RuleContext, limits: Limits) -> dict[int, Explanation | None]:
    """The causes of the options that are lost, as ``endings`` has them: from a search that regards control alone."""
    watch = Watch(limits)
    found = search(story, Observations("control"), None, watch)
    if found.flow is None or not found.graph.complete:
        return {}
    evidence = Evidence(context.program, found.flow, found.graph, searching_again(story, watch))
    return Causes(context.program, evidence, {}).of(context.lost_options)


@pytest.mark.parametrize("seeds", seeds_in_parts(STORIES, CHUNK), ids=str)
@pytest.mark.parametrize("name", MAKERS)
def test_every_cause_that_is_named_is_so(name: str, seeds: range, tmp_path: Path) -> None:
    problems = {}
    for seed in seeds:
        wrong = causes(*judged(MAKERS[name], seed, tmp_path))
        if wrong:
            problems[seed] = wrong
    assert not problems


def wrong(context: RuleContext, truth: Everything) -> list[Any]:
    """Where play goes wrong."""
    problems: list[Any] = []
    graph = truth.graph
    places: dict[str, set[int]] = {}
    for ending in graph.endings:
        places.setdefault(ending.kind, set()).add(ending.position)
    spans = {kind: {context.span(at) for at in found} for kind, found in places.items()}
    errors = {one.span for one in run_time_error.check(context)}
    if context.complete and errors != spans.get("error", set()):
        problems.append(("errors", errors))
    stops = [*out_of_content.check(context), *dead_end.check(context), *menu_runs_dry.check(context)]
    if places.get("out_of_content") and context.complete and not stops:
        problems.append(("not told where it runs out", places["out_of_content"]))
    for one in stops:
        session = session_of(context, one.way or ())
        if session.ended not in ("out_of_content", "done"):
            problems.append(("the way there", one))
    locks = {context.program.choices[site].span for site in naive_locks(graph)}
    told = {one.span for one in soft_lock.check(context) if "luck" not in one.why}
    if not told <= locks:
        problems.append(("soft-lock", told - locks))
    return problems


def session_of(context: RuleContext, way: tuple[int, ...]) -> Session:
    from epilogue.machine.follow import Follower

    return Follower(context.program).session(way)


def naive_locks(graph: StateGraph) -> set[int]:
    """The sites of options that lead from a state with an ending in reach to one without."""
    hope = {s for s, kind in enumerate(graph.kind) if kind == StateKind.ENDING and graph.endings[graph.ending[s]].kind in GOOD}
    hope |= {state for state in range(len(graph.kind)) if graph.initial in [graph.target[e] for e in graph.edges(state)]}
    for _ in graph.kind:
        more = {s for s in range(len(graph.kind)) if any(graph.target[e] in hope for e in graph.edges(s))}
        if more <= hope:
            break
        hope |= more
    found = set()
    for state in hope:
        if graph.kind[state] == StateKind.CHOICE:
            found |= {graph.label[edge] for edge in graph.edges(state) if graph.target[edge] not in hope}
    return found


def alike(context: RuleContext, truth: Everything) -> list[Any]:
    """Wherever both are offered, the same is said after either, and the same is offered, for as long as the same is taken."""
    problems: list[Any] = []
    pairs = same_outcome.alike(context) if context.complete else []
    for sites in pairs:
        for one, other in same_ways(context, set(sites)):
            if one != other:
                problems.append((sites, one, other))
    return problems


def same_ways(context: RuleContext, sites: set[int]) -> Iterator[tuple[Any, Any]]:
    """What is read after each of two of the options, wherever a reader who goes on by fixed rules meets both."""
    code = Code(context.program)
    for rule in range(6):
        taken: list[int] = []
        for number in range(12):
            session = replayed(code, taken)
            if session is None or session.ended is not None:
                break
            options = [option for option in session._state.options if not option.site.fallback]
            places = [place for place, option in enumerate(options) if option.site.id in sites]
            for place in places[1:]:
                yield after(code, [*taken, places[0]], rule), after(code, [*taken, place], rule)
            taken.append((rule + number) % len(session.options))


def replayed(code: Code, taken: list[int]) -> Session | None:
    from random import Random

    from epilogue.machine.draws import IndependentDraws

    session = Session(code, IndependentDraws(Random(7)))
    for place in taken:
        if session.ended is not None or place >= len(session.options):
            return None
        session.choose(place)
    return session


def after(code: Code, taken: list[int], rule: int) -> Any:
    session = replayed(code, taken)
    if session is None:
        return None
    said = [[line.text for line in session.turns[-1]]]
    for number in range(6):
        if session.ended is not None:
            break
        said.append([option.text for option in session.options])
        session.choose((rule + number) % len(session.options))
        said.append([line.text for line in session.turns[-1]])
    return said, session.ended
