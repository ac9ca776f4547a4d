"""A playthrough as a screenplay (Fountain, https://fountain.io/syntax), as Markdown, or as plain prose."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from epilogue.answers import NarratedMoment
from epilogue.views.text import words

Blocks = Iterator[str]
_MARKS = {"text": "{}", "command": "*{}*", "choice": "> {}", "chance": "> *(luck: {})*", "outside": "> *({})*"}
_SPEAKER = re.compile(r"([^:]{1,40}):\s+([\w\"“‘'…].*)")
_LISTED = re.compile(r"\d+(?=\.)|(?=[-=])")
"""Matches up to the sign that begins an item of a list or underlines a heading."""


def to_fountain(title: str, moments: Sequence[NarratedMoment]) -> str:
    """Scenes as scene headings, what is said as action, options taken, commands and turns of luck as notes. Where a line names
    its speaker, one of those who decide in the story, it is dialogue."""
    people = {moment.who.casefold() for moment in moments if moment.who}
    return "\n\n".join([f"Title: {_inline(title)}\nCredit: a playthrough", *_fountain(moments, people)]) + "\n"


def _fountain(moments: Sequence[NarratedMoment], people: Container[str]) -> Blocks:
    scene = ""
    for moment in moments:
        text = _inline(moment.text)
        if moment.scene != scene:
            scene = moment.scene
            heading = _inline(scene).lstrip(". ").upper()  # ".." would not be a heading
            if heading:
                yield f".{heading}"
        if not text:
            continue
        if moment.kind == "text":
            speaker = _SPEAKER.match(text)
            known = speaker is not None and speaker[1].strip().casefold() in people
            yield f"@{speaker[1].strip()}\n{speaker[2]}" if speaker is not None and known else f"!{text}"
        elif moment.kind == "choice":
            who = f"{_inline(moment.who)}: " if moment.who else ""
            yield f"[[{who}{text}]]"
        else:
            yield f"[[luck: {text}]]" if moment.kind == "chance" else f"[[{text}]]"


def _inline(text: str) -> str:
    """Escapes a text for Fountain: no emphasis, no note, nothing left out of print."""
    text = "".join(f"\\{c}" if c in "*_" else c for c in words.clean(text))
    return re.sub(r"\[(?=\[)|\](?=\])", r"\g<0> ", text + " " * text.endswith("]"))


def to_markdown(title: str, moments: Sequence[NarratedMoment]) -> str:
    """Scenes as headings, options taken as quotations, commands in italics."""
    return "\n\n".join([f"# {_plain(title)}", *_markdown(moments)]) + "\n"


def _markdown(moments: Sequence[NarratedMoment]) -> Blocks:
    scene = ""
    for moment in moments:
        if moment.scene != scene:
            scene = moment.scene
            if scene.strip():
                yield f"## {_plain(scene)}"
        text = _plain(moment.text)
        if text:
            yield _MARKS[moment.kind].format(text)


def _plain(text: str) -> str:
    """Escapes a text for Markdown."""
    text = "".join(f"\\{c}" if c in "\\`*_{}[]<>()#+!|~&$" else c for c in words.clean(text))
    listed = _LISTED.match(text)
    return text if listed is None else f"{listed[0]}\\{text[listed.end() :]}"


def to_prose(moments: Sequence[NarratedMoment]) -> str:
    """Spoken text, and each option taken behind ``>``."""
    texts = ((moment.kind, words.clean(moment.text)) for moment in moments)
    marks = {"text": "", "command": "", "choice": "> ", "chance": "(luck) ", "outside": "(the game) "}
    return "\n\n".join(f"{marks[kind]}{text}" for kind, text in texts if text) + "\n"
