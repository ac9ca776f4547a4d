"""Names endings and writes out playthroughs on screen."""

from __future__ import annotations

from collections.abc import Iterable

from epilogue.answers import Ending, EndingKind, Moment
from epilogue.views.text import words
from epilogue.views.text.layout import Paint, wrap
from epilogue.views.text.shell import valued

FAULTS: dict[EndingKind, tuple[str, str]] = {
    "out_of_content": ("A reader can run out of story", "runs out of story"),
    "error": ("A reader can run into an error", "stops with an error"),
    "stuck": ("A reader can get stuck with nothing to choose", "nothing to choose"),
}
PLAIN = Paint(False)


def prose(moments: Iterable[Moment], width: int, paint: Paint) -> tuple[list[str], bool]:
    """A playthrough written out, each choice marked ``>``; and whether luck, or the world outside, had a say in it."""
    lines: list[str] = []
    lucky = False
    for moment in moments:
        text = words.clean(moment.text)
        if moment.kind == "text":
            lines += ["", *wrap(text, min(width, 80))] if text else []
        elif moment.kind == "command":
            lines += ["", *(paint(line, "dim") for line in wrap(text, min(width, 80)))]
        elif moment.kind == "choice":
            lines += ["", *(paint(line, "bold") for line in wrap(text, min(width, 80), "> ", "  "))]
        else:
            lucky = True
            aside = f"(luck: {text})" if moment.kind == "chance" else f"({text})"
            lines += ["", *(paint(line, "dim") for line in wrap(aside, min(width, 80)))]
    return lines, lucky


def label(ending: Ending, limit: int) -> str:
    """The writer's name for an ending, or else its last words in quotation marks; for a fault its kind."""
    fault = FAULTS.get(ending.kind)
    if fault and ending.kind == "error" and ending.message:
        fault = (fault[0], f"error: {words.clean(ending.message)}")
    if ending.name:
        name = words.clean(ending.name)
    elif ending.last_words.strip():
        name = words.quote(ending.last_words, max(limit - (len(fault[1]) + 3 if fault else 0), 12))
    else:
        name = "(no words)"
    return f"{name} ({fault[1]})" if fault else name


def begun(entry: str | None) -> str:
    """The option that sets where to begin; "" for the story's own beginning."""
    return "" if entry is None else f" {valued('--from', entry)}"
