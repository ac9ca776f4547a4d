"""The rooms of the source: no module of a room imports, at any time, one that imports it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import epilogue

SOURCE = Path(epilogue.__file__).parent


def modules() -> dict[str, Path]:
    """Every module by its dotted name."""
    found = {}
    for path in SOURCE.rglob("*.py"):
        parts = path.relative_to(SOURCE.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(tree: ast.AST, known: dict[str, Path]) -> Iterator[str]:
    """Modules that are imported when the code runs, early or late; not for types alone."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                yield whole if whole in known else node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        else:
            yield from imported(node, known)


def circles(imports: dict[str, set[str]]) -> list[list[str]]:
    """Modules that come back to themselves along imports, with the way."""
    found = []
    for start in imports:
        ways = [[start]]
        seen = {start}
        while ways:
            way = ways.pop()
            for after in imports[way[-1]] & imports.keys():
                if after == start:
                    found.append([*way, start])
                elif after not in seen:
                    seen.add(after)
                    ways.append([*way, after])
    return found


def test_no_module_imports_itself_by_way_of_others() -> None:
    known = modules()
    imports = {name: set(imported(ast.parse(path.read_text(encoding="utf-8")), known)) - {name} for name, path in known.items()}
    assert circles(imports) == []


def test_a_circle_is_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [
        ["a", "b", "c", "a"],
        ["b", "c", "a", "b"],
        ["c", "a", "b", "c"],
    ]
