"""A throw-away language, what docs/adding-a-language.md describes at its smallest: one statement a line.

gold = 3                     a variable, above the first passage; values: 3, true, "text", none, [1, 2], map(name: 1)
@ hall                       a passage;               @@ hall   a page: the one before it is left
# ending: rich               a mark
Hello, {gold}.               a line of text
~ gold = gold - 1            a variable set;          ~ bag[0].name = 2   part of one, copied in the rest
? gold > 2 -> inn            go there if that holds;  ? gold in 3 -> inn   one time in three, by luck
* Pay -> inn                 an option;               * gold > 2 : Pay -> inn   on offer if that holds
+ Look -> look               on offer until it is taken, or the page left;   ++ Wait -> wait   until the page is left
! setup writes gold, bag     foreign code, and what it may set;   ! setup   it may set anything;   ! shake shows only
-> inn                       go there;                -> .   the end

An expression is values and operators in turn, worked out from left to right; a value may be followed by [index] or .name, and
length(bag), contains(bag, 1), append(bag, 1), insert(bag, 0, 1), remove(bag, 0) and keys(bag) are values; any other name with ()
is foreign code that gives one.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from epilogue.diagnostics import StoryError, unreadable
from epilogue.ir.advice import Advice
from epilogue.ir.operators import NUMBER, Arithmetic, Compare, Operator, OperatorError, Operators
from epilogue.ir.program import UNTIL_LEFT, UNTIL_TAKEN, Block, ChoiceSite, Foreign, Instruction, Mark, Program
from epilogue.ir.semantics import Lists, Numbers, Semantics, Values
from epilogue.ir.structures import structure_operators, structure_text
from epilogue.ir.values import NONE, MapValue, SequenceValue, Value, kind_of
from epilogue.languages.base import Language
from epilogue.languages.comparison import comparison
from epilogue.languages.loaded import LoadedStory, ObservedExpression
from epilogue.machine.text import Output
from epilogue.rules.base import Rule, StoryFacts
from epilogue.source import Span

TOKEN = re.compile(r"""\s*(?:(?P<number>\d+)|(?P<text>"[^"]*")|(?P<name>[^\W\d]\w*)|(?P<sign>==|[-+*<>\[\](){}.,:]))""")
CONSTANTS = {"none": NONE, "true": True, "false": False}
SIGNS = frozenset(("==", "-", "+", "*", "<", ">"))
NUMERIC: dict[str, tuple[Callable[[Any, Any], Value], Arithmetic | Compare]] = {
    "-": (operator.sub, Arithmetic.SUBTRACT),
    "+": (operator.add, Arithmetic.ADD),
    "*": (operator.mul, Arithmetic.MULTIPLY),
    "<": (operator.lt, Compare.LT),
    ">": (operator.gt, Compare.GT),
    "<=": (operator.le, Compare.LE),
}
FUNCTIONS = {"length": 1, "contains": 2, "append": 2, "insert": 3, "remove": 2, "keys": 1}
PATH = re.compile(r"([^\W\d]\w*)((?:\s*\[.*?\]|\s*\.\s*\w+)*)\s*=(?!=)(.*)")
OPTION = re.compile(r"(?:(.*?) : )?(.+?) -> (\w+|\.)$")
FOREIGN = re.compile(r"(?P<name>[^\W\d]\w*)(?: writes (?P<named>.+)|(?P<only> shows only))?")
BRANCH = re.compile(r"(.+?) -> (\w+|\.)$")
ADVICE = Advice(
    place="passage",
    ends_the_story="If the story is over here, say -> .",
    fallback="Add an option without a condition.",
    sticky="Add an option that leads out.",
    spent="Do not send readers through it before it is offered.",
    left="Move what leaves behind what should come first.",
    nowhere="this never leads there",
    elsewhere="Let it lead there.",
    ended="the story ends here, and the options before it are never offered",
    offered="Let the options come first.",
    lasting="this never comes back",
    come_back="Let it come back.",
    endless="{} only comes to itself",
    constant="leave it out",
    warned="The story can be played all the same.",
    was_visited="{}",
    equals="{} == {}",
    comment="#",
    condition=lambda line, column: line[1:].partition(" -> ")[0].strip() if line.startswith("?") else "",
    conditions=lambda line, column, below: [line[1:].rpartition(" : ")[0].strip()],
    compared=comparison,
    code=lambda line, column: line,
)


