"""Who got what, on micro-stories, and on generated ones against the unreduced graph: outcomes, judgements, guarantees, regret."""

from __future__ import annotations

import re
from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from generators.amount import story_count
from generators.ink import generate

from epilogue import answers
from epilogue.analysis.odds import analyse_endings
from epilogue.analysis.path import follow
from epilogue.diagnostics import StoryError
from epilogue.flow import specialise
from epilogue.machine import step
from epilogue.machine.draws import IndependentDraws
from epilogue.machine.follow import path_of
from epilogue.machine.play import Session
from epilogue.questions.verdict.answer import Verdict
from epilogue.questions.verdict.build import verdict
from epilogue.settings import Limits
from epilogue.space import turn
from epilogue.space.state_graph import StateGraph, StateKind
from epilogue.space.watch import Watch
from epilogue.story.project import Project, load
from epilogue.story.study import Study, played
from epilogue.verify.oracle import full_states

pytestmark = pytest.mark.slow

STORIES = story_count()
LARGEST = 120


def story(folder: Path, source: str, stakes: str) -> Project:
    (folder / "story.ink").write_text(source, encoding="utf-8")
    (folder / "epilogue.toml").write_text(stakes, encoding="utf-8")
    return load(str(folder / "story.ink"))


def judged(folder: Path, source: str, stakes: str, choices: tuple[int, ...] | None = None) -> Verdict:
    loaded = story(folder, source, stakes)
    return verdict(loaded, None if choices is None else played(loaded, None, choices).session)


TWO = '[stakes.Ann]\na = "a"\n[stakes.Ben]\nb = "b"\n'


def outcomes(*pairs: tuple[float, float]) -> str:
    """A story with one choice: each option an outcome."""
    options = "".join(f"* [{n}]\n  ~ a = {a}\n  ~ b = {b}\n" for n, (a, b) in enumerate(pairs, 1))
    return f"VAR a = 0\nVAR b = 0\n{options}- Over. -> END\n"


def test_golden(tmp_path: Path) -> None:
    found = judged(tmp_path, outcomes((1, 1), (2, 2), (0, 2)), TWO)
    assert [(one.values, one.judgement) for one in found.outcomes] == [((2, 2), "golden"), ((0, 2), "worse"), ((1, 1), "worse")]
    assert found.everything.outcomes == (1,)
    assert found.everything.sure
    assert [one.better for one in found.outcomes] == [None, 1, 1]


def test_trade_offs_and_their_weights(tmp_path: Path) -> None:
    found = judged(tmp_path, outcomes((4, 0), (0, 4), (1, 1), (3, 3)), TWO)
    by_values = {one.values: one for one in found.outcomes}
    assert {values: one.judgement for values, one in by_values.items()} == {
        (4, 0): "trade-off",
        (0, 4): "trade-off",
        (3, 3): "trade-off",
        (1, 1): "worse",
    }
    middle, first = by_values[3, 3].weighing, by_values[4, 0].weighing
    assert middle is not None
    assert middle.alike
    assert [(count.low, count.high) for count in middle.counts] == [(Fraction(1, 3), 3), (Fraction(1, 3), 3)]
    assert first is not None
    assert not first.alike
    assert [(count.names, count.low, count.high) for count in first.counts] == [((0,), 3, None), ((1,), 0, Fraction(1, 3))]
    assert found.everything.outcomes == ()


def test_no_weights_pick_what_a_mixture_dominates(tmp_path: Path) -> None:
    found = judged(tmp_path, outcomes((4, 0), (0, 4), (1, 1)), TWO)
    middle = next(one for one in found.outcomes if one.values == (1, 1))
    assert middle.judgement == "trade-off"
    assert middle.weighing is not None
    assert middle.weighing.weights is None
    assert {found.outcomes[number - 1].values for number, _ in middle.weighing.mixture} == {(4, 0), (0, 4)}


def test_an_ending_is_judged_by_the_best_of_it_and_faults_are_not_outcomes(tmp_path: Path) -> None:
    source = """VAR a = 0
VAR b = 0
* [well]
  ~ a = 2
  ~ b = 2
  -> good
* [so so] -> good
* [badly]
  ~ a = 1
# ending: bad
-> END
* [off]
  ~ a = 100
  -> lost
=== lost
Off.
=== good
# ending: good
-> END
"""
    found = judged(tmp_path, source, TWO)
    assert [(one.ending.name, one.judgement, one.better) for one in found.endings] == [
        ("good", "golden", None),
        ("bad", "worse", 1),
    ]
    assert found.endings[0].least == (0, 0)
    assert found.endings[0].greatest == (2, 2)
    assert found.unjudged is not None
    assert found.unjudged.exact == Fraction(1, 4)
    assert found.stakes[0].greatest == 2


