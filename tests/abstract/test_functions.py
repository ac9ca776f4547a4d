"""Claims about functions that call themselves, of lists and of opposite conditions, settled where a search stops early."""

from __future__ import annotations

import pytest
from space.bounding import searched
from space.judging import program_of

from epilogue.analysis.claims import SettledClaims, claims
from epilogue.analysis.odds import is_cyclic, not_worked_out
from epilogue.flow.context import Observations
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import reduce
from epilogue.flow.specialise import specialise
from epilogue.space.unexplored import Unexplored

CARDS = """\
LIST deck = (ace), (two), (three), (four), (five), (six), (seven), (eight)
VAR hand = ()
VAR rounds = 0
-> table
=== table ===
~ rounds = rounds + 1
{ LIST_COUNT(deck) < 3:
    ~ deck = LIST_ALL(deck)
    ~ hand = ()
}
+ [Take a card]
    ~ hand += pop_random(deck)
    {total(hand)} in all.
    -> table
+ [Count them]
    { has(hand, ace): An ace! }
    -> table
* [Stop] -> END
=== function pop_random(ref from) ===
~ temp card = LIST_RANDOM(from)
~ from -= card
~ return card
=== function pop(ref from) ===
~ temp card = LIST_MIN(from)
~ from -= card
~ return card
=== function total(cards) ===
~ temp card = pop(cards)
{ card:
    ~ return total(cards) + LIST_VALUE(card)
}
~ return 0
=== function has(cards, wanted) ===
~ temp card = pop(cards)
{ card:
    { card == wanted:
        ~ return true
    }
    ~ return has(cards, wanted)
}
~ return false
"""


def stopped_early(source: str, states: int = 40) -> SettledClaims:
    """The settled claims of a story of which this many situations were searched."""
    program = program_of(source)
    operators = flow_operators(program)
    search = searched(reduce(specialise(program, operators, Observations())), operators, states)
    graph = search.graph
    assert not graph.complete
    found = not_worked_out(graph)._replace(cyclic=is_cyclic(graph), known=True)
    return claims(program, graph, found, Unexplored(search), False)


def open_lines(source: str, states: int) -> set[tuple[str, int]]:
    """The kinds and lines of the endings left open."""
    program = program_of(source)
    spans = ((ending.kind, program.code[ending.position].span) for ending in stopped_early(source, states).endings.open)
    return {(kind, 0 if span is None else span.line) for kind, span in spans}


def test_functions_over_lists_that_get_shorter_cannot_fail_nor_go_on_for_ever() -> None:
    settled = stopped_early(CARDS)
    assert settled.errors == "refuted"
    assert settled.runs_out == "refuted"


def test_a_function_that_forgets_to_return_is_where_the_story_may_fail() -> None:
    source = CARDS.replace("~ return 0\n", "").replace("{total(hand)} in all.", "~ rounds = rounds + total(hand)")
    assert stopped_early(CARDS, 1).errors == "refuted"
    assert stopped_early(source, 1).errors == "open"


@pytest.mark.parametrize(
    ("called", "verdict"),
    [
        ("~ return total(cards - card)", "refuted"),
        ("~ card = ace\n    ~ return total(cards - card)", "open"),
        ("~ return total(cards)", "open"),
        ("~ return total(cards + card)", "open"),
    ],
)
def test_a_list_without_an_item_taken_from_it_is_shorter(called: str, verdict: str) -> None:
    source = CARDS.replace(
        "~ temp card = pop(cards)\n{ card:\n    ~ return total", "~ temp card = LIST_MIN(cards)\n{ card:\n    ~ return total"
    )
    source = source.replace("~ return total(cards) +", f"{called} +").replace(
        "{total(hand)} in all.", "{LIST_COUNT(hand) > 7:{total(hand)}}"
    )
    settled = stopped_early(source, 20)
    assert settled.errors == verdict


def test_a_number_that_falls_ends_a_recursion() -> None:
    source = CARDS.replace("~ return total(cards) + LIST_VALUE(card)", "~ return halves(LIST_COUNT(cards) * 40)")
    source += "=== function halves(x) ===\n{ x > 0:\n    ~ return 1 + halves(x / 2)\n}\n~ return 0\n"
    settled = stopped_early(source)
    assert settled.errors == "refuted"


def test_what_a_recursion_may_come_to_is_gone_after_to_the_end() -> None:
    source = CARDS.replace("{total(hand)} in all.", "~ rounds = 7 / (9 - luck())")
    source += "=== function luck() ===\n{ RANDOM(0, 1) == 0:\n    ~ return 1 + luck()\n}\n~ return 0\n"
    at = source.splitlines().index("    ~ rounds = 7 / (9 - luck())") + 1
    assert at in {line for kind, line in open_lines(source, 1) if kind == "error"}
    assert not open_lines(source.replace("9 - luck()", "9 + MIN(MAX(luck(), 0), 5)"), 1)


def test_what_is_asked_of_a_list_is_known_behind_it() -> None:
    asked = "{ LIST_COUNT(hand) > 0:\n        ~ rounds = 7 / LIST_COUNT(hand)\n    }"
    source = CARDS.replace("{ has(hand, ace): An ace! }", asked).replace("rounds = rounds + 1", "rounds = 1")
    settled = stopped_early(source)
    assert settled.errors == "refuted"
    for broken in (("LIST_COUNT(hand) > 0", "LIST_COUNT(hand) >= 0"), ("7 / LIST_COUNT(hand)", "7 / LIST_COUNT(hand - ace)")):
        assert stopped_early(source.replace(*broken), 1).errors != "refuted"


MENU = """\
VAR coins = 0
VAR turn = 0
-> shop
=== shop ===
~ turn = turn + 1
+ {FIRST} [Work]
    ~ coins = (coins + 1) mod 10
    -> shop
+ {SECOND} [Rest]
    ~ coins = (coins + turn) mod 10
    -> shop
"""


@pytest.mark.parametrize(
    ("first", "second", "settled"),
    [
        ("coins < 5", "coins >= 5", True),
        ("coins == 3", "not (coins == 3)", True),
        ("not (coins > 3)", "coins > 3", True),
        ("coins != 3", "coins == 3", True),
        ("coins < 5", "coins > 5", False),
        ("coins < 5", "coins >= 6", False),
    ],
)
def test_of_two_options_with_opposite_conditions_one_is_on_offer(first: str, second: str, settled: bool) -> None:
    source = MENU.replace("FIRST", first).replace("SECOND", second)
    assert (stopped_early(source, 1).runs_out == "refuted") is settled


THREADS = """\
VAR coins = 0
VAR turn = 0
-> shop
=== shop ===
~ turn = turn + 1
<- working
BETWEEN
<- resting
-> DONE
=== working ===
+ {coins < 5} [Work]
    ~ coins = (coins + 1) mod 10
    -> shop
=== resting ===
+ {coins >= 5} [Rest]
    ~ coins = (coins + turn) mod 10
    -> shop
"""


@pytest.mark.parametrize(("between", "settled"), [("", True), ("~ coins = turn mod 9", False)])
def test_what_changes_between_two_options_counts(between: str, settled: bool) -> None:
    open_endings = stopped_early(THREADS.replace("BETWEEN", between), 1).endings.open
    assert (not open_endings) is settled
