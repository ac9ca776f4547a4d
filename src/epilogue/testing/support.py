"""Makes a page of what a language supports from its cases: ``python -m epilogue.testing.support CASES.toml``.

Each case is run as the page is made, so the page cannot claim what is not so."""

from __future__ import annotations

import os
import sys
import tempfile
from itertools import groupby
from pathlib import Path

from epilogue.diagnostics import StoryError
from epilogue.languages.base import Language
from epilogue.languages.registry import LANGUAGES
from epilogue.testing.cases import Case, read_cases
from epilogue.testing.conformance import problems


def support(language: Language, cases: list[Case]) -> str:
    """The page, in Markdown."""
    name = language.tool or language.title or language.name
    refused = sum(case.refused is not None for case in cases)
    lines = [
        f"# What is supported of {name}",
        "",
        *[line for line in (language.files, "") if language.files],
        "Whether a story of yours can be read, `epilogue check STORY` tells first: what is refused stops it with a message, the",
        "line and the likely mistake. Nothing is passed over in silence.",
        "",
        f"Of {len(cases)} cases {len(cases) - refused} are supported and {refused} refused. Each row is a small story that is",
        "read, played, proved and played again in the tests; `python -m epilogue.testing.support` makes this page of them.",
    ]
    for section, group in groupby(cases, lambda case: case.section):
        lines += ["", f"## {section}", "", "| construct | |", "|---|---|"]
        lines += [f"| {_cell(case.construct)} | {_cell(_what(language, case))} |" for case in group]
    return "\n".join(lines) + "\n"


def _what(language: Language, case: Case) -> str:
    answer = "yes" if case.refused is None else f"refused: `{_message(language, case)}`"
    return f"{answer}. {case.note[:1].upper()}{case.note[1:]}" if case.note else answer


def _message(language: Language, case: Case) -> str:
    """Message for a refused story, without its place."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            language.read(case.write(Path(folder), language.suffixes[0]), False, ())
        except StoryError as error:
            diagnostic = error.diagnostics[0]
            message = f"{diagnostic.message} ({diagnostic.hint})" if diagnostic.hint else diagnostic.message
            return message.replace(f"{folder}{os.sep}", "")
    return case.refused or ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main(arguments: list[str]) -> int:
    """Print the page of the cases in a file, in a folder named as its language or just below it; 1 if one of them is not so."""
    if len(arguments) != 1:
        sys.stderr.write("expected one file of cases, in a folder named as its language\n")
        return 2
    path = Path(arguments[0]).resolve()
    folders = [folder.name for folder in path.parents]
    language = next((candidate for candidate in LANGUAGES if candidate.name in folders[:2]), None)
    if language is None:
        known = ", ".join(candidate.name for candidate in LANGUAGES)
        sys.stderr.write(f"no language is called {path.parent.name}: {known}\n")
        return 2
    cases = read_cases(path)
    wrong = 0
    for case in cases:
        with tempfile.TemporaryDirectory() as folder:
            for problem in problems(language, case, Path(folder)):
                sys.stderr.write(f"{case.construct}: {problem}\n")
                wrong += 1
    if not wrong:
        sys.stdout.write(support(language, cases))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
