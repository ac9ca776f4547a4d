"""Properties decided on the graph, against brute force on the oracle's unreduced one: claims by explicit sets and the product
with a monitor's bit, odds and "surely" by an unreduced linear solve, words by playing every playthrough."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from generators.amount import story_count
from generators.ink import generate
from space.judging import ending_of
from space.storm import Storm

from epilogue.flow import specialise
from epilogue.ir.program import Program
from epilogue.machine import step
from epilogue.machine.state import MachineState
from epilogue.questions.properties import analysis
from epilogue.questions.properties.answer import Property
from epilogue.questions.properties.build import decided, studied
from epilogue.questions.properties.formulas import conditions, formulas
from epilogue.settings import Limits
from epilogue.space import turn
from epilogue.space.luck import OutcomeNeeded
from epilogue.space.state_graph import StateGraph, StateKind
from epilogue.space.state_keys import condition_holds
from epilogue.space.watch import Watch
from epilogue.story.project import Project, load
from epilogue.story.study import Study
from epilogue.verify.oracle import full_states
from epilogue.verify.turns import BetweenTurns, TurnPlayer

pytestmark = pytest.mark.slow

STORIES = story_count()
LOOPS = ("none", "once", "sticky")
MOST = 1000
"""Maximal number of playthroughs played."""
SMALL = 250
"""Maximal number of the oracle's states, so that a linear solve in fractions stays cheap."""


@pytest.fixture(autouse=True)
def _bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((step, "MAX_STEPS"), (turn, "MAX_STEPS"), (specialise, "MAX_NODES")):
        monkeypatch.setattr(module, name, 10_000)


# -- brute force


class Brute:
    """The unreduced graph as plain successor lists. ``stop``: the stops; ``held``: by condition, the states where it holds."""

    def __init__(self, graph: StateGraph, keys: list[str]) -> None:
        self.graph = graph
        self.after = {s: [graph.target[e] for e in graph.edges(s)] for s in range(len(graph.kind))}
        self.stop = {s for s in self.after if graph.kind[s] in (StateKind.CHOICE, StateKind.ENDING)}
        self.held = {key: {s for s in self.stop if graph.noted[s] >> bit & 1} for bit, key in enumerate(keys)}

    def come_to(self, start: set[Any], after: Callable[[Any], list[Any]]) -> set[Any]:
        found, work = set(start), list(start)
        while work:
            for follow in after(work.pop()):
                if follow not in found:
                    found.add(follow)
                    work.append(follow)
        return found

    def endings(self, program: Program) -> dict[int, tuple[Any, ...]]:
        graph = self.graph
        return {s: ending_of(program, graph.endings[graph.ending[s]]) for s in self.after if graph.ending[s] >= 0}

    @property
    def all(self) -> set[int]:
        return self.come_to({self.graph.initial}, lambda s: self.after[s])

    def monitored(self, begun: set[int]) -> set[tuple[int, bool]]:
        """The product with the monitor's bit: whether a stop of ``begun`` has occurred, including this one."""
        first = self.graph.initial
        return self.come_to({(first, first in begun)}, lambda s: [(t, s[1] or t in begun) for t in self.after[s[0]]])

    def avoidable(self, goal: set[int]) -> bool:
        """Whether a playthrough, finite or not, can avoid the goal: the greatest set that each member can stay in, or end in."""
        stay = {s for s in self.after if s not in goal}
        while True:
            left = {s for s in stay if self.after[s] and not any(t in stay for t in self.after[s])}
            if not left:
                return self.graph.initial in stay
            stay -= left

    def chance(self, goal: set[int]) -> Fraction:
        """The odds of reaching a goal, by one linear solve over all states."""
        before: dict[int, list[int]] = {s: [] for s in self.after}
        for s, following in self.after.items():
            for t in following:
                before[t].append(s)
        can = self.come_to(set(goal), lambda s: before[s])
        order = sorted(can - goal)
        place = {s: n for n, s in enumerate(order)}
        rows = []
        for s in order:
            row = [Fraction(0)] * (len(order) + 1)
            row[place[s]] += 1
            odds = self.graph.odds(s)
            for t, share in zip(self.after[s], odds, strict=True):
                if t in goal:
                    row[-1] += Fraction(share, sum(odds))
                elif t in place:
                    row[place[t]] -= Fraction(share, sum(odds))
            rows.append(row)
        if self.graph.initial in goal:
            return Fraction(1)
        solved = eliminated(rows)
        return solved[place[self.graph.initial]] if self.graph.initial in place else Fraction(0)

    def verdict(self, form: str, first: set[int], then: set[int]) -> bool:
        if form == "always":
            return self.all & self.stop <= first
        if form == "never":
            return not self.all & first
        if form == "reachable":
            return bool(self.all & first)
        if form == "eventually":
            return not self.avoidable(first)
        if form == "surely":
            return self.chance(first) == 1
        return all(s in then for s, begun in self.monitored(first) if begun and s in self.stop)


