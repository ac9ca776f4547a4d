"""The containers a source compiles to, as ink's JSON shows them: names, nesting, places, counts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from epilogue.languages.ink.compile import containers
from epilogue.languages.ink.compile.compiler import compile_story
from epilogue.languages.ink.compile.json_write import to_json
from epilogue.languages.ink.parse.parser import parse_story


def compiled(source: str) -> containers.Compiled:
    story, parsing = parse_story(source, "a.ink", None)
    result, compiling = compile_story(story)
    assert [str(each) for each in parsing + compiling if each.severity.value == "error"] == []
    return result


def root(source: str) -> Any:
    return json.loads(to_json(compiled(source)))["root"]


def weave(source: str) -> Any:
    """The JSON of the top-level content, less the final gather that ink adds."""
    *content, last = root(source)[0]
    if last is None:
        assert content.pop() == ["done", {"#n": "g-0"}]
    else:
        content.append(last)
    return content


def test_text_ends_in_a_line_end_and_the_story_in_done() -> None:
    assert root("Hello.\n") == [["^Hello.", "\n", ["done", {"#n": "g-0"}], None], "done", None]


def test_paths_are_written_the_shorter_way() -> None:
    named = root("-> knot\n== knot\n-> stitch\n= stitch\n* a -> b\n- -> knot\n== b\n-> END\n")[2]
    assert named["knot"][0] == {"->": ".^.stitch"}
    choice, taken = named["knot"][1]["stitch"][0]
    assert choice[4] == {"->": ".^.s"}
    assert {"->": "b"} in taken["c-0"]


def test_a_choice_shares_the_text_before_the_bracket() -> None:
    offering, named = root("* Say[ it] aloud\n")[0]
    assert offering == [
        "ev", {"^->": "0.0.$r1"}, {"temp=": "$r"}, "str", {"->": ".^.s"}, [{"#n": "$r1"}], "/str",
        "str", "^ it", "/str", "/ev", {"*": "0.c-0", "flg": 22}, {"s": ["^Say", {"->": "$r", "var": True}, None]},
    ]  # fmt: skip
    assert named["c-0"] == [
        "ev", {"^->": "0.c-0.$r2"}, "/ev", {"temp=": "$r"}, {"->": "0.0.s"}, [{"#n": "$r2"}], "^ aloud", "\n",
        {"->": "0.g-0"}, {"#f": 5},
    ]  # fmt: skip
    assert named["g-0"] == ["done", None]


@pytest.mark.parametrize(
    ("choice", "flags"),
    [
        ("* a", 18),
        ("+ a", 2),
        ("* [a]", 20),
        ("+ {true} [a]", 5),
        ("* -> DONE", 24),
        ("+ {true} -> DONE", 9),
    ],
)
def test_flags_of_choices(choice: str, flags: int) -> None:
    assert f'"flg":{flags}}}' in to_json(compiled(choice + "\n"))


def test_loose_ends_go_to_the_next_gather_on_their_level_or_further_out() -> None:
    content = root("* one\n  * * deep\n* two\n- (behind) end\n")[0]
    one = content[-1]["c-0"]
    assert one[-2][-1]["c-0"][-2] == {"->": "0.behind"}
    assert content[-1]["c-1"][-2] == {"->": "0.behind"}
    assert content[-1]["behind"][:2] == ["^end", "\n"]


def test_a_gather_without_choices_before_it_is_flowed_into() -> None:
    final = ["done", {"#n": "g-1"}]
    second = ["^b", "\n", final, {"#n": "g-0"}]
    assert root("- (first) a\n- b\n")[0] == [["^a", "\n", second, {"#n": "first"}], None]


def test_a_gather_between_a_deeper_weave_and_a_choice_loses_no_other_loose_end() -> None:
    """ink's own compiler and its JavaScript port differ here: the port forgets the deeper choice."""
    content = root("- (top)\n  * * deeper\n* choice\n- (behind) end\n")[0]
    deeper = content[0][0][-1]["c-0"]
    assert deeper[-2] == {"->": "0.behind"}


def test_branches_rejoin_behind_the_conditional() -> None:
    assert weave("VAR x = 1\n{x: yes|no}\n") == [
        "ev", {"VAR?": "x"}, "/ev",
        [{"->": ".^.b", "c": True}, {"b": ["^ yes", {"->": "0.5"}, None]}],
        [{"->": ".^.b"}, {"b": ["^no", {"->": "0.5"}, None]}],
        "nop", "\n",
    ]  # fmt: skip


def test_a_switch_compares_and_drops_its_value() -> None:
    content = weave("VAR x = 1\n{x:\n- 1: one\n}\n")
    test, body = content[3][:-1], content[3][-1]["b"]
    assert test == ["du", "ev", 1, "==", "/ev", {"->": ".^.b", "c": True}]
    assert body[:2] == ["pop", "\n"]
    assert content[4:6] == ["pop", "nop"]


def test_sequences_count_their_own_visits() -> None:
    sequence = weave("{a|b}\n")[0]
    assert sequence[:5] == ["ev", "visit", 1, "MIN", "/ev"]
    assert sequence[5:11] == ["ev", "du", 0, "==", "/ev", {"->": ".^.s0", "c": True}]
    assert sequence[-1] == {
        "s0": ["pop", "^a", {"->": "0.0.17"}, None],
        "s1": ["pop", "^b", {"->": "0.0.17"}, None],
        "#f": 5,
    }


