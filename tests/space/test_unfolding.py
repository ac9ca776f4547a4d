"""Control that unfolds: tunnels and threads that start themselves, tunnels left for good, and diverts that are values."""

from __future__ import annotations

import pytest
from generators.amount import seeds_in_parts, story_count
from generators.unfolding import generate
from space.judging import explored, judge, program_of

from epilogue.flow import specialise
from epilogue.flow.context import Observations
from epilogue.flow.operators import flow_operators

pytestmark = pytest.mark.slow

STORIES = story_count()
"""Number of stories."""
CHUNK = 10
MANY = ", ".join(f"(i{number})" for number in range(50))
"""Items of a list that is longer than calls may nest."""

MENU = "+ [Again] -> menu\n+ [Leave] -> END\n"


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("seeds", seeds_in_parts(STORIES, CHUNK), ids=str)
def test_generated_stories_that_unfold_agree_with_the_oracle_and_the_machine(
    seeds: range, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(specialise, "STRINGS", 2)
    problems: dict[int, list[str]] = {}
    for seed in seeds:
        found = judge(generate(seed), 60, seed)
        if found.problems:
            problems[seed] = found.problems[:3]
    assert not problems


@pytest.mark.parametrize(
    "source",
    [
        # a tunnel that calls itself as the last thing it does, as often as a list has items, with a reference passed on
        f"LIST all = {MANY}\nVAR sum = 0\n-> menu\n== menu\n-> take(all, 1) ->\n{{ all: Left. }}\n"
        + MENU
        + "== take(ref rest, x)\n"
        "~ temp one = x\n{ rest:\n  -> first(rest, one) -> take(rest, one) ->\n}\n->->\n"
        "== first(ref rest, ref x)\n~ rest -= LIST_MIN(rest)\n~ x = 3 - x\n~ sum = MAX(sum, RANDOM(0, 1))\n->->\n",
        # two that call each other
        "VAR left = 50\n-> menu\n== menu\n~ left = 50\n-> even ->\n"
        + MENU
        + "== even\n{ left > 0:\n  ~ left--\n  -> odd ->\n}\n->->\n"
        "== odd\n{ left > 0:\n  ~ left--\n  -> even ->\n}\n->->\n",
        # one that offers an option for each item, in a thread
        f"LIST all = {MANY}\n-> menu\n== menu\n-> each(-> one, all) ->\n" + MENU + "== each(-> what, rest)\n{ rest:\n"
        "  <- what(LIST_MIN(rest))\n  { LIST_COUNT(rest) > 1: -> each(what, rest - LIST_MIN(rest)) -> }\n}\n->->\n"
        "== one(item)\n+ [Take {item}]\n  -> menu\n-> DONE\n",
    ],
)
def test_what_calls_itself_over_a_list_that_shrinks_is_searched_whole(source: str) -> None:
    assert explored(program_of(source), "control").graph.complete
    assert judge(source, 60).problems == []


@pytest.mark.parametrize("cards", [4, 52])
@pytest.mark.parametrize(
    ("begin", "knot"),
    [
        (
            "<- deal(deck)",
            "  <- deal(rest - LIST_MIN(rest))\n  + [Take {LIST_MIN(rest)}]\n    ~ sum++\n    -> menu\n}\n-> DONE\n",
        ),
        ("-> deal(deck) ->", "  -> deal(rest - LIST_MIN(rest)) ->\n  ~ sum++\n}\n->->\n"),
    ],
)
def test_a_deck_of_cards_is_gone_through_with_more_to_do_after_each(begin: str, knot: str, cards: int) -> None:
    deck = ", ".join(f"(c{number})" for number in range(cards))
    source = f"LIST deck = {deck}\nVAR sum = 0\n-> menu\n== menu\n{{ sum > 1: -> END }}\n{begin}\n{MENU}"
    source += f"== deal(rest)\n{{ rest:\n{knot}"
    assert explored(program_of(source), "control").graph.complete
    assert cards > 4 or judge(source, 60).problems == []


def test_a_tunnel_left_through_a_divert_that_a_function_looked_up_is_left_for_good() -> None:
    """The ship is entered again and again through a tunnel; its way out is looked up, and is none of those that return."""
    source = (
        "VAR at = 0\n-> earth\n== earth\n~ at = 0\n+ [Fly] -> ship\n+ [Stop] -> END\n== mars\n~ at = 1\n+ [Fly] -> ship\n"
        "== ship\n+ [Sleep] -> cabin ->\n  -> ship\n"
        "== cabin\n+ [Up] -> ship\n+ [Land]\n  ~ temp goal = place(at)\n  -> goal\n"
        "== function place(x)\n{ x:\n- 0: ~ return row(0, -> mars)\n- else: ~ return row(1, -> earth)\n}\n"
        "== function row(x, y)\n~ return y\n"
        "== shop\n~ temp ware = ware_of(at)\n-> ware ->\n-> DONE\n"
        "== function ware_of(x)\n~ return -> bread\n== bread\nBread.\n->->\n"
    )
    assert explored(program_of(source), "control").graph.complete
    assert judge(source, 60).problems == []


@pytest.mark.parametrize(
    "source",
    [
        # a variable of the tunnel that calls itself, given on by reference
        "VAR n = 0\n-> menu\n== menu\n-> t(4, n) ->\n+ {n == 1} [One] -> END\n+ {n == 4} [Four] -> END\n"
        "== t(x, ref sum)\n~ n = sum\n~ temp own = n + 1\n{ x > 0: -> t(x - 1, own) -> }\n->->\n",
        # what a tunnel does after it has called itself
        "VAR n = 0\n-> menu\n== menu\n-> t(3) ->\n+ {n == 1} [One] -> END\n+ {n == 3} [Three] -> END\n"
        "== t(x)\n{ x > 0:\n  -> t(x - 1) ->\n  ~ n++\n}\n->->\n",
        # a return that leads elsewhere, where the caller's variable is read
        "VAR n = 0\nVAR where = -> menu\n-> menu\n== menu\n~ n++\n-> t ->\n+ [Leave] -> END\n"
        "== t\n~ temp x = n\n-> u(3) ->\n->->\n== more\n{ n == 1: -> END }\n+ [On] -> END\n"
        "== u(y)\n~ where = -> more\n{ y > 0: -> u(y - 1) -> }\n->-> where\n",
        "VAR n = 0\n-> menu\n== menu\n-> u(3) ->\n+ {n == 1} [One] -> END\n+ {n == 4} [Four] -> END\n"
        "== u(y)\n{ y > 0: -> u(y - 1) -> }\n->-> more\n== more\n~ n++\n->->\n",
        # targets that come out of functions, through a parameter, a global and a reference
        "VAR n = 0\nVAR kept = -> end\n-> menu\n== menu\n~ n++\n~ temp goal = look(n)\n~ give(kept, goal)\n{ n > 1: -> kept }\n"
        "+ [Here] -> goal\n+ [There] -> menu\n== function look(x)\n{ x > 1: \n  ~ return same(-> up)\n}\n~ return same(-> down)\n"
        "== function same(-> y)\n~ return y\n== function give(ref to, what)\n~ to = what\n"
        "== up\nUp.\n-> END\n== down\n+ [Down] -> menu\n== end\n-> END\n",
    ],
)
def test_what_matters_after_a_call_is_kept(source: str) -> None:
    assert judge(source, 60).problems == []


def test_a_string_of_many_parts_that_differ_unfolds_no_more_than_its_parts() -> None:
    def nodes(parts: int) -> int:
        said = "".join(f"{{~{chr(97 + part)}|{chr(65 + part)}|}}" for part in range(parts))
        program = program_of(
            f'+ [Go] {{f()}}\n-> END\n== function f()\n~ temp s = "{said}"\n{{ s ? "a": yes | no }}\n~ return s\n'
        )
        return len(specialise.specialise(program, flow_operators(program), Observations()).nodes())

    assert nodes(12) < 3 * nodes(6)


def test_a_string_is_what_was_said_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(specialise, "STRINGS", 1)
    source = (
        'VAR n = 0\n-> menu\n== menu\n~ temp s = "{~a|b} {~c|<>|{f()}} {n}"\n{ s == "a c 0": -> END }\n{ s == "b d 0":\n'
        "  + [On] -> END\n}\n+ [Leave {s}] -> END\n== function f()\n{~d|}\n"
    )
    assert judge(source, 60).problems == []