def eliminated(rows: list[list[Fraction]]) -> list[Fraction]:
    """Gauss-Jordan elimination, with sparse rows in mind; returns the right column."""
    for n in range(len(rows)):
        pivot = next(r for r in range(n, len(rows)) if rows[r][n])
        rows[n], rows[pivot] = rows[pivot], rows[n]
        scale = rows[n][n]
        rows[n] = [value / scale if value else value for value in rows[n]]
        used = [c for c, value in enumerate(rows[n]) if value]
        for r, row in enumerate(rows):
            if r != n and row[n]:
                factor = row[n]
                for c in used:
                    row[c] -= factor * rows[n][c]
    return [row[-1] for row in rows]


# -- generated stories

FORMS = {
    "always": "always {0}",
    "never": "never {0}",
    "reachable": "reachable {0}",
    "eventually": "eventually {0}",
    "surely": "surely {0}",
    "after": "after {0} always {1}",
}


def expressions(source: str, seed: int) -> list[str]:
    """Conditions on what the story has: its variables, and its visit counts."""
    knots = re.findall(r"^=== (k\d+) ===|^=== (k\d+)\s*$", source, re.MULTILINE)
    names = re.findall(r"^VAR (\w+) = (?:-?\d+|true|false)\s*$", source, re.MULTILINE)
    found = [f"{one or other} > 0" for one, other in knots]
    found += [f"{name} > {(seed + place) % 3}" for place, name in enumerate(names)]
    found += [f"TURNS() {('<', '>=')[seed % 2]} {seed % 5}"]
    return [found[(seed * 7 + n * 3) % len(found)] for n in range(4)]


def story(tmp_path: Path, source: str, properties: dict[str, str]) -> Project:
    tmp_path.mkdir(exist_ok=True)
    (tmp_path / "story.ink").write_text(source, encoding="utf-8")
    lines = "".join(f"{name} = '{formula}'\n" for name, formula in properties.items())
    (tmp_path / "epilogue.toml").write_text(f"[properties]\n{lines}", encoding="utf-8")
    return load(str(tmp_path / "story.ink"))


def oracle_of(project: Project, keys: list[str], study: Study) -> Brute | None:
    positions = [project.loaded.observed[key] for key in keys]
    graph = full_states(study.program, SMALL, positions, positions)
    return Brute(graph, keys) if graph.complete else None


def shows(study: Study, one: Property, form: str, first: int, then: int) -> str | None:
    """What is wrong with the playthrough shown for a verdict, None if nothing: it is played in the Machine, stop by stop."""
    assert one.path is not None
    held = []
    truthy = study.program.semantics.values.truthy
    player = TurnPlayer(study.program)
    for moment in moments(player, study.graph, one.path):
        held.append([condition_holds(player.value(moment, position), truthy) for position in (first, then)])
        last = moment
    at_first, at_then = [h[0] for h in held], [h[1] for h in held]
    if form in ("always", "never", "reachable"):
        return None if at_first[-1] == (form != "always") else "the last stop does not show it"
    if form == "after":
        begun = next((n for n, yes in enumerate(at_first) if yes), None)
        return None if begun is not None and not at_then[-1] else "no stop that it begins with, or none that breaks it"
    if any(at_first):
        return "it comes to the goal"
    if form == "eventually" and one.again is None and last.machine.ending is None:
        return "it is not over"
    return None


