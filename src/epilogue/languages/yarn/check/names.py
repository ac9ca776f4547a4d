"""Checks names of a project's nodes and lines: titles, groups, jumps, line ids and shadows."""

from __future__ import annotations

from collections.abc import Iterable

from epilogue.diagnostics import Diagnostic, Severity
from epilogue.languages.yarn.check.visits import ASKING, visits
from epilogue.languages.yarn.parse import syntax
from epilogue.languages.yarn.parse.walk import expressions, inlines, roots, statements
from epilogue.languages.yarn.suggestions import near
from epilogue.source import Span

ASKING_ABOUT = (*ASKING, "has_any_content")
"""Functions that take a node's title."""
COUNTED = "it does where some node's body asks for them, outside other functions, or the node says 'tracking: always'"
MAX_FOUND = 50
"""Limit on faulty jumps and shadows reported."""


def check_names(files: Iterable[syntax.File]) -> list[Diagnostic]:
    """Diagnostics of the names, in the order of the files."""
    nodes = [node for file in files for node in file.nodes]
    diagnostics: list[Diagnostic] = []
    _titles(nodes, diagnostics)
    _lines(nodes, diagnostics)
    return diagnostics


def doubtful(files: Iterable[syntax.File]) -> list[Diagnostic]:
    """Warnings of titles that are led to or asked about in vain: no node has them, or the engine does not count its visits."""
    nodes = [node for file in files for node in file.nodes]
    titles = _named(nodes)
    counted = visits(nodes, ()).story
    diagnostics: list[Diagnostic] = []
    _jumps(nodes, titles, diagnostics)
    for node in nodes:
        for part in (part for root in roots(node) for part in expressions(root)):
            if not isinstance(part, syntax.Call) or part.name not in ASKING_ABOUT or len(diagnostics) >= MAX_FOUND:
                continue
            for title in part.arguments:
                if isinstance(title, syntax.String) and title.value not in titles:
                    message = f"{part.name}() asks about '{title.value}', which is no node"
                    diagnostics.append(Diagnostic(Severity.WARNING, message, title.span, near(title.value, titles)))
                elif isinstance(title, syntax.String) and part.name != "has_any_content" and title.value not in counted:
                    message = f"{part.name}() knows of no visits to {title.value}: the engine does not count them"
                    diagnostics.append(Diagnostic(Severity.WARNING, message, title.span, COUNTED))
    return diagnostics


def _named(nodes: list[syntax.Node]) -> set[str]:
    """Every title, and every title.subtitle of groups."""
    titles = {node.title for node in nodes}
    return titles | {f"{node.title}.{node.header('subtitle')}" for node in nodes if node.when and node.header("subtitle")}


def _complain(diagnostics: list[Diagnostic], message: str, span: Span, hint: str | None = None) -> None:
    diagnostics.append(Diagnostic(Severity.ERROR, message, span, hint))


def _titles(nodes: list[syntax.Node], diagnostics: list[Diagnostic]) -> None:
    same: dict[str, list[syntax.Node]] = {}
    for node in nodes:
        if node.title:
            same.setdefault(node.title, []).append(node)
    for title, group in same.items():
        if len(group) > 1:
            without = [node for node in group if not node.when]
            if len(without) == len(group):
                for node in group[1:]:
                    _complain(diagnostics, f"a second node with the title {title}", node.span, f"the first is in {group[0].span}")
            else:
                for node in without:
                    hint = "nodes of one title are a group, of which each says when it can be run: 'when: always' for example"
                    _complain(diagnostics, f"another node with the title {title}, but this one has no 'when:'", node.span, hint)
        subtitles: dict[str, syntax.Node] = {}
        for node in group:
            subtitle = node.header("subtitle")
            if not subtitle:
                continue
            if subtitle in subtitles:
                _complain(
                    diagnostics,
                    f"a second node of {title} with the subtitle {subtitle}",
                    next(header.span for header in node.headers if header.key == "subtitle"),
                    f"the first is in {subtitles[subtitle].span}",
                )
            subtitles.setdefault(subtitle, node)


def _jumps(nodes: list[syntax.Node], titles: set[str], diagnostics: list[Diagnostic]) -> None:
    """Warns of jumps to no node: the engine stops there."""
    for node in nodes:
        for statement in statements(node.body):
            if len(diagnostics) >= MAX_FOUND:
                return
            if isinstance(statement, syntax.Jump | syntax.Detour):
                target = statement.target
                if isinstance(target, syntax.String):
                    target = target.value
                if isinstance(target, str) and target not in titles:
                    hint = near(target, titles) or "if it is in another file, give the folder or the .yarnproject"
                    diagnostics.append(Diagnostic(Severity.WARNING, f"there is no node called '{target}'", statement.span, hint))


def _lines(nodes: list[syntax.Node], diagnostics: list[Diagnostic]) -> None:
    lines = [s for node in nodes for s in statements(node.body) if isinstance(s, syntax.Line)]
    ids: dict[str, syntax.Line] = {}
    for line in lines:
        name = line.tagged("line")
        if name is None:
            continue
        if sum(tag.text.startswith(("line:", "shadow:")) for tag in line.hashtags) > 1:
            _complain(
                diagnostics, "a line has one id", line.span, "take the others away: only one #line: or #shadow: may stand here"
            )
        if name in ids:
            _complain(diagnostics, f"a second line with the id #line:{name}", line.span, f"the first is in {ids[name].span}")
        ids.setdefault(name, line)
    for line in lines:
        name = line.tagged("shadow")
        if name is None or len(diagnostics) >= 2 * MAX_FOUND:
            continue
        source = ids.get(name)
        if source is None:
            hint = near(name, ids) or "a shadow repeats a line that has this id"
            _complain(diagnostics, f"no line has the id #line:{name}", line.span, hint)
        elif any(True for _ in inlines(line.content)) or any(True for _ in inlines(source.content)):
            _complain(diagnostics, "a line that is a shadow, or has one, must not have expressions in its text", line.span)
        elif _words(line) != _words(source):
            hint = f"its text must be exactly that of the line in {source.span}"
            _complain(diagnostics, f"this shadow differs from #line:{name}", line.span, hint)


def _words(line: syntax.Line) -> list[object]:
    """A line's content, without spans."""
    words: list[object] = []
    for piece in line.content:
        if isinstance(piece, syntax.Text):
            words.append(piece.value)
        elif isinstance(piece, syntax.Markup):
            values = tuple(
                (prop.name, tuple(v.value for v in prop.value if isinstance(v, syntax.Text))) for prop in piece.properties
            )
            words.append((piece.name, piece.kind, values))
    return words
