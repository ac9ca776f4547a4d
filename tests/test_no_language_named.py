"""Outside the languages' folders, no language is named and no operator is known by its sign."""

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
LANGUAGE_FREE = (
    *("abstract", "analysis", "budget", "cli", "flow", "graphs", "ir", "machine", "questions", "rules", "space"),
    *("store", "story", "testing", "verify", "views", "web"),
    *(f"languages/{part}" for part in ("base.py", "code.py", "dotnet", "loaded.py", "registry.py", "scanner.py", "texts.py")),
    *(
        "__init__.py",
        "__main__.py",
        "answers.py",
        "api.py",
        "cluster.py",
        "diagnostics.py",
        "pytest_plugin.py",
        "settings.py",
        "source.py",
    ),
)
"""All rooms but those of the languages themselves."""
NAMES = ("ink", "inkle", "inkjs", "yarn", "yarn spinner", "choicescript", "twine", "sugarcube", "harlowe", "ren'?py", "dialect")
NOUNS = ("knots?", "stitch(?:es)?", "diverts?", "gathers?", "detours?", "tunnels?", "glued?", "weaves?", "loose ends?")
FUNCTIONS = ("EXTERNAL", "LIST_[A-Z]+", "TURNS_SINCE", "READ_COUNT", "CHOICE_COUNT", "SEED_RANDOM")
SIGNS = ("->->", "-> (?:END|DONE)")
SUFFIXES = (".ink", ".yarn", ".yarnproject", ".testplan", "startup.txt", ".twee", ".twee3", ".tw", ".tw3")
WORDS = re.compile(
    rf"(?<![\w.\-])(?:(?i:{'|'.join((*NAMES, *NOUNS))})|{'|'.join(FUNCTIONS)})(?!\w|-|\.\w)"
    rf"|{'|'.join(SIGNS)}|(?<!\w)(?:{'|'.join(map(re.escape, SUFFIXES))})\b"
)
EXEMPT = {
    "questions/demo": "the demo's story is written in ink",
    "cli/demo.py": "the demo's story is written in ink",
}
PUBLISHED = {
    "languages/registry.py": ("from epilogue.languages.", "LANGUAGES: tuple[Language, ...] = "),
    "machine/save.py": ("HASHED = ",),
    "questions/check/rules/endless_call.py": ('    slug="endless-tunnel",',),
}
"""Beginnings of lines that may name a language: its entry in the registry, names that users have written down, and those that a
saved playthrough is known by."""
EXAMPLES = frozenset(("bad", "good"))
"""What holds the examples of a rule, which are written in ink."""
ASKED = frozenset(("op", "a", "name", "operator"))
"""What holds the name of an operator."""


def files() -> list[Path]:
    found = [path for room in LANGUAGE_FREE for path in (sorted((SOURCE / room).rglob("*.*")) or [SOURCE / room])]
    found = [path for path in found if path.suffix in (".py", ".js", ".j2")]
    return [path for path in found if not any(path.is_relative_to(SOURCE / room) for room in EXEMPT)]


def name(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def examples(source: str) -> set[int]:
    """The lines of a rule's examples."""
    words = [word for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) for word in node.keywords]
    spans = [(word.value.lineno, word.value.end_lineno or 0) for word in words if word.arg in EXAMPLES]
    return {number for first, last in spans for number in range(first, last + 1)}


@pytest.mark.parametrize("path", files(), ids=name)
def test_no_language_is_named(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    aside = examples(source) if path.suffix == ".py" else set()
    published = PUBLISHED.get(name(path), ())
    lines = [(number, line) for number, line in enumerate(source.splitlines(), 1) if number not in aside]
    named = [(number, line.strip()) for number, line in lines if WORDS.search(line) and not line.startswith(published)]
    assert named == []


def test_every_room_is_free_of_languages_but_theirs() -> None:
    rooms = {path.name for path in SOURCE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert rooms - set(LANGUAGE_FREE) == {"languages", "version.py"}


@pytest.mark.parametrize("path", [path for path in files() if path.suffix == ".py"], ids=name)
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
    for line in (
        "# as ink has it",
        "'a divert never leads here'",
        'f"Yarn stories"',
        "knots and stitches",
        "the dialect of it",
        "a tunnel",
        '(".ink", 1)',
        "# is glued",
        "say ->-> to go back",
    ):
        assert WORDS.search(line), line
    for line in ("think", "story.ink:12", "shop.ink", "var(--ink)", "together", "yarns", "an inkling"):
        assert not WORDS.search(line), line
    assert {language.name for language in LANGUAGES} <= set(NAMES)
    own = {suffix for language in LANGUAGES for suffix in language.suffixes if suffix not in language.shared}
    assert own <= set(SUFFIXES)
