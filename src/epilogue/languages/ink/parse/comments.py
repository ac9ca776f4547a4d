"""Comments and line ends are taken out before anything else looks at the source, as ink does it."""

from __future__ import annotations

import re

_COMMENT = re.compile(r"//[^\n]*|/\*(?!\*/)(?:(?!\*/)[\s\S])+(?:\*/)?")


def without_comments(source: str) -> str:
    """The source with ``\\n`` line ends only and without comments; lines keep their numbers.

    ink looks for comments everywhere, strings and escapes included. An unclosed ``/*`` reaches to the end of
    the file, and the empty ``/**/`` is text, not a comment. Columns behind a
    block comment on the same line are those of the text without it."""
    if "\r" in source:
        source = source.replace("\r\n", "\n").replace("\r", "\n")
    if "//" not in source and "/*" not in source:
        return source
    return _COMMENT.sub(lambda match: "\n" * match.group().count("\n"), source)
