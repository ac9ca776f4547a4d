"""Checks that the markup of a line closes what it opens, as the engine sees it: where it does not, no markup of that line
counts."""

from __future__ import annotations

from collections.abc import Iterable

from epilogue.languages.yarn.parse import syntax


def unbalanced(content: Iterable[syntax.Text | syntax.Inline | syntax.Markup]) -> str | None:
    """Describes unbalanced markup. Markup may overlap: a closing of an outer one is put off to the next text or marker."""
    opened: list[str] = []
    late: list[str] = []
    for piece in content:
        closing = isinstance(piece, syntax.Markup) and piece.kind in (syntax.CLOSE, syntax.CLOSE_ALL)
        if not closing and not _settled(opened, late):
            return _never_opened(late)
        if not isinstance(piece, syntax.Markup) or piece.kind == syntax.SELF_CLOSING:
            continue
        if piece.kind == syntax.OPEN:
            opened.append(piece.name)
        elif piece.kind == syntax.CLOSE_ALL:
            if any(name not in opened for name in late):
                return _never_opened(late)
            opened, late = [], []
        elif not opened:
            return _never_opened([piece.name])
        elif opened[-1] == piece.name:
            opened.pop()
        else:
            late.append(piece.name)
    if len(late) > 1 and not _settled(opened, late):  # the engine settles only two or more
        return _never_opened(late)
    return f"[{opened[-1]}] is not closed before the line ends" if opened else None


def _settled(opened: list[str], late: list[str]) -> bool:
    """Closes deferred markup; what lies inside it stays open. False if any was never opened."""
    inside: list[str] = []
    while late and opened:
        name = opened.pop()
        if name in late:
            late.remove(name)
        else:
            inside.append(name)
    if late:
        return False
    opened.extend(reversed(inside))
    return True


def _never_opened(late: list[str]) -> str:
    return f"[/{late[0]}] closes what is not open"
