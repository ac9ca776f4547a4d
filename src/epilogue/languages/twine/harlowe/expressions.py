"""Parser of the expressions inside macros."""

from __future__ import annotations

import re

from epilogue.languages.twine.harlowe import syntax
from epilogue.languages.twine.harlowe.faults import HarloweFault
from epilogue.languages.twine.harlowe.macros import COLOURS, SHOWN_ONLY, STYLING_CALLS, TEXT_STYLES

LETTER = r"[\w\u00c0-\u00ff]"
NAME = re.compile(rf"{LETTER}*[A-Za-z_\u00c0-\u00ff]{LETTER}*")
MACRO = re.compile(rf"\(((?:{LETTER}|-)+):(?!/)")
CALLED_VARIABLE = re.compile(rf"\(\s*[$_]{LETTER}+:")
SPACE = re.compile(r"\s+")
NUMBER = re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])")
WORD = re.compile(r"[A-Za-z][\w-]*")
ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)(last)?\b", re.I)
STYLE_VALUE = re.compile(
    r"\"[^\"\\\n]*\"|'[^'\\\n]*'|#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?\b|-?\d+(?:\.\d+)?(?:ms|s)?\b|-?\.\d+(?:ms|s)?\b|[,+)]"
    r"|\((?P<call>[\w-]+):|(?P<word>[A-Za-z]+)\b"
)
DEEPEST_EXPRESSION = 100
COMPARISONS = frozenset(("is", "is not", "contains", "is in", "<", "<=", ">", ">="))
LEVELS: tuple[tuple[str, ...], ...] = (
    ("and", "or"),
    ("is", "is not"),
    ("contains", "is in"),
    ("<", "<=", ">", ">="),
    ("+", "-"),
    ("*", "/", "%"),
)
OPERATOR = re.compile(
    r"is\s+not\s+(?=[<>])|is\s+not\s+in\b|is\s+not\b|is\s+in\b|is\s+(?:an?)\b|is\s*(?=[<>])|is\b|contains\b|does\s+not\s+contain\b"
    r"|and\b|or\b|<=|>=|<|>|\+(?!=)|-(?!=)|\*(?!=)|/(?!=)|%(?!=)",
    re.I,
)
NEGATED = {"<": ">=", ">": "<=", "<=": ">", ">=": "<"}
UNREAD = re.compile(
    r"(?:matches|does\s+not\s+match|where|via|when|making|each|bind|2bind|with|is\s+an?|is\s+not\s+in|does\s+not\s+contain)\b"
    r"|[-+*/%]=|=|\?\w+|#[0-9a-f]{3}",
    re.I,
)


def same_name(name: str) -> str:
    """The one form of a macro's or hook's name."""
    return name.lower().replace("-", "").replace("_", "")


