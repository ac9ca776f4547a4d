"""Parser of a passage's text: hooks, links, macros and variables; what only styles it leaves no trace.

What opens something and is never closed is text, as Harlowe has it, but for macros: those are complained about.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from epilogue.languages.twine.harlowe import syntax
from epilogue.languages.twine.harlowe.expressions import CALLED_VARIABLE, LETTER, MACRO, NAME, HarloweExpressionReader, same_name
from epilogue.languages.twine.harlowe.faults import HarloweFault

WS = r"[ \f\t\v\u00a0]"
LINE_END = r"(?:\n|$)"
RULER = re.compile(rf"{WS}*-{{3,}}{WS}*{LINE_END}")
BULLET = re.compile(rf"{WS}*(?:\*+|(?:0\.)+){WS}+([^\n]*){LINE_END}")
HEADING = re.compile(rf"{WS}*#{{1,6}}{WS}*([^\n]+?){WS}*{LINE_END}")
ALIGNED = re.compile(rf"{WS}*(?:==+>|<=+|=+><=+|<==+>|=+\|+|\|+=+|=+\|+=+|\|=+\|){WS}*{LINE_END}")
COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.S)
MARK = re.compile(r"<!--\s*(ending|title|epilogue)\s*:\s*(.*?)\s*-->", re.S | re.I)
TAG = re.compile(r"</?([a-zA-Z][\w-]*)(?:\"[^\"]*\"|'[^']*'|[^'\">])*>")
RAW = re.compile(r"<(script|style|textarea|svg|math)\b.*?(?:</\1\s*>)", re.S | re.I)
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});")
URL = re.compile(r"(?:https?|mailto|javascript|ftp|data)://[^\s<]+[^<.,:;\"')\]\s]", re.I)
ESCAPED = re.compile(r"\\\n\\?|\n\\")
GRAVES = re.compile(r"`+")
NAMED = re.compile(rf"\|((?:{LETTER}|-)*)([>)])\[")
NAME_AFTER = re.compile(rf"\]([<(])((?:{LETTER}|-)*)\|")
OLD_MACRO = re.compile(r"<<[^>\s]+\s*[^>]*>>")
SPECIAL = re.compile(r"[\[\]{}()<>$_\\*/'~^`|&\n]|https?:|mailto:|ftp:|javascript:|data:")
STYLES = ("''", "//", "~~", "^^", "**", "*")
EXTERNAL = re.compile(r"</a\s*>|<a\s[^>]*\bhref\s*=\s*[\"']?(?:https?:|mailto:)[^>]*>", re.I)
"""A link that leaves the story alone."""
BLOCKS = re.compile(
    r"br|p|div|h[1-6]|li|[uo]l|hr|table|t[rdh]|center|blockquote|section|article|header|footer|pre|aside|nav|main"
)
ACTS = re.compile(
    r"script|a|button|input|select|form|iframe|object|embed|details|dialog|textarea|template|noscript|title|audio|tw-.*"
)
"""Tags that may do something, or hide what stands in them."""
DEEPEST_MARKUP = 60


class _OpenMarkup(NamedTuple):
    """Something open: what opened it, where, and what has been read in it."""

    kind: str
    name: str
    hidden: bool
    nodes: list[syntax.Node]
    at: int


def parse(text: str, at: int = 0, end: int | None = None) -> tuple[syntax.Node, ...]:
    """The nodes of a text, or of a stretch of it. Raises HarloweFault."""
    return _Markup(text, at, len(text) if end is None else end, 0).nodes()


class _Markup:
    def __init__(self, text: str, at: int, end: int, depth: int) -> None:
        self.text = text[:end]
        self.end = end
        self.position = at
        self.depth = depth
        self.stack = [_OpenMarkup("", "", False, [], at)]
        if depth > DEEPEST_MARKUP:
            raise HarloweFault("this is nested too deeply to be read", at, at + 1)

    def nodes(self) -> tuple[syntax.Node, ...]:
        at_line = True
        while self.position < self.end:
            if at_line and self._block():
                at_line = self.text[self.position - 1] == "\n"
                continue
            before = self.position
            self._next()
            if len(self.stack) > DEEPEST_MARKUP:
                raise HarloweFault("this is nested too deeply to be read", before, before + 1)
            at_line = self.text[before] == "\n" and self.position == before + 1
        while len(self.stack) > 1:
            self._flatten()
        return tuple(self.stack[0].nodes)

    def _add(self, node: syntax.Node) -> None:
        nodes = self.stack[-1].nodes
        if isinstance(node, syntax.Words) and nodes and isinstance(nodes[-1], syntax.Words) and nodes[-1].end == node.at:
            nodes[-1] = syntax.Words(nodes[-1].text + node.text, nodes[-1].at, node.end)
        else:
            nodes.append(node)

    def _words(self, text: str, length: int | None = None) -> None:
        at = self.position
        self.position += len(text) if length is None else length
        self._add(syntax.Words(text, at, self.position))

    def _flatten(self) -> None:
        """Makes a text of the innermost open markup, which is never closed."""
        opened = self.stack.pop()
        self._add(syntax.Words(opened.kind, opened.at, opened.at + len(opened.kind)))
        for node in opened.nodes:
            self._add(node)

    def _inside(self, at: int, end: int) -> tuple[syntax.Node, ...]:
        return _Markup(self.text, at, end, self.depth + len(self.stack)).nodes()

    # -- what stands on lines of its own

    def _block(self) -> bool:
        text, at = self.text, self.position
        if (found := RULER.match(text, at)) or (found := ALIGNED.match(text, at)):
            self._add(syntax.Rule(at, found.end()))
            self._add(syntax.Break(at, found.end()))
        elif (found := BULLET.match(text, at)) or (found := HEADING.match(text, at)):
            self._add(syntax.Rule(at, found.start(1)))
            self._add(syntax.Break(at, found.start(1)))
            self.position = found.start(1)
            return True
        else:
            return False
        self.position = found.end()
        return True

    # -- the rest

    def _next(self) -> None:
        text, at = self.text, self.position
        sign = text[at]
        if ESCAPED.match(text, at):
            self.position = ESCAPED.match(text, at).end()  # type: ignore[union-attr]
        elif sign == "\n":
            self.position += 1
            self._add(syntax.Break(at, self.position))
        elif text.startswith("[[", at) and not text.startswith("[[[", at) and self._link():
            return
        elif sign == "[":
            self._open("[", "", False, 1)
        elif sign == "|" and (found := NAMED.match(text, at)):
            self._open(found.group(), found[1], found[2] == ")", len(found.group()))
        elif sign == "]":
            self._close_hook()
        elif sign == "{":
            self._open("{", "", False, 1)
        elif sign == "}":
            self._close("{", 1)
        elif sign == "(" and MACRO.match(text, at):
            self._macro()
        elif sign == "(" and CALLED_VARIABLE.match(text, at):
            raise HarloweFault("a macro of the story's own is not read yet", at, at + 2)
        elif sign in "$_" and (name := NAME.match(text, at + 1)):
            self.position = name.end()
            read = syntax.VariableRead(name.group(), sign == "_", at, name.end())
            self._add(syntax.Run(read, at, name.end()))
        elif sign == "`":
            self._verbatim()
        elif sign == "<" and self._angle():
            return
        elif sign == "&" and (entity := ENTITY.match(text, at)):
            from html import unescape

            self._words(unescape(entity.group()), len(entity.group()))
        elif (url := URL.match(text, at)) is not None:
            self._words(url.group())
        elif (style := next((style for style in STYLES if text.startswith(style, at)), None)) is not None:
            if style == "*" and any(opened.kind == "**" for opened in self.stack) and text.startswith("**", at):
                style = "**"
            if not self._close(style, len(style), styled=True):
                self._open(style, "", False, len(style))
        else:
            found_next = SPECIAL.search(text, at + 1)
            self._words(text[at : found_next.start() if found_next else self.end])

    def _open(self, kind: str, name: str, hidden: bool, length: int) -> None:
        self.stack.append(_OpenMarkup(kind, name, hidden, [], self.position))
        self.position += length

    def _close(self, kind: str, length: int, styled: bool = False) -> bool:
        """Closes what was opened by ``kind``; if nothing was, this is text (but for a style, which then opens)."""
        depth = next((depth for depth in range(len(self.stack) - 1, 0, -1) if self.stack[depth].kind == kind), 0)
        if not depth:
            if not styled:
                self._words(self.text[self.position : self.position + length])
            return False
        while len(self.stack) - 1 > depth:
            self._flatten()
        opened = self.stack.pop()
        self.position += length
        if styled:
            self._add(syntax.Rule(opened.at, opened.at + length))
            for node in opened.nodes:
                self._add(node)
            self._add(syntax.Rule(self.position - length, self.position))
        else:
            self._add(syntax.Collapsed(tuple(opened.nodes), opened.at, self.position))
        return True

    def _close_hook(self) -> None:
        after = NAME_AFTER.match(self.text, self.position)
        length = len(after.group()) if after else 1
        depth = next((depth for depth in range(len(self.stack) - 1, 0, -1) if self.stack[depth].kind.endswith("[")), 0)
        if depth and after and self.stack[depth].kind != "[":
            after, length = None, 1
        if not depth:
            self._words(self.text[self.position : self.position + length])
            return
        while len(self.stack) - 1 > depth:
            self._flatten()
        opened = self.stack.pop()
        name, hidden = (after[2], after[1] == "(") if after else (opened.name, opened.hidden)
        self.position += length
        self._add(syntax.Hook(same_name(name), hidden, tuple(opened.nodes), opened.at, self.position))

    def _link(self) -> bool:
        """``[[words->passage]]``, ``[[passage<-words]]``, ``[[words|passage]]`` and ``[[passage]]``."""
        text, at = self.text, self.position
        close = text.find("]]", at)
        inside = text[at + 2 : close] if close >= 0 else ""
        if close < 0 or "]" in inside or not inside:
            return False
        first = at + 2
        if (arrow := inside.rfind("->")) >= 0:
            words, passage = (first, first + arrow), (first + arrow + 2, close)
        elif (arrow := inside.find("<-")) >= 0:
            passage, words = (first, first + arrow), (first + arrow + 2, close)
        elif inside.count("|") == 1:
            words, passage = (first, first + inside.index("|")), (first + inside.index("|") + 1, close)
        elif "|" in inside:
            return False
        else:
            words = passage = (first, close)
        self.position = close + 2
        trimmed = [self._trimmed(*stretch) for stretch in (words, passage)]
        self._add(syntax.Link(self._inside(*trimmed[0]), self._inside(*trimmed[1]), at, self.position))
        return True

    def _trimmed(self, at: int, end: int) -> tuple[int, int]:
        while at < end and self.text[at].isspace():
            at += 1
        while end > at and self.text[end - 1].isspace():
            end -= 1
        return at, end

    def _macro(self) -> None:
        reader = HarloweExpressionReader(self.text, self.position)
        call = reader.call()
        self._add(syntax.Run(call, self.position, reader.position))
        self.position = reader.position

    def _verbatim(self) -> None:
        graves = GRAVES.match(self.text, self.position)
        assert graves is not None
        close = re.compile(rf"(?<!`){graves.group()}(?!`)").search(self.text, graves.end())
        if close is None:
            self._words(graves.group())
            return
        at = graves.end()
        for number, line in enumerate(self.text[at : close.start()].split("\n")):
            if number:
                self._add(syntax.Break(at - 1, at))
            if line:
                self._add(syntax.Words(line, at, at + len(line)))
            at += len(line) + 1
        self.position = close.end()

    def _angle(self) -> bool:
        text, at = self.text, self.position
        if OLD_MACRO.match(text, at):
            raise HarloweFault("this is a macro of another story format, which Harlowe does not know", at, at + 2)
        if (found := COMMENT.match(text, at)) is not None:
            self.position = found.end()
            if (mark := MARK.fullmatch(found.group())) is not None:
                self._add(syntax.Noted(mark[1].lower(), mark[2], at, found.end()))
            return True
        tag = TAG.match(text, at)
        if tag is None:
            return False
        name = tag[1].lower()
        if ACTS.fullmatch(name) and not EXTERNAL.fullmatch(tag.group()):
            raise HarloweFault(f"the HTML tag <{name}> may do something, which is not read yet", at, tag.end())
        if " on" in re.sub(r"\s", " ", tag.group()).lower():
            raise HarloweFault("an HTML tag with code in it is not read yet", at, tag.end())
        raw = RAW.match(text, at)
        self.position = raw.end() if raw else tag.end()
        self._add(syntax.Rule(at, self.position))
        if BLOCKS.fullmatch(name):
            self._add(syntax.Break(at, self.position))
        return True
