"""A story's own tests as its author wrote them: in ``[[tests]]`` of its settings or of files named ``*.storytest.toml``."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from epilogue import settings
from epilogue.diagnostics import StoryError, did_you_mean, unreadable
from epilogue.languages.registry import SUFFIXES
from epilogue.source import MAX_SETTINGS_BYTES, Span, read_file

SUFFIX = ".storytest.toml"
ANYTHING = ("…", "...")

KEYS = ("name", "choices", "from", "seed", "luck", "every", "ending", "expect", "sees", "never_sees")
POINT_KEYS = ("expect", "sees", "never_sees")


class Demand(NamedTuple):
    """Requirements at this point: expressions in the story's language, texts seen by then and texts not seen."""

    expect: tuple[str, ...] = ()
    sees: tuple[str, ...] = ()
    never_sees: tuple[str, ...] = ()
    span: Span = Span("", 0)


class Pick(NamedTuple):
    """A choice by the text of its option."""

    text: str


class AnyChoices(NamedTuple):
    """Any choices, any number of them."""


ChoiceItem = Pick | AnyChoices | Demand


class StoryTest(NamedTuple):
    """One test. ``number``: its place among the tests of its file, from 0. ``entry``: the passage it begins at, None for the
    story's beginning. ``luck``: outcomes of the first draws; ``seed``: of the engine's generator. ``every``: of all playthroughs
    that fit and not of one. ``endings``: names, marks, ids or kinds, one of which it should end in; none: any. ``final``: what
    should hold where it stops."""

    name: str
    span: Span
    number: int
    choices: tuple[ChoiceItem, ...]
    entry: str | None
    luck: tuple[int | str | bool | float, ...]
    seed: int | None
    every: bool
    endings: tuple[str, ...]
    ending_span: Span
    final: Demand

    @property
    def plays_on(self) -> bool:
        """Whether it goes on to an ending after the choices it names."""
        return isinstance(self.choices[-1], AnyChoices) if self.choices else False

    @property
    def searched(self) -> bool:
        """Whether it leaves choices open."""
        return any(isinstance(item, AnyChoices) for item in self.choices)


class StoryTestsFile(NamedTuple):
    """A file of tests, its ``text`` as it was read."""

    path: str
    text: str
    tests: tuple[StoryTest, ...]


def files(story: str) -> list[StoryTestsFile]:
    """Test files that belong to a story: its settings and every ``*.storytest.toml`` beside it that means it.

    Raises StoryError, with its line, for what is not understood.
    """
    own = settings.settings_path(story)
    plan_files = [read_test_file(own)[0]] if os.path.isfile(own) else []
    for path in sorted(Path(os.path.dirname(own) or ".").glob(f"*{SUFFIX}")):
        file, meant = read_test_file(str(path))
        if meant is None or _same(meant, story):
            plan_files.append(file)
    return [file for file in plan_files if file.tests]


def story_of(path: str) -> str:
    """The story that a file of tests is about, a folder if it is the only one there. Raises StoryError."""
    return read_test_file(path)[1] or os.path.dirname(path) or "."


def story_of_settings(path: str) -> str | None:
    """The story whose own settings a file is, None for any other file."""
    story, own = path.removesuffix(settings.OWN), path.endswith(settings.OWN)
    return story if own and story.endswith(SUFFIXES) and os.path.isfile(story) else None


