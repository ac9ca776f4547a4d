"""Options that come to the same up to symmetry: one of them is taken, and the graph is as if all were."""

from __future__ import annotations

from typing import Any

import pytest
from generators.amount import story_count
from generators.hubs import hubs
from space.judging import differences, explored, program_of

from epilogue.space.search import Search
from epilogue.space.state_graph import StateGraph
from epilogue.space.state_keys import StateKeys
from epilogue.verify.oracle import full_states

FIELDS = ("kind", "ending", "found_by", "first", "target", "weight", "label", "renamed", "endings", "shown", "spoken", "orbit")


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The options taken in searches, by index."""
    options: list[int] = []
    take = Search.taken

    def counted(self: Search, key: Any, option: int) -> Any:
        options.append(option)
        return take(self, key, option)

    monkeypatch.setattr(Search, "taken", counted)
    return options


def graph_of(story: str) -> StateGraph:
    return explored(program_of(story), "control", max_states=600, plain_states=0).graph


def hub(questions: int) -> str:
    return "-> hub\n=== hub\n" + "".join(f"* [Question {n}] -> hub\n" for n in range(questions)) + "+ [Leave] -> END\n"


def test_of_questions_asked_once_one_is_taken_in_each_situation(taken: list[int]) -> None:
    graph = graph_of(hub(20))
    assert graph.states == 21
    assert len(taken) == 20 + 21
    assert len(graph.renamed) == sum(range(20))


def test_a_menu_of_many_options_is_reduced_before_many_situations(taken: list[int]) -> None:
    """Thousands of situations of a hundred options each, with a hundred conditions to evaluate after each, take minutes."""
    graph = explored(program_of(hub(100)), "control").graph
    assert graph.complete
    assert graph.states == 101
    assert len(taken) < 2000


def test_a_condition_on_many_flags_is_one() -> None:
    """In two conditions, one after the other, the flags of the first would differ from those of the second."""
    flags = [f"flag{n}" for n in range(40)]
    options = "".join(f"* [Take {name}]\n    ~ {name} = true\n    -> hub\n" for name in flags)
    source = "".join(f"VAR {name} = false\n" for name in flags) + "-> hub\n=== hub\n" + options
    source += f"+ [Leave] -> out\n=== out\n{{ {' and '.join(flags)}: -> all }}\n-> DONE\n=== all\n-> END\n"
    assert graph_of(source).states == 41


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(story_count(2)))
def test_the_graph_is_as_if_all_were_taken(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    story = hubs(seed)
    graph = graph_of(story)
    with monkeypatch.context() as patch:
        patch.setattr(StateKeys, "option_classes", lambda self, key: {})
        every = graph_of(story)
    assert {field: getattr(graph, field) for field in FIELDS} == {field: getattr(every, field) for field in FIELDS}
    if every.complete and every.states < 300:
        program = program_of(story)
        assert differences(program, graph, full_states(program, 20_000), False) == []
