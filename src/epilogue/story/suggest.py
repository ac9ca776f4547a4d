"""A first ``epilogue.toml`` for a story: a name for each ending, from where it is or from its last words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from epilogue.answers import MEANT, Ending, EndingsReport
from epilogue.views.text.places import location_in
from epilogue.views.text.words import clean, last_sentence, quote

_LONGEST = 6  # words in a suggested name


def entries_table(passages: Iterable[str]) -> list[str]:
    """Lines of settings by which the game begins these passages."""
    return ["[entries]", *(f"{key(name)} = {string(name)}" for name in passages)]


def settings_text(report: EndingsReport, perhaps: tuple[str, ...] = ()) -> str:
    """Text of the file. ``perhaps``: passages that the game perhaps begins.

    Endings that have a name already are left out; what looks deliberate is offered as a comment, and so are names for those that
    are called as they are marked.
    """
    lines = [
        f"# What Epilogue should know of {clean(report.story)}. Every line may be changed or left out.",
        "",
    ]
    causes = {item.cause for item in report.never_offered if item.cause is not None and item.cause.likely_meant}
    if causes:
        listed = ", ".join(string(f"{cause.file}:{cause.line}") for cause in sorted(causes))
        lines += [
            "# Is this meant? Then take the # away, and it is not reported any more.",
            f"# intended = [{listed}]",
            "",
        ]
    if perhaps:
        lines.append("# Does your game begin these? Then take the # away.")
        lines += [*(f"# {line}" for line in entries_table(perhaps)), ""]
    lines.append("[endings]")
    used: set[str] = set()
    for ending in report.endings:
        if ending.name is None and ending.kind in MEANT:
            name = suggest(ending, report, used)
            used.add(name)
            lines += [
                f"# {location_in(report, ending.file, ending.line)}: {quote(ending.last_words, 90)}",
                f"{string(ending.id)} = {string(name)}",
            ]
    marked = [ending for ending in report.endings if ending.mark and ending.name == ending.mark]
    if marked:
        lines.append("# These are called as they are marked. Another name? Take the # away.")
        lines += [f"# {string(ending.id)} = {string(_spelled(ending.mark or ''))}" for ending in marked]
    return "\n".join(lines) + "\n"


def suggest(ending: Ending, report: EndingsReport, used: set[str]) -> str:
    """A name not in ``used``: its passage, where no other ending is in it, else the first words of its last
    sentence.
    """
    alone = sum(other.passage == ending.passage for other in report.endings) == 1
    if ending.passage and alone:
        name = _spelled(ending.passage)
    else:
        name = " ".join(last_sentence(ending.last_words).split()[:_LONGEST]).rstrip(" ,.;:!?-–—\"'”’")
    name = (name[:1].upper() + name[1:]) or f"Line {ending.line}"
    unique, n = name, 2
    while unique in used:
        unique, n = f"{name} {n}", n + 1
    return unique


def _spelled(name: str) -> str:
    """A name as a person would write it."""
    plain = " ".join(re.sub(r"(?<=\w)[._-](?=\w)", " ", name).split())
    return plain[:1].upper() + plain[1:]


def key(name: str) -> str:
    """A key of TOML."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else string(name)


def string(text: str) -> str:
    """A string of TOML."""
    escaped = clean(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
