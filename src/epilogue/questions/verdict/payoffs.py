"""The payoff of every ending; base of ``verdict``."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cached_property
from itertools import islice

from epilogue import answers
from epilogue.diagnostics import unreadable
from epilogue.ir.program import Program
from epilogue.questions.verdict.answer import StakeValue
from epilogue.questions.verdict.outcomes import ParetoComparison, PayoffVector, judge
from epilogue.questions.verdict.values import ExpectationSolver, guarantee
from epilogue.source import Span
from epilogue.story.study import Study

EXAMPLES = 3


class Payoffs:
    """A studied story with the payoffs of its endings: ``worth`` of each ending state, the different ones in ``worths``, and
    how each of these is ``judged``. Unintended endings are no outcomes, nor are returns to the beginning, where nothing is
    remembered. Raises StoryError if nothing is at stake, no ending was found, or a stake has no number."""

    def __init__(self, study: Study) -> None:
        self.study = study
        if not study.stakes:
            raise unreadable(nothing_at_stake(study.program), Span(study.project.path, 0))
        whole: dict[StakeValue, Fraction] = {}  # equal ones are the same one, which is compared in no time
        self.values: dict[int, tuple[StakeValue, ...]] = {}
        self.worth: dict[int, PayoffVector] = {}
        for state, index in study.ending_of.items():
            if judgeable(study.endings[index].kind):
                self.values[state] = values = study.values(state)
                for stake, value in zip(study.stakes, values, strict=True):
                    if not math.isfinite(value):
                        raise unreadable(f"stakes.{stake.who}.{stake.name}: not a finite number", stake.span)
                self.worth[state] = tuple([whole.setdefault(value, Fraction(value)) for value in values])
        if not self.worth:
            hint = None if study.complete else "search further: --time 10m"
            raise unreadable("no ending with anything at stake was found", Span(study.project.path, 0), hint)
        self.worths: list[PayoffVector] = sorted(set(self.worth.values()))
        self.number = {worth: index for index, worth in enumerate(self.worths)}
        self.judged: ParetoComparison = judge(self.worths)
        columns = list(zip(*self.worths, strict=True))
        self.least = tuple(map(min, columns))
        self.greatest = tuple(map(max, columns))

    @cached_property
    def sure(self) -> list[list[Fraction | None]]:
        """The guaranteed value of each stake, by state."""
        return [guarantee(self.study.graph, self.of(stake)) for stake in range(len(self.study.stakes))]

    @cached_property
    def best(self) -> ExpectationSolver | None:
        """The solver for expectations; None where the search is not complete."""
        return ExpectationSolver(self.study.graph) if self.study.complete else None

    def of(self, stake: int) -> dict[int, Fraction]:
        """The value of one stake at each ending state."""
        return {state: worth[stake] for state, worth in self.worth.items()}

    @property
    def golden(self) -> dict[int, Fraction]:
        """1 for the ending states at which everybody has everything, 0 for the others."""
        best = self.judged.golden
        return {state: Fraction(best is not None and worth == self.worths[best]) for state, worth in self.worth.items()}

    @cached_property
    def _written(self) -> list[dict[Fraction, StakeValue]]:
        written_values: list[dict[Fraction, StakeValue]] = [{} for _ in self.least]
        for state, values in self.values.items():
            for written, worth, value in zip(written_values, self.worth[state], values, strict=True):
                written.setdefault(worth, value)
        return written_values

    @cached_property
    def _coming_to(self) -> list[list[tuple[Fraction, int]]]:
        """Values of each stake, the greatest first, with the bit set of the worths that have it."""
        sets: list[dict[Fraction, int]] = [{} for _ in self.least]
        for index, worth in enumerate(self.worths):
            for bits, value in zip(sets, worth, strict=True):
                bits[value] = bits.get(value, 0) | 1 << index
        return [sorted(bits.items(), reverse=True) for bits in sets]

    def as_written(self, stake: int, value: Fraction | None) -> StakeValue | None:
        """Worth as the author wrote it."""
        return None if value is None else self._written[stake][value]

    def most(self, stake: int, can: int) -> StakeValue | None:
        """Greatest value of a stake in a bit set of worths, None if there is none."""
        return next((self.as_written(stake, value) for value, bits in self._coming_to[stake] if can & bits), None)


def judgeable(kind: str) -> bool:
    """Whether this is an ending at which somebody gets something: a meant one, not a return to the beginning, of which the
    story remembers nothing."""
    return kind in answers.MEANT and kind != "restart"


def nothing_at_stake(program: Program) -> str:
    """The hint for a story without stakes, with variables (or else passages) that this story has."""
    code, start = program.code, program.init
    end = start = len(code) if start is None else start
    while end < len(code) and code[end].op != "end":
        end += 1
    begun = {
        store.a
        for push, store in zip(code[start:end], code[start + 1 : end], strict=False)
        if push.op == "push" and isinstance(push.a, bool | int | float) and store.op == "store_global"
    }
    play = [*code[:start], *code[end:]]
    begun.intersection_update(program.variables)
    changed = dict.fromkeys(
        instruction.a for instruction in play if instruction.op in ("store_global", "push_ref") and instruction.a in begun
    )
    changed |= dict.fromkeys(name for name in program.variables if name in begun & program.set_outside)
    called = {instruction.a for instruction in code if instruction.op == "call" and instruction.b != "subroutine"}
    passages = [program.blocks[block] for block in program.passages]
    asks = {str(name): str(name) for name in changed}
    if not asks:
        visited = program.semantics.advice.was_visited
        named = [block.name for block in passages if block.start not in called]
        # A node group counts once, not node by node.
        whole = [name for name in named if visited.startswith("{}") or "." not in name]
        asks = {name: visited.format(name) for name in whole}
    lines = "".join(f"\n    {_key(name)} = {_quoted(expression)}" for name, expression in islice(asks.items(), EXAMPLES))
    return (
        "tell Epilogue what each character wants: write it into epilogue.toml, beside the story, as expressions that are read at "
        f"its endings, more is better; for example:\n\n    [stakes.Reader]{lines}\n"
    )


def _key(name: str) -> str:
    """A name for a stake, as TOML lets it stand without quotation marks."""
    return name.rpartition(".")[2].lstrip("$")


def _quoted(text: str) -> str:
    return f"'{text}'" if '"' in text else f'"{text}"'
