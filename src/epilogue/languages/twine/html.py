"""Stories in HTML: published by Twine 2, or its archives, and published by Twine 1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from epilogue.diagnostics import unreadable
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
from epilogue.source import Span

_SIGN = re.compile(r"<(?:tw-storydata|tw-passagedata|div\b[^<>]{0,200}\b(?:store-area|storeArea))\b", re.IGNORECASE)
_OPENING = re.compile(r"<(?:!--|(/?)([a-zA-Z][^\s/>]*))")
_ATTRIBUTE = re.compile(r"""[\s/]*+([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+)?))?""")
_TAG_END = re.compile(r"[\s/]*+>")
_ENTITY = r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[a-zA-Z][a-zA-Z0-9]{0,31};?)"
_CHANGED = re.compile(rf"{_ENTITY}|\r\n?")
_CHANGED_IN_TWINE_1 = re.compile(rf"{_ENTITY}|\r\n?|\\[nts]")
_TWINE_1_ESCAPES = {"\\n": "\n", "\\t": "\t", "\\s": "\\"}
_CODE = {"script": "script", "style": "stylesheet"}
"""Tags of Twee for the code in such elements."""
_DIGITS = 8
"""Of a character's number: one of more is no character."""
_REPLACEMENT = "\ufffd"
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
"""Elements in which tags are text."""


class Tag(NamedTuple):
    """A tag of HTML: where it begins and ends in the file; a comment is one too. ``raw``: where the content of an element
    stands in which tags are text."""

    name: str
    closing: bool
    attributes: dict[str, str]
    start: int
    end: int
    raw: tuple[int, int] | None = None


def is_html(text: str) -> bool:
    """Whether a text is the HTML of a story rather than Twee."""
    return text.lstrip()[:1] == "<" and _SIGN.search(text) is not None


def read_html(source: SourceFile, texts: dict[str, str]) -> Archive:
    """The one story in an HTML file. Raises StoryError."""
    stories, old = _stories(source)
    if len(stories) > 1:
        names = ", ".join(f"'{shown(story.attributes.get('name', ''))}'" for story, _ in stories[:20])
        hint = "publish the one you mean on its own"
        raise unreadable(f"this archive holds {len(stories)} stories: {names}", source.span(stories[1][0].start), hint)
    if stories:
        return _archive(source, *stories[0], texts)
    if old:
        return _old_archive(source, old, texts)
    raise unreadable(
        "no story in this HTML file",
        Span(source.name, 0),
        "a story of Twine stands in <tw-storydata>; publish it from Twine again",
    )


def _tags(source: SourceFile) -> Iterator[Tag]:
    """Tags and comments of a file, in order. Raises StoryError for one that does not end."""
    text, at = source.text, 0
    while (opening := _OPENING.search(text, at)) is not None:
        if opening[2] is None:
            at = text.find("-->", opening.end()) + 3
            if at < 3:
                raise unreadable("a comment is not closed", source.span(opening.start()), "expected -->")
            yield Tag("!--", False, {}, opening.start(), at)
            continue
        name, closing = opening[2].lower(), bool(opening[1])
        attributes, end = _attributes(source, opening.start(), opening.end(), name)
        at, raw = end, None
        if name in _RAW and not closing:
            last = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(text, end)
            if last is None:
                raise unreadable(f"<{name}> is not closed", source.span(opening.start()), f"expected </{name}>")
            raw, at = (end, last.start()), last.start()
        yield Tag(name, closing, attributes, opening.start(), end, raw)


def _attributes(source: SourceFile, start: int, at: int, name: str) -> tuple[dict[str, str], int]:
    """Attributes of a tag and where it ends. Raises StoryError if it does not."""
    kept: dict[str, str] = {}
    while (end := _TAG_END.match(source.text, at)) is None:
        match = _ATTRIBUTE.match(source.text, at)
        if match is None or (match[0].endswith("=") and source.text.startswith(('"', "'"), match.end())):
            raise unreadable(
                f"the tag <{shown(name)} is not closed", source.span(start), "expected >, or a closing quote before it"
            )
        value = next((value for value in match.groups()[1:] if value is not None), "")
        kept.setdefault(match[1].lower(), value)
        at = match.end()
    return kept, end.end()


def _value(tag: Tag, key: str) -> str:
    """An attribute's value, "" if there is none."""
    return _CHANGED.sub(lambda match: _decoded(match.group()), tag.attributes.get(key, ""))


def _decoded(written: str) -> str:
    """The text that an entity, a line end or an escape of Twine 1 stands for."""
    if written[0] == "\r":
        return "\n"
    if written[0] == "\\":
        return _TWINE_1_ESCAPES[written]
    if written.startswith("&#"):
        base = "x" if written[2] in "xX" else ""
        digits = written[2 + len(base) :].rstrip(";").lstrip("0") or "0"
        return unescape(f"&#{base}{digits};") if len(digits) <= _DIGITS else _REPLACEMENT
    return unescape(written)


class _Text:
    """A passage's text, put together from the pieces between tags."""

    def __init__(self, source: SourceFile, start: int, changed: re.Pattern[str] = _CHANGED) -> None:
        self._source = source
        self._changed = changed
        self._pieces: list[str] = []
        self._length = 0
        self.origin = Origin(source, start)

    def add(self, start: int, end: int) -> None:
        """Appends what stands between two positions of the file."""
        at = start
        for match in self._changed.finditer(self._source.text, start, end):
            self._append(self._source.text[at : match.start()], at)
            self._append(_decoded(match.group()), match.start())
            at = match.end()
        self._append(self._source.text[at:end], at)

    def _append(self, piece: str, at: int) -> None:
        self.origin.shift(self._length, at)
        self._pieces.append(piece)
        self._length += len(piece)

    def passage(self, name: str, tags: str, position: tuple[float, float] | None, place: Span) -> TwinePassage:
        """The passage of this text."""
        return TwinePassage(name, tuple(tags.split()), "".join(self._pieces), position, place, self.origin)


