"""Each reduction earns its place: on a small story made for it there are fewer states than without it, and every result is the
same."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from space.judging import differences, program_of, results

from epilogue.flow.context import Observations
from epilogue.flow.graph import FlowGraph, Node
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import reduce
from epilogue.flow.specialise import specialise
from epilogue.ir.operators import ANY
from epilogue.ir.program import Program
from epilogue.settings import Limits
from epilogue.space.reductions.items import ItemClasses
from epilogue.space.reductions.symmetry import SymmetryClasses
from epilogue.space.search import PLAIN_STATES, Search, explore
from epilogue.space.state_keys import ChoiceKey
from epilogue.space.watch import Watch
from epilogue.verify.oracle import full_states


class Case(NamedTuple):
    """``off``: replacements that switch the reduction off, by the name under which it is used. ``states``: number of states with
    and without it. ``grows``: it belongs to a growing search. ``precision``: what the search observes."""

    off: dict[str, Any]
    source: str
    states: tuple[int, int]
    grows: bool = True
    precision: str = "control"


def hub(*options: str) -> str:
    return "-> hub\n== hub\n" + "\n".join(options) + "\n"


def days(menu: str) -> str:
    """The same menu on three days, each followed by the next and the last by the night."""
    return "".join(f"== {day}\n{menu.format(then)}" for day, then in (("one", "two"), ("two", "three"), ("three", "night")))


def _none(*_: Any) -> None:
    return None


def _identity(reduced: Any, *_: Any) -> Any:
    return reduced


def _nothing(*_: Any) -> bool:
    return False


def _all_live(self: Any, nodes: list[Node]) -> None:
    self.at_stop = {n.id: [offer for offer in nodes if offer.offer is not None and offer in self._offers] for n in nodes}
    self.live = [(1 << 40) - 1] * len(nodes)


def _in_order(graph: FlowGraph, *_: Any) -> None:
    graph.unordered = {}


def _unbounded(graph: FlowGraph, *_: Any) -> None:
    graph.wrap = {}


PASSES = "epilogue.flow.passes"
COMBINED = "epilogue.space.reductions.combined"

SWITCH = "+ [Flip]\n    ~ up = not up\n    -> hub"

MOODS = "VAR mood = 0\n" + hub(
    *(f"+ [Mood {n}]\n    ~ mood = {n}\n    -> hub" for n in range(4)), "+ {mood > 0} [Sing] -> END", "+ [Wait] -> hub"
)

CASES: dict[str, Case] = {
    # a branch on a variable that is never set is decided, and reads behind it are dead
    "fold": Case(
        {f"{PASSES}.fold": _nothing},
        "VAR debug = false\nVAR up = false\n"
        + hub(SWITCH, "+ {debug} [Show]\n    {up: -> DONE}\n    -> hub", "+ [Leave] -> END"),
        (1, 2),
        grows=False,
    ),
    # two tunnels with the same continuation
    "merge": Case(
        {f"{PASSES}.merge": _nothing},
        hub("+ [Ask Ann] -> talk -> hub", "+ [Ask Bob] -> talk -> hub", "+ [Leave] -> END")
        + "== talk\n+ [Yes] ->->\n+ [No] ->->\n",
        (2, 3),
        grows=False,
    ),
    # a variable that is never read
    "liveness": Case(
        {f"{PASSES}.Liveness._solve": _all_live},
        "VAR up = false\n" + hub(SWITCH, "+ [Leave] -> END"),
        (1, 3),
        grows=False,
    ),
    # an option carries a value that is only stored in a dead slot
    "dead stores": Case(
        {f"{PASSES}.remove_dead": _nothing},
        "VAR sum = 0\n" + hub("+ [One] -> talk(1)", "+ [Two] -> talk(2)") + "== talk(x)\n+ [Go]\n    ~ sum = x\n    -> END\n",
        (2, 3),
        grows=False,
    ),
    # a dead sum that cannot fail is removed
    "types": Case(
        {f"{PASSES}.TypeInference.total": _nothing, f"{PASSES}.TypeInference.result": lambda *_: ANY},
        "VAR up = 0\nVAR sum = 0\n"
        + hub("+ [Up]\n    ~ up = 1\n    -> two", "+ [Down] -> two")
        + "== two\n+ [Add]\n    ~ sum = up + 1\n    -> END\n",
        (2, 3),
        grows=False,
    ),
    # it matters whether the walk was taken, not how often
    "saturate": Case(
        {f"{PASSES}.saturate": _unbounded},
        "VAR walks = 0\n-> one\n"
        + days("+ [Walk]\n    ~ walks++\n    -> {0}\n+ [Rest] -> {0}\n")
        + "== night\n+ [Sleep]\n    {walks > 0: -> END}\n    -> DONE\n",
        (7, 10),
        grows=False,
    ),
    # the order in which the items were picked up is never read
    "order": Case(
        {f"{PASSES}.keep_order": _in_order},
        "LIST things = rope, lamp\nVAR bag = ()\n"
        + hub("* [Rope]\n    ~ bag += rope\n    -> hub", "* [Lamp]\n    ~ bag += lamp\n    -> hub", "* -> out")
        + "== out\n+ [Look]\n    {bag ? rope: -> END}\n    -> DONE\n",
        (4, 5),
        grows=False,
    ),
    # the words of a shuffle decide nothing: only how many are left is kept
    "shuffles": Case(
        {f"{PASSES}._counted": lambda *_: frozenset()},
        hub("+ [Look] {~A rose.|A thorn.|A bee.} -> hub", "+ [Leave] -> END"),
        (6, 14),
        grows=False,
    ),
    # it matters only whether there is a mood
    "bisimulation": Case({f"{COMBINED}.Bisimulation.at": _none, f"{COMBINED}.Bisimulation.after": _none}, MOODS, (2, 4)),
    "domains": Case({f"{COMBINED}.domains": lambda *_: {}}, MOODS, (2, 4)),
    # the lamp matters only to one once-only question
    "conditional liveness": Case(
        {f"{COMBINED}.ConditionalLiveness.known": lambda *_: frozenset()},
        "VAR up = false\n" + hub(SWITCH, "* [Ask]\n    {up: -> END}\n    -> hub", "+ [Leave] -> DONE"),
        (3, 4),
    ),
    # two unbounded counters that are compared with each other only
    "differences": Case(
        {f"{COMBINED}.difference_groups": lambda *_: ()},
        "VAR ann = 0\nVAR bob = 0\n"
        + hub(*(f"* [Round {n}] -> round" for n in range(3)), "+ [Cheat]\n    ~ ann++\n    -> bar", "* -> bar")
        + "== round\n{RANDOM(0, 1):\n    ~ ann++\n    ~ bob++\n}\n-> hub\n"
        + "== bar\n+ [Count]\n    {ann > bob: -> END}\n    -> DONE\n",
        (8, 20),
    ),
    # three questions that differ only in their words
    "symmetry": Case(
        {f"{COMBINED}.interchangeable": lambda *_: SymmetryClasses()},
        hub(*(f"* [Question {n}] -> hub" for n in range(3)), "* -> END"),
        (3, 7),
    ),
    # of three cards drawn, only what they count matters
    "items": Case(
        {f"{COMBINED}.interchangeable_items": lambda *_: ItemClasses()},
        "LIST Deck = (two = 2), (three = 3), (dame = 12), (king = 13)\nVAR hand = ()\nVAR sum = 0\n-> table\n"
        + "== table\n{LIST_COUNT(hand) == 2: -> out}\n+ [Draw]\n    ~ temp card = LIST_RANDOM(Deck)\n    ~ Deck -= card\n"
        + "    ~ hand += card\n    ~ sum += LIST_VALUE(card) mod 10\n    -> table\n== out\n{sum > 4: -> END}\n-> DONE\n",
        (6, 10),
    ),
    # the health left after the blow does not depend on the draw
    "hoist": Case(
        {"epilogue.space.reductions.hoist.hoisted": _identity},
        "VAR health = 0\nVAR blow = 0\nVAR luck = 0\n-> one\n"
        + "== one\n+ [Weak]\n    ~ health = 2\n    -> two\n+ [Strong]\n    ~ health = 3\n    -> two\n"
        + "== two\n+ [Ward]\n    ~ blow = 0\n    -> three\n+ [Stand]\n    ~ blow = 1\n    -> three\n"
        + "== three\n~ luck = RANDOM(0, 1)\n{luck: -> END}\n~ health = health - blow\n+ {health > 1} [Live] -> END\n* -> DONE\n",
        (7, 8),
    ),
    # a door whose code nobody can enter, and a read behind it
    "prune": Case(
        {"epilogue.space.reductions.prune.pruned": _identity},
        "VAR code = 0\nVAR up = false\n"
        + hub(SWITCH, "+ [Try]\n    ~ code = 0\n    {code == 7: -> vault}\n    -> hub", "+ [Leave] -> END")
        + "== vault\n{up: -> END}\n-> DONE\n",
        (1, 2),
    ),
    # what luck says of the weather; a shuffle remembers what it has said
    "idle_draws": Case(
        {"epilogue.space.reductions.idle_draws.without_idle_draws": _identity},
        hub("+ [Look up]\n    {~Rain.|Sun.|Fog.}\n    -> hub", "+ [Leave] -> END"),
        (1, 6),
    ),
}


def searched(case: Case) -> tuple[Program, Search]:
    program = program_of(case.source)
    operators = flow_operators(program)
    reduced = reduce(specialise(program, operators, Observations(precision=case.precision)))
    return program, explore(reduced, operators, Watch(Limits(states=2_000)), 0 if case.grows else PLAIN_STATES)


def switch_off(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, instead in case.off.items():
        monkeypatch.setattr(name, instead)


@pytest.mark.parametrize("name", CASES)
def test_fewer_situations_and_the_same_results(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = CASES[name]
    program, found = searched(case)
    switch_off(case, monkeypatch)
    _, without = searched(case)
    assert (found.graph.states, without.graph.states) == case.states
    assert found.graph.complete and without.graph.complete
    assert results(program, found.graph) == results(program, without.graph)
    assert differences(program, found.graph, full_states(program, 100), case.precision != "control") == []


def test_what_cannot_have_been_set_yet_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """It distinguishes no states, but each state would hold it: on the first day what is read on the second."""
    source = "VAR letter = 0\n-> one\n== one\n+ [Walk] -> two\n+ [Rest] -> two\n"
    source += "== two\n+ [Write]\n    ~ letter = 1\n    -> three\n+ [Sleep] -> three\n"
    source += "== three\n+ [Look]\n    {letter: -> END}\n    -> DONE\n"
    case = Case({f"{PASSES}.assigned_before": lambda nodes, _: [-1] * len(nodes)}, source, (4, 4), grows=False)
    _, found = searched(case)
    switch_off(case, monkeypatch)
    _, without = searched(case)
    assert found.graph.states == without.graph.states == 4
    assert [kept(found), kept(without)] == [2, 8]


def kept(search: Search) -> int:
    """Number of values that all menus hold together."""
    return sum(len(key.live) for key in search.keys if isinstance(key, ChoiceKey))


def test_a_switch_that_another_variable_can_turn_back_is_not_settled() -> None:
    source = "VAR up = false\nVAR asked = false\nVAR other = false\n" + hub(
        SWITCH,
        "* [Ask]\n    ~ asked = true\n    -> hub",
        "* [Forget]\n    ~ asked = other\n    -> hub",
        "+ {not asked} [Say]\n    {up: -> END}\n    -> DONE",
        "+ [Leave] -> DONE",
    )
    program, found = searched(Case({}, source, (0, 0)))
    assert differences(program, found.graph, full_states(program, 100), False) == []