def read_test_file(path: str) -> tuple[StoryTestsFile, str | None]:
    """The tests of a file, and the story they are about if the file or its name says so. Raises StoryError."""
    try:
        text = read_file(path, MAX_SETTINGS_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise unreadable("is not UTF-8 text", Span(path, 0), "save the file as UTF-8") from None
    data = settings.toml(text, path)
    reader = _TestFileReader(path, text)
    story: str | None = None
    if os.path.basename(path) != settings.FILE_NAME and (story := story_of_settings(path)) is None:
        for key in data:
            if key not in ("story", "tests"):
                raise reader.unknown(key, ("story", "tests"), reader.line_of(key))
        story = reader.story(data.get("story"))
    return StoryTestsFile(path, text, reader.tests(data.get("tests", []))), story


def _same(path: str, other: str) -> bool:
    return os.path.abspath(path) == os.path.abspath(other)


class _TestFileReader:
    """Checks each test; ``tomllib`` keeps no positions, so errors look their line up in the text."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.lines = text.splitlines()
        self.starts = [n for n, line in enumerate(self.lines) if re.match(r"\s*\[\[\s*[\"']?tests[\"']?\s*\]\]", line)]

    def story(self, named: Any) -> str | None:
        """Story named by the key ``story``, else by the file's own name, if it exists."""
        folder = os.path.dirname(self.path)
        if named is not None:
            if not isinstance(named, str) or not named.strip():
                expected = 'story: expected the name of a file, as in story = "story.ink"'
                raise unreadable(expected, Span(self.path, self.line_of("story")))
            path = os.path.join(folder, named)
            if not os.path.isfile(path):
                raise unreadable(f"story: there is no file {named!r}", Span(self.path, self.line_of("story")))
            return path
        stem = os.path.basename(self.path).removesuffix(SUFFIX)
        beside = (
            os.path.join(folder, stem + end) for end in ("", *(end for suffix in SUFFIXES for end in (suffix, f"{suffix}.json")))
        )
        return next((path for path in beside if path.endswith(SUFFIXES) and os.path.isfile(path)), None)

    def tests(self, tables: Any) -> tuple[StoryTest, ...]:
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise unreadable("tests: expected [[tests]] headers, one for each test", Span(self.path, self.line_of("tests")))
        tests: list[StoryTest] = []
        names: dict[str, int] = {}
        for number, table in enumerate(tables):
            test = self.test(number, table)
            if test.name in names:
                again = f"a second test of the name {test.name!r} (the first is at line {names[test.name]})"
                raise unreadable(again, test.span)
            names[test.name] = test.span.line
            tests.append(test)
        return tuple(tests)

    def test(self, number: int, table: dict[str, Any]) -> StoryTest:
        for key in table:
            if key not in KEYS:
                raise self.unknown(key, KEYS, self.line(number, key))
        name = table.get("name")
        if not isinstance(name, str) or not name.strip():
            raise self.wrong("name", number, 'a name in quotation marks, as in name = "She goes in"')
        choices = self.choices(table.get("choices", ["…"]), number)
        seed = table.get("seed")
        if seed is not None and (type(seed) is not int or not 0 <= seed < 2**31):
            raise self.wrong("seed", number, "a whole number")
        every = table.get("every", False)
        if not isinstance(every, bool):
            raise self.wrong("every", number, "true or false")
        entry = table.get("from")
        if entry is not None and not isinstance(entry, str):
            raise self.wrong("from", number, 'the name of a passage, as in from = "restaurant"')
        test = StoryTest(
            name=" ".join(name.split()),
            span=Span(self.path, self.line(number, "name")),
            number=number,
            choices=choices,
            entry=entry,
            luck=self.luck(table.get("luck", []), number),
            seed=seed,
            every=every,
            endings=self.texts(table, "ending", number),
            ending_span=Span(self.path, self.line(number, "ending")),
            final=self.demand(table, number, "expect"),
        )
        if seed is not None and (test.luck or test.searched):
            instead = "luck, or a seed" if test.luck else "no seed where choices are left open; say luck = [...] instead"
            raise self.wrong("seed", number, instead)
        return test

    def choices(self, value: Any, number: int) -> tuple[ChoiceItem, ...]:
        expected = 'a list of options by their texts, as in choices = ["Go in", "…"]'
        if not isinstance(value, list):
            raise self.wrong("choices", number, expected)
        items: list[ChoiceItem] = []
        for item in value:
            if isinstance(item, dict):
                for key in item:
                    if key not in POINT_KEYS:
                        raise self.unknown(key, POINT_KEYS, self.line(number, "choices"))
                items.append(self.demand(item, number, "choices"))
            elif isinstance(item, str) and item.strip():
                items.append(AnyChoices() if item.strip() in ANYTHING else Pick(item))
            else:
                raise self.wrong("choices", number, expected)
        return tuple(items)

    def luck(self, value: Any, number: int) -> tuple[int | str | bool | float, ...]:
        if not isinstance(value, list) or not all(isinstance(outcome, int | str | float) for outcome in value):
            raise self.wrong("luck", number, "a list of outcomes in the order they are drawn, as in luck = [6, 1]")
        return tuple(value)

    def demand(self, table: dict[str, Any], number: int, key: str) -> Demand:
        span = Span(self.path, self.line(number, key))
        expect, sees, never_sees = (self.texts(table, name, number) for name in POINT_KEYS)
        return Demand(expect, sees, never_sees, span)

    def texts(self, table: dict[str, Any], key: str, number: int) -> tuple[str, ...]:
        """One text, or a list of them."""
        value = table.get(key, [])
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(text, str) and text.strip() for text in listed):
            raise self.wrong(key, number, _EXPECTED[key])
        return tuple(listed)

    def wrong(self, key: str, number: int, expected: str) -> StoryError:
        return unreadable(f"tests: {key}: expected {expected}", Span(self.path, self.line(number, key)))

    def unknown(self, key: str, known: Sequence[str], line: int) -> StoryError:
        hint = did_you_mean(key, known, 1, otherwise=f"known here: {', '.join(known)}")
        return unreadable(f"unknown word {key!r} in a test", Span(self.path, line), hint)

    def line(self, number: int, key: str) -> int:
        """The line of the test's key, else of the test itself; 0 if it is written in another form."""
        if number >= len(self.starts):
            return self.line_of("tests")
        start = self.starts[number]
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.lines)
        for index in range(start + 1, end):
            if re.match(rf"""\s*["']?{re.escape(key)}["']?\s*=""", self.lines[index]):
                return index + 1
        return start + 1

    def line_of(self, key: str) -> int:
        """The line of a key at the top of the file, 0 if there is none."""
        pattern = re.compile(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[=\].]""")
        return next((n for n, line in enumerate(self.lines, 1) if pattern.match(line)), 0)


_EXPECTED = {
    "ending": 'the name, mark or kind of an ending, as in ending = "together"',
    "expect": 'expressions in the story\'s own language, as in expect = ["love > 2"]',
    "sees": 'a text that is shown, as in sees = "She goes in"',
    "never_sees": 'a text that is not shown, as in never_sees = "She goes in"',
}
