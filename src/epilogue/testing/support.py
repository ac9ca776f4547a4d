"""What a front-end supports, as a page made of its cases: ``python -m epilogue.testing.support CASES.toml``.

Each case is run as the page is made, so the page cannot say of a construct what is not so."""

from __future__ import annotations

import sys
import tempfile
from itertools import groupby
from pathlib import Path

from epilogue.frontends.base import Frontend
from epilogue.frontends.registry import FRONTENDS
from epilogue.testing.cases import Case, read_cases
from epilogue.testing.conformance import problems

NAMES = {"ink": "ink", "yarn": "Yarn Spinner"}


def support(frontend: Frontend, cases: list[Case]) -> str:
    """The page, in Markdown."""
    name = NAMES.get(frontend.name, frontend.name)
    refused = sum(case.refused is not None for case in cases)
    lines = [
        f"# What is supported of {name}",
        "",
        f"Made of the {len(cases)} cases that test it, by `python -m epilogue.testing.support`. Each row is a small story",
        "that is read, played, proved and played again in the tests. What is refused stops the command with this message and its",
        "place.",
        "",
        f"Supported: {len(cases) - refused}. Refused: {refused}.",
    ]
    for section, group in groupby(cases, lambda case: case.section):
        lines += ["", f"## {section}", "", "| construct | |", "|---|---|"]
        lines += [f"| {_cell(case.construct)} | {_cell(_what(case))} |" for case in group]
    return "\n".join(lines) + "\n"


def _what(case: Case) -> str:
    said = "yes" if case.refused is None else f"refused: “{case.refused}”"
    return f"{said}. {case.note}" if case.note else said


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main(arguments: list[str]) -> int:
    """Print the page of the cases in a file, in a folder named as its language; 1 if one of them is not so."""
    if len(arguments) != 1:
        sys.stderr.write("expected one file of cases, in a folder named as its language\n")
        return 2
    path = Path(arguments[0]).resolve()
    frontend = next((one for one in FRONTENDS if one.name == path.parent.name), None)
    if frontend is None:
        known = ", ".join(one.name for one in FRONTENDS)
        sys.stderr.write(f"no language is called {path.parent.name}: {known}\n")
        return 2
    cases = read_cases(path)
    wrong = 0
    for case in cases:
        with tempfile.TemporaryDirectory() as folder:
            for problem in problems(frontend, case, Path(folder)):
                sys.stderr.write(f"{case.construct}: {problem}\n")
                wrong += 1
    if not wrong:
        sys.stdout.write(support(frontend, cases))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