def _number(function: Callable[[Any, Any], Value], left: Value, right: Value) -> Value:
    if isinstance(left, int | float) and isinstance(right, int | float):
        return function(left, right)
    raise OperatorError(f"a number is expected, not {shown(right if isinstance(left, int | float) else left)}")


def shown(value: Value, place: Any = None) -> str:
    """Structures as they are written."""
    structure = value is NONE or isinstance(value, SequenceValue | MapValue)
    return structure_text(value, shown) if structure else str(value).lower() if isinstance(value, bool) else str(value)


OPERATORS: Operators = {
    **{
        name: Operator(partial(_number, function), algebra, NUMBER, ((NUMBER, NUMBER),))
        for name, (function, algebra) in NUMERIC.items()
    },
    "==": Operator(lambda left, right: kind_of(left) is kind_of(right) and left == right, result=NUMBER, outcomes=(True, False)),
    **{name: Operator(function) for name, function in structure_operators().items()},
}


class ToySemantics(Semantics):
    """Whole numbers as long as need be; what is equal is of one kind, too; a line stands as it is said."""

    name = "toy"
    values = Values(
        lambda value: isinstance(value, int | str) and bool(value),
        shown,
        shown,
        shown,
        lambda value: isinstance(value, int),
        Numbers(float, repr, -(2**53), 2**53, 2**53),
    )
    output = Output
    advice = ADVICE

    def operators(self, lists: Lists) -> Operators:
        return OPERATORS


SEMANTICS = ToySemantics()


