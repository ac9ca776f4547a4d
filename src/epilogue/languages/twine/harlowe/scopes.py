"""Scopes of temporary variables: a passage, a hook, a displayed passage."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.languages.twine.harlowe import syntax
from epilogue.languages.twine.harlowe.walk import assignments, runs


class Scope:
    """``variables``: the temporaries set so far in it, by name, each with the global that holds it. ``later``: it runs after what
    is around it, when a link is clicked. ``shown``: the global that notes whether the last hook with something in front of it was
    shown; "": nobody asks. ``attached``: there was such a hook."""

    def __init__(self, nodes: tuple[syntax.Node, ...], around: Scope | None, number: int, later: bool = False) -> None:
        self.around = around
        self.number = number
        self.later = later
        self.variables: dict[str, str] = {}
        self.attached = False
        direct = list(runs(nodes, hooks=False))
        asks = any(isinstance(run.expression, syntax.Call) and run.expression.name in ("else", "elseif") for run in direct)
        self.shown = f"shown {number}" if asks else ""
        self.own = tuple(
            dict.fromkeys(
                assignment.target.name
                for assignment in assignments(nodes, hooks=False)
                if isinstance(assignment.target, syntax.VariableRead) and assignment.target.temporary
            )
        )

    def outwards(self) -> Iterator[Scope]:
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.around

    def find(self, name: str) -> str | None:
        """The global of a temporary that is set by now in this scope or around it."""
        return next((scope.variables[name] for scope in self.outwards() if name in scope.variables), None)
