"""Conditions and code on the lines of an ink story, as they are written."""

from __future__ import annotations

import re
from collections.abc import Sequence

OPENED = re.compile(r"(?:\s|/\*.*?\*/|//[^\n]*)*+\{", re.DOTALL)
"""The brace of a condition, or of the next one. Possessive: backtracking over a line of slashes would be exponential."""


MULTILINE = re.compile(r"(?:shuffle|once|stopping|cycle)(?:\s+(?:shuffle|once|stopping|cycle))*")
"""The head of alternatives that stand on the lines below."""


def condition(line: str, column: int) -> str:
    """The condition at a column: between ``{`` or ``-`` and the next ``:`` or ``}``."""
    start = line.rfind("{", 0, max(column, 1) + 1)
    if start < 0:
        start = line.find("{")
    if start < 0 and line.lstrip().startswith("-") and not line.lstrip().startswith("->"):
        start = line.index("-")
    depth = 0
    for index in range(start + 1, len(line)):
        character = line[index]
        if character in ":}" and depth == 0:
            return line[start + 1 : index].strip()
        depth += (character in "({") - (character in ")}")
    return line[start + 1 :].strip().rstrip(":")


def conditions(line: str, column: int, below: Sequence[str]) -> list[str]:
    """The conditions of an option: consecutive ones in braces, which may go on ``below``, if the first brace is at the column."""
    if line[column - 1 : column] != "{":
        return [condition(line, column)]
    text = "\n".join([line[column - 1 :], *below])
    conditions, opened = list[str](), OPENED.match(text)
    while opened:
        depth, index = 1, opened.end()
        while depth and index < len(text):
            depth += (text[index] == "{") - (text[index] == "}")
            index += 1
        conditions.append(" ".join(text[opened.end() : index - 1].split()))
        opened = OPENED.match(text, index)
    return conditions


def code(line: str, column: int) -> str:
    """The condition at a column, or else the whole line, without a comment; "" for alternatives that stand on the lines below."""
    written = condition(line, column).partition("//")[0] or line.partition("//")[0]
    return "" if MULTILINE.fullmatch(written.strip()) else " ".join(written.split()).removeprefix("~")