class _Reader:
    def __init__(self, path: Path, text: str) -> None:
        self.name = path.name.partition(".")[0]
        self.file = str(path)
        self.lines = text.split("\n")
        self.code: list[Instruction] = []
        self.of: list[int] = []
        self.blocks = [Block(0, "", -1, 0, 0, False, False, False, Span(self.file, 1, 1))]
        self.choices: list[Any] = []
        self.marks: list[Mark] = []
        self.externals: dict[str, int | None] = {}
        self.foreign: dict[str, Foreign] = {}
        self.declared: list[tuple[str, str, Span]] = []
        self.targets: list[tuple[int, str, Span]] = []  # jumps to passages whose position is not known yet
        self.here = Span(self.file, 1, 1)

    def emit(self, op: str, a: Any = None, b: Any = None) -> int:
        self.code.append(Instruction(op, a, b, self.here))
        self.of.append(len(self.blocks) - 1)
        return len(self.code) - 1

    def fault(self, message: str, hint: str | None = None) -> StoryError:
        return unreadable(message, self.here, hint)

    def expression(self, text: str) -> None:
        """The code of an expression that is the whole text."""
        left = self.operands(self.tokens(text))
        if left:
            raise self.fault(f"an operator expected: {left[0][1]!r}")

    def tokens(self, text: str) -> list[tuple[str, str]]:
        found, place = [], 0
        text = text.rstrip()
        while place < len(text):
            token = TOKEN.match(text, place)
            if token is None:
                raise self.fault(f"a value expected: {text[place:]!r}")
            found.append((token.lastgroup or "", token[token.lastgroup or 0]))
            place = token.end()
        return found

    def operands(self, tokens: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Values and operators in turn, worked out from left to right; what stands behind them."""
        tokens = self.value(tokens)
        while tokens and tokens[0][1] in SIGNS and tokens[0][0] == "sign":
            sign = tokens[0][1]
            tokens = self.value(tokens[1:])
            self.emit("apply", sign, 2)
        return tokens

    def value(self, tokens: list[tuple[str, str]]) -> list[tuple[str, str]]:
        if not tokens:
            raise self.fault("a value expected at the end of the line")
        (kind, word), *tokens = tokens
        if kind == "number":
            self.emit("push", int(word))
        elif kind == "text":
            self.emit("push", word[1:-1])
        elif word in CONSTANTS:
            self.emit("push", CONSTANTS[word])
        elif word == "[":
            self.emit("push", SequenceValue())
            while tokens and tokens[0][1] != "]":
                tokens = self.taken(self.operands(tokens), ",]")
                self.emit("apply", "append", 2)
            tokens = self.needed(tokens, "]")
        elif word == "map":
            tokens = self.needed(tokens, "(")
            self.emit("push", MapValue())
            while tokens and tokens[0][1] != ")":
                self.emit("push", tokens[0][1])
                tokens = self.taken(self.operands(self.needed(tokens[1:], ":")), ",)")
                self.emit("apply", "set_member", 3)
            tokens = self.needed(tokens, ")")
        elif word in FUNCTIONS:
            tokens = self.needed(tokens, "(")
            for number in range(FUNCTIONS[word]):
                tokens = self.operands(self.needed(tokens, ",") if number else tokens)
            tokens = self.needed(tokens, ")")
            self.emit("apply", word, FUNCTIONS[word])
        elif kind == "name" and tokens[:1] == [("sign", "(")]:
            tokens = self.needed(tokens[1:], ")")
            self.externals[word] = None
            self.emit("external", word, 0)
        elif kind == "name":
            if word not in {name for name, _, _ in self.declared}:
                raise self.fault(f"there is no variable {word}", "variables stand above the first passage")
            self.emit("load_global", word)
        else:
            raise self.fault(f"a value expected: {word!r}")
        while tokens and tokens[0][1] in ("[", "."):
            tokens = self.key(tokens)
            self.emit("apply", "get_item", 2)
        return tokens

    def key(self, tokens: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """The code of one step of a path: an index in brackets, or a dot and a name."""
        if tokens[0][1] == "[":
            return self.needed(self.operands(tokens[1:]), "]")
        if len(tokens) < 2:
            raise self.fault("a name expected behind the dot")
        self.emit("push", tokens[1][1])
        return tokens[2:]

    def needed(self, tokens: list[tuple[str, str]], sign: str) -> list[tuple[str, str]]:
        if not tokens or tokens[0][1] != sign:
            raise self.fault(f"{sign} expected")
        return tokens[1:]

    def taken(self, tokens: list[tuple[str, str]], signs: str) -> list[tuple[str, str]]:
        """What follows, behind a comma if one stands there."""
        if not tokens or tokens[0][1] not in signs:
            raise self.fault(f"{' or '.join(signs)} expected")
        return tokens[1:] if tokens[0][1] == "," else tokens

    def store(self, text: str) -> None:
        """A variable set, or a part of it: then it is copied, all else as it was."""
        found = PATH.fullmatch(text)
        if found is None:
            raise self.fault("a variable, = and a value expected")
        name, path, value = found.groups()
        tokens = self.tokens(path)
        self.expression(name)  # checks that the variable exists
        if tokens:
            self.emit("push", SequenceValue())
            while tokens:
                tokens = self.key(tokens)
                self.emit("apply", "append", 2)
        else:
            self.code.pop(), self.of.pop()
        self.expression(value)
        if path.strip():
            self.emit("apply", "set_path", 3)
        self.emit("store_global", name)

    def go(self, op: str, target: str) -> None:
        self.targets.append((self.emit(op, 0, ()), target, self.here))

    def say(self, text: str) -> None:
        for number, part in enumerate(re.split(r"\{(.*?)\}", text)):
            if number % 2:
                self.expression(part)
                self.emit("print")
            elif part:
                self.emit("text", part)

    def statement(self, line: str) -> None:
        sign, rest = line[0], line[1:].strip()
        if sign == "#":
            key, _, value = (part.strip() for part in rest.partition(":"))
            self.marks.append(Mark(key, value, self.here))
            self.emit("mark", key, value)
        elif sign == "~" and "=" in rest:
            self.store(rest)
        elif sign == "?" and (found := BRANCH.match(rest)):
            if luck := re.fullmatch(r"(.+) in (\d+)", found[1]):
                self.emit("push", 1), self.emit("push", int(luck[2])), self.emit("random")
                self.emit("push", int(luck[1])), self.emit("apply", "<=", 2)
            else:
                self.expression(found[1])
            self.go("jump_if", found[2])
        elif sign in "*+" and (found := OPTION.match(rest.lstrip("+ "))):
            self.emit("string_open", True), self.say(found[2]), self.emit("string_close", True)
            if found[1]:
                self.expression(found[1])
            stays = "" if sign == "*" else UNTIL_LEFT if line.startswith("++") else UNTIL_TAKEN
            self.choices.append((found[1] is not None, found[2], found[3], self.here, stays))
            self.emit("offer", len(self.choices) - 1)
        elif sign == "!" and (found := FOREIGN.fullmatch(rest)):
            name, named = found["name"], re.findall(r"\w+", found["named"] or "")
            for variable in named:
                self.expression(variable)  # checks that the variable exists
                self.code.pop(), self.of.pop()
            writes = () if found["only"] else tuple(named) if named else None
            self.externals[name], self.foreign[name] = None, Foreign(writes, False)
            self.emit("external", name, 0), self.emit("pop")
        elif line.startswith("->"):
            self.go("jump", line[2:].strip())
        elif sign in "~?*+&!":
            raise self.fault(f"nothing known begins with {sign} and goes on like this", "see the top of language.py")
        else:
            self.say(line)
            self.emit("text", "\n")

    def program(self, observed: Sequence[ObservedExpression]) -> LoadedStory:
        for number, line in enumerate(self.lines, 1):
            self.here = Span(self.file, number, 1)
            if line.startswith("@"):
                if len(self.blocks) > 1:
                    self.emit("fall")
                at = len(self.code)
                self.blocks.append(Block(len(self.blocks), line.lstrip("@").strip(), 0, at, at, False, False, False, self.here))
                if line.startswith("@@"):
                    self.emit("leave_page")
            elif len(self.blocks) == 1 and "=" in line:
                name, _, value = (part.strip() for part in line.partition("="))
                self.declared.append((name, value, self.here))
            elif line.strip() and len(self.blocks) > 1:
                self.statement(line.strip())
        if len(self.blocks) == 1:
            raise self.fault("there is no passage", "one begins with @ and its name")
        self.emit("fall")
        starts = {block.name: block for block in self.blocks[1:]}
        starts["."] = Block(0, ".", -1, self.emit("end"), 0, False, False, False, None)
        for at, target, span in [*self.targets, *((-1, target, span) for _, _, target, span, _ in self.choices)]:
            self.here = span
            if target not in starts:
                raise self.fault(f"there is no passage {target!r}")
            if at >= 0:
                self.code[at] = self.code[at]._replace(a=starts[target].start)
        init = len(self.code)
        for name, value, span in self.declared:
            self.here = span
            self.expression(value), self.emit("store_global", name)
        self.emit("end")
        places = {}
        for asked in observed:
            places[asked.key], self.here = len(self.code), asked.span
            self.expression(asked.text), self.emit("return")
        ends = [*(block.start for block in self.blocks[2:]), starts["."].start, len(self.code)]
        blocks = [self.blocks[0], *(block._replace(end=end) for block, end in zip(self.blocks[1:], ends, strict=False))]
        sites = [
            ChoiceSite(
                i, starts[target].start, starts[target].id, (), condition, False, True, False, False, text, span, stays=stays
            )
            for i, (condition, text, target, span, stays) in enumerate(self.choices)
        ]
        variables = tuple(name for name, _, _ in self.declared)
        parts = (
            tuple(self.code),
            tuple(blocks),
            tuple(self.of),
            tuple(sites),
            blocks[1].start,
            init,
            variables,
            {},
            self.externals,
        )
        passages = tuple(range(1, len(blocks)))
        marks = tuple(self.marks)
        program = Program(*parts, marks, SEMANTICS, self.name, (self.file,), passages=passages, foreign=self.foreign)
        return LoadedStory(program, [], places, {str(Path(self.file).absolute()): "\n".join(self.lines)})


def read(path: Path, allow_outside: bool, observed: Sequence[ObservedExpression]) -> LoadedStory:
    """A story of one file."""
    return _Reader(path, path.read_text(encoding="utf-8")).program(observed)


def rules() -> tuple[Rule[StoryFacts], ...]:
    """The rules of ``epilogue check`` about this language alone."""
    from languages.toy.rules import RULES

    return RULES


TOY = Language(
    "toy", (".toy",), read, lambda folder: next(folder.glob("*.toy")), title="Toy", story="a toy file (.toy)", rules=rules
)
