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
        begin = self.pos
        if self.take("<-"):
            return [self._thread(begin)]
        arrow = _ARROWS.match(self.text, begin)
        if arrow is None:
            self.pos = start
            return None
        diverts: list[syntax.Statement] = []
        if self.tag_open:
            self.tag_open = False
            diverts.append(syntax.TagEnd(self.span(begin)))
        divert: syntax.Divert | None = None
        while arrow is not None:
            if divert is not None:
                divert.is_tunnel = True
            begin = self.pos
            if len(arrow.group()) > 4:
                self.error("Unexpected number of arrows in divert: there are only '->' and '->->'")
            self.pos = arrow.end()
            target = self.divert_target(begin)
            if len(arrow.group()) > 2:
                self._nothing_after_onwards(begin, first=not diverts)
                diverts.append(syntax.TunnelOnwards(target, self.span(begin)))
                return diverts
            if target is None:
                if diverts and divert is None:
                    self.warning("An empty divert (->) behind a tag is ignored", begin)
                elif divert is None:
                    diverts.append(self._bare(begin))
                return diverts
            divert = target
            diverts.append(divert)
            arrow = _ARROWS.match(self.text, self.pos)
        return diverts

    def _nothing_after_onwards(self, begin: int, first: bool) -> None:
        """``->->`` and its override close a chain. ink ignores more of it if the chain began with
        ``->->``."""
        arrow = _ARROWS.match(self.text, self.pos)
        if arrow is None:
            return
        if first:
            self.warning("What follows a tunnel onwards '->->' and its divert is ignored", begin)
        else:
            self.error("Tunnel onwards '->->' must only come at the beginning or the end of a divert", begin)
        while arrow is not None:
            self.pos = arrow.end()
            if self.divert_target(self.pos) is None:
                break
            arrow = _ARROWS.match(self.text, self.pos)

    def _bare(self, begin: int) -> syntax.Divert:
        if not self.in_choice:
            self.error("Empty diverts (->) are only valid on choices", begin, "name the knot, stitch or label to go to")
        return syntax.Divert((), None, self.span(begin))

    def _thread(self, begin: int) -> syntax.Divert:
        target = self.divert_target(begin)
        if target is None:
            self.expected("target for new thread")
            target = syntax.Divert((), None, self.span(begin))
        target.is_thread = True
        return target

    def divert_target(self, begin: int) -> syntax.Divert | None:
        """``name.name(arguments)`` with the blanks around it; ``begin`` is where its arrow stands."""
        start = self.pos
        self.spaces()
        path = self.path()
        if path is None:
            self.pos = start
            return None
        self.spaces()
        arguments = self.arguments() if self.text[self.pos] == "(" else None
        self.spaces()
        return syntax.Divert(path, arguments, self.span(begin))
