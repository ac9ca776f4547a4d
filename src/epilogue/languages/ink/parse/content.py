"""Lines of content: text, glue, tags, and where they are cut and trimmed."""

from __future__ import annotations

import re

from epilogue.budget import tick
from epilogue.languages.ink.parse import syntax
from epilogue.languages.ink.parse.diverts import DivertParser

_TILDE = re.compile(r"[ \t]*~[ \t]*")
_ESCAPE = re.compile(r"\\([\s\S])")


def _text_until(excluded: str) -> re.Pattern[str]:
    """Text up to braces, bars, hashes, line ends and ``excluded``; a dash or angle stays text unless it makes an
    arrow or glue."""
    return re.compile(rf"(?:[^-<{{}}|\n\\#\0{excluded}]+|-(?!>)|<(?![->])|\\[^\0])+")


_TEXT = _text_until("")
_TEXT_IN_CHOICE = _text_until(r"\[\]")
_TEXT_IN_STRING = _text_until('"')


class ContentParser(DivertParser):
    """Parses text and its parts."""

    def mixed(self) -> list[syntax.Statement] | None:
        text = self.text
        if text[self.pos] in "~ \t":
            tilde = _TILDE.match(text, self.pos)
            if tilde is not None:
                self.error(
                    "You shouldn't use a '~' here: tildes are for logic that's on its own line",
                    hint="to do inline logic, use { curly braces } instead",
                )
                self.pos = tilde.end()
        nodes: list[syntax.Statement] = []
        while True:
            tick()
            pos = self.pos
            pattern = _TEXT_IN_STRING if self.in_string else _TEXT_IN_CHOICE if self.in_choice else _TEXT
            match = pattern.match(text, pos)
            if match is not None:
                self.pos = pos = match.end()
                nodes.append(syntax.Text(unescape(match.group()), self.span(match.start())))
            char = text[pos]
            if char == "{":
                braces = self.braces()
                if braces is None:
                    break
                nodes.append(braces)
            elif char == "#":
                nodes.append(self._tag_start(pos))
            elif char == "<" and text[pos + 1] == ">":
                self.pos += 2
                nodes.append(syntax.Glue(self.span(pos)))
            else:
                break
        if text[self.pos] in "-<" and not self.in_choice:
            tag_open = self.tag_open
            diverts = self.diverts()
            if diverts is not None:
                if tag_open and isinstance(diverts[0], syntax.Divert):  # a thread does not end the tag
                    self.end_tag(nodes)
                trim_end(nodes, leave_space=True)
                nodes += diverts
        return nodes or None

    def braces(self) -> syntax.ContentList | None:
        """Logic in braces, see :mod:`epilogue.languages.ink.parse.braces`."""
        raise NotImplementedError

    def skip_braces(self) -> None:
        """Go behind braces that could not be read, likewise."""
        raise NotImplementedError

    def _tag_start(self, begin: int) -> syntax.TagStart | syntax.ContentList:
        if self.in_string:
            self.error("Tags aren't allowed inside of strings", begin, "write \\# if you want a hash symbol")
        span = self.span(begin)
        self.pos += 1
        self.spaces()
        if self.tag_open:
            return syntax.ContentList([syntax.TagEnd(span), syntax.TagStart(span)], span)
        self.tag_open = True
        return syntax.TagStart(span)

    def end_tag(self, nodes: list[syntax.Statement] | None) -> None:
        """End the tag that is open, if one is; with no list to note it in, it just ends."""
        if self.tag_open:
            self.tag_open = False
            if nodes is not None:
                nodes.append(syntax.TagEnd(self.span(self.pos)))

    def content_line(self, body: list[syntax.Statement]) -> bool:
        """Add a line of content to the body; False if nothing here is content."""
        self.spaces()
        begin = self.pos
        match = _TEXT.match(self.text, begin)
        if match is not None and self.text[match.end()] == "\n" and not self.tag_open:
            self.pos = match.end()
            nodes: list[syntax.Statement] | None = [syntax.Text(unescape(match.group()), self.span(begin))]
        else:
            nodes = self.mixed()
            if nodes is None:
                return False
        assert nodes is not None
        first = nodes[0]
        warned = type(first) is syntax.Text and first.value.startswith("return")
        if warned:
            self.warning(
                "Do you need a '~' before 'return'?",
                begin,
                "if not, begin the line with glue: <> (since it's lowercase)",
            )
        trim_end(nodes, leave_space=False)
        self.end_tag(nodes)
        body += nodes
        # A line that is only a tag belongs to the line below: no line end.
        if not nodes or type(nodes[0]) is not syntax.TagStart:
            body.append(syntax.Text("\n", self.span(self.pos)))
        if self.text[self.pos] == "{":
            self.expected("end of line", None)
            self.skip_braces()
        else:
            self.end_of_line(lenient=warned)
        return True


def unescape(text: str) -> str:
    """The text without the backslashes before escaped characters."""
    return _ESCAPE.sub(r"\1", text) if "\\" in text else text


def trim_end(nodes: list[syntax.Statement], leave_space: bool) -> None:
    """Trim blanks and tabs from the end of the content; text that becomes empty goes. ``leave_space``: one
    blank stays."""
    while nodes:
        last = nodes[-1]
        if type(last) is not syntax.Text:
            return
        last.value = last.value.rstrip(" \t")
        if leave_space:
            last.value += " "
        if last.value:
            return
        nodes.pop()
