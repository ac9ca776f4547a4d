"""Stories that a careless or hostile hand could write: each a way to make a tool hang, crash or take all memory.

Each is made here, none is anybody's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Hostile(NamedTuple):
    """``files`` by name, ``main.ink`` the first; ``lines`` of the trouble: an answer has to name one of them (none: there is no
    trouble, the tool just has to cope); ``says``: words of the finding; ``refused``: it is no story that can be read, so that
    every command says so; ``choices``: how often the first option is taken in play."""

    files: dict[str, str]
    lines: tuple[int, ...] = ()
    says: str = ""
    refused: bool = False
    choices: int = 0


def story(source: str, *lines: int, says: str = "", choices: int = 0) -> Hostile:
    return Hostile({"main.ink": source}, lines, says, False, choices)


def refused(source: str, *lines: int) -> Hostile:
    return Hostile({"main.ink": source}, lines, "", True)


# -- endless turns


def loop_without_a_choice() -> Hostile:
    return story("Once.\n-> round\n== round\n-> round\n", 4)


def loop_that_talks() -> Hostile:
    return story("-> round\n== round\nAgain and again.\n-> round\n", 3)


def loop_that_counts() -> Hostile:
    return story("VAR n = 0\n-> round\n== round\n~ n = n + 1\n{n < 0: -> END}\n-> round\n", 4, 5, 6)


def loop_by_luck() -> Hostile:
    """Ends with certainty, but never after a bounded number of draws."""
    return story("-> round\n== round\n{RANDOM(1, 6) == 6: -> END}\n-> round\n")


def loop_through_a_fallback() -> Hostile:
    return story("-> round\n== round\n* [Once] -> round\n+ -> round\n", 3, 4, choices=1)


def loop_of_glue() -> Hostile:
    return story("-> round\n== round\n<>a<>\n-> round\n", 3, 4)


def node_that_follows_itself() -> Hostile:
    return story("VAR x = 0\n-> a\n== a\n{x == 0: -> a}\n-> END\n", 4)


def option_behind_a_loop() -> Hostile:
    return story("VAR n = 0\n-> start\n== start\nHello.\n~ n = n + 1\n-> start\n* [Go] -> END\n", 4, 5, 6)


def loop_that_ends_at_last() -> Hostile:
    return story("VAR n = 0\n-> round\n== round\n~ n = n + 1\n{n < 600000: -> round}\n* [Go] -> END\n", choices=1)


# -- endless recursion


def function_that_calls_itself() -> Hostile:
    return story("{f(1)}\n-> END\n== function f(x)\n~ return f(x + 1)\n", 4)


def function_that_calls_itself_twice() -> Hostile:
    return story("{f(40)}\n-> END\n== function f(x)\n{x <= 0:\n    ~ return 1\n}\n~ return f(x - 1) + f(x - 1)\n", 3, 4, 5, 7)


def functions_that_call_each_other() -> Hostile:
    return story("~ f()\n-> END\n== function f()\n~ g()\n== function g()\n~ f()\n", 4)


def tunnel_into_itself() -> Hostile:
    return story("-> t ->\n-> END\n== t\n-> t ->\n->->\n", 4)


def tunnel_deeper_with_each_choice() -> Hostile:
    return story("-> t ->\n-> END\n== t\n+ [Deeper] -> t ->\n  And up.\n+ [Back]\n- ->->\n", 4, choices=50)


def tunnel_out_of_a_menu() -> Hostile:
    """Each round leaves one more tunnel behind that is never come back to."""
    return story("-> menu\n== menu\n+ [In] -> t ->\n  -> menu\n+ [Out] -> END\n== t\n+ [Back] -> menu\n* [Up] ->->\n", choices=50)


def recursion_on_purpose() -> Hostile:
    """Deep, but it ends: 20,000 calls."""
    return story("{f(20000)}\n-> END\n== function f(x)\n{x == 0:\n    ~ return 0\n}\n~ return 1 + f(x - 1)\n")


def thread_bomb() -> Hostile:
    return story("<- t\n-> DONE\n== t\n<- t\n<- t\n-> DONE\n", 4)


def threads_that_offer() -> Hostile:
    return story("-> t\n== t\n<- t\n+ [Again] -> t\n-> DONE\n", 3)


def threads_more_with_each_choice() -> Hostile:
    return story("-> t\n== t\n<- u\n<- u\n-> DONE\n== u\n+ [More] -> t\n-> DONE\n", choices=20)


# -- numbers


def numbers_past_32_bits() -> Hostile:
    return story("VAR n = 2147483647\n~ n = n + 1\n{n}\n~ n = n * n * n\n{n}\n-> END\n")


def number_too_long_to_write() -> Hostile:
    return refused(f"VAR n = {'9' * 40}\n{{n}}\n-> END\n", 1)


def number_of_ten_thousand_digits() -> Hostile:
    return refused(f"VAR n = 1\n~ n = {'7' * 10_000}\n{{n}}\n-> END\n", 2)


def float_too_long_to_write() -> Hostile:
    return refused(f"VAR n = {'9' * 400}.0\n{{n}}\n-> END\n", 1)


def division_by_zero() -> Hostile:
    return story("VAR n = 0\n* [Divide] {1 / n} -> END\n* [Not] -> END\n", 2, says="zero", choices=1)


def remainder_by_zero() -> Hostile:
    return story("VAR n = 0\n{7 % n}\n-> END\n", 2, says="zero")


def least_number_by_minus_one() -> Hostile:
    return story("VAR n = -2147483647\n~ n = n - 1\n{n / -1}\n-> END\n", 3, says="overflow")


def division_of_floats_by_zero() -> Hostile:
    return story("VAR n = 0.0\n~ temp x = 1.0 / n\n{x}\n{-x}\n{x - x}\n{INT(x)} {FLOOR(x)}\n-> END\n")


def not_a_number_for_ever() -> Hostile:
    """What is no number equals nothing, itself neither: a search must still see that it comes back."""
    return story(
        "VAR n = 0.0\n~ n = n / n\n-> hub\n== hub\n+ [Again]\n    ~ n = n + 1\n    -> hub\n+ {n > 5} [Out] -> END\n", choices=3
    )


def float_that_shrinks() -> Hostile:
    return story("VAR n = 1.0\n-> hub\n== hub\n+ [Halve]\n    ~ n = n / 2\n    -> hub\n+ {n == 0} [Out] -> END\n", choices=3)


def power_without_limit() -> Hostile:
    return story("VAR n = 10\n{POW(n, 1000000)}\n{INT(POW(n, 300))}\n{POW(0, -1)} {POW(-8, 0.5)}\n-> END\n")


def random_of_all_numbers() -> Hostile:
    return story("{RANDOM(0, 2147483647) > 5: -> END}\n-> END\n")


def random_kept_of_all_numbers() -> Hostile:
    return story("VAR n = 0\n~ n = RANDOM(-2147483647, 2147483647)\n+ {n > 3} [On] {n} -> END\n+ [Off] -> END\n", 2, choices=1)


def random_the_wrong_way_round() -> Hostile:
    return story("{RANDOM(6, 1)}\n-> END\n", 1, says="RANDOM")


def random_of_text() -> Hostile:
    return story('VAR s = "x"\n{RANDOM(s, 6)}\n-> END\n', 2, says="RANDOM")


# -- growing values


def list_of_ten_thousand() -> Hostile:
    names = ", ".join(f"i{n}" for n in range(10_000))
    return story(
        f"LIST l = {names}\nVAR all = ()\n~ all = LIST_ALL(l)\n{{LIST_COUNT(all)}}\n+ [Draw] {{LIST_RANDOM(all)}} -> END\n"
        "+ [Turn] {LIST_COUNT(LIST_INVERT(all))} -> END\n",
        choices=1,
    )


def list_that_grows() -> Hostile:
    names = ", ".join(f"i{n}" for n in range(2_000))
    return story(
        f"LIST l = {names}\nVAR have = ()\n-> hub\n== hub\n+ [Take]\n    ~ have += LIST_RANDOM(LIST_INVERT(have))\n    -> hub\n"
        "+ {LIST_COUNT(have) > 1999} [Out] -> END\n",
        choices=5,
    )


def list_that_shrinks() -> Hostile:
    names = ", ".join(f"(i{n})" for n in range(10_000))
    return story(
        f"LIST l = {names}\n-> hub\n== hub\n+ [Drop]\n    ~ l -= LIST_MIN(l)\n    -> hub\n"
        "+ {l ? i77} [Use] -> END\n+ [Go] -> END\n",
        choices=5,
    )


def string_that_doubles_with_each_choice() -> Hostile:
    return story(
        'VAR s = "x"\n-> hub\n== hub\n+ [Double]\n    ~ s = s + s\n    -> hub\n+ {s == "y"} [Out] -> END\n', 5, choices=40
    )


def string_that_grows_with_each_choice() -> Hostile:
    return story(
        'VAR s = ""\n-> hub\n== hub\n+ [a]\n    ~ s = s + "a"\n    -> hub\n+ [b]\n    ~ s = s + "b"\n    -> hub\n'
        '+ {s == "?"} [Out] -> END\n',
        choices=9,
    )


def string_that_grows_in_a_loop() -> Hostile:
    return story('VAR s = "x"\n-> round\n== round\n~ s = s + s\n{s == "y": -> END}\n-> round\n', 4)


def string_of_what_was_said() -> Hostile:
    return story(
        'VAR s = "x"\n-> hub\n== hub\n+ [On]\n    ~ s = "{s}{s}"\n    -> hub\n+ {s == "y"} [Out] -> END\n', 5, choices=40
    )


def number_that_never_comes_back() -> Hostile:
    return story(
        "VAR n = 1\n-> hub\n== hub\n+ [On]\n    ~ n = n * 1103515245 + 12345\n    -> hub\n+ {n == 7} [Out] -> END\n", choices=9
    )


def state_that_doubles_with_each_turn() -> Hostile:
    declared = "".join(f"VAR v{n} = false\n" for n in range(40))
    turns = "".join(f"+ [Yes {n}]\n    ~ v{n} = true\n+ [No {n}]\n-\n" for n in range(40))
    read = "".join(f"{{v{n}: {n}}}" for n in range(40))
    asked = "".join(f"{{v{n}: -> END}}\n" for n in range(40))
    return story(f"{declared}{turns}+ [End]\n{read}\n- {asked}-> DONE\n", choices=9)


def turn_that_doubles() -> Hostile:
    return story(
        "VAR n = 1\n-> hub\n== hub\n+ [On]\n    ~ n = n * 2\n    -> say(n) ->\n    -> hub\n+ [End] -> END\n"
        "== say(k)\n{k > 0:\n    Line {k}.\n    -> say(k - 1)\n}\n->->\n",
        *(9, 10, 11, 12, 13),
    )


def coins_in_one_turn() -> Hostile:
    declared = "".join(f"VAR v{n} = 0\n" for n in range(24))
    tossed = "".join(f"~ v{n} = RANDOM(0, 1)\n" for n in range(24))
    asked = "".join(f"+ {{v{n}}} [{n}] -> END\n" for n in range(24))
    return story(f"{declared}{tossed}{asked}+ [None] -> END\n", choices=1)


def temporaries_that_fork() -> Hostile:
    declared = "".join(f"VAR g{n} = false\n~ g{n} = RANDOM(0, 1)\n" for n in range(26))
    body = "".join(f"~ temp t{n} = 0\n{{g{n}:\n    ~ t{n} = 1\n}}\n" for n in range(26))
    used = " + ".join(f"t{n}" for n in range(26))
    return story(f"{declared}{body}{{{used} == 26: -> END}}\n-> DONE\n")


def targets_that_fork() -> Hostile:
    declared = "".join(f"VAR d{n} = -> a\n" for n in range(26))
    body = "".join(f"{{RANDOM(0, 1):\n    ~ d{n} = -> b\n}}\n" for n in range(26))
    gone = "".join(f"-> d{n} ->\n" for n in range(26))
    return story(f"{declared}{body}{gone}-> END\n== a\nA.\n->->\n== b\nB.\n->->\n")


# -- large sources


def menu_of_thousands() -> Hostile:
    return story("-> hub\n== hub\n" + "".join(f"* [Option {n}] -> hub\n" for n in range(400)) + "+ [Out] -> END\n", choices=3)


def menu_made_by_a_loop() -> Hostile:
    return story(
        "-> menu(0)\n== menu(n)\n<- option(n)\n{n < 20000: -> menu(n + 1)}\n-> DONE\n== option(n)\n+ [Number {n}] {n} -> END\n",
        *(3, 4, 7),
        choices=1,
    )


def shuffle_of_thousands() -> Hostile:
    arms = "".join(f"    - {n}\n" for n in range(3_000))
    return story(f"-> hub\n== hub\n{{shuffle:\n{arms}}}\n+ [Again] -> hub\n+ [Out] -> END\n", choices=4)


def alternatives_of_thousands() -> Hostile:
    return story("-> hub\n== hub\n{" + "|".join(map(str, range(3_000))) + "}\n+ [Again] -> hub\n+ [Out] -> END\n", choices=4)


def line_of_ten_megabytes() -> Hostile:
    return story("x" * 10_000_000 + "\n-> END\n")


def name_of_a_megabyte() -> Hostile:
    name = "n" * 1_000_000
    return story(f"-> {name}\n== {name}\nHere.\n-> END\n")


def knots_by_the_thousand() -> Hostile:
    knots = "".join(f"== k{n}\nText of {n}.\n+ [On] -> k{n + 1}\n" for n in range(3_000))
    return story(f"-> k0\n{knots}== k3000\n-> END\n", choices=3)


def variables_by_the_thousand() -> Hostile:
    declared = "".join(f"VAR v{n} = {n}\n" for n in range(20_000))
    return story(f"{declared}+ [On]\n- {{v7}}\n-> END\n", choices=1)


def lines_after_the_end() -> Hostile:
    return story("Hello.\n-> END\n" + "".join(f"Line {n} that nobody reads.\n" for n in range(3_000)))


# -- deep nesting


def braces_within_braces() -> Hostile:
    return refused("VAR x = 1\n" + "{x:" * 5_000 + "deep" + "}" * 5_000 + "\n-> END\n", 2)


def brackets_within_brackets() -> Hostile:
    return refused("VAR x = 1\n{" + "(" * 20_000 + "x" + ")" * 20_000 + "}\n-> END\n", 2)


def not_of_not() -> Hostile:
    return refused("VAR x = 1\n{" + "not " * 20_000 + "x: yes}\n-> END\n", 2)


def sum_of_thousands() -> Hostile:
    return refused("VAR x = 1\n{" + " + ".join(["x"] * 20_000) + "}\n-> END\n", 2)


def choices_within_choices() -> Hostile:
    return story("".join("*" * (n + 1) + f" [Deeper {n}]\n" for n in range(500)) + "-> END\n", choices=500)


def blocks_within_blocks() -> Hostile:
    return refused("VAR x = 1\n" + "".join("{x:\n" for _ in range(2_000)) + "deep\n" + "}\n" * 2_000 + "-> END\n")


def calls_within_calls() -> Hostile:
    return refused("{" + "f(" * 3_000 + "1" + ")" * 3_000 + "}\n-> END\n== function f(x)\n~ return x\n", 1)


def tags_of_tags() -> Hostile:
    return story("Text" + " # tag" * 5_000 + "\n-> END\n")


# -- files


def include_of_itself() -> Hostile:
    return Hostile({"main.ink": "INCLUDE main.ink\n-> END\n"}, (1,), "", True)


def includes_in_a_circle() -> Hostile:
    return Hostile(
        {"main.ink": "INCLUDE a.ink\n-> END\n", "a.ink": "INCLUDE b.ink\n", "b.ink": "Text.\nINCLUDE a.ink\n"},
        (2,),
        "a.ink",
        True,
    )


def include_that_is_not_there() -> Hostile:
    return Hostile({"main.ink": "Text.\nINCLUDE nowhere.ink\n-> END\n"}, (2,), "nowhere.ink", True)


def includes_in_a_chain() -> Hostile:
    files = {"main.ink": "INCLUDE a0.ink\n-> END\n"}
    files |= {f"a{n}.ink": f"INCLUDE a{n + 1}.ink\n" for n in range(300)}
    return Hostile({**files, "a300.ink": "Deep.\n"}, (), "", True)


def includes_that_double() -> Hostile:
    files = {"main.ink": "INCLUDE a0.ink\n-> END\n"}
    files |= {f"a{n}.ink": f"INCLUDE a{n + 1}.ink\nINCLUDE a{n + 1}.ink\n" for n in range(25)}
    return Hostile({**files, "a25.ink": "Deep.\n"}, (), "", True)


STORIES: dict[str, Callable[[], Hostile]] = {
    name: made
    for name, made in list(globals().items())
    if callable(made) and getattr(made, "__module__", "") == __name__ and name not in ("Hostile", "story", "refused")
}
