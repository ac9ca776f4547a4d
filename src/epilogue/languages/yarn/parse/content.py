"""Text of lines: escapes, expressions in it, markup, conditions and hashtags behind it."""

from __future__ import annotations

import re
from collections.abc import Callable

from epilogue.budget import tick
from epilogue.languages.yarn.markup import rendered
from epilogue.languages.yarn.parse import syntax
from epilogue.languages.yarn.parse.balance import unbalanced
from epilogue.languages.yarn.parse.expressions import read_expression
from epilogue.languages.yarn.parse.scanner import IDENTIFIER, LineScanner
from epilogue.source import Span

REPLACING = frozenset({"select", "plural", "ordinal"})
"""Markup that stands for text."""
RAW = "nomarkup"
UNREAD = "Yarn Spinner 3 does not read the markup of this line as it was meant, and shows some of it"
MARKUP = 'a value of more than letters and digits stands in quotation marks, as in [name="a_b"], and a property needs a value'
LINK = "'[[' begins no link: this is shown as text"
LINKS = "Yarn 1 wrote links like this: write '-> text' with <<jump Node>> indented below it, or <<jump Node>> alone"

_PLAIN = re.compile(r"[^#{}\\</\[\]]+")
_HASHTAG = re.compile(r"#[ \t]*([^ \t#$<]*)")
_BEHIND = re.compile(r"#|//|<<")
_ESCAPES = frozenset("\\<>{}#/")
_NAME = re.compile(rf"[ \t]*({IDENTIFIER})(?:\.[\w]+)*[ \t]*")
_RAW_END = re.compile(r"\[[ \t]*/[ \t]*nomarkup[ \t]*\]")
_SELF_CLOSED = re.compile(r"/[ \t]*\]")
_DIGITS = re.compile(r"[0-9]+")
_BARE = re.compile(r"(?!<<)[^\s\]/\"{#]+?(?=<<|[\s\]/\"{#]|$)|/(?![\]/])")
_COLON = "\0"
"""An escaped colon while the name of a character is looked for: no text file has this letter."""


