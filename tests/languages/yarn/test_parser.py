"""What the constructs of Yarn become in the syntax tree."""

from __future__ import annotations

import pytest

from epilogue.diagnostics import Diagnostic, Severity
from epilogue.languages.yarn.parse import syntax
from epilogue.languages.yarn.parse.parser import parse_expression, parse_file
from epilogue.source import Span


def parsed(source: str) -> syntax.File:
    """The tree of a file that has no error."""
    tree, found = parse_file(source, "s.yarn")
    assert [str(one) for one in found if one.severity is Severity.ERROR] == []
    return tree


def body(text: str) -> syntax.Body:
    """The statements of a node."""
    return parsed(f"title: Start\n---\n{text}\n===\n").nodes[0].body


def warnings(text: str) -> list[Diagnostic]:
    """What is warned of in a node's body."""
    return parse_file(f"title: Start\n---\n{text}\n===\n", "s.yarn")[1]


def said(line: syntax.Line) -> str:
    """A line as text: expressions as ``{}``, markup as its name."""
    shown = {syntax.OPEN: "<{}>", syntax.CLOSE: "</{}>", syntax.CLOSE_ALL: "</>", syntax.SELF_CLOSING: "<{}/>"}
    text = ""
    for piece in line.content:
        if isinstance(piece, syntax.Text):
            text += piece.value
        elif isinstance(piece, syntax.Inline):
            text += "{" + written(piece.expression) + "}"
        else:
            text += shown[piece.kind].format(piece.name)
    return text


def written(expression: syntax.Expression) -> str:
    """An expression with all its parentheses."""
    if isinstance(expression, syntax.Binary):
        return f"({written(expression.left)} {expression.operator} {written(expression.right)})"
    if isinstance(expression, syntax.Unary):
        return f"{expression.operator}{written(expression.operand)}"
    if isinstance(expression, syntax.Call):
        return f"{expression.name}({', '.join(map(written, expression.arguments))})"
    if isinstance(expression, syntax.Member):
        return f"{expression.enum or ''}.{expression.case}"
    if isinstance(expression, syntax.Variable):
        return expression.name
    if isinstance(expression, syntax.Number):
        return f"{expression.value:g}"
    return repr(expression.value)


def shape(statements: syntax.Body) -> list[object]:
    """Statements as nested lists of what they say."""
    found: list[object] = []
    for one in statements:
        if isinstance(one, syntax.Line):
            found.append(said(one))
        elif isinstance(one, syntax.Options):
            found.append([[f"-> {said(option.line)}", *shape(option.body)] for option in one.options])
        elif isinstance(one, syntax.LineGroup):
            found.append([[f"=> {said(item.line)}", *shape(item.body)] for item in one.items])
        elif isinstance(one, syntax.If):
            found.append([[written(b.condition) if b.condition else "else", *shape(b.body)] for b in one.branches])
        else:
            found.append(type(one).__name__)
    return found


def test_a_node_has_its_headers_and_a_file_its_hashtags() -> None:
    tree = parsed("#draft #v2\n\ntitle: Harbour // where it begins\ntags: night, rain\ncolour: red\n---\nHello.\n===\n")
    assert [tag.text for tag in tree.hashtags] == ["draft", "v2"]
    node = tree.nodes[0]
    assert (node.title, node.tags, node.header("colour"), node.header("none")) == ("Harbour", ("night", "rain"), "red", None)
    assert (node.span, node.end) == (Span("s.yarn", 3, 1), Span("s.yarn", 8, 1))