LUCK = """VAR gold = 0
* [Bet # who: ann]
  {RANDOM(1, 4) == 1:
    ~ gold = 8
  }
* [Work # who: BEN]
  ~ gold = 1
- Over.
# ending: over
-> END
"""
STAKES = '[stakes.Ann]\ngold = "gold"\n[stakes.Reader]\nrich = "gold > 1"\n'


def test_luck_guarantees_and_expectations(tmp_path: Path) -> None:
    found = judged(tmp_path, LUCK, STAKES)
    assert [(one.sure, one.expected) for one in found.stakes] == [(1, 2), (False, Fraction(1, 4))]
    assert not found.everything.sure
    assert found.everything.chance == Fraction(1, 4)


def test_what_a_decision_cost_and_who_made_it(tmp_path: Path) -> None:
    found = judged(tmp_path, LUCK, STAKES, (1,))
    play = found.play
    assert play is not None
    (only,) = play.steps
    assert (only.who, only.text, only.gained) == ("BEN", "Work", (-1, Fraction(-1, 4)))
    assert only.everything == (True, False)
    assert only.kept == ("Bet",)
    assert only.sure == ((1, 1), (False, False))
    assert only.still == ((8, 1), (True, False))
    assert (play.everything, play.last, play.sure) == (0, 0, None)
    assert found.outcomes[(play.outcome or 0) - 1].values == (1, False)


def test_a_playthrough_that_is_not_over(tmp_path: Path) -> None:
    found = judged(tmp_path, LUCK, STAKES, ())
    assert found.play is not None
    assert found.play.outcome is None
    assert found.play.expected == (2, Fraction(1, 4))


def test_nothing_at_stake_shows_how_to_write_it_with_variables_of_this_story(tmp_path: Path) -> None:
    source = 'VAR name = "x"\nVAR fixed = 3\nVAR trust = 0\n* [Go]\n  ~ trust = 1\n  ~ name = "y"\n- Over. -> END\n'
    with pytest.raises(StoryError, match=re.escape('[stakes.Reader]\n    trust = "trust"\n') + "$"):
        judged(tmp_path, source, "")
    with pytest.raises(StoryError, match=re.escape('[stakes.Reader]\n    hall = "hall > 0"\n')):
        judged(tmp_path, "-> hall\n=== hall\n* [Go]\n- Over. -> END\n", "")


def test_a_stake_can_be_an_ending_by_its_mark_or_its_name(tmp_path: Path) -> None:
    source = "* [Stay] # ending: nest\n  -> END\n* [Go] # ending: far\n  -> END\n* [Wait]\n  -> END\n"
    settings = '[endings]\nfar = "Far away"\n[stakes.Ann]\nhome = "nest"\n[stakes.Ben]\nout = "far AWAY"\n'
    found = judged(tmp_path, source, settings, (1,))
    named = {one.id: one.name for one in (at.ending for at in found.endings)}
    assert {named[one.ending]: one.values for one in found.outcomes} == {
        "nest": (True, False),
        "Far away": (False, True),
        None: (False, False),
    }
    assert found.play is not None and found.play.outcome is not None
    assert found.outcomes[found.play.outcome - 1].values == (False, True)


@pytest.mark.parametrize(
    ("stakes", "message"),
    [
        ('[stakes.Ann]\na = "a +"\n', "Expected right side of"),
        ('[stakes.Ann]\na = "nobody"\n', "nobody"),
        ('[stakes.Ann]\na = "\\"text\\""\n', "expected a number, or true or false"),
    ],
)
def test_a_stake_that_is_wrong_is_a_message_with_its_line(tmp_path: Path, stakes: str, message: str) -> None:
    with pytest.raises(StoryError, match=message) as caught:
        judged(tmp_path, outcomes((1, 1)), stakes)
    span = caught.value.diagnostics[0].span
    assert span is not None
    assert (Path(span.file).name, span.line) == ("epilogue.toml", 2)


def test_a_story_without_end_has_no_outcome(tmp_path: Path) -> None:
    with pytest.raises(StoryError, match="no ending with anything at stake"):
        judged(tmp_path, "VAR a = 0\n-> on\n=== on\n+ [on] -> on\n", '[stakes.Ann]\na = "a"\n')


