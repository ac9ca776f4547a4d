"""Stories written in Twine's own forms: as Twee 3, and as HTML that Twine imports."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from epilogue.diagnostics import unreadable
from epilogue.languages.twine.archive import Archive, TwinePassage, is_apart, shown

_SPECIAL = re.compile(r"([\\\[\]{}])")
_HEADER_LIKE = re.compile(r"^::", re.MULTILINE)


def to_twee(archive: Archive) -> str:
    """The story as Twee 3. Raises StoryError if a passage cannot be written so."""
    import json  # lazy: only exporting needs it

    data: dict[str, Any] = {
        "ifid": archive.ifid,
        "format": archive.format,
        "format-version": archive.version,
        "start": archive.start,
    }
    about = json.dumps({key: value for key, value in data.items() if value}, ensure_ascii=False, indent=2)
    pieces = [f":: StoryTitle\n{archive.title}\n", f":: StoryData\n{about}\n"]
    for passage in archive.passages.values():
        if is_apart(passage):
            hint = "rename the passage, or take the tag away"
            raise unreadable(f"'{shown(passage.name)}' is no passage for readers in Twee", passage.place, hint)
        pieces.append(_twee_passage(passage))
    apart = [passage for name, passage in archive.apart.items() if name not in ("StoryTitle", "StoryData")]
    pieces += [_twee_passage(passage) for passage in (*archive.scripts, *archive.styles, *apart)]
    return "\n".join(pieces)


def _twee_passage(passage: TwinePassage) -> str:
    """A passage under its header."""
    like = _HEADER_LIKE.search(passage.text)
    if like is not None:
        raise unreadable("a line that begins with :: would begin a passage in Twee", passage.span(like.start()), "indent it")
    words = " ".join(_SPECIAL.sub(r"\\\1", tag) for tag in passage.tags)
    tags = f" [{words}]" if words else ""
    name = _SPECIAL.sub(r"\\\1", passage.name)
    metadata = f' {{"position":"{_coordinates(passage.position)}"}}' if passage.position is not None else ""
    return f":: {name}{tags}{metadata}\n{passage.text}\n"


def to_html(archive: Archive) -> str:
    """The story as HTML without the code of its format, as in an archive of Twine. Passages about the story are left out."""
    numbers = {name: number for number, name in enumerate(archive.passages, 1)}
    attributes = {
        "name": archive.title,
        "startnode": str(numbers[archive.start]),
        "format": archive.format,
        "format-version": archive.version,
        "ifid": archive.ifid,
        "options": "",
        "hidden": "",
    }
    lines = [f"<tw-storydata {_attributes(attributes)}>"]
    scripts = "\n".join(passage.text for passage in archive.scripts).replace("</script", "<\\/script")
    styles = "\n".join(passage.text for passage in archive.styles).replace("</style", "<\\/style")
    lines.append(f'<style role="stylesheet" id="twine-user-stylesheet" type="text/twine-css">{styles}</style>')
    lines.append(f'<script role="script" id="twine-user-script" type="text/twine-javascript">{scripts}</script>')
    for name, passage in archive.passages.items():
        own = {"pid": str(numbers[name]), "name": name, "tags": " ".join(passage.tags)}
        if passage.position is not None:
            own["position"] = _coordinates(passage.position)
        lines.append(f"<tw-passagedata {_attributes(own)}>{escape(passage.text)}</tw-passagedata>")
    return "\n".join((*lines, "</tw-storydata>", ""))


def _attributes(values: dict[str, str]) -> str:
    return " ".join(f'{key}="{escape(value)}"' for key, value in values.items())


def _coordinates(position: tuple[float, float]) -> str:
    return ",".join(f"{value:.9f}".rstrip("0").rstrip(".") for value in position)