@pytest.mark.parametrize(
    ("mark", "choosing"),
    [
        ("&", ["ev", "visit", 2, "%", "/ev"]),
        ("!", ["ev", "visit", 2, "MIN", "/ev"]),
        ("~", ["ev", "visit", 2, "seq", "/ev"]),
        ("~!", ["ev", "visit", 2, "MIN", "du", 2, "==", {"->": ".^.10", "c": True}, 2, "seq", "nop", "/ev"]),
        ("~$", ["ev", "visit", 1, "MIN", "du", 1, "==", {"->": ".^.10", "c": True}, 1, "seq", "nop", "/ev"]),
    ],
)
def test_ways_to_choose_the_element(mark: str, choosing: list[object]) -> None:
    assert weave("{" + mark + "a|b}\n")[0][: len(choosing)] == choosing


def test_knots_enter_their_first_stitch_only_if_nothing_comes_before_it() -> None:
    named = root("-> a\n== a\n= b\n-> END\n== c\ntext -> END\n= d\n-> END\n")[2]
    assert named["a"] == [{"->": "a.b"}, {"b": ["end", None]}]
    assert named["c"] == ["^text ", "end", "\n", {"d": ["end", None]}]


def test_parameters_are_popped_in_reverse_and_references_passed_as_pointers() -> None:
    whole = root("VAR v = 1\n~ f(v, 2)\n== function f(ref a, b)\n~ a = b\n")
    assert whole[0][:5] == ["ev", {"^var": "v", "ci": -1}, 2, {"f()": "f"}, "pop"]
    assert whole[2]["f"][:2] == [{"temp=": "b"}, {"temp=": "a"}]


def test_tunnels_threads_and_what_comes_after_a_tunnel() -> None:
    whole = root("-> t(-> k) ->\n<- k\n-> END\n== t(-> to)\n->-> to\n== k\n->->\n")
    assert whole[0][:4] == ["ev", {"^->": "k"}, "/ev", {"->t->": "t"}]
    assert whole[0][4:6] == ["thread", {"->": "k"}]
    assert whole[2]["t"] == [{"temp=": "to"}, "ev", {"VAR?": "to"}, "/ev", "->->", None]
    assert whole[2]["k"] == ["ev", "void", "/ev", "->->", {"#f": 3}]


def test_only_what_the_story_asks_for_is_counted() -> None:
    named = root("{a} {TURNS_SINCE(-> b)} {READ_COUNT(-> c)}\n-> d\n== a\n-> END\n== b\n-> END\n== c\n-> END\n== d\n-> END\n")[2]
    assert [named[name][-1] for name in "abcd"] == [{"#f": 1}, {"#f": 2}, {"#f": 3}, None]


def test_globals_are_set_up_in_order_wherever_they_are_declared() -> None:
    whole = root("VAR a = 1\n-> k\n== k\nVAR b = -> k\nLIST l = x, (y)\n-> END\n")
    assert whole[2]["global decl"] == [
        "ev", 1, {"VAR=": "a"}, {"^->": "k"}, {"VAR=": "b"}, {"list": {"l.y": 2}}, {"VAR=": "l"}, "/ev", "end", None,
    ]  # fmt: skip


def test_constants_are_written_out_where_they_are_used() -> None:
    assert weave("CONST N = 3\nCONST S = \"s\"\nCONST K = -> k\n{N} {S}\n~ temp t = K\n-> t\n== k\n-> END\n")[:-1] == [
        "ev", 3, "out", "/ev", "^ ", "ev", "str", "^s", "/str", "out", "/ev", "\n",
        "ev", {"^->": "k"}, "/ev", {"temp=": "t"},
    ]  # fmt: skip


def test_external_functions_are_called_by_name_with_or_without_a_fallback() -> None:
    source = "EXTERNAL beep(times)\n~ beep(2)\n"
    call = {"x()": "beep", "exArgs": 1}
    assert weave(source)[:3] == ["ev", 2, call]
    assert weave(source + "== function beep(times)\n~ return times\n")[:3] == ["ev", 2, call]


def test_labels_are_found_from_inside_out_and_across_the_stitches_of_a_knot() -> None:
    story = compiled("-> k.s.here\n== k\n-> deep\n= s\n- (here) -> DONE\n= t\n- (deep) -> here\n")
    knot = story.root.named["k"]
    to_deep = knot.content[0]
    assert isinstance(to_deep, containers.Divert) and to_deep.target is not None
    assert to_deep.target.container.path() == "k.t.0.deep"
    to_here = knot.named["t"].content[0]
    assert isinstance(to_here, containers.Container)
    divert = to_here.content[0].content[0]  # type: ignore[union-attr]
    assert isinstance(divert, containers.Divert) and divert.target is not None
    assert divert.target.container.path() == "k.s.0.here"


def test_places_in_the_source_are_kept() -> None:
    story = compiled("first\n* second\n- third\n")
    texts = {}
    todo = [story.root]
    while todo:
        container = todo.pop()
        for item in (*container.content, *container.named.values()):
            if isinstance(item, containers.Container):
                todo.append(item)
            elif isinstance(item, containers.Text) and item.value != "\n" and item.span is not None:
                texts[item.value] = item.span.line
    assert texts == {"first": 1, "second": 2, "third": 3}


def test_numbers_keep_their_kind_in_json() -> None:
    text = to_json(compiled('VAR a = 40.\nVAR b = 2\nVAR c = true\n{"say \\"x\\""}\n'))
    assert '40.0,{"VAR=":"a"}' in text
    assert '2,{"VAR=":"b"}' in text
    assert 'true,{"VAR=":"c"}' in text
    assert json.loads(text)["listDefs"] == {}


def test_deep_weaves_compile() -> None:
    source = "".join("* " * depth + "x\n" for depth in range(1, 400)) + "- -> END\n"
    text = to_json(compiled(source))
    assert text.count('"c-0"') == 399