class LineReader:
    """Reads the text of one line from a scanner that stands at its first character."""

    def __init__(self, scanner: LineScanner) -> None:
        self._scanner = scanner
        self._content: list[syntax.Text | syntax.Inline | syntax.Markup] = []
        self._raw = False
        self._literal = False
        self._trim = False

    def read(self) -> syntax.Line:
        """The line with its condition and its hashtags, to the end of the scanner's text. Raises LineFault."""
        scanner = self._scanner
        span = scanner.span()
        if scanner.ahead("[["):
            scanner.warn(LINK, LINKS)
        start = scanner.position
        while not scanner.at_end and self._piece():
            tick()
        wrong = unbalanced(self._content)
        if wrong is not None:
            hint = "as the engine does; close it, or write \\[ for a bracket"
            scanner.position = start
            scanner.warn(f"{wrong}: the whole line is shown as it is written, brackets and all", hint)
            self._content, self._literal, self._trim = [], True, False
            while not scanner.at_end and self._piece():
                pass
        content = _trimmed(self._content)
        end = scanner.position
        marked = "[" in scanner.text[start:end] or any(map(_hangs_on_a_value, content))
        written = self._as_written(start) if marked else None
        unread = written is not None and not _read_alike(content, written)
        if unread and wrong is None:
            scanner.position = start
            scanner.warn(UNREAD, MARKUP)
            scanner.position = end
        if written is not None and unread:
            content = written
            if not any(isinstance(piece, syntax.Inline) for piece in written):
                text = rendered("".join([piece.value for piece in written if isinstance(piece, syntax.Text)]))
                content = (syntax.Text(text, span),)
        if not content:
            raise scanner.fault("text is missing here", span.column - scanner.base)
        condition = self._condition() if scanner.ahead("<<") else None
        hashtags = read_hashtags(scanner)
        if scanner.ahead("<<"):
            hint = "a condition stands before the hashtags: text <<if …>> #tag"
            raise scanner.fault("nothing but hashtags may follow here", None, hint)
        if not scanner.at_end:
            raise scanner.fault(f"a hashtag expected, not '{scanner.rest.split()[0]}'", None, _joined(hashtags, scanner.rest))
        content, character = _character(content)
        return syntax.Line(content, character, condition, hashtags, span, written, unread)

    def _as_written(self, start: int) -> tuple[syntax.Text | syntax.Inline, ...]:
        """The text from ``start`` on again, its markup as text."""
        self._scanner.position = start
        self._content, self._literal, self._trim = [], True, False
        while not self._scanner.at_end and self._piece():
            pass
        pieces = (piece for piece in _trimmed(self._content) if not isinstance(piece, syntax.Markup))
        return tuple(
            piece._replace(value=piece.value.replace(_COLON, "\\:")) if isinstance(piece, syntax.Text) else piece
            for piece in pieces
        )

    def _piece(self) -> bool:
        """Reads one piece; False where the text ends."""
        scanner = self._scanner
        if scanner.ahead("#") or scanner.ahead("<<") or scanner.ahead("//"):
            return False
        start = scanner.position
        match = _PLAIN.match(scanner.text, start)
        if match is not None:
            scanner.position = match.end()
            self._text(match.group(), start)
        elif scanner.ahead("\\"):
            self._escape()
        elif scanner.ahead("{"):
            self._content.append(read_inline(scanner))
            self._trim = False
        elif scanner.ahead("[") and self._markup():
            pass
        else:
            scanner.position += 1
            self._text(scanner.text[start], start)
        return True

    def _text(self, value: str, start: int) -> None:
        if self._trim:
            self._trim = False
            if value[0] in " \t":
                value = value[1:]
                start += 1
        if not value:
            return
        last = self._content[-1] if self._content else None
        if isinstance(last, syntax.Text):
            self._content[-1] = last._replace(value=last.value + value)
        else:
            self._content.append(syntax.Text(value, self._scanner.span(start)))

    def _escape(self) -> None:
        scanner = self._scanner
        start = scanner.position
        escaped = scanner.text[start + 1 : start + 2]
        scanner.position += 2
        if escaped == ":":
            self._text(_COLON, start)
        elif escaped and escaped in _ESCAPES:
            self._text(escaped, start)
        elif escaped and escaped in "[]":
            self._text(f"\\{escaped}" if self._literal else escaped, start)
        else:
            raise scanner.fault(f"'\\{escaped}' means nothing here", start, "a backslash itself is written \\\\")

    def _condition(self) -> syntax.Condition:
        scanner = self._scanner
        span = scanner.span()
        scanner.take("<<")
        scanner.blanks()
        word = scanner.name()
        if word not in ("if", "once"):
            hint = "a command stands on a line of its own; behind text only <<if …>> and <<once>> may follow"
            raise scanner.fault("a command behind text", span.column - scanner.base, hint)
        condition = read_condition(scanner, word, span)
        end_command(scanner)
        return condition

    def _markup(self) -> bool:
        """Reads markup, if any; ``[`` that begins none is text."""
        scanner = self._scanner
        start = scanner.position
        if self._literal:
            return False
        if self._raw and not _RAW_END.match(scanner.text, start):
            return False
        markup = _Marker(scanner).read()
        if markup is None:
            scanner.position = start
            return False
        if markup.name == RAW:
            self._raw = markup.kind == syntax.OPEN
        self._content.append(markup)
        if markup.kind == syntax.SELF_CLOSING and markup.name not in REPLACING:
            self._trim = not any(p.name == "trimwhitespace" and _plain(p.value) == "false" for p in markup.properties)
        elif markup.kind in (syntax.CLOSE, syntax.CLOSE_ALL):
            self._trim = False
        return True