class HarloweExpressionReader:
    """Reads expressions from ``text``, from ``position`` on. ``it``: what the word stands for, where it does for something."""

    def __init__(self, text: str, position: int = 0) -> None:
        self.text = text
        self.position = position
        self.it: syntax.HarloweExpression | None = None
        self._depth = 0

    def fault(self, message: str, at: int, end: int | None = None, hint: str | None = None) -> HarloweFault:
        return HarloweFault(message, at, at + 1 if end is None else end, hint)

    def whole(self) -> syntax.HarloweExpression:
        """An expression that is the whole text."""
        expression = self.expression()
        self.blanks()
        if self.position < len(self.text):
            raise self._unexpected()
        return expression

    def call(self) -> syntax.Call:
        """A macro; the position is at its parenthesis."""
        at = self.position
        found = MACRO.match(self.text, at)
        if found is None:
            raise self.fault("a macro's name and : expected", at)
        self._depth += 1
        if self._depth > DEEPEST_EXPRESSION:
            raise self.fault("this is nested too deeply to be read", at)
        name = same_name(found[1])
        self.position = found.end()
        arguments: list[syntax.HarloweExpression | syntax.Assignment] = []
        if name in SHOWN_ONLY:
            self._styling(name, at)
            self._depth -= 1
            return syntax.Call(name, (), at, self.position)
        outer = self.it
        while True:
            self.blanks()
            if self._take(")"):
                break
            if self.position < len(self.text):
                arguments.append(self._argument(name))
                self.blanks()
            if self.position >= len(self.text):
                raise self.fault(f"the macro ({found[1]}: is never closed", at, found.end(), "a ) is missing")
            if not self._take(",") and not self.text.startswith(")", self.position):
                raise self._unexpected()
        self.it = outer
        self._depth -= 1
        return syntax.Call(name, tuple(arguments), at, self.position)

    def _styling(self, name: str, at: int) -> None:
        """The rest of a macro that only shows: its values are constants, so it cannot fail."""
        depth = 1
        while depth:
            self.blanks()
            found = STYLE_VALUE.match(self.text, self.position)
            if found is None:
                raise self._unexpected()
            value = found.group()
            if name == "textstyle" and value[0] in "\"'" and same_name(value[1:-1]) not in TEXT_STYLES:
                raise self.fault(f"no text style is known that is called {value}", found.start(), found.end())
            if found["word"] and value.lower() not in COLOURS:
                raise self._unexpected()
            if found["call"] and same_name(found["call"]) not in STYLING_CALLS:
                raise self.fault(f"({found['call']}: here is not read yet", found.start(), found.end())
            depth += value.startswith("(") - (value == ")")
            self.position = found.end()

    def _argument(self, macro: str) -> syntax.HarloweExpression | syntax.Assignment:
        at = self.position
        if self._take("..."):
            operand = self.expression()
            return syntax.Spread(operand, at, self.position)
        if macro in ("set", "put", "move"):
            return self._assignment(macro)
        return self.expression()

    def _assignment(self, macro: str) -> syntax.Assignment:
        at = self.position
        self.it = None
        first = self.expression()
        self.blanks()
        if macro == "set":
            if self._word("to") or (not self.text.startswith("==", self.position) and self._take("=")):
                target = self._target(first)
                self.it = target
                return syntax.Assignment(target, self.expression(), at, self.position)
            raise self.fault("a variable, to and a value expected", at, self.position)
        if self._word("into"):
            target = self._target(self.expression())
            return syntax.Assignment(target, first, at, self.position)
        raise self.fault("a value, into and a variable expected", at, self.position)

    def _target(self, expression: syntax.HarloweExpression) -> syntax.VariableRead | syntax.Part:
        root = expression
        while isinstance(root, syntax.Part):
            root = root.whole
        if isinstance(root, syntax.VariableRead) and isinstance(expression, syntax.VariableRead | syntax.Part):
            return expression
        raise self.fault("only a variable, or a part of one, can be set", expression.at, expression.end)

    # -- operators

    def expression(self, level: int = 0) -> syntax.HarloweExpression:
        self._depth += 1
        if self._depth > DEEPEST_EXPRESSION * len(LEVELS):
            raise self.fault("this is nested too deeply to be read", self.position)
        expression = self._level(level)
        self._depth -= 1
        return expression

    def _level(self, level: int) -> syntax.HarloweExpression:
        if level == len(LEVELS):
            return self._unary()
        self.blanks()
        place = self.position
        operator = self._operator(LEVELS[level])
        if operator in COMPARISONS:  # nothing stands to its left: that is what "it" is
            if self.it is None:
                raise self.fault(f"something must stand to the left of {operator}", place)
            left = self.it
            self.position = place
        else:
            self.position = place
            left = self._level(level + 1)
        while True:
            self.blanks()
            place = self.position
            operator = self._operator(LEVELS[level])
            if operator is None:
                return left
            right = self._level(level + 1)
            left = syntax.Binary(operator, left, right, place, self.position)
            if operator in COMPARISONS:
                self.it = left.left

    def _operator(self, level: tuple[str, ...]) -> str | None:
        """Reads an operator of this level if it is next."""
        found = OPERATOR.match(self.text, self.position)
        if found is None or UNREAD.match(self.text, self.position):
            return None
        operator = " ".join(found.group().lower().split())
        end = found.end()
        if operator in ("is", "is not") and self.text[end : end + 1] in ("<", ">"):
            following = OPERATOR.match(self.text, end)
            assert following is not None
            operator = NEGATED[following.group()] if operator == "is not" else following.group()
            end = following.end()
        if operator not in level:
            return None
        self.position = end
        return operator

    def _unary(self) -> syntax.HarloweExpression:
        self.blanks()
        at = self.position
        if self._word("not"):
            operand = self._unary()
            return syntax.Not(operand, at, self.position)
        if self.text[at : at + 1] in ("-", "+") and self.text[at + 1 : at + 2] != "=":
            self.position += 1
            operand = self._unary()
            if self.text[at] == "-" and isinstance(operand, syntax.Literal) and type(operand.value) in (int, float):
                return syntax.Literal(-operand.value, at, self.position)  # type: ignore[operator]
            zero = syntax.Literal(0, at, at + 1)
            return syntax.Binary(self.text[at], zero, operand, at, self.position)
        return self._belonging()

    def _belonging(self) -> syntax.HarloweExpression:
        """``key of whole``: binds less than ``'s``."""
        at = self.position
        found = WORD.match(self.text, at) or ORDINAL.match(self.text, at)
        if found is not None and re.match(r"\s+of\b", self.text[found.end() :]):
            key = self._named_key()
            self.blanks()
            self._word("of")
            whole = self._unary()
            return syntax.Part(whole, key, at, self.position)
        value = self._possessive()
        self.blanks()
        if self._word("of"):
            whole = self._unary()
            return syntax.Part(whole, value, at, self.position)
        return value

    def _possessive(self) -> syntax.HarloweExpression:
        at = self.position
        if (found := re.compile(r"its\s+", re.I).match(self.text, at)) is not None:
            if self.it is None:
                raise self.fault("nothing is known here that its can stand for", at, found.end())
            whole = self.it
            self.position = found.end()
            value: syntax.HarloweExpression = syntax.Part(whole, self._key(), at, self.position)
        else:
            value = self._primary()
        while (found := re.compile(r"'s\s+").match(self.text, self.position)) is not None:
            self.position = found.end()
            value = syntax.Part(value, self._key(), at, self.position)
        return value

    def _key(self) -> syntax.HarloweExpression:
        if self.text[self.position : self.position + 1] in ("(", "$", "_", '"', "'"):
            return self._primary()
        return self._named_key()

    def _named_key(self) -> syntax.HarloweExpression:
        at = self.position
        ordinal = ORDINAL.match(self.text, at)
        if ordinal is not None:
            self.position = ordinal.end()
            number = int(ordinal[1])
            return syntax.Literal(-number if ordinal[2] else number, at, self.position)
        name = NAME.match(self.text, at)
        if name is None:
            raise self.fault("the name or position of a part expected", at)
        self.position = name.end()
        lower = name.group().lower()
        if lower == "last":
            return syntax.Literal(-1, at, self.position)
        if lower in ("any", "all", "start", "end", "random") or lower[0].isdigit():
            raise self.fault(f"{name.group()} as a part is not read yet", at, self.position)
        return syntax.Literal(name.group(), at, self.position)

    def _primary(self) -> syntax.HarloweExpression:
        self.blanks()
        at, text = self.position, self.text
        if MACRO.match(text, at):
            return self.call()
        if CALLED_VARIABLE.match(text, at):
            raise self.fault("a macro of the story's own is not read yet", at)
        if self._take("("):
            inside = self.expression()
            self.blanks()
            if not self._take(")"):
                raise self._unexpected()
            return inside
        sign = text[at : at + 1]
        if sign in ('"', "'"):
            return self._string(sign)
        if sign in ("$", "_") and (name := NAME.match(text, at + 1)):
            self.position = name.end()
            return syntax.VariableRead(name.group(), sign == "_", at, self.position)
        if (number := NUMBER.match(text, at)) is not None:
            self.position = number.end()
            value = float(number.group())
            return syntax.Literal(int(value) if value == int(value) and abs(value) <= 2**53 else value, at, self.position)
        word = WORD.match(text, at)
        lower = word.group().lower() if word else ""
        if lower in ("true", "false"):
            self.position = at + len(lower)
            return syntax.Literal(lower == "true", at, self.position)
        if lower == "it":
            self.position += 2
            if self.it is None:
                raise self.fault("nothing is known here that it can stand for", at, self.position)
            return self.it
        if lower in ("visits", "visit"):
            self.position += len(lower)
            return syntax.Asked("visits", at, self.position)
        raise self._unexpected()

    def _string(self, quote: str) -> syntax.Literal:
        at = self.position
        letters: list[str] = []
        place = at + 1
        while place < len(self.text):
            letter = self.text[place]
            if letter == quote:
                self.position = place + 1
                return syntax.Literal("".join(letters), at, self.position)
            if letter == "\\" and place + 1 < len(self.text):
                letter = self.text[place + 1]
                if letter not in "\"'\\n":
                    raise self.fault("a backslash before this letter is not read yet", place, place + 2)
                letters.append("\n" if letter == "n" else letter)
                place += 2
                continue
            letters.append(letter)
            place += 1
        raise self.fault("this text is never closed", at, at + 1, f"a {quote} is missing")

    # -- letters

    def blanks(self) -> None:
        found = SPACE.match(self.text, self.position)
        if found is not None:
            self.position = found.end()

    def _take(self, sign: str) -> bool:
        if self.text.startswith(sign, self.position):
            self.position += len(sign)
            return True
        return False

    def _word(self, word: str) -> bool:
        """Reads a word if it is next."""
        found = re.compile(rf"{word}\b", re.I).match(self.text, self.position)
        if found is not None:
            self.position = found.end()
        return found is not None

    def _unexpected(self) -> HarloweFault:
        at = self.position
        rest = self.text[at:].split("\n", 1)[0]
        if not rest:
            return self.fault("a value expected", at)
        unread = UNREAD.match(self.text, at) or WORD.match(self.text, at)
        shown = unread.group() if unread else rest[:1]
        return self.fault(f"'{shown}' is not read yet here", at, at + len(shown))
