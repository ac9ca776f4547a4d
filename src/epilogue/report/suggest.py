"""A first ``epilogue.toml`` for a story: a name for each ending, from where it is or from its last words."""

from __future__ import annotations

from epilogue.report.model import MEANT, Ending, EndingsReport
from epilogue.report.words import clean, last_sentence, quote

_LONGEST = 6  # words in a suggested name


def settings_text(report: EndingsReport) -> str:
    """The text of the file.

    Endings that have a name already are left out; what looks deliberate is offered as a comment.
    """
    lines = [
        f"# What Epilogue should know of {clean(report.story)}. Every line may be changed or left out.",
        "",
    ]
    causes = {item.cause for item in report.never_offered if item.cause is not None and item.cause.likely_meant}
    if causes:
        listed = ", ".join(_string(f"{cause.file}:{cause.line}") for cause in sorted(causes))
        lines += [
            "# Is this meant? Then take the # away, and it is not reported any more.",
            f"# intended = [{listed}]",
            "",
        ]
    lines.append("[endings]")
    taken: set[str] = set()
    for ending in report.endings:
        if ending.name is None and ending.kind in MEANT:
            name = suggest(ending, report, taken)
            taken.add(name)
            lines += [
                f"# line {ending.line}: {quote(ending.last_words, 90)}",
                f"{_string(ending.id)} = {_string(name)}",
            ]
    return "\n".join(lines) + "\n"


def suggest(ending: Ending, report: EndingsReport, taken: set[str]) -> str:
    """A name not in ``taken``: its passage, where no other ending is in it, else the first words of its last
    sentence.
    """
    alone = sum(other.passage == ending.passage for other in report.endings) == 1
    if ending.passage and alone:
        name = " ".join(ending.passage.replace(".", " ").replace("_", " ").split())
    else:
        name = " ".join(last_sentence(ending.last_words).split()[:_LONGEST]).rstrip(" ,.;:!?-–—\"'”’")
    name = (name[:1].upper() + name[1:]) or f"Line {ending.line}"
    unique, n = name, 2
    while unique in taken:
        unique, n = f"{name} {n}", n + 1
    return unique


def _string(text: str) -> str:
    escaped = clean(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
