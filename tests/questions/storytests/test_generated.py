"""Tests of generated stories, judged against every playthrough tried out, one by one, and read by the definition."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from generators.amount import story_count
from generators.ink import generate

from epilogue.ir.values import by_name
from epilogue.machine import step
from epilogue.machine.draws import ShuffleRounds
from epilogue.machine.play import Drawn, Session
from epilogue.machine.step import Code
from epilogue.questions.storytests.run import PreparedStory, judge, run_test
from epilogue.questions.storytests.storytest_files import AnyChoices, ChoiceItem, Demand, Pick, StoryTest
from epilogue.source import Span
from epilogue.space import turn
from epilogue.story.project import load

pytestmark = pytest.mark.slow

STORIES = story_count(5)
HORIZON, MOST = 5, 400
"""Choices of a playthrough, and playthroughs of a story, that are tried out."""
SPAN = Span("story.storytest.toml", 1)


class Short(Exception):
    """A draw without an outcome: among so many."""


class Indices:
    """Draws by index; the tree of all luck is made of the draws that it runs short at."""

    def __init__(self, script: list[int]) -> None:
        self.script = list(reversed(script))
        self.rounds = ShuffleRounds()

    def index(self, count: int) -> int:
        if not self.script:
            raise Short(count)
        return self.script.pop()

    def random(self, site: int, low: int, high: int) -> int:
        return low + self.index(high - low + 1)

    def shuffle(self, site: int, count: int, index: int) -> int:
        left = self.rounds.left(site, count, index)
        element = left[self.index(len(left))]
        self.rounds.take(site, count, index, element)
        return element

    def list_random(self, site: int, items: Any) -> Any:
        return by_name(items)[self.index(len(items))]

    def seed(self, value: int) -> None:
        pass

    def save(self) -> None:
        return None

    def restore(self, saved: Any) -> None:
        pass


class Stop(NamedTuple):
    """Where a playthrough waits, or is over."""

    options: list[str]
    values: dict[str, Any]
    shown: list[str]
    drawn: list[Any]
    ending: str | None
    mark: str | None


class Playthrough(NamedTuple):
    stops: list[Stop]
    choices: list[int]
    over: bool


def play(code: Code, choices: list[int], script: list[int]) -> Playthrough:
    """Raises :class:`Short`."""
    session = Session(code, Indices(script))  # type: ignore[arg-type]
    stops, shown = [], []
    for choice in [*choices, None]:
        shown = shown + [line.text for line in session.lines] + [option.text for option in session.options]
        drawn = [action.outcome for action in session.actions if isinstance(action, Drawn)]
        options = [option.text for option in session.options]
        stops.append(Stop(options, dict(session.variables), shown, drawn, session.ended, session.mark))
        if choice is not None:
            session.choose(choice)
    return Playthrough(stops, choices, session.ended is not None)


def playthroughs(code: Code) -> tuple[list[Playthrough], bool]:
    """Those found within the horizon, cut off where it ends, and whether those are all."""
    found: list[Playthrough] = []
    whole = True
    todo: list[tuple[list[int], list[int]]] = [([], [])]
    while todo:
        choices, script = todo.pop(0)
        try:
            played = play(code, choices, script)
        except Short as short:
            todo += [(choices, [*script, index]) for index in range(short.args[0])]
            continue
        if played.over or len(choices) == HORIZON:
            found.append(played)
            whole = whole and played.over
        else:
            todo += [([*choices, n], script) for n in range(len(played.stops[-1].options))]
        if len(found) + len(todo) > MOST:
            for choices, script in todo:
                with contextlib.suppress(Short):
                    found.append(play(code, choices, script))
            return found, False
    return found, whole


def same(text: str) -> str:
    return " ".join(text.casefold().split())


def truth(stop: Stop, expression: str) -> bool:
    name, _, number = expression.partition(" >= ")
    return bool(stop.values[name] >= int(number))


def met(stop: Stop, demand: Demand) -> bool:
    def shown(text: str) -> bool:
        return any(same(text) in same(one) for one in stop.shown)

    return (
        all(truth(stop, one) for one in demand.expect) and all(map(shown, demand.sees)) and not any(map(shown, demand.never_sees))
    )


def fits(test: StoryTest, played: Playthrough, last: int, strict: bool, item: int = 0, at: int = 0) -> bool:
    """Whether the list of choices can be read as the playthrough up to its stop ``last``."""
    if item == len(test.choices):
        return at == last
    one = test.choices[item]
    if isinstance(one, AnyChoices):
        return fits(test, played, last, strict, item + 1, at) or (at < last and fits(test, played, last, strict, item, at + 1))
    if isinstance(one, Demand):
        return (not strict or met(played.stops[at], one)) and fits(test, played, last, strict, item + 1, at)
    texts = [same(text) for text in played.stops[at].options]
    wanted = same(one.text)
    begun = [n for n, text in enumerate(texts) if text.startswith(wanted) and texts.index(text) == n]
    meant = [texts.index(wanted)] if wanted in texts else begun if len(begun) == 1 else []
    chosen = at < last and meant == [played.choices[at]]
    return chosen and fits(test, played, last, strict, item + 1, at + 1)


def judged(test: StoryTest, played: Playthrough) -> list[bool]:
    """For each stop at which the test can end in this playthrough, whether it passes there."""
    verdicts = []
    for last, stop in enumerate(played.stops):
        if test.plays_on and stop.ending is None:
            continue
        if any(one != given for one, given in zip(stop.drawn, test.luck, strict=False)):
            continue
        if not fits(test, played, last, strict=False):
            continue
        if test.endings:
            ends = stop.ending is not None and any(word in (stop.mark or "", stop.ending) for word in test.endings)
        else:
            ends = stop.ending not in ("error", "out_of_content", "stuck")
        verdicts.append(ends and met(stop, test.final) and fits(test, played, last, strict=True))
    return verdicts


def some_test(random: Random, found: list[Playthrough], names: list[str]) -> StoryTest:
    """A test that a playthrough, somewhat changed, could be the model of."""
    model, other = random.choice(found), random.choice(found)

    def demand(stop: Stop) -> Demand:
        number = random.choice(names) if names else ""
        expect = (f"{number} >= {random.choice([stop.values[number], random.randint(-1, 4)])}",) if number else ()
        words = [word for text in random.choice([stop, other.stops[-1]]).shown for word in re.findall(r"[a-z]{3,}", text)]
        text = (random.choice(words),) if words and random.random() < 0.4 else ()
        return Demand(expect if random.random() < 0.6 else (), text, (), SPAN)

    items: list[ChoiceItem] = []
    for stop, choice in zip(model.stops, model.choices, strict=False):
        if random.random() < 0.25:
            items.append(demand(stop))
        if random.random() < 0.45:
            if not items or not isinstance(items[-1], AnyChoices):
                items.append(AnyChoices())
        else:
            items.append(Pick(stop.options[choice]))
    if random.random() < 0.5 and not (items and isinstance(items[-1], AnyChoices)):
        items.append(AnyChoices())
    end = model.stops[-1]
    endings = tuple({word for word in (random.choice([end, other.stops[-1]]).mark, end.ending) if word})
    luck = tuple(end.drawn[: random.randint(0, 2)]) if random.random() < 0.4 else ()
    final = demand(end) if random.random() < 0.6 else Demand()
    kinds = endings[:1] if endings and random.random() < 0.6 else ()
    return StoryTest("a", SPAN, 0, tuple(items), None, luck, None, random.random() < 0.5, kinds, SPAN, final)


@pytest.mark.parametrize("seed", range(STORIES))
def test_verdicts_agree_with_exhaustive_play(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step, "MAX_STEPS", 20_000)
    monkeypatch.setattr(turn, "MAX_STEPS", 20_000)
    source = generate(seed, 1 + seed % 3, loops=(None, "none", "once")[seed % 3])
    (tmp_path / "story.ink").write_text(source, encoding="utf-8")
    (tmp_path / "epilogue.toml").write_text("[limits]\nstates = 2000\n", encoding="utf-8")
    story = load(str(tmp_path / "story.ink"))
    code = Code(story.program)
    found, whole = playthroughs(code)
    numbers = [name for name, value in found[0].stops[0].values.items() if type(value) is int]
    random = Random(seed)
    tests = [some_test(random, found, numbers) for _ in range(6)]
    prepared = PreparedStory(story, tests)
    for test in tests:
        verdicts = [one for played in found for one in judged(test, played)]
        outcome = judge(prepared, test).outcome
        if bool(verdicts) and (not test.every) in verdicts:  # one playthrough suffices to show it
            assert outcome == ("failed" if test.every else "passed"), (test, source)
        elif whole and outcome != "open":
            assert outcome == ("passed" if test.every and verdicts else "failed"), (test, source)
        shown = run_test(prepared, test).result
        if shown.passed != test.every and shown.decisive >= 0 and shown.settled:  # the playthrough shown proves the verdict
            path = shown.path(shown.decisive)
            session = prepared.follower.setdefault(None, _follower(prepared)).session(path)
            choices = [action.number for action in session.actions if not isinstance(action, Drawn)]
            script = _draws(path, session)
            assert (not test.every) in judged(test, play(code, choices, script)), (test, source)


def _follower(prepared: PreparedStory) -> Any:
    from epilogue.machine.follow import Follower

    return Follower(prepared.program)


def _draws(path: tuple[int, ...], session: Session) -> list[int]:
    return [index for index, action in zip(path, session.actions, strict=True) if isinstance(action, Drawn)]
