"""What really happens in a story, for the judges of what is said of it: every playthrough played out in the Machine. Nothing here
is shared with the passes, the search or the walk."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from epilogue.analysis.causes import Explanation
from epilogue.analysis.sources import SourceLines
from epilogue.analysis.unseen import asks_whether_it_returned
from epilogue.ir.operators import OperatorError
from epilogue.ir.program import Program, passages_of
from epilogue.machine.steps_data import StoryFault
from epilogue.space.state_graph import StateGraph
from epilogue.verify.oracle import _Oracle

MOST = 300
LEAVES = frozenset(("jump", "jump_var", "done", "end", "return", "return_subroutine", "fail"))
CONDITIONS = frozenset(("jump_if", "skip_unless"))
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
QUOTED = re.compile(r'"\(*\s*(\$?\w+)\s*(==|!=|<=|>=|<|>)\s*(-?\d+)\s*\)*" is always ')


class Everything(NamedTuple):
    """The unreduced graph of a story; positions executed; by condition (an option's own by the position of its ``offer``), the
    ``sides`` it came to; by offer, whether it was still there to be taken (``left``); ``pairs`` of positions run one after the
    other; by position of what ends a turn for good, the sites of options made before (``dropped``); ``values``: by position of a
    condition, the values of the globals there."""

    graph: StateGraph
    executed: set[int]
    sides: set[tuple[int, bool]]
    left: set[tuple[int, bool]]
    pairs: set[tuple[int, int]]
    dropped: dict[int, set[int]]
    values: dict[int, dict[str, set[Any]]]


def everything(program: Program, most: int = MOST) -> Everything:
    oracle = _Oracle(program, most, (), ())
    truth = Everything(StateGraph(), set(), set(), set(), set(), {}, {})
    steps = oracle.player.code.steps
    names = program.variables
    truthy = program.semantics.values.truthy

    def asked(at: int, machine: Any) -> tuple[bool | None, bool]:
        """An option's own condition, and whether it is still there to be taken."""
        site = program.choices[program.code[at].a]
        still = not (site.once and machine.visits[site.target_block])
        if not site.condition:
            return None, still
        holds = machine.stack[-1]
        if not _notes(at):
            return truthy(holds), still
        return (None, truthy(holds)) if program.code[at - 1].a == "!" else (parts[at][1], parts[at][0])

    parts: dict[int, tuple[bool, bool]] = {}

    def noting(at: int, op: str, plain: Callable[[Any], int]) -> Callable[[Any], int]:
        decides = op in CONDITIONS or op == "offer"

        def noted(machine: Any) -> int:
            truth.executed.add(at)
            if decides:
                known = truth.values.setdefault(at, {})
                for name in names:
                    value = machine.globals[name]
                    if type(value) in (int, float, bool):
                        known.setdefault(name, set()).add(value)
            try:
                if op == "apply" and program.code[at].a == "&&" and program.code[at + 1].op == "offer" and _notes(at + 1):
                    parts[at + 1] = truthy(machine.stack[-2]), truthy(machine.stack[-1])
                if op == "offer":
                    condition, still = asked(at, machine)
                    if condition is not None:
                        truth.sides.add((at, condition))
                    truth.left.add((at, still))
                follow = plain(machine)
            except (StoryFault, OperatorError):
                truth.dropped.setdefault(at, set()).update(option.site.id for option in machine.options)
                raise
            if op in CONDITIONS:
                truth.sides.add((at, (follow != at + 1) == (op == "jump_if")))
            truth.pairs.add((at, follow))
            return follow

        def ended(machine: Any) -> int:
            truth.dropped.setdefault(at, set()).update(option.site.id for option in machine.options)
            return noted(machine)

        return ended if op in ("end", "fail") else noted

    def _notes(at: int) -> bool:
        """Whether an option that is offered there notes, by the place of its condition, that it was taken."""
        place = program.code[at - 1].span
        return place is not None and place in program.hidden.values()

    for at, instruction in enumerate(program.code):
        steps[at] = noting(at, instruction.op, steps[at])
    return truth._replace(graph=oracle.run())


class CauseJudge:
    """Compares what is said of a line with what happened there. Of a story that is known in part, what happened refutes; what did
    not happen may yet. ``searched``: the rules know in full, too, what happens; else they tell of what would, whether or not a
    reader comes there."""

    def __init__(self, program: Program, sources: SourceLines, truth: Everything, searched: bool) -> None:
        self.program = program
        self.sources = sources
        self.truth = truth
        self.known = truth.graph.complete and searched
        self.passages = passages_of(program)

    def false(self, told: dict[int, Explanation | None]) -> Iterator[tuple[int, Explanation, str]]:
        """The causes that are not so, by what is lost, and why."""
        for lost, one in told.items():
            wrong = None if one is None else self.wrong(lost, one)
            if one is not None and wrong:
                yield lost, one, wrong

    def seen(self, lost: int) -> bool:
        """Whether a reader sees what is told as lost."""
        code, graph = self.program.code, self.truth.graph
        if code[lost].op == "offer":
            return code[lost].a in graph.shown
        return lost in graph.spoken if code[lost].op == "text" else lost in self.truth.executed

    def at(self, told: Explanation, *ops: str) -> list[int]:
        """The positions of such operations at the place that is told."""
        code = self.program.code
        return [at for at, i in enumerate(code) if i.op in ops and told.span in (i.span, code[at - 1].span)]

    def wrong(self, lost: int, told: Explanation) -> str | None:
        """What is wrong with a cause, None if nothing is."""
        check = getattr(self, f"_{told.kind}", None)
        return check(lost, told) if check is not None else None

    def _condition(self, told: Explanation, truth: bool) -> str | None:
        """A condition comes to one side alone, wherever it is asked."""
        places = [told.position] if told.position >= 0 else self.at(told, "jump_if", "skip_unless", "offer")
        seen = [place for place in places if place in self.truth.executed]
        decided = [place for place in seen if (place, not truth) not in self.truth.sides and self.asks(place)]
        if not seen:
            return self.missing("nobody asks for it")
        refuted = all((place, not truth) in self.truth.sides for place in seen)
        if not decided and (refuted or self.known):
            return f"it is {not truth}, too"
        return self.misquoted(told, seen, truth)

    def missing(self, said: str) -> str | None:
        """Something that did not happen, if everything is known that does."""
        return said if self.known else None

    def misquoted(self, told: Explanation, places: list[int], truth: bool) -> str | None:
        """What is wrong with a condition as it is quoted, where that is a comparison of a variable with a number."""
        quoted = QUOTED.match(told.why)
        if quoted is None:
            return None
        name, compared, number = quoted.groups()
        values = {value for place in places for value in self.truth.values[place].get(name, set())}
        wrong = {value for value in values if OPERATORS[compared](value, int(number)) != truth}
        return f"{name} is {wrong} there" if wrong else None

    def asks(self, place: int) -> bool:
        return any(side in self.truth.sides for side in ((place, True), (place, False)))

    def _always(self, lost: int, told: Explanation) -> str | None:
        return self._condition(told, True)

    def _never(self, lost: int, told: Explanation) -> str | None:
        return self._condition(told, False)

    def _guard(self, lost: int, told: Explanation) -> str | None:
        return self._condition(told, False)

    def _misread(self, lost: int, told: Explanation) -> str | None:
        asked = any(self.asks(place) for place in self.at(told, "jump_if", "skip_unless", "offer"))
        return None if asked else self.missing("nobody asks for it")

    def _spent(self, lost: int, told: Explanation) -> str | None:
        offers = [place for place in self.at(told, "offer") if place in self.truth.executed]
        if not offers:
            return self.missing("nobody comes to that option")
        return None if any((place, True) not in self.truth.left for place in offers) else "it is there to be taken"

    def _fallback(self, lost: int, told: Explanation) -> str | None:
        offers = [place for place in self.at(told, "offer") if place in self.truth.executed]
        sites = {self.program.code[place].a for place in offers}
        if not sites:
            return self.missing("nobody comes to that fallback")
        if any(made & sites for made in self.truth.dropped.values()):
            return "the story ends before it"
        return None if any(self.program.choices[site].target not in self.truth.executed for site in sites) else "it is taken"

    def _dropped(self, lost: int, told: Explanation) -> str | None:
        made = set[int]().union(*(self.truth.dropped.get(place, set()) for place in self.at(told, "end")))
        held = (lost, True) in self.truth.sides or (lost, False) not in self.truth.sides
        if self.program.code[lost].op == "offer" and lost in self.truth.executed and held:
            return None if self.program.code[lost].a in made else self.missing("it is not made before that")
        return None if made else self.missing("no option is made before that")

    def _failed(self, lost: int, told: Explanation) -> str | None:
        code = self.program.code
        failed = [place for place in self.truth.dropped if code[place].op != "end" and code[place].span == told.span]
        return None if failed else self.missing("there is no error")

    def _left(self, lost: int, told: Explanation) -> str | None:
        places = self.at(told, *LEAVES)
        if any(place + 1 == follow for place in places for _, follow in [p for p in self.truth.pairs if p[0] == place]):
            return "the story goes on there"
        block_of, code = self.program.block_of, self.program.code
        for place in self.truth.executed:
            span = code[place].span
            within = block_of[place] == block_of[lost] and code[place].op in ("text", "offer") and place < lost
            within = within and any(self.passages[block_of[place]] == self.passages[block_of[at]] for at in places)
            if within and span is not None and span.file == told.span.file and told.span.line < span.line:
                return f"readers come to line {span.line}"
        return None if places else "nothing leaves there"

    def _bypassed(self, lost: int, told: Explanation) -> str | None:
        places = [at for at, i in enumerate(self.program.code) if i.span == told.span]
        return None if any(place not in self.truth.executed for place in places) else "readers come to that line"

    def _closed(self, lost: int, told: Explanation) -> str | None:
        if not re.match(r"\s*-(?!>)", self.sources.line(told.span)):
            return "there is no gather"
        return self._left(lost, told)

    def _unreached(self, lost: int, told: Explanation) -> str | None:
        blocks = self.program.blocks
        begin = [block.id for block in blocks if block.span == told.span and block.id in self.program.passages]
        if not begin:
            return "that is no passage"
        led = [self._led_to(number) for number in begin]  # a node group has the position of its first node
        return None if None in led else led[0]

    def _led_to(self, begins: int) -> str | None:
        """What leads to a passage from where readers come, through others that they do not come to."""
        code = self.program.code
        leads: dict[int, set[int]] = {}
        for at, (op, a, _, _) in enumerate(code):
            target = self.program.choices[a].target if op == "offer" else a
            if op in ("jump", "jump_if", "skip_unless", "call", "fork", "offer"):
                leads.setdefault(self.passages[self.program.block_of[target]], set()).add(at)
        circle, work = {begins}, [begins]
        while work:
            for at in leads.get(work.pop(), ()):
                passage = self.passages[self.program.block_of[at]] if self.program.block_of[at] >= 0 else -1
                if at in self.truth.executed:
                    return f"line {code[at].span and code[at].span.line} leads there"
                if passage not in circle:
                    circle.add(passage)
                    work.append(passage)
        return None

    def _elsewhere(self, lost: int, told: Explanation) -> str | None:
        places = [place for place in self.at(told, "jump_var", "call_var") if place in self.truth.executed]
        return None if places else self.missing("nobody comes to that divert")

    def _inside(self, lost: int, told: Explanation) -> str | None:
        return None if lost not in self.truth.executed else "a call comes to it"

    def _lasting(self, lost: int, told: Explanation) -> str | None:
        places = [place for place in self.at(told, "call", "call_var", "fork", "external") if place in self.truth.executed]
        if not places:
            return self.missing("nobody comes to that call")
        after = [place + 5 if asks_whether_it_returned(self.program, place + 4) else place + 1 for place in places]
        return None if any(place not in self.truth.executed for place in after) else "it comes back"

    def remedy(self, told: Explanation, said: str) -> str | None:
        """What is wrong with what is said beside a cause, None if nothing is."""
        code = self.program.code
        for lines in re.findall(r"no reader comes \(lines? ([\d, ]+)", said) + re.findall(
            r"\(lines? ([\d, ]+)[…]* no reader comes to", said
        ):
            for line in map(int, re.findall(r"\d+", lines)):
                if any(
                    code[at].op == "store_global" and code[at].span and code[at].span.line == line for at in self.truth.executed
                ):
                    return f"a reader comes to line {line}"
        for name, low, high in re.findall(r"(\$?\w+) is (?:never below (-?\d+))?(?:never above (-?\d+))? here", said):
            values = self.truth.values.get(told.position, {}).get(name, set())
            if (high and any(value > int(high) for value in values)) or (low and any(value < int(low) for value in values)):
                return f"{name} is {values}"
        for name, listed in re.findall(r"(\$?\w+) is always ((?:-?\d+(?:, | or )?)+) here", said):
            values = self.truth.values.get(told.position, {}).get(name, set())
            if not values <= set(map(int, re.findall(r"-?\d+", listed))):
                return f"{name} is {values}"
        return None
