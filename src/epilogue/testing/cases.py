"""The cases of a language: one construct each, with a small story that uses it and what should come of that.

They stand in a TOML file: ``[[section]]`` tables with a ``title``, and ``[[section.case]]`` tables with the fields of
:class:`Case`. The language's SUPPORT.md is made of them (:mod:`epilogue.testing.support`), so a construct without a case is
not said to be supported.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from epilogue.diagnostics import unreadable
from epilogue.settings import toml
from epilogue.source import Span


class Case(NamedTuple):
    """One construct of a language.

    ``source``: the story; ``files``: others that it includes, by name. ``takes``: what is decided, options and outcomes in the
    order they come, each counted from 1. After that: everything ``says`` so far, line by line; the ``options`` on offer, in their
    order, with " [disabled]" after one that cannot be taken; the kind of the ``ending`` and its ``mark`` (None: not asked).
    ``marks``: that the Program has, as ``key: value``. ``values``: expression -> the values it has at the endings there are.
    ``outside``: an ``epilogue.toml``. ``warns``: words of a warning. ``refused``: words of the message of a story that cannot be
    read, ``at``: the line that it names. ``note``: what a writer should know about the support of the construct.
    """

    section: str
    construct: str
    source: str
    files: Mapping[str, str] = {}
    takes: tuple[int, ...] = ()
    says: tuple[str, ...] | None = None
    options: tuple[str, ...] | None = None
    ending: str | None = None
    mark: str | None = None
    marks: tuple[str, ...] = ()
    values: Mapping[str, list[Any]] = {}
    outside: str = ""
    warns: str | None = None
    refused: str | None = None
    at: int | None = None
    note: str = ""

    def write(self, folder: Path, suffix: str) -> Path:
        """The story's files in a folder; the path of the main one."""
        for name, text in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        main = folder / f"story{suffix}"
        main.write_text(self.source, encoding="utf-8")
        return main


TEXT = ("construct", "source", "ending", "mark", "outside", "warns", "refused", "note")


def read_cases(path: Path) -> list[Case]:
    """The cases in a file. Raises :class:`~epilogue.diagnostics.StoryError` for a field that is not one of a case's."""
    cases: list[Case] = []
    for section in toml(path.read_text(encoding="utf-8"), str(path)).get("section", []):
        for fields in section.get("case", []):
            known: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}
            strange = [key for key in known if key not in Case._fields[1:]]
            strange += [key for key in TEXT if not isinstance(known.get(key, ""), str)]
            if strange or "source" not in known or "construct" not in known:
                what = ", ".join(strange) or "a case without construct and source"
                raise unreadable(f"{fields.get('construct', '?')}: {what}", Span(str(path), 0))
            cases.append(Case(section["title"], **known))
    return cases