_StoryTags = tuple[Tag, list[tuple[Tag, TwinePassage]]]


def _stories(source: SourceFile) -> tuple[list[_StoryTags], list[TwinePassage]]:
    """Stories of a file, each with its tags' passages, its scripts and styles among them; and the passages of Twine 1."""
    stories: list[_StoryTags] = []
    old: list[TwinePassage] = []
    story: _StoryTags | None = None
    open_tag: Tag | None = None
    text = _Text(source, 0)
    at = depth = 0
    for tag in _tags(source):
        if open_tag is not None:
            text.add(at, tag.start)
            at = tag.end
            if (tag.name == "tw-passagedata" and not tag.closing) or tag.name == "tw-storydata":
                raise _unclosed(source, open_tag)
            if tag.raw is not None:
                text.add(*tag.raw)
                at = tag.raw[1]
            if tag.name == open_tag.name:
                depth += -1 if tag.closing else 1
                if depth == 0:
                    if story is not None:
                        story[1].append((open_tag, _passage(source, open_tag, text, "name", "position")))
                    else:
                        old.append(_passage(source, open_tag, text, "tiddler", "twine-position"))
                    open_tag = None
        elif tag.name == "tw-storydata":
            if story is not None and not tag.closing:
                raise _unclosed(source, story[0])
            story = None if tag.closing else (tag, [])
            if story is not None:
                stories.append(story)
        elif story is not None and not tag.closing and tag.name in _CODE and tag.raw is not None:
            code = _Text(source, tag.raw[0], re.compile(r"\r\n?"))
            code.add(*tag.raw)
            story[1].append(
                (tag, code.passage(tag.attributes.get("id", tag.name), _CODE[tag.name], None, source.span(tag.start)))
            )
        elif not tag.closing and (
            (tag.name == "tw-passagedata" and story is not None) or (tag.name == "div" and "tiddler" in tag.attributes)
        ):
            open_tag, at, depth = tag, tag.end, 1
            text = _Text(source, tag.end, _CHANGED if tag.name == "tw-passagedata" else _CHANGED_IN_TWINE_1)
    if open_tag is not None or story is not None:
        raise _unclosed(source, open_tag or (story[0] if story is not None else None))
    return stories, old


def _unclosed(source: SourceFile, tag: Tag | None) -> Exception:
    """The error for an element without an end."""
    assert tag is not None
    named = tag.attributes.get("name") or tag.attributes.get("tiddler")
    subject = f"<{tag.name}>" + (f" of '{shown(named)}'" if named else "")
    return unreadable(f"{subject} is not closed", source.span(tag.start), f"expected </{tag.name}>; the file may be cut off")


def _passage(source: SourceFile, tag: Tag, text: _Text, named: str, placed: str) -> TwinePassage:
    """The passage in an element; ``named``, ``placed``: the attributes for its name and its position."""
    place = source.span(tag.start)
    name = _value(tag, named)
    if not name:
        raise unreadable("a passage without a name", place, f'expected {named}="…" in <{tag.name}>')
    return text.passage(name, _value(tag, "tags"), coordinates(_value(tag, placed)), place)


def _archive(source: SourceFile, story: Tag, found: list[tuple[Tag, TwinePassage]], texts: dict[str, str]) -> Archive:
    """The story in an element ``tw-storydata``."""
    visited = by_name(passage for tag, passage in found if tag.name == "tw-passagedata")
    number = _value(story, "startnode")
    start = next((passage.name for tag, passage in found if number and _value(tag, "pid") == number), None)
    if start is None:
        problem = f"there is no passage number {shown(number)} to start with" if number else "this story has no start passage"
        raise unreadable(problem, source.span(story.start), "choose one in Twine (Start Story Here), and publish again")
    return Archive(
        _value(story, "name"),
        _value(story, "format"),
        _value(story, "format-version"),
        _value(story, "ifid"),
        start,
        visited,
        tuple(passage for tag, passage in found if tag.name == "script"),
        tuple(passage for tag, passage in found if tag.name == "style"),
        {},
        texts,
    )


def _old_archive(source: SourceFile, passages: list[TwinePassage], texts: dict[str, str]) -> Archive:
    """The story in a store area of Twine 1."""
    named = by_name(passages)
    visited = {
        name: passage
        for name, passage in named.items()
        if not is_apart(passage) and not {"script", "stylesheet"} & {*passage.tags}
    }
    if "Start" not in visited:
        raise unreadable("there is no passage 'Start' to start with", source.span(0), "a story of Twine 1 begins in Start")
    scripts = tuple(passage for passage in passages if "script" in passage.tags)
    styles = tuple(passage for passage in passages if "stylesheet" in passage.tags)
    code = {passage.name for passage in (*scripts, *styles)}
    apart = {name: passage for name, passage in named.items() if name not in visited and name not in code}
    title = named["StoryTitle"].text.strip() if "StoryTitle" in named else ""
    return Archive(title, "", "", "", "Start", visited, scripts, styles, apart, texts)
