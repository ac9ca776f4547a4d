"""The toy's own rule of `epilogue check`."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.ir.program import UNTIL_LEFT
from epilogue.rules.base import Finding, Rule, StoryFacts


def never_taken_down(story: StoryFacts) -> Iterator[Finding]:
    """One finding for each option that stays until the page is left, in a story without pages."""
    code = story.program.code
    if any(instruction.op == "leave_page" for instruction in code):
        return
    for at, instruction in enumerate(code):
        if instruction.op == "offer" and story.program.choices[instruction.a].stays == UNTIL_LEFT and story.met(at):
            yield Finding(
                story.span(at), "no page is ever left, so this option stays for good", "Begin a page with @@, or say +."
            )


RULES = (
    Rule(
        code="EP900",
        slug="never-taken-down",
        severity=Severity.WARNING,
        title="an option for a page in a story without pages",
        what="Finds options that stay until the page is left (++) where no passage begins a page (@@).",
        why="They are on every menu from then on.",
        bad="@ hall\n++ Wait -> rest\n@ rest\n* Go -> out\n@ out\nOut.\n-> .\n",
        good="@ hall\n++ Wait -> rest\n@@ rest\n* Go -> out\n@ out\nOut.\n-> .\n",
        check=never_taken_down,
    ),
)
