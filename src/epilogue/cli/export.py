"""``epilogue export``: the story in another form."""

from __future__ import annotations

import os

from epilogue import project
from epilogue.cli.console import say, story_parser


def main(arguments: list[str]) -> int:
    """Write the compiled story to a file, or to standard output."""
    parser = story_parser("export", "Write the story in another form.")
    form = parser.add_mutually_exclusive_group(required=True)
    form.add_argument("--compiled", action="store_true", help="compiled ink (JSON), for ink's own runtimes")
    parser.add_argument("-o", "--output", metavar="FILE", help="where to; standard output if left out")
    options = parser.parse_args(arguments)
    if options.output and os.path.realpath(options.output) == os.path.realpath(options.story):
        parser.error("the output is the story itself")
    text = project.compiled(options.story, allow_outside=options.allow_outside)
    if not options.output:
        say(text)
        return 0
    with open(options.output, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    say(f"Wrote {options.output}.")
    return 0
