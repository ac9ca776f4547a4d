"""Diverts, tunnels and threads."""

from __future__ import annotations

import re

from epilogue.languages.ink.parse import syntax
from epilogue.languages.ink.parse.expressions import ExpressionParser

_ARROWS = re.compile(r"(?:->)+")


class DivertParser(ExpressionParser):
    """Parses diverts, tunnels and threads."""

    def diverts(self) -> list[syntax.Statement] | None:
        """``-> a``, ``-> a -> b ->``, ``->-> a``, ``<- a``, or a bare ``->`` (a divert with an empty path,
        for choices).

        None, and the position unchanged, if there is no arrow. A tag still open ends before the first divert.
        """
        start = self.pos
        self.spaces()
        at = self.pos
        if self.take("<-"):
            return [self._thread(at)]
        arrow = _ARROWS.match(self.text, at)
        if arrow is None:
            self.pos = start
            return None
        diverts: list[syntax.Statement] = []
        if self.tag_open:
            self.tag_open = False
            diverts.append(syntax.TagEnd(self.span(at)))
        divert: syntax.Divert | None = None
        while arrow is not None:
            if divert is not None:
                divert.is_tunnel = True
            at = self.pos
            if len(arrow.group()) > 4:
                self.error("Unexpected number of arrows in divert: there are only '->' and '->->'")
            self.pos = arrow.end()
            target = self.divert_target(at)
            if len(arrow.group()) > 2:
                self._nothing_after_onwards(at, first=not diverts)
                diverts.append(syntax.TunnelOnwards(target, self.span(at)))
                return diverts
            if target is None:
                if diverts and divert is None:
                    self.warning("An empty divert (->) behind a tag is ignored", at)
                elif divert is None:
                    diverts.append(self._bare(at))
                return diverts
            divert = target
            diverts.append(divert)
            arrow = _ARROWS.match(self.text, self.pos)
        return diverts

    def _nothing_after_onwards(self, at: int, first: bool) -> None:
        """``->->`` and its override close a chain. ink ignores more of it if the chain began with
        ``->->``."""
        arrow = _ARROWS.match(self.text, self.pos)
        if arrow is None:
            return
        if first:
            self.warning("What follows a tunnel onwards '->->' and its divert is ignored", at)
        else:
            self.error("Tunnel onwards '->->' must only come at the beginning or the end of a divert", at)
        while arrow is not None:
            self.pos = arrow.end()
            if self.divert_target(self.pos) is None:
                break
            arrow = _ARROWS.match(self.text, self.pos)

    def _bare(self, at: int) -> syntax.Divert:
        if not self.in_choice:
            self.error("Empty diverts (->) are only valid on choices", at, "name the knot, stitch or label to go to")
        return syntax.Divert((), None, self.span(at))

    def _thread(self, at: int) -> syntax.Divert:
        target = self.divert_target(at)
        if target is None:
            self.expected("target for new thread")
            target = syntax.Divert((), None, self.span(at))
        target.is_thread = True
        return target

    def divert_target(self, at: int) -> syntax.Divert | None:
        """``name.name(arguments)`` with the blanks around it; ``at`` is where its arrow stands."""
        start = self.pos
        self.spaces()
        path = self.path()
        if path is None:
            self.pos = start
            return None
        self.spaces()
        arguments = self.arguments() if self.text[self.pos] == "(" else None
        self.spaces()
        return syntax.Divert(path, arguments, self.span(at))
