"""Names in the source: one class name means one thing."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from test_rooms import modules

TREES = frozenset(
    {
        "epilogue.languages.ink.parse.syntax",
        "epilogue.languages.ink.compile.containers",
        "epilogue.languages.yarn.parse.syntax",
        "epilogue.languages.choicescript.parse.syntax",
        "epilogue.languages.twine.harlowe.syntax",
    }
)
"""Modules whose classes have a language's own words, such as Choice or Line. They are imported whole: ``syntax.Choice``."""


@cache
def parsed() -> dict[str, ast.Module]:
    """The syntax tree of every module by its dotted name."""
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in modules().items()}


def named(tree: ast.Module) -> Iterator[str]:
    """Classes, and types that are given a name, without the underscore of a private one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node.name.lstrip("_")
    given = (node.targets[0] for node in tree.body if isinstance(node, ast.Assign))
    names = (target.id.lstrip("_") for target in given if isinstance(target, ast.Name))
    yield from (name for name in names if not name.isupper() and name[:1].isupper())


def shared(trees: dict[str, ast.Module]) -> dict[str, list[str]]:
    """Names with more than one meaning, and the modules that define them."""
    found: dict[str, list[str]] = defaultdict(list)
    for module, tree in trees.items():
        for name in named(tree):
            found[name].append(module)
    return {name: defined for name, defined in found.items() if len(defined) > 1}


def test_no_two_classes_share_a_name() -> None:
    assert shared({name: tree for name, tree in parsed().items() if name not in TREES}) == {}


def test_a_languages_own_words_are_used_with_their_module() -> None:
    by_name = [
        f"{name}:{node.lineno}"
        for name, tree in parsed().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module in TREES or any(f"{node.module}.{one.name}" in TREES and one.asname for one in node.names))
    ]
    assert by_name == []


def test_a_shared_name_is_found() -> None:
    one, other = ast.parse("class _Step: ...\nPLACES = 1"), ast.parse("Step = tuple[int, int]\nPLACES = 2")
    assert shared({"one": one, "other": other}) == {"Step": ["one", "other"]}
