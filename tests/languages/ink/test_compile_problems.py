"""Compiler messages on wrong or suspicious stories: message, place, likely cause."""

from __future__ import annotations

import pytest

from epilogue.diagnostics import Diagnostic, Severity
from epilogue.languages.ink.compile.compiler import compile_story
from epilogue.languages.ink.parse.parser import parse_story


def diagnostics(source: str) -> list[Diagnostic]:
    story, parsing = parse_story(source, "a.ink", None)
    assert [str(each) for each in parsing if each.severity is Severity.ERROR] == []
    return compile_story(story)[1]


def errors(source: str) -> list[str]:
    return [f"{each.span.line}: {each.message}" for each in diagnostics(source) if each.severity is Severity.ERROR and each.span]


WRONG = {
    "unknown target": ("-> nowhere\n", "1: Divert target not found: '-> nowhere'"),
    "unknown function": ("{f()}\n", "1: Function call target not found: '-> f'"),
    "unknown variable": ("{x}\n", "1: Unresolved variable: x"),
    "unknown path": ("{a.b.c}\n", "1: Could not find target for read count: -> a.b.c"),
    "assignment": ("~ x = 1\n", "1: Variable could not be found to assign to: 'x'"),
    "assignment to a constant": ("CONST x = 1\n~ x = 2\n", "2: Can't re-assign to a constant"),
    "increment": ("~ x++\n", "1: variable for increment could not be found: 'x'"),
    "list item": ("~ temp x = (a)\n", "1: Could not find list definition that contains item 'a'"),
    "ambiguous item": ("LIST a = x\nLIST b = x\n{x}\n", "3: Ambiguous item name 'x'"),
    "double variable": ("VAR x = 1\nVAR x = 2\n", "2: found declaration variable 'x' that was already declared"),
    "double constant": ("CONST x = 1\nCONST x = 1.0\n", "2: CONST 'x' has been redefined"),
    "double external": ("EXTERNAL f()\nEXTERNAL f()\n", "2: Duplicate EXTERNAL definition of 'f'"),
    "double label": ("- (a) x\n- (a) y\n", "2: A gather with the same label name 'a' already exists"),
    "double knot": ("== a\n-> END\n== a\n-> END\n", "3: Story already contains flow named 'a'"),
    "double item": ("LIST l = a, a\n", "1: List 'l' contains duplicate items called 'a'"),
    "variable from a variable": ("VAR a = 1\nVAR b = a\n", "2: global variable assignments cannot refer to other"),
    "too few arguments": (
        "-> k(1)\n== k(a, b)\n-> END\n",
        "1: Divert to 'k' requires 2 arguments, but only got 1",
    ),
    "no parameters": ("-> k(1)\n== k\n-> END\n", "1: Divert target (k) doesn't take parameters"),
    "arguments to a label": ("- (l) -> l(1)\n", "1: Divert target needs to be a knot or stitch"),
    "no function": ("{k()}\n== k\n-> END\n", "1: k hasn't been marked as a function"),
    "divert to a function": ("-> f\n== function f\n~ return\n", "1: f can't be diverted to"),
    "arrow missing": (
        "-> k(-> k)\n== k(x)\n-> x\n",
        "2: Since 'x' is used as a variable divert target",
    ),
    "arrow missing in a call": (
        "-> k(k)\n== k(-> x)\n-> x\n",
        "1: Divert Passing read count of 'k' instead of a divert target",
    ),
    "no target for a target": ("-> k(1)\n== k(-> x)\n-> x\n", "1: Target 'k' expects a divert target"),
    "no variable for ref": (
        "~ f(1)\n== function f(ref x)\n~ x = 1\n",
        "1: Function call Expected variable name to pass by reference to 'ref x'",
    ),
    "read count for ref": (
        "~ f(f)\n== function f(ref x)\n~ x = 1\n",
        "1: Function call can't pass a read count by reference",
    ),
    "target of a ref knot": (
        "VAR v = -> k\n== k(ref x)\n-> END\n",
        "1: Can't store a divert target to a knot or function that has by-reference arguments",
    ),
    "arrow before a variable": ("VAR x = 1\n{f(-> x)}\n== function f(a)\n~ return\n", "2: Since 'x' is a variable"),
    "arithmetic with a target": ("{-> k + 1}\n== k\n-> END\n", "1: Can't use a divert target like that"),
    "not has": ("LIST l = a\n{not l ? a}\n", "2: Using 'not' or '!' here negates"),
    "turns since": ("{TURNS_SINCE(1)}\n", "1: The TURNS_SINCE() function should take one argument"),
    "turns since without arrow": (
        "{TURNS_SINCE(k)}\n== k\n-> END\n",
        "1: Should be TURNS_SINCE(-> k)",
    ),
    "random": ("{RANDOM(1)}\n", "1: RANDOM should take 2 parameters"),
    "random of a float": ("{RANDOM(1, 2.5)}\n", "1: RANDOM's maximum parameter should be an integer"),
    "native": ("{POW(1)}\n", "1: POW should take 2 parameters"),
    "external": (
        "EXTERNAL f(a)\n~ f()\n",
        "2: Function call incorrect number of arguments sent to external function 'f'. Expected 1 but got 0",
    ),
    "divert to an external": ("EXTERNAL f()\n-> f\n", "2: f must be called as a function"),
    "return outside of functions": ("== k\n~ return 1\n", "2: Return statements can only be used in knots that are"),
    "end behind a tunnel": ("-> k ->\n== k\n->-> END\n", "3: '->->' cannot be followed by END"),
    "choice left open in braces": (
        "{true:\n* a\n* b\n}\n-> END\n",
        "2: Choices nested in conditionals or sequences need to explicitly divert",
    ),
    "temporary of another stitch": (
        "-> k.s\n== k\n~ temp x = 1\n-> END\n= s\n{x}\n-> END\n",
        "6: Unresolved variable: x",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_errors(name: str) -> None:
    source, expected = WRONG[name]
    assert [each for each in errors(source) if each.startswith(expected)], errors(source)


CLASHES = {
    "knot and variable": ("VAR k = 1\n== k\n-> END\n", "1: VAR 'k': name has already been used for a knot on a.ink:2"),
    "stitch and variable": ("VAR s = 1\n== k\n= s\n-> END\n", "3: Stitch 's': name has already been used for a var"),
    "stitch and knot": ("== k\n-> END\n= j\n-> END\n== j\n-> END\n", "3: Stitch 'j'"),
    "parameter and function": ("== function f(g)\n~ return\n== function g\n~ return\n", "1: argument 'g'"),
    "parameter and variable": ("VAR g = 1\n== function f(g)\n~ return\n", "2: argument 'g'"),
    "temporary and parameter": ("== function f(a)\n~ temp a = 1\n", "2: temp 'a': name has already been used for a argument"),
    "variable and list": ("LIST l = a\nVAR a = 1\n", "2: VAR 'a': name has already been used for a list element"),
    "label and knot": ("- (k) x\n== k\n-> END\n", "1: Gather 'k': name has already been used for a knot"),
    "label and variable": ("VAR x = 1\n* (x) a\n", "2: Choice 'x': name has already been used for a var"),
    "two parameters": ("== function f(a, a)\n~ return\n", "1: Multiple arguments with the same name: 'a'"),
    "reserved": ("VAR temp = 1\n", "1: 'temp' cannot be used for the name of a var because it's a reserved keyword"),
    "built in": ("== function MIN(a)\n~ return\n", "1: 'MIN' cannot be used for the name of a function"),
}


@pytest.mark.parametrize("name", CLASHES)
def test_clashes_of_names(name: str) -> None:
    source, expected = CLASHES[name]
    assert [each for each in errors(source) if each.startswith(expected)], errors(source)


def test_a_parameter_may_have_the_name_of_a_label_elsewhere() -> None:
    assert errors("== k\n- (x) -> DONE\n== function f(x)\nNothing\n") == []


def test_functions_hold_no_choices_diverts_or_stitches() -> None:
    source = "== function f\n* a choice\n-> f\n= s\n-> END\n"
    assert [each.split(", ")[0] for each in errors(source)] == [
        "4: Functions may not contain stitches",
        "3: Functions may not contain diverts",
        "2: Functions may not contain choices",
    ]


def test_errors_of_shape_hide_what_may_only_follow_from_them() -> None:
    assert errors("VAR x = 1\nVAR x = 2\n-> nowhere\n") == [
        "2: found declaration variable 'x' that was already declared (a.ink:1:1)"
    ]


def test_hints_name_what_may_have_been_meant() -> None:
    (target,) = diagnostics("-> kitchn\n== kitchen\n-> END\n")
    assert target.hint == "did you mean 'kitchen'?"
    (variable,) = diagnostics("VAR money = 1\n{mony}\n")
    assert variable.hint is not None and "'money'" in variable.hint
    assert variable.span is not None and (variable.span.file, variable.span.line) == ("a.ink", 2)


LOOSE = {
    "linear": ("== k\ntext\n", [2]),
    "choices": ("== k\n* a\n* b\n  more\n", [2, 4]),
    "tunnel": ("== k\n-> k ->\n", [2]),
    "thread": ("== k\n<- k\n", [2]),
    "diverted": ("== k\n* a -> END\n* b\n  -> END\n", []),
    "gathered": ("== k\n* a\n* b\n- -> END\n", []),
    "divert in braces": ("== k\n{true: -> END}\n", []),
    "tunnel end": ("== k\n->->\n", []),
    "author knows": ("== k\n* a\n* b\nTODO: more\n", []),
    "function": ("== function k\ntext\n", []),
    "top level": ("text\n", []),
    "declarations behind": ("== k\n-> END\n\nVAR X = 1\nCONST Y = 2\n", []),
}


@pytest.mark.parametrize("name", LOOSE)
def test_loose_ends(name: str) -> None:
    source, lines = LOOSE[name]
    found = diagnostics(source)
    assert all("Apparent loose end" in each.message for each in found)
    assert [each.span.line for each in found if each.span] == lines


def test_a_function_printed_without_being_called_is_pointed_out() -> None:
    (warning,) = diagnostics("{f}\n== function f\n~ return\n")
    assert warning.severity is Severity.WARNING
    assert warning.hint == "perhaps you intended to write f()"