# -- generated stories, compared with the unreduced graph

Worth = tuple[Fraction, ...]


class Unreduced:
    """The oracle's graph with what is at stake, all of it worked out by brute force."""

    def __init__(self, graph: StateGraph) -> None:
        self.graph = graph
        self.worth: dict[int, Worth] = {
            state: tuple(Fraction(value) for _, value in ending.values)
            for state, ending in enumerate(graph.endings[place] if place >= 0 else None for place in graph.ending)
            if ending is not None and ending.kind in answers.MEANT
        }
        self.visits = analyse_endings(graph).visits

    def odds(self) -> dict[tuple[str, Worth], Fraction]:
        found: dict[tuple[str, Worth], Fraction] = defaultdict(Fraction)
        for state, worth in self.worth.items():
            ending = self.graph.endings[self.graph.ending[state]]
            found[f"{ending.kind} {ending.position} {ending.mark} {ending.last}", worth] += Fraction(self.visits[state])
        return found

    def values(self, stake: int, chance: bool) -> list[float]:
        """By sweeps: the most that can be expected, or (luck doing its worst) made sure of; nothing is worth less than all."""
        graph = self.graph
        least = float(min(worth[stake] for worth in self.worth.values())) - (0 if chance else 1)
        values = [float(self.worth[s][stake]) if s in self.worth else least for s in range(len(graph.kind))]
        for _ in range(2_000):
            change = 0.0
            for state in reversed(range(len(values))):
                there = [values[graph.target[edge]] for edge in graph.edges(state)]
                if not there:
                    continue
                likely = graph.odds(state)
                if graph.kind[state] == StateKind.CHOICE:
                    value = max(there)
                elif chance:
                    value = sum(v * p for v, p in zip(there, likely, strict=True)) / sum(likely)
                else:
                    value = min(there)
                change, values[state] = max(change, abs(value - values[state])), value
            if change < 1e-13:
                break
        return values


def stakes_of(source: str, random: Random) -> str:
    """Some of the story's own numbers and flags as stakes."""
    names = [
        line.split()[1] for line in source.splitlines() if line.startswith("VAR ") and re.match("[nb][0-9]", line.split()[1])
    ]
    random.shuffle(names)
    people = ("Ann", "Ben", "Reader")
    tables: dict[str, list[str]] = defaultdict(list)
    for place, name in enumerate(names[:3]):
        tables[people[place]].append(f'{name} = "{name}"')
    return "".join(f"[stakes.{who}]\n" + "\n".join(lines) + "\n" for who, lines in tables.items())


def played_blindly(study: Study, random: Random, longest: int = 60) -> Session:
    session = Session(study.program, IndependentDraws(random))
    for _ in range(longest):
        if session.ended is not None:
            break
        session.choose(random.randrange(len(session.options)))
    return session


