"""A playthrough as a screenplay (Fountain, https://fountain.io/syntax), as Markdown, or as plain prose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from epilogue.report import words
from epilogue.report.answers.whatif import Moment

Blocks = Iterator[str]


def to_fountain(title: str, moments: Sequence[Moment]) -> str:
    """Scenes as scene headings, what is said as action, options taken and turns of luck as notes."""
    return "\n\n".join([f"Title: {words.clean(title)}\nCredit: a playthrough", *_fountain(moments)]) + "\n"


def _fountain(moments: Sequence[Moment]) -> Blocks:
    scene = ""
    for moment in moments:
        said = words.clean(moment.text)
        if moment.scene and moment.scene != scene:
            scene = moment.scene
            yield f".{words.clean(scene).upper()}"
        if not said:
            continue
        if moment.kind == "text":
            yield f"!{said}"
        elif moment.kind == "choice":
            who = f"{words.clean(moment.who)}: " if moment.who else ""
            yield f"[[{_unnoted(who + said)}]]"
        else:
            yield f"[[luck: {_unnoted(said)}]]"


def _unnoted(text: str) -> str:
    """A text that cannot end the note it stands in."""
    return text.replace("]]", "] ]").replace("[[", "[ [")


def to_markdown(title: str, moments: Sequence[Moment]) -> str:
    """Scenes as headings, options taken as quotations."""
    return "\n\n".join([f"# {_plain(title)}", *_markdown(moments)]) + "\n"


def _markdown(moments: Sequence[Moment]) -> Blocks:
    scene = ""
    for moment in moments:
        if moment.scene and moment.scene != scene:
            scene = moment.scene
            yield f"## {_plain(scene)}"
        said = _plain(moment.text)
        if said:
            yield said if moment.kind == "text" else f"> {said}" if moment.kind == "choice" else f"> *(luck: {said})*"


def _plain(text: str) -> str:
    """A text of which Markdown makes nothing else."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>()#+!|~" else c for c in words.clean(text))


def to_prose(moments: Sequence[Moment]) -> str:
    """What is said, and each option taken behind ``>``."""
    said = ((moment.kind, words.clean(moment.text)) for moment in moments)
    marks = {"text": "", "choice": "> "}
    return "\n\n".join(f"{marks.get(kind, '(luck) ')}{text}" for kind, text in said if text) + "\n"