class _Marker:
    """Reads ``[…]``."""

    def __init__(self, scanner: LineScanner) -> None:
        self._scanner = scanner
        self._opened = ""

    def read(self) -> syntax.Markup | None:
        scanner = self._scanner
        start = scanner.position
        scanner.take("[")
        scanner.blanks()
        closing = scanner.take("/")
        scanner.blanks()
        if closing and scanner.take("]"):
            return syntax.Markup("", syntax.CLOSE_ALL, (), scanner.span(start))
        before_name = scanner.position
        name = self._name()
        if name is None:
            return None
        self._opened = name
        if closing:
            return syntax.Markup(name, syntax.CLOSE, (), scanner.span(start)) if scanner.take("]") else None
        properties: list[syntax.Property] = []
        if scanner.ahead("="):
            scanner.position = before_name
        while not scanner.at_end:
            scanner.blanks()
            if scanner.take("]"):
                return syntax.Markup(name, syntax.OPEN, tuple(properties), scanner.span(start))
            if end := _SELF_CLOSED.match(scanner.text, scanner.position):
                scanner.position = end.end()
                return syntax.Markup(name, syntax.SELF_CLOSING, tuple(properties), scanner.span(start))
            prop = self._property()
            if prop is None:
                return None
            properties.append(prop)
        return None

    def _name(self) -> str | None:
        match = _NAME.match(self._scanner.text, self._scanner.position)
        if match is None:
            return None
        self._scanner.position = match.end()
        return match.group().strip()

    def _property(self) -> syntax.Property | None:
        scanner = self._scanner
        span = scanner.span()
        name = self._name()
        if name is None:
            number = _DIGITS.match(scanner.text, scanner.position)  # a case of [plural] or [select] may be a number
            if number is None:
                return None
            name = number.group()
            scanner.position = number.end()
        scanner.blanks()
        if not scanner.take("="):
            return syntax.Property(name, (syntax.Text("true", span),), span)
        scanner.blanks()
        if scanner.ahead("{"):
            return syntax.Property(name, (read_inline(scanner),), span)
        if scanner.take('"'):
            value = self._quoted()
            return None if value is None else syntax.Property(name, value, span)
        bare_span = scanner.span()
        bare = ""
        while match := _BARE.match(scanner.text, scanner.position):
            bare += match.group()
            scanner.position = match.end()
        return syntax.Property(name, (syntax.Text(bare, bare_span),), span) if bare else None

    def _quoted(self) -> tuple[syntax.Text | syntax.Inline, ...] | None:
        scanner = self._scanner
        pieces: list[syntax.Text | syntax.Inline] = []
        text, span = "", scanner.span()
        while not scanner.at_end:
            letter = scanner.text[scanner.position]
            if letter in '"{':
                if text:
                    pieces.append(syntax.Text(text, span))
                if letter == '"':
                    scanner.position += 1
                    return tuple(pieces)
                pieces.append(read_inline(scanner))
                text, span = "", scanner.span()
                continue
            if letter == "#" or scanner.ahead("//") or scanner.ahead("<<"):
                scanner.warn(
                    f"the text of the line ends here, in the middle of [{self._opened}", "in markup too it is written with a \\"
                )
                return None
            if letter == "\\":
                letter = self._escaped()
            text += letter
            scanner.position += 1
        return None

    def _escaped(self) -> str:
        """Reads an escape sequence; two backslashes stand for nothing."""
        scanner = self._scanner
        start = scanner.position
        letter = scanner.text[start + 1 : start + 2]
        scanner.position += 1
        if letter == "\\":
            return ""
        if letter and letter in "<>{}#/[]:":
            return letter
        hint = "the value of markup holds no quotation mark" if letter == '"' else "leave the backslash out"
        raise scanner.fault(f"'\\{letter}' means nothing here", start, hint)


def read_inline(scanner: LineScanner) -> syntax.Inline:
    """``{expression}``. Raises LineFault."""
    span = scanner.span()
    scanner.take("{")
    expression = read_expression(scanner)
    scanner.blanks()
    if not scanner.take("}"):
        raise scanner.fault("'}' expected", None, "to show a brace itself, write \\{")
    return syntax.Inline(expression, span)


def _joined(hashtags: tuple[syntax.Hashtag, ...], following: str) -> str | None:
    """Hint for a hashtag, if ``following`` was meant to be the end of the last one."""
    if not hashtags:
        return None
    key, _, value = hashtags[-1].text.partition(":")
    words = f"{value} {_BEHIND.split(following)[0]}".split()
    written = f"{hashtags[-1].text} {_BEHIND.split(following)[0]}".split()
    hint = f"a hashtag holds no blanks: #{'-'.join(written)}"
    if key == "ending":
        hint += ", with its name in [endings] of epilogue.toml"
    elsewhere = f"or, among the headers of the node, {key}: {' '.join(words)}"
    return f"{hint}; {elsewhere}" if key in ("ending", "scene", "because") else hint