def moments(player: TurnPlayer, graph: StateGraph, path: tuple[int, ...]) -> Iterator[BetweenTurns]:
    """The stops on a path."""
    actions = list(path)

    def settled(base: BetweenTurns | None, place: int) -> BetweenTurns:
        script: list[int] = []
        while isinstance(found := player.turn(base, place, script), OutcomeNeeded):
            script.append(actions.pop(0))
        return found

    moment = settled(None, 0)
    yield moment
    while actions:
        moment = settled(moment, actions.pop(0))
        yield moment


def test_claims_and_odds_on_generated_stories(tmp_path: Path) -> None:
    checked = dict.fromkeys(FORMS, 0), dict.fromkeys(FORMS, 0)
    wrong, odds_checked = [], 0
    for seed in range(STORIES):
        source = generate(seed, 1 + seed % 3, loops=LOOPS[seed % 3])
        said = expressions(source, seed)
        asked = {form: text.format(said[n % 2], said[2 + n % 2]) for n, (form, text) in enumerate(FORMS.items())}
        project = story(tmp_path / str(seed), source, asked)
        wanted = formulas(project)
        study = Study(project, conditions(wanted), watch=Watch(Limits(states=2 * SMALL)))
        keys = list(study.conditions)
        brute = oracle_of(project, keys, study) if study.complete else None
        if brute is None or any(ending.kind == "restart" for ending in study.endings):
            continue
        for formula, found in zip(wanted, decided(study, wanted), strict=True):
            first = brute.held[f"properties.{formula.name}.1"]
            then = brute.held.get(f"properties.{formula.name}.2", set())
            truth = brute.verdict(formula.form, first, then)
            if (found.verdict == "holds") != truth:
                wrong.append((seed, formula.text, found.verdict, truth))
            elif found.path is not None:
                places = [project.loaded.observed[f"properties.{formula.name}.{n if formula.then else 1}"] for n in (1, 2)]
                problem = shows(study, found, formula.form, *places)
                wrong += [(seed, formula.text, problem)] if problem else []
            checked[truth][formula.form] += 1
        for place, ending in enumerate(study.endings):
            there = {s for s, one in study.ending_of.items() if one == place}
            same = {ending_of(study.program, study.graph.endings[study.graph.ending[s]])[:4] for s in there}
            ends = {s for s, told in brute.endings(study.program).items() if told[:4] in same}
            if study.odds(there).exact != brute.chance(ends):
                wrong.append((seed, ending.id, study.odds(there), brute.chance(ends)))
            odds_checked += 1
    assert wrong == []
    assert all(count > STORIES // 25 for group in checked for count in group.values()), checked
    assert odds_checked > STORIES // 2


def test_against_storm(stormpy: Any, tmp_path: Path) -> None:
    for seed in range(STORIES // 5):
        source = generate(seed, 1 + seed % 3, loops="sticky")
        said = expressions(source, seed)
        project = story(tmp_path / str(seed), source, {"a": f"surely {said[0]}", "b": f"after {said[1]} always {said[2]}"})
        wanted = formulas(project)
        study = Study(project, conditions(wanted), watch=Watch(Limits(states=SMALL)))
        if not study.complete:
            continue
        one, other = decided(study, wanted)
        graph = study.graph
        first, begun, kept = (analysis.noted(graph, bit) for bit in range(3))
        bad = bytearray(stop and not held for stop, held in zip(analysis.stops(graph), kept, strict=True))
        storm = Marked(stormpy, graph, tmp_path, {"goal": first, "begun": begun, "bad": bad})
        assert (one.verdict == "holds") == (any(first) and storm.ask('P=? [F "goal"]') == 1), seed
        met = storm.ask('P=? [F ("begun" & (F "bad"))]') if any(begun) and any(bad) else 0
        assert (other.verdict == "holds") == (met == 0), seed


class Marked(Storm):
    """Storm with our own labels."""

    def __init__(self, stormpy: Any, graph: StateGraph, folder: Path, labels: dict[str, bytearray]) -> None:
        super().__init__(stormpy, graph, folder)
        file = folder / "graph.drn"
        lines = []
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("state "):
                state = int(line.split()[1])
                line += "".join(f" {name}" for name, held in labels.items() if held[state])  # noqa: PLW2901
            lines.append(line)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self._model = stormpy.build_model_from_drn[stormpy.Rational](str(file))


# -- wording


class Reader(TurnPlayer):
    """Counts the words said, without those of options or of stored strings."""

    def __init__(self, program: Program) -> None:
        super().__init__(program, listening=True)
        self.read = 0

    def _heard(self, op: str, at: int, label: bool, plain: Callable[[MachineState], int]) -> Callable[[MachineState], int]:
        heard = super()._heard(op, at, label, plain)
        words = len(self.program.code[at].a.split()) if op == "text" else 1

        def counted(m: MachineState) -> int:
            if op in ("text", "print") and not self._strings:
                self.read += words
            return heard(m)

        return counted

    def lengths(
        self, base: BetweenTurns | None, place: int, before: int, script: tuple[int, ...], most: int
    ) -> Iterator[int | None]:
        """The number of words of every playthrough from here; None if one has too many turns."""
        self.read = 0
        found = self.turn(base, place, script)
        if isinstance(found, OutcomeNeeded):
            for outcome in range(found.outcomes):
                yield from self.lengths(base, place, before, (*script, outcome), most)
            return
        so_far = before + self.read
        if found.machine.ending is not None:
            yield so_far
        elif most == 0:
            yield None
        else:
            for number in range(len(found.options)):
                yield from self.lengths(found, number, so_far, (), most - 1)


def test_words_of_every_playthrough(tmp_path: Path) -> None:
    checked = 0
    for seed in range(STORIES // 2):
        source = generate(seed, 1 + seed % 3, loops=("none", "once")[seed % 2], without=("tags", "recursion", "quiet"))
        project = story(tmp_path / str(seed), source, {"most": "words <= 0", "least": "words >= 99999"})
        study = studied(project, (), Watch(Limits(states=SMALL)))
        if not study.complete or any(ending.kind == "restart" for ending in study.endings):
            continue
        lengths = []
        for length in Reader(study.program).lengths(None, 0, 0, (), 12):
            lengths.append(length)
            if length is None or len(lengths) > MOST:
                break
        if None in lengths or len(lengths) > MOST:
            continue
        most, least = decided(study, formulas(project))
        known = [length for length in lengths if length is not None]
        found = [int(re.sub(r"\D", "", one.why)) if re.search(r"\d", one.why) else 0 for one in (most, least)]
        assert found == [max(known), min(known)], seed
        for one, total in ((most, max(known)), (least, min(known))):
            if one.path is not None:
                assert read_on(study, one.path) == total, (seed, one)
        checked += 1
    assert checked > STORIES // 10


def read_on(study: Study, path: tuple[int, ...]) -> int:
    reader = Reader(study.program)
    total, actions = 0, list(path)
    moment: BetweenTurns | None = None
    while moment is None or actions:
        place = actions.pop(0) if moment is not None else 0
        script: list[int] = []
        reader.read = 0
        while isinstance(found := reader.turn(moment, place, script), OutcomeNeeded):
            script.append(actions.pop(0))
            reader.read = 0
        moment = found
        total += reader.read
    return total


def test_of_a_story_that_was_not_searched_nothing_is_known() -> None:
    """If time is up before the first step there is one state, and no condition is known to hold in it."""
    assert analysis.noted(StateGraph.stopped("not in time", None), 0) == bytearray(1)
