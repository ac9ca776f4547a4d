"""How much is read: by hand, against every playthrough of generated stories, and marked where it is a sample."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from generators.amount import story_count
from generators.ink import generate

from epilogue.answers import Details, EndingsReport
from epilogue.ir.program import Program
from epilogue.machine.state import MachineState
from epilogue.questions.endings import screen as terminal
from epilogue.questions.endings.build import endings
from epilogue.questions.endings.reading import prose
from epilogue.space.luck import OutcomeNeeded
from epilogue.space.word_counts import lengths
from epilogue.story.project import load
from epilogue.verify.turns import BetweenTurns, TurnPlayer

pytestmark = pytest.mark.slow

STORIES = story_count(2)
MANY = 3_000
"""Stories with more turns are left out."""


def report_of(folder: Path, source: str) -> EndingsReport:
    (folder / "story.ink").write_text(source, encoding="utf-8")
    return endings(load(str(folder / "story.ink")), details=True)


def details(folder: Path, source: str) -> Details:
    found = report_of(folder, source).details
    assert found is not None
    return found


def test_tags_marks_and_labels_are_not_words_that_are_read(tmp_path: Path) -> None:
    source = """\
# title: Six words that nobody reads aloud
VAR x = 3
Hello there friend. # ending: nest
* Hi [you] all {x} now
  Six words are here to read. -> END
* [Never seen label words] Bye.
  -> END
=== dead
Nobody reads this. -> END
"""
    first, second, whole = 3 + 1 + 2 + 6, 3 + 1, 3 + 1 + 2 + 6 + 1 + 3
    assert details(tmp_path, source)[:3] == ((first + 1 + second) / 2, pytest.approx((first + second) / 2 / whole), None)


def test_what_is_said_twice_is_read_twice_and_seen_once(tmp_path: Path) -> None:
    source = "-> chorus ->\n* [Again] -> chorus ->\n* [Enough]\n- Over. -> END\n=== chorus\nLa la la.\n->->\n"
    assert details(tmp_path, source)[:3] == ((3 + 3 + 1 + 3 + 1) / 2, pytest.approx(1), None)
    ways = "* [Sing] -> chorus -> end\n* [Twice] -> chorus -> chorus -> end\n* [Leave] -> end\n"
    source = f"{ways}=== chorus\nLa la la.\n->->\n=== end\nOver. -> END\n"
    assert details(tmp_path, source)[:3] == (pytest.approx(4), pytest.approx((4 + 4 + 1) / 3 / 4), None)


def test_a_story_that_goes_round_is_sampled_and_says_so(tmp_path: Path) -> None:
    report = report_of(tmp_path, "* [In] -> home\n=== home\nHome again.\n+ [Go] -> home\n+ [Stay] -> END\n")
    assert report.details is not None
    assert report.details.playthroughs == 400
    screen = " ".join(terminal.render(report, 80).split())
    assert "reads about 4 words and sees about 100% of the text." in screen
    assert "(Words and text: the mean of 400 playthroughs at random.)" in screen


def test_play_that_never_ends_has_no_mean_number_of_words(tmp_path: Path) -> None:
    found = details(tmp_path, "* [In] -> home\n=== home\nHome again.\n+ [Go] -> home\n")
    assert (found.words, found.text_share) == (None, 1)


class _Reader(TurnPlayer):
    """Plays every playthrough of a story without loops; ``heard``: positions of what the last turn said."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.heard: list[int] = []
        self.inside: list[bool] = []
        for at, (op, *_) in enumerate(program.code):
            if op in ("text", "print", "string_open", "string_close"):
                self.code.steps[at] = self._hearing(op, at, self.code.steps[at])

    def _hearing(self, op: str, at: int, plain: Callable[[MachineState], int]) -> Callable[[MachineState], int]:
        def heard(m: MachineState) -> int:
            if op == "string_open":
                self.inside.append(True)
            elif op == "string_close":
                self.inside.pop()
            elif not self.inside:
                self.heard.append(at)
            return plain(m)

        return heard

    def readings(
        self, base: BetweenTurns | None, place: int, odds: Fraction, before: tuple[int, ...]
    ) -> Iterator[tuple[Fraction, tuple[int, ...]]]:
        """The odds of every playthrough with the positions it says."""
        scripts: list[tuple[tuple[int, ...], Fraction]] = [((), odds)]
        while scripts:
            script, likely = scripts.pop()
            self.heard, self.inside = [], []
            moment = self.turn(base, place, script)
            if self.turns > MANY:
                raise OverflowError
            if isinstance(moment, OutcomeNeeded):
                scripts += [((*script, n), likely / moment.outcomes) for n in range(moment.outcomes)]
                continue
            said = (*before, *self.heard)
            if moment.machine.ending is not None or not moment.options:
                yield likely, said
            for number in range(len(moment.options)):
                yield from self.readings(moment, number, likely / len(moment.options), said)


def test_exact_means_are_those_of_every_playthrough(tmp_path: Path) -> None:
    judged, wrong = 0, []
    for seed in range(STORIES):
        source = generate(seed, 3, without=("quiet",))
        report = report_of(tmp_path, source)
        found = report.details
        if found is None or found.playthroughs is not None or found.words is None:
            continue
        program = load(str(tmp_path / "story.ink")).program
        counted, readable = lengths(program), prose(program)
        try:
            every = list(_Reader(program).readings(None, 0, Fraction(1), ()))
        except (OverflowError, RecursionError):
            continue
        judged += 1
        words = sum(float(odds) * sum(counted[at] for at in said) for odds, said in every)
        share = sum(float(odds) * sum(readable.get(at, 0) for at in set(said)) for odds, said in every) / sum(readable.values())
        if (found.words, found.text_share) != (pytest.approx(words), pytest.approx(share)):
            wrong.append((seed, found, words, share))
    assert wrong == []
    assert judged >= STORIES // 10