def read_hashtags(scanner: LineScanner) -> tuple[syntax.Hashtag, ...]:
    """Hashtags, with the blanks around them and a comment behind them."""
    hashtags: list[syntax.Hashtag] = []
    while True:
        scanner.blanks()
        if scanner.ahead("//"):
            scanner.position = len(scanner.text)
        if not scanner.ahead("#"):
            return tuple(hashtags)
        match = _HASHTAG.match(scanner.text, scanner.position)
        if match is None or not match.group(1):
            raise scanner.fault("the text of a hashtag is missing after '#'", None, "to show the sign itself, write \\#")
        hashtags.append(syntax.Hashtag(match.group(1), scanner.span()))
        scanner.position = match.end()


def read_condition(scanner: LineScanner, word: str, span: Span) -> syntax.Condition:
    """Condition after ``if`` or ``once``. Raises LineFault."""
    if word == "if":
        return syntax.Condition(False, read_expression(scanner), span)
    scanner.blanks()
    start = scanner.position
    if scanner.name() == "if":
        return syntax.Condition(True, read_expression(scanner), span)
    scanner.position = start
    return syntax.Condition(True, None, span)


def end_command(scanner: LineScanner) -> None:
    """``>>`` and the blanks around it. Raises LineFault."""
    scanner.blanks()
    if not scanner.take(">>"):
        text = scanner.rest.split(">>")[0].strip()
        hint = "two values are compared with '=='" if text.startswith("=") and not text.startswith("==") else None
        message = f"'>>' expected, not '{text}'" if text else "'>>' is missing: a command ends on its own line"
        raise scanner.fault(message, None, hint)
    scanner.blanks()


def _read_alike(content: syntax.Content, written: tuple[syntax.Text | syntax.Inline, ...]) -> bool:
    """Whether the engine would strip the markup of a line alike, if no value holds any. Replacements are left to the moment of
    saying."""
    if any(isinstance(piece, syntax.Markup) and piece.name in REPLACING for piece in content):
        return True
    line, shown = (
        "".join(
            [piece.value if isinstance(piece, syntax.Text) else "x" for piece in pieces if not isinstance(piece, syntax.Markup)]
        )
        for pieces in (written, content)
    )
    return "[" not in line or rendered(line) == shown.replace(_COLON, ":")


def _hangs_on_a_value(piece: syntax.Text | syntax.Inline | syntax.Markup) -> bool:
    return isinstance(piece, syntax.Inline) or (isinstance(piece, syntax.Markup) and piece.name in REPLACING)


def _plain(value: tuple[syntax.Text | syntax.Inline, ...]) -> str | None:
    return "".join(piece.value for piece in value if isinstance(piece, syntax.Text))


def _trimmed(pieces: list[syntax.Text | syntax.Inline | syntax.Markup]) -> syntax.Content:
    """Trims blanks at both ends."""
    content = list(pieces)
    ends: tuple[tuple[int, Callable[[str], str]], ...] = ((-1, str.rstrip), (0, str.lstrip))
    for index, strip in ends:
        end = content[index] if content else None
        if isinstance(end, syntax.Text):
            short = strip(end.value)
            if short:
                content[index] = end._replace(value=short)
            else:
                del content[index]
    return tuple(content)


def _character(content: syntax.Content) -> tuple[syntax.Content, str | None]:
    """Speaker, by markup or else the text before the first colon, if it is text alone; and the content with colons unescaped."""
    marked = next((p for p in content if isinstance(p, syntax.Markup) and p.name == "character"), None)
    character: str | None = None
    if marked is not None:
        character = next((_plain(p.value) for p in marked.properties if p.name == "name"), None)
    else:
        before = ""
        for piece in content:
            if isinstance(piece, syntax.Inline):
                break
            if isinstance(piece, syntax.Text):
                before += piece.value
                if ":" in piece.value:
                    character = before.partition(":")[0].replace(_COLON, ":").strip() or None
                    break
    if any(isinstance(piece, syntax.Text) and _COLON in piece.value for piece in content):
        content = tuple(
            piece._replace(value=piece.value.replace(_COLON, ":")) if isinstance(piece, syntax.Text) else piece
            for piece in content
        )
    return content, character