def test_when_says_always_once_and_conditions() -> None:
    tree = parsed(
        "title: A\nwhen: always\n---\n===\ntitle: A\nwhen: once\n---\n===\n"
        "title: A\nwhen: once if $x > 1 // rarely\nwhen: $y\n---\n===\n"
    )
    first, second, third = (node.when for node in tree.nodes)
    assert [(c.once, c.expression) for c in first] == [(False, None)]
    assert [(c.once, c.expression) for c in second] == [(True, None)]
    assert [(c.once, written(c.expression)) for c in third if c.expression] == [(True, "($x > 1)"), (False, "$y")]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 + 2 * 3", "(1 + (2 * 3))"),
        ("1 - 2 - 3", "((1 - 2) - 3)"),
        ("-$a * 2", "(-$a * 2)"),
        ("not $a and $b or $c", "((!$a && $b) || $c)"),
        ("$a or $b and $c", "(($a || $b) && $c)"),  # in Yarn, these have equal precedence
        ("$a is 1 && $b neq 2", "(($a == 1) && ($b != 2))"),
        ("$a lt 1 xor $b gte 2", "(($a < 1) ^ ($b >= 2))"),
        ("1 < 2 == true", "((1 < 2) == True)"),
        ("min(1, -2) + f()", "(min(1, -2) + f())"),
        ('"a \\"b\\" \\\\"', "'a \\\\\"b\\\\\" \\\\\\\\'"),
        ("Food.Apple == .Pear", "(Food.Apple == .Pear)"),
        ("max(1,2)-1", "(max(1, 2) - 1)"),
    ],
)
def test_expressions(source: str, expected: str) -> None:
    assert written(parse_expression(source, Span("e", 1, 1))) == expected


def test_no_two_expressions_share_a_place() -> None:
    from epilogue.languages.yarn.parse.walk import expressions

    parts = list(expressions(parse_expression("-(f(-1, $a) + $a) * not .B", Span("e", 1, 5))))
    assert len({part.span for part in parts}) == len(parts)


@pytest.mark.parametrize(
    ("source", "text", "character"),
    [
        ("Mae: Hello, {$name}!", "Mae: Hello, {$name}!", "Mae"),
        ("  Nobody speaks.  // really", "Nobody speaks.", None),
        ("Mae\\: a colon", "Mae: a colon", None),
        ("{$who}: hi", "{$who}: hi", None),
        ("\\{no\\} \\<\\<cmd\\>\\> \\# \\/\\/ \\\\", "{no} <<cmd>> # // \\", None),
        ("[b]bold[/b] [/] \\[1/2\\] \\[no\\]", "<b>bold</b> </> [1/2] [no]", None),
        ("[b]bold[/b] [1/2]", "[b]bold[/b] [1/2]", None),
        ("a [pause /] b", "a <pause/>b", None),
        ("a [pause trimwhitespace=false/] b", "a <pause/> b", None),
        ("[nomarkup][b]x[/b][/nomarkup]", "<nomarkup>[b]x[/b]</nomarkup>", None),
        ('Came [ordinal value={$n} one="%st" other="%th"/]!', "Came <ordinal/>!", None),
        ("a < b / c", "a < b / c", None),
    ],
)
def test_lines(source: str, text: str, character: str | None) -> None:
    (line,) = body(source)
    assert isinstance(line, syntax.Line)
    assert (said(line), line.character) == (text, character)


def test_markup_has_properties() -> None:
    (line,) = body('[select=x value={$g} m="he \\#is" f=she 1="{$n} more" /]')
    assert isinstance(line, syntax.Line)
    (markup,) = line.content
    assert isinstance(markup, syntax.Markup)
    values = {
        p.name: [v.value if isinstance(v, syntax.Text) else written(v.expression) for v in p.value] for p in markup.properties
    }
    assert values == {"select": ["x"], "value": ["$g"], "m": ["he #is"], "f": ["she"], "1": ["$n", " more"]}