def differences(loaded: Project, seed: int) -> list[str] | None:
    """What is said of a story that brute force does not say; None if it is no case."""
    try:
        study = Study(loaded, watch=Watch(Limits(states=LARGEST)))
    except StoryError:
        return None
    oracle = full_states(study.program, LARGEST, tuple(loaded.loaded.observed.values()))
    if not study.complete or not oracle.complete or any(ending.kind == "error" for ending in oracle.endings):
        return None
    truth = Unreduced(oracle)
    if not truth.worth:
        return None
    session = played_blindly(study, Random(seed))
    bad: list[str] = []
    found = verdict(loaded, session, study)
    ours: dict[tuple[str, Worth], Fraction] = {}
    for one in found.outcomes:
        state = next(s for s, place in study.ending_of.items() if study.endings[place].id == found_ending(found, one.number))
        ending = study.graph.endings[study.graph.ending[state]]
        key = f"{ending.kind} {ending.position} {ending.mark} {ending.last}", tuple(map(Fraction, one.values))
        assert one.odds.exact is not None
        ours[key] = one.odds.exact
    if ours != truth.odds():
        bad.append(f"outcomes: {ours} but {truth.odds()}")
    worths = set(truth.worth.values())
    for one in found.outcomes:
        worth = tuple(map(Fraction, one.values))
        better = [o for o in worths if o != worth and all(a >= b for a, b in zip(o, worth, strict=True))]
        best = all(all(a >= b for a, b in zip(worth, o, strict=True)) for o in worths)
        if one.judgement != ("golden" if best else "worse" if better else "trade-off"):
            bad.append(f"{one.values}: {one.judgement}")
        fewest = min((sum(a != b for a, b in zip(worth, o, strict=True)) for o in better), default=0)
        nearest = [o for o in better if sum(a != b for a, b in zip(worth, o, strict=True)) == fewest]
        if (one.better is None) != (not better):
            bad.append(f"{one.values}: bettered by {one.better}, of {better}")
        if one.better is not None and tuple(map(Fraction, found.outcomes[one.better - 1].values)) not in nearest:
            bad.append(f"{one.values}: {one.better} is not what betters it and changes least")
    path = follow(oracle, path_of(session))
    assert found.play is not None
    if found.play.outcome is not None:
        reached = study.endings[study.ending_of[study.path(session).end]].id
        if found_ending(found, found.play.outcome) != reached:
            bad.append(f"played to {reached}, but judged as {found_ending(found, found.play.outcome)}")
        if tuple(map(Fraction, found.outcomes[found.play.outcome - 1].values)) != truth.worth[path.end]:
            bad.append("played to another outcome")
        bad += left_over(found, truth, path.states)
    for place, stake in enumerate(found.stakes):
        expected, sure = truth.values(place, True), truth.values(place, False)
        nothing = float(stake.least) - 1
        known = nothing if stake.sure is None else float(stake.sure)
        if (
            stake.expected is None
            or abs(float(stake.expected) - expected[oracle.initial]) > 1e-9
            or known != sure[oracle.initial]
        ):
            bad.append(f"{stake.name}: {stake.expected}, {stake.sure} but {expected[oracle.initial]}, {sure[oracle.initial]}")
        for at, told in enumerate(found.play.steps):
            before, after = path.states[at], path.states[at + 1]
            if abs(float(told.gained[place]) - (expected[after] - expected[before])) > 1e-9:
                bad.append(f"{stake.name}, step {at}: {told.gained[place]} but {expected[after] - expected[before]}")
            was, now = (nothing if value is None else float(value) for value in told.sure[place])
            if (was, now) != (sure[before], sure[after]):
                bad.append(f"{stake.name}, step {at}: sure of {told.sure[place]} but {sure[before]}, {sure[after]}")
        begun, came = Fraction(stake.expected or 0), Fraction(found.play.expected[place])
        if begun + sum(Fraction(share.gained[place]) for share in found.play.shares) != came:
            bad.append(f"{stake.name}: the shares do not add up")
    return bad


def left_over(found: Verdict, truth: Unreduced, states: tuple[int, ...]) -> list[str]:
    """What is said of the moment of choice, by brute force: until when better was possible, and what was left then."""
    play = found.play
    assert play is not None
    came = truth.worth[states[-1]]

    def possible(state: int) -> set[Worth]:
        reached, work = {state}, [state]
        while work:
            following = {truth.graph.target[edge] for edge in truth.graph.edges(work.pop())} - reached
            reached |= following
            work += following
        return {truth.worth[s] for s in reached if s in truth.worth}

    def better(one: Worth, other: Worth) -> bool:
        return one != other and all(a >= b for a, b in zip(one, other, strict=True))

    had = [any(better(one, came) for one in possible(state)) for state in states]
    last = max((at for at in range(len(states) - 1) if had[at] and not had[at + 1]), default=None)
    rest = possible(states[0 if last is None else last + 1])
    beside = {one for one in rest if one != came and not any(better(other, one) for other in rest)}
    told = {tuple(map(Fraction, found.outcomes[number - 1].values)) for number in play.beside}
    return [] if (play.last, told) == (last, beside) else [f"left over: {play.last}, {told} but {last}, {beside}"]


def found_ending(found: Verdict, number: int) -> str:
    return next(one.ending.id for one in found.endings if number in one.outcomes)


def test_generated_stories_beside_the_unreduced_story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step, "MAX_STEPS", 10_000)
    monkeypatch.setattr(turn, "MAX_STEPS", 10_000)
    monkeypatch.setattr(specialise, "MAX_NODES", 10_000)
    problems: dict[int, list[str]] = {}
    checked = 0
    for seed in range(STORIES // 2):
        source = generate(seed, 2 + seed % 4, loops=("none", "sticky", "once")[seed % 3])
        bad = differences(story(tmp_path, source, stakes_of(source, Random(seed))), seed)
        if bad:
            problems[seed] = bad[:3]
        checked += bad is not None
    assert not problems
    assert checked >= STORIES // 6
