"""Lint for Yarn: names that are nearly others, options that name a node."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches

from epilogue.diagnostics import Diagnostic, Severity
from epilogue.languages.yarn.check.functions import BUILT_IN
from epilogue.languages.yarn.parse import syntax
from epilogue.languages.yarn.parse.walk import expressions, roots, statements
from epilogue.languages.yarn.suggestions import MAX_NAMES
from epilogue.source import Span

KEYWORDS = (
    *("if", "elseif", "else", "endif", "once", "endonce", "set", "declare", "jump", "detour", "return", "stop", "call"),
    *("enum", "case", "endenum"),
)
NEAR = 0.8
"""Similarity at which a name may be meant for another: one letter in five may be wrong."""
MAX_FOUND = 1_000
_ONE_SIGN = re.compile(rf"<\s*((?:{'|'.join(KEYWORDS)})\b[^<>]*)>")
_BARE = re.compile(r"(?:(?:set|declare)\s+\$|(?:if|elseif)\s+(?:not\s+|!|\()*\$\w).*|(?:jump|detour)\s+(\w+)|end(?:if|once)")


def mistaken(files: Iterable[syntax.File], functions: Collection[str], commands: Collection[str]) -> list[Diagnostic]:
    """Warnings; ``functions`` and ``commands``: those that the game says it has."""
    nodes = [node for file in files for node in file.nodes]
    warnings = [*_names(nodes, functions), *_capitals(nodes), *_commands(nodes, commands), *_lines(nodes), *_options(nodes)]
    return warnings[:MAX_FOUND]


def _doubt(message: str, span: Span, hint: str) -> Diagnostic:
    return Diagnostic(Severity.WARNING, message, span, hint)


def _near(name: str, names: Collection[str]) -> str | None:
    matches = get_close_matches(name, names, 1, NEAR) if len(names) <= MAX_NAMES else []
    return matches[0] if matches else None


def _names(nodes: list[syntax.Node], functions: Collection[str]) -> Iterator[Diagnostic]:
    """Variables that nothing declares or sets, and functions that nothing defines."""
    assigned = {
        statement.name
        for node in nodes
        for statement in statements(node.body)
        if isinstance(statement, syntax.Set | syntax.Declare)
    }
    reported: set[str] = set()
    for part in (part for node in nodes for root in roots(node) for part in expressions(root)):
        if not isinstance(part, syntax.Variable | syntax.Call) or part.name in reported:
            continue
        reported.add(part.name)
        if isinstance(part, syntax.Variable):
            meant = None if part.name in assigned else _near(part.name, assigned)
            message = f"{part.name} is declared and set nowhere"
        else:
            known = part.name in BUILT_IN or part.name in functions
            meant = None if known else _near(part.name, BUILT_IN)
            message = f"{part.name}() is taken as a function of the game's own"
        if meant is not None:
            yield _doubt(message, part.span, f"did you mean {meant}?")


def _capitals(nodes: list[syntax.Node]) -> Iterator[Diagnostic]:
    """Variables whose names differ only in case."""
    first: dict[str, str] = {}
    reported: set[str] = set()
    for name, span in _variables(nodes):
        other = first.setdefault(name.casefold(), name)
        if other != name and name not in reported:
            reported.add(name)
            yield _doubt(f"{name} and {other} are two variables: capitals count", span, f"did you mean {other}?")


def _variables(nodes: list[syntax.Node]) -> Iterator[tuple[str, Span]]:
    """Variables where they are named: declared ones first, then set ones, then those that are read."""
    made = [
        statement for node in nodes for statement in statements(node.body) if isinstance(statement, syntax.Set | syntax.Declare)
    ]
    yield from (
        (statement.name, statement.span) for statement in sorted(made, key=lambda statement: isinstance(statement, syntax.Set))
    )
    parts = (part for node in nodes for root in roots(node) for part in expressions(root))
    yield from ((part.name, part.span) for part in parts if isinstance(part, syntax.Variable))


def _lines(nodes: list[syntax.Node]) -> Iterator[Diagnostic]:
    """Lines of text that look like commands."""
    titles = {node.title for node in nodes}
    for line in (statement for node in nodes for statement in statements(node.body) if isinstance(statement, syntax.Line)):
        text = "".join(piece.value for piece in line.content if isinstance(piece, syntax.Text)).strip()
        single, bare = _ONE_SIGN.fullmatch(text), _BARE.fullmatch(text)
        command = single[1].strip() if single else text if bare and (bare[1] is None or bare[1] in titles) else None
        if command is not None:
            yield _doubt(f"'{text[:60]}' is shown as text", line.span, f"a command stands in two signs each: <<{command[:60]}>>")


def _commands(nodes: list[syntax.Node], commands: Collection[str]) -> Iterator[Diagnostic]:
    seen = set(commands)
    for statement in (statement for node in nodes for statement in statements(node.body)):
        first = statement.content[0] if isinstance(statement, syntax.Command) and statement.content else None
        name = first.value.split()[0] if isinstance(first, syntax.Text) and first.value.split() else ""
        meant = _near(name, [word for word in KEYWORDS if word[0] == name[:1]]) if name not in seen else None
        seen.add(name)
        if meant is not None:
            yield _doubt(f"<<{name}>> is taken as a command of the game's own", statement.span, f"did you mean {meant}?")


def _options(nodes: list[syntax.Node]) -> Iterator[Diagnostic]:
    titles = {node.title for node in nodes}
    for statement in (statement for node in nodes for statement in statements(node.body)):
        for option in statement.options if isinstance(statement, syntax.Options) else ():
            text = "".join(piece.value for piece in option.line.content if isinstance(piece, syntax.Text)).strip()
            if text in titles and not option.body:
                hint = f"to go to the node of that name, write <<jump {text}>>"
                yield _doubt(f"'-> {text}' is an option, and nothing follows it", option.span, hint)
