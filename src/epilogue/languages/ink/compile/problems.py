"""Problems of a story, gathered while it is compiled.

Two stages, as in ink's own compiler: problems of *shape* (found while code is generated) and of *reference* (unknown
names, clashes). Where the shape is wrong the second kind is left out: it would mostly be noise that follows from the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from epilogue.diagnostics import Diagnostic, Severity
from epilogue.languages.ink.parse import syntax

MOST_HINTS = 10
"""Limit on unknown names compared with all known ones."""


class Problems:
    """Collects diagnostics; one error and one warning at most for each node and stage."""

    __slots__ = ("failed", "hints", "reference", "seen", "shape")

    def __init__(self) -> None:
        self.shape: list[Diagnostic] = []
        self.reference: list[Diagnostic] = []
        self.failed = False
        self.hints = 0
        self.seen: set[tuple[syntax.Node, Severity, bool]] = set()

    def error(self, node: syntax.Node, message: str, hint: str | None = None) -> None:
        """An error of shape."""
        if self.is_first(node, Severity.ERROR, shape=True):
            self.failed = True
            self.shape.append(Diagnostic(Severity.ERROR, message, node.span, hint))

    def warning(self, node: syntax.Node, message: str, hint: str | None = None, runs_out: bool = False) -> None:
        """A warning of shape."""
        if self.is_first(node, Severity.WARNING, shape=True):
            self.shape.append(Diagnostic(Severity.WARNING, message, node.span, hint, runs_out=runs_out))

    def bad_reference(
        self, node: syntax.Node, message: str, hint: str | None = None, severity: Severity = Severity.ERROR
    ) -> None:
        """A problem of reference."""
        if self.is_first(node, severity, shape=False):
            self.reference.append(Diagnostic(severity, message, node.span, hint))

    def is_first(self, node: syntax.Node, severity: Severity, shape: bool) -> bool:
        """Whether nothing of this stage and severity was reported for the node yet; notes that it now is."""
        key = (node, severity, shape)
        if key in self.seen:
            return False
        self.seen.add(key)
        return True

    def all(self) -> list[Diagnostic]:
        """Diagnostics to report."""
        return self.shape if self.failed else self.shape + self.reference

    def did_you_mean(self, name: str, known: Callable[[], Iterable[str]]) -> str | None:
        """A hint naming the known names that look like ``name``; only for the first few, as looking takes its time."""
        if self.hints == MOST_HINTS:
            return None
        self.hints += 1
        from difflib import get_close_matches  # only needed when something is wrong

        close = get_close_matches(name, sorted(set(known())), n=3, cutoff=0.7)
        if not close:
            return None
        return "did you mean " + " or ".join(f"'{each}'" for each in close) + "?"
