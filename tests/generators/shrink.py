"""Makes a failing story small: deletes lines for as long as it still fails."""

from __future__ import annotations

from collections.abc import Callable


def shrink(source: str, fails: Callable[[str], bool]) -> str:
    """The source with as many lines deleted as :func:`fails` allows, in blocks of halving size (after Zeller's ddmin).

    ``fails`` must hold of ``source`` and say no to a text that is no story.
    """
    lines = source.splitlines()
    block = max(1, len(lines) // 2)
    while True:
        start, deleted = 0, False
        while start < len(lines):
            shorter = lines[:start] + lines[start + block :]
            if fails("\n".join(shorter) + "\n"):
                lines, deleted = shorter, True
            else:
                start += block
        if block == 1 and not deleted:
            return "\n".join(lines) + "\n"
        block = max(1, block // 2)
