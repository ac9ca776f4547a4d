"""Below the languages and in what is asked of a story, no language is named and no operator known by its sign."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from epilogue.languages.ink.semantics import SEMANTICS as INK
from epilogue.languages.registry import LANGUAGES
from epilogue.languages.yarn.semantics import SEMANTICS as YARN

SOURCE = Path(__file__).parent.parent / "src" / "epilogue"
ROOMS = ("ir", "machine", "flow", "space", "abstract", "analysis", "verify", "questions", "views", "story")
NAMES = ("ink", "inkle", "inkjs", "yarn", "yarn spinner", "choicescript", "twine", "sugarcube", "harlowe", "ren'?py", "dialect")
NOUNS = ("knots?", "stitch(?:es)?", "diverts?", "gathers?", "detours?")
FUNCTIONS = ("EXTERNAL", "LIST_[A-Z]+", "TURNS_SINCE", "READ_COUNT", "CHOICE_COUNT", "SEED_RANDOM")
WORDS = re.compile(rf"(?<![\w.\-])(?:(?i:{'|'.join((*NAMES, *NOUNS))})|{'|'.join(FUNCTIONS)})(?!\w|-|\.\w)")
EXEMPT = {
    "questions/check/rules": "each rule has an example, and those of tunnels, gathers and misread operators speak of ink's alone",
    "questions/demo": "the demo's story is written in ink",
}
ASKED = frozenset(("op", "a", "name", "operator"))
"""What holds the name of an operator."""


def files() -> list[Path]:
    found = [path for room in ROOMS for path in sorted((SOURCE / room).rglob("*.py"))]
    return [path for path in found if not any(path.is_relative_to(SOURCE / room) for room in EXEMPT)]


@pytest.mark.parametrize("path", files(), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_no_language_is_named(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [f"{number}: {line.strip()}" for number, line in enumerate(lines, 1) if WORDS.search(line)] == []


@pytest.mark.parametrize("path", files(), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_no_operator_is_known_by_its_sign(path: Path) -> None:
    names = {name for language in (INK, YARN) for name in language.operators({}) if not name.isidentifier() or name.isupper()}
    assert list(by_sign(path.read_text(encoding="utf-8"), names)) == []


def by_sign(source: str, signs: set[str]) -> Iterator[str]:
    """The comparisons of an operator's name with a sign."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare):
            asked = {part.attr if isinstance(part, ast.Attribute) else getattr(part, "id", "") for part in ast.walk(node.left)}
            strings = {part.value for right in node.comparators for part in ast.walk(right) if isinstance(part, ast.Constant)}
            if asked & ASKED and strings & signs:
                yield f"{node.lineno}: {ast.unparse(node)}"


def test_signs_are_found() -> None:
    for line in ('expr.op == "+"', 'op in ("<", ">")', 'code[at].a != "!"', '(one.op, one.a) == ("apply", "-")', 'name == "MIN"'):
        assert list(by_sign(line, {"+", "<", ">", "!", "-", "MIN"})), line
    assert not list(by_sign('sign == "<" or expr.op == "read" or expr.algebra is Compare.LT', {"<"}))


def test_the_words_are_found() -> None:
    """That the test above sees what it is to forbid, in code, in comments and in sentences."""
    for line in ("# as ink has it", "'a divert never leads here'", 'f"Yarn stories"', "knots and stitches", "the dialect of it"):
        assert WORDS.search(line), line
    for line in ("think", "story.ink:12", "shop.ink", "var(--ink)", "together", "yarns", "an inkling"):
        assert not WORDS.search(line), line
    assert {language.name for language in LANGUAGES} <= set(NAMES)
