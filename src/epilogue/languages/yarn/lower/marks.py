"""Marks: hashtags of the form ``#key:value``, headers of a node that say something of what is told in it, and reasons."""

from __future__ import annotations

from collections.abc import Iterable

from epilogue.ir.program import Mark
from epilogue.languages.yarn.lower.code import YarnCode
from epilogue.languages.yarn.parse import syntax
from epilogue.source import Span

ENDING = "ending"
HEADERS = (ENDING, "scene", "because")
"""Headers of a node that are marks; the game may have others."""


def mark_hashtags(code: YarnCode, hashtags: Iterable[syntax.Hashtag], marking: bool = True) -> None:
    """The hashtags of what is being said; ``marking``: an ending's mark is in force from here on."""
    for tag in hashtags:
        key, colon, value = tag.text.partition(":")
        if colon and key not in ("line", "shadow"):
            _mark(code, key.strip(), value.strip(), tag.span, marking)
        _tag(code, tag.text, tag.span)


def mark_node(code: YarnCode, node: syntax.Node) -> None:
    """The marks in the headers of a node: they belong to what is said first in it."""
    for header in node.headers:
        if header.key in HEADERS and header.value:
            _mark(code, header.key, header.value, header.span, True)
            _tag(code, f"{header.key}: {header.value}", header.span)


def mark_reason(code: YarnCode, because: syntax.Because) -> None:
    """A reason: it belongs to what is said next."""
    _mark(code, "because", because.text, because.span, False)
    _tag(code, f"because: {because.text}", because.span)


def _mark(code: YarnCode, key: str, value: str, span: Span, marking: bool) -> None:
    code.marks.append(Mark(key, value, span))
    if key == ENDING and marking:
        outer, code.span = code.span, span
        code.emit("mark", key, value)
        code.span = outer


def _tag(code: YarnCode, text: str, span: Span) -> None:
    outer, code.span = code.span, span
    code.emit("tag_open")
    code.emit("text", text)
    code.emit("tag_close")
    code.span = outer