def test_conditions_and_hashtags_stand_behind_text() -> None:
    first, second = body("A <<if $x>> #line:a1 #once // c\nB <<once if $y>>")
    assert isinstance(first, syntax.Line) and isinstance(second, syntax.Line)
    assert [tag.text for tag in first.hashtags] == ["line:a1", "once"] and first.tagged("line") == "a1"
    assert first.condition is not None and not first.condition.once
    assert second.condition is not None and second.condition.once and second.condition.expression is not None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("-> A\n    a\n    -> B\n        b\n    c\n-> D", [[["-> A", "a", [["-> B", "b"]], "c"], ["-> D"]]]),
        ("-> A\n-> B\n\n-> C", [[["-> A"], ["-> B"]], [["-> C"]]]),
        ("-> A\n    a\n\n-> C", [[["-> A", "a"]], [["-> C"]]]),
        ("-> A\nb\n-> C", [[["-> A"]], "b", [["-> C"]]]),
        ("-> A\n\ta\n        b\n-> C", [[["-> A", "a", "b"], ["-> C"]]]),  # a tab is eight columns
        ("a\n    -> A\n        a\n    b\nc", ["a", [["-> A", "a"]], "b", "c"]),
        ("-> A // why\n    // a remark\n-> B", [[["-> A"], ["-> B"]]]),
        ("=> A\n    a\n=> B", [[["=> A", "a"], ["=> B"]]]),
        ("-> A\n=> B", [[["-> A"]], [["=> B"]]]),
        ("<<if $a>>\n-> A\n    a\n<<else>>\nb\n<<endif>>", [[["$a", [["-> A", "a"]]], ["else", "b"]]]),
        ("<<if $a>>a<<elseif $b>>b<<endif>>", None),
        ("<<if $a>><<jump B>><<endif>> c", [[["$a", "Jump"]], "c"]),
        ("-> A\n    a\n\n    b", [[["-> A", "a"]], "b"]),
    ],
)
def test_indentation_says_what_is_in_an_option(source: str, expected: list[object] | None) -> None:
    if expected is None:
        assert parse_file(f"title: S\n---\n{source}\n===", "s")[1]
    else:
        assert shape(body(source)) == expected


def test_an_empty_line_that_cuts_an_option_is_warned_of() -> None:
    (warning,) = warnings("-> A\n    a\n\n    b")
    assert (warning.severity, warning.span) == (Severity.WARNING, Span("s.yarn", 6, 5))
    assert "the empty line has ended it" in warning.message
    assert not warnings("-> A\n    a\n\nb")


def test_commands() -> None:
    found = body(
        "<<set $a to 5>>\n<<set $a += 1>>\n<<declare $b = true as bool>>\n<<jump Harbour>>\n<<detour {$where}>>\n"
        "<<return>>\n<<stop>>\n"
        "<<call f(1)>>\n<<fade out {$n} s>> #slow\n<<settle in>>"
    )
    kinds = [type(one).__name__ for one in found]
    assert kinds == ["Set", "Set", "Declare", "Jump", "Detour", "Return", "Stop", "CallStatement", "Command", "Command"]
    set_to, add, declare, jump, detour = found[:5]
    assert isinstance(set_to, syntax.Set) and isinstance(add, syntax.Set) and isinstance(declare, syntax.Declare)
    assert (set_to.name, set_to.operator, add.operator, declare.type_name) == ("$a", "=", "+=", "bool")
    assert isinstance(jump, syntax.Jump) and jump.target == "Harbour"
    assert isinstance(detour, syntax.Detour) and isinstance(detour.target, syntax.Variable)
    command = found[8]
    assert isinstance(command, syntax.Command) and [tag.text for tag in command.hashtags] == ["slow"]


def test_once_and_enums() -> None:
    once, enum = body(
        "<<once if $a>>\nx\n<<else>>\ny\n<<endonce>>\n<<enum Food>>\n  <<case Apple = 1>>\n  <<case Pear = 2>>\n<<endenum>>"
    )
    assert isinstance(once, syntax.Once) and shape(once.body) == ["x"] and shape(once.otherwise) == ["y"]
    assert isinstance(enum, syntax.Enum) and [case.name for case in enum.cases] == ["Apple", "Pear"]


def test_links_of_yarn_1_are_text_and_warned_of() -> None:
    (warning,) = warnings("[[Leave|Harbour]]")
    assert warning.severity is Severity.WARNING and warning.hint is not None and "<<jump Node>>" in warning.hint
