"""Twee: stories as plain text, each passage under a header ``:: Name [tags] {metadata}``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from epilogue.diagnostics import did_you_mean, unreadable
from epilogue.languages.twine.archive import (
    Archive,
    Origin,
    SourceFile,
    TwinePassage,
    by_name,
    coordinates,
    is_apart,
    shown,
)
from epilogue.source import read_json

_HEADER = re.compile(r"^::([^\r\n]*)(\r\n?|\n|\Z)", re.MULTILINE)
_ABOUT = re.compile(r"^::[ \t]*(StoryData|StoryTitle)[ \t]*(?:[\[{\r\n]|\Z)", re.MULTILINE)
_RETURN = re.compile(r"\r\n?")
_ESCAPE = re.compile(r"\\(.)")
_NAME = re.compile(r"(?:[^\\\[{]|\\.|\\\Z)*")
_TAGS = re.compile(r"\[((?:[^\\\]]|\\.)*)\]")
_COMPARED = 1000
"""Names that a misspelt one is compared with."""
_EXPECTED = "a header is :: Name [tags] {metadata}; write \\[ or \\{ for a bracket in a name"


def about_story(text: str) -> set[str]:
    """Names of the passages in a Twee text that say which story it is."""
    return {match[1] for match in _ABOUT.finditer(text)}


def read_twee(sources: Sequence[SourceFile], texts: dict[str, str]) -> Archive:
    """The story in Twee files. Raises StoryError."""
    passages = [passage for source in sources for passage in _passages(source)]
    whole = sources[0].span(0)
    if not passages:
        raise unreadable("no passage in this file", whole, "a passage begins with a line such as :: Start")
    scripts = tuple(passage for passage in passages if "script" in passage.tags)
    styles = tuple(passage for passage in passages if "stylesheet" in passage.tags)
    code = {id(passage) for passage in (*scripts, *styles)}
    named = by_name(passage for passage in passages if id(passage) not in code)
    visited = {name: passage for name, passage in named.items() if not is_apart(passage)}
    apart = {name: passage for name, passage in named.items() if name not in visited}
    data, titled = named.get("StoryData"), named.get("StoryTitle")
    values = _data(data) if data is not None else {}
    start = _word(values, "start") or "Start"
    if start not in visited:
        part = "if this file is part of a story, give its folder; StoryData can name another start"
        hint = did_you_mean(
            shown(start),
            islice(visited, _COMPARED),
            otherwise=part if data is None else '"start" in StoryData must name a passage',
        )
        raise unreadable(f"there is no passage '{shown(start)}' to start with", data.place if data else whole, hint)
    return Archive(
        titled.text.strip() if titled is not None else "",
        _word(values, "format"),
        _word(values, "format-version") or _word(values, "formatVersion"),
        _word(values, "ifid"),
        start,
        visited,
        scripts,
        styles,
        apart,
        texts,
    )


def _passages(source: SourceFile) -> Iterator[TwinePassage]:
    """Passages of a file, in order; what stands before the first header is nobody's."""
    header = _HEADER.search(source.text)
    while header is not None:
        following = _HEADER.search(source.text, header.end())
        end = following.start() if following is not None else len(source.text)
        name, tags, position = _header(source, header.start(1), header[1])
        text, origin = _content(source, header.end(), end)
        yield TwinePassage(name, tags, text, position, source.span(header.start()), origin)
        header = following


def _content(source: SourceFile, start: int, end: int) -> tuple[str, Origin]:
    """Text of a passage, without blank lines at its end, and where it stands."""
    origin = Origin(source, start)
    raw = source.text[start:end].rstrip()
    for shorter, match in enumerate(match for match in _RETURN.finditer(raw) if len(match.group()) == 2):
        origin.shift(match.end() - shorter - 1, start + match.end())
    return _RETURN.sub("\n", raw), origin


def _header(source: SourceFile, start: int, header: str) -> tuple[str, tuple[str, ...], tuple[float, float] | None]:
    """Name, tags and position in a header, the text after its colons."""
    match = _NAME.match(header)
    at = match.end() if match else 0
    name = _ESCAPE.sub(r"\1", header[:at].strip())
    if not name:
        raise unreadable("a passage without a name", source.span(start), _EXPECTED)
    tags: tuple[str, ...] = ()
    if header.startswith("[", at):
        block = _TAGS.match(header, at)
        if block is None:
            raise unreadable(
                "the tags in a passage's header are not closed", source.span(start + at), "expected ] after the tags"
            )
        tags = tuple(_ESCAPE.sub(r"\1", tag) for tag in block[1].split())
        at = block.end()
    rest = header[at:].strip()
    if rest.startswith("{"):
        return name, tags, _position(rest)
    if rest.startswith("<") and rest.endswith(">"):  # Twee 2
        return name, tags, coordinates(rest[1:-1])
    if rest:
        at += len(header[at:]) - len(header[at:].lstrip())
        raise unreadable(f"a passage's header goes on with '{shown(rest)}'", source.span(start + at), _EXPECTED)
    return name, tags, None


def _position(metadata: str) -> tuple[float, float] | None:
    """Position in a header's metadata. Malformed ones are ignored, as the specification of Twee 3 has it."""
    try:
        values = read_json(metadata)
    except (ValueError, RecursionError):
        return None
    return coordinates(_word(values, "position")) if isinstance(values, dict) else None


def _data(passage: TwinePassage) -> dict[str, Any]:
    """Values in the passage ``StoryData``. Raises StoryError."""
    import json  # lazy: few stories need it

    hint = 'expected a JSON object such as {"ifid": "…", "format": "Harlowe", "start": "Start"}'
    try:
        values = read_json(passage.text)
    except json.JSONDecodeError as fault:
        raise unreadable(f"StoryData is not valid JSON: {fault.msg}", passage.span(fault.pos), hint) from None
    except (ValueError, RecursionError):
        raise unreadable("StoryData is not valid JSON", passage.place, hint) from None
    if not isinstance(values, dict):
        raise unreadable("StoryData is not a JSON object", passage.place, hint)
    return values


def _word(values: dict[str, Any], key: str) -> str:
    """A text among the values of JSON, "" for anything else."""
    value = values.get(key, "")
    return value if isinstance(value, str) else ""
