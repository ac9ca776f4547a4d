"""Items of a list that nothing tells apart are interchangeable, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest
from generators.amount import seeds_in_parts, story_count
from generators.decks import decks
from space.judging import ExploredStory, differences, explored, program_of, results

from epilogue.flow.context import Observations
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import reduce
from epilogue.flow.specialise import specialise
from epilogue.ir.program import Program
from epilogue.languages.loaded import ObservedExpression
from epilogue.languages.registry import load
from epilogue.source import Span
from epilogue.space.reductions import combined
from epilogue.space.reductions.items import ItemClasses
from epilogue.space.search import explore
from epilogue.space.watch import Watch
from epilogue.verify.oracle import full_states


def searched(program: Program) -> ExploredStory:
    """The search with all reductions."""
    return explored(program, "control", max_states=20_000, plain_states=0)


def without(monkeypatch: pytest.MonkeyPatch, program: Program) -> ExploredStory:
    """The search with all reductions but this one."""
    with monkeypatch.context() as patch:
        patch.setattr(combined, "interchangeable_items", lambda *_: ItemClasses())
        return searched(program)


def deck(suits: int, ranks: int, deed: str, asked: str, cards: int = 4) -> Program:
    """So many cards drawn one by one, or fewer; then what is asked."""
    names = ", ".join(f"(c{suit}{rank}) = {100 * suit + rank + 1}" for suit in range(suits) for rank in range(ranks))
    draw = f"~ temp card = LIST_RANDOM(Deck)\n  ~ Deck -= card\n  ~ hand += card\n  {deed}\n  -> table\n"
    return program_of(
        f"LIST Deck = {names}\nVAR hand = ()\nVAR sum = 0\n-> table\n=== table\n+ {{LIST_COUNT(hand) < {cards}}} [Draw]\n  {draw}"
        f"+ [Stick]\n  {{ {asked}: -> high }}\n  -> DONE\n=== high\n-> END\n"
    )


def test_only_what_cards_count_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    program = deck(3, 4, "~ sum += LIST_VALUE(card) mod 100", "sum > 7", cards=3)
    found, all_of_them = searched(program), without(monkeypatch, program)
    assert (found.graph.states, all_of_them.graph.states) == (40, 168)
    assert results(program, found.graph) == results(program, all_of_them.graph)
    assert len(found.graph.renamed) > 10


def test_a_whole_pack_is_searched() -> None:
    """There are 2,893,164 hands of at most five of 52 cards."""
    graph = searched(deck(4, 13, "~ sum += LIST_VALUE(card) mod 100 > 10", "sum > 1", cards=5)).graph
    assert graph.complete and graph.states < 100


@pytest.mark.parametrize(
    "asked",
    [
        "LIST_COUNT(hand) > 1",
        "hand ? (c00, c10)",
        "LIST_COUNT(hand ^ (c01, c11)) > 0",
        "LIST_COUNT(LIST_INVERT(hand)) == 3",
        "hand != Deck",
        "not hand",
    ],
)
def test_cards_are_exchanged_under(asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = deck(2, 2, "", asked)
    found, all_of_them = searched(program), without(monkeypatch, program)
    assert found.graph.states < all_of_them.graph.states
    assert results(program, found.graph) == results(program, all_of_them.graph)


@pytest.mark.parametrize(
    "asked",
    [
        "LIST_MIN(hand) ? c01",
        "LIST_VALUE(LIST_MIN(hand)) > 1",
        "LIST_VALUE(hand) > 2",
        "hand > Deck",
        "hand < (c11)",
        "hand + 1 ? c01",
        "LIST_RANGE(hand, 2, 101)",
        "hand ^ Deck(2)",
        '"{hand}" == "c01"',
        "pop(hand) == 1",
    ],
)
def test_cards_are_told_apart_by(asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    more = "=== function pop(cards)\n{ not cards:\n  ~ return 0\n}\n~ temp least = LIST_MIN(cards)\n"
    more += "~ return LIST_VALUE(least) mod 2 - pop(cards - least)\n"
    source = "LIST Deck = (c00), (c01), (c10) = 101, (c11)\nVAR hand = ()\n-> table\n=== table\n"
    source += (
        "{ LIST_COUNT(hand) == 2: -> out }\n+ [Draw]\n  ~ temp card = LIST_RANDOM(Deck)\n  ~ Deck -= card\n  ~ hand += card\n"
    )
    source += f"  -> table\n=== out\n{{ {asked}: -> high }}\n-> DONE\n=== high\n-> END\n{more}"
    program = program_of(source)
    found, all_of_them = searched(program), without(monkeypatch, program)
    assert results(program, found.graph) == results(program, all_of_them.graph)
    assert differences(program, found.graph, full_states(program, 5_000), False) == []


def test_a_list_that_endings_are_told_apart_by_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "story.ink"
    source = "LIST Deck = (king), (queen)\nVAR hand = ()\n-> one\n== one\n+ [Draw]\n~ hand = LIST_RANDOM(Deck)\n-> two\n"
    path.write_text(f"{source}== two\n+ [Go on] -> END\n", encoding="utf-8")
    loaded = load(str(path), observed=[ObservedExpression("hand", "hand", Span("--by", 1))])
    operators = flow_operators(loaded.program)
    observed = Observations("control", tuple(loaded.observed.values()))
    graph = explore(reduce(specialise(loaded.program, operators, observed)), operators, Watch(), plain_states=0).graph
    assert len(graph.endings) == 2


@pytest.mark.slow
@pytest.mark.parametrize("seeds", seeds_in_parts(story_count(), 10), ids=str)
def test_generated_decks_come_to_the_same(seeds: range, monkeypatch: pytest.MonkeyPatch) -> None:
    fewer, wrong = 0, []
    for seed in seeds:
        program = program_of(decks(seed))
        found, all_of_them = searched(program), without(monkeypatch, program)
        fewer += found.graph.states < all_of_them.graph.states
        if results(program, found.graph) != results(program, all_of_them.graph):
            wrong.append(seed)
    assert not wrong
    assert fewer
