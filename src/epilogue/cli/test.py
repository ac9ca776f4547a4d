"""``epilogue test STORY``: the story's own tests."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from epilogue.cli.console import Parser, colour, say, say_json, story_parser, width, write_whole
from epilogue.cli.limits import add_limits, searching
from epilogue.questions.storytests import storytest_files, testplans
from epilogue.questions.storytests.storytest_files import StoryTest, StoryTestsFile
from epilogue.story.project import Project, load

if TYPE_CHECKING:
    from argparse import Namespace

    from epilogue.questions.storytests.answer import StoryTests
    from epilogue.space.watch import Watch

Test = StoryTest | testplans.Plan

LISTED = 20
"""Names of tests listed if none fits."""


def main(arguments: list[str]) -> int:
    """Run the tests, or record what the story does now; 1 if one did not pass."""
    parser = story_parser(
        "test", "The story's own tests, from [[tests]] in epilogue.toml, from *.storytest.toml and from test plans beside it."
    )
    parser.add_argument("-k", dest="name", metavar="NAME", help="only tests whose name contains this")
    suffixes = ", ".join(testplans.suffixes())
    parser.add_argument("--plan", metavar="FILE", action="append", help=f"only this test plan ({suffixes}); may be repeated")
    parser.add_argument("-o", dest="output", metavar="FILE", help="write a JUnit report too, for CI")
    view = parser.add_mutually_exclusive_group()
    view.add_argument("--json", action="store_true", help="everything, for programs")
    view.add_argument("--accept", action="store_true", help="make the tests expect what the story does now")
    add_limits(parser)
    options = parser.parse_args(arguments)
    if options.plan and options.accept:
        parser.error("--accept writes tests of epilogue.toml and *.storytest.toml; a test plan is changed by hand")
    with searching(options) as watch:
        story = load(options.story, options.allow_outside)
        files = [] if options.plan else storytest_files.files(story.path)
        named = [Path(path) for path in options.plan] if options.plan else testplans.beside(story.path)
        played = [] if options.accept else [testplans.read(path, story.program.semantics.name) for path in named]
        tests = chosen([*(test for file in files for test in file.tests), *played], options, parser)
        if options.accept:
            return _accept(story, files, [test for test in tests if isinstance(test, StoryTest)], watch)
        answer = _run(story, tests, watch)
    if options.output is not None:
        from epilogue.views.junit import to_junit

        write_whole(options.output, to_junit(answer).encode("utf-8", "replace"))
    if options.json:
        say_json(answer)
    else:
        from epilogue.questions.storytests.screen import render

        say(render(answer, width(), colour(sys.stdout)))
    return 0 if answer.passed else 1


def _run(story: Project, tests: list[Test], watch: Watch) -> StoryTests:
    """The tests that are searched for first, then the plans."""
    from epilogue.questions.storytests.run import run_tests

    return run_tests(
        story,
        [test for test in tests if isinstance(test, StoryTest)],
        watch,
        [test for test in tests if isinstance(test, testplans.Plan)],
    )


def chosen(tests: list[Test], options: Namespace, parser: Parser) -> list[Test]:
    """The tests asked for; a usage error with the names there are if there are none."""
    if not tests:
        parser.error(
            f"{options.story} has no tests yet: write the first into epilogue.toml beside it, as in\n"
            '\n[[tests]]\nname = "The first test"\nchoices = ["Go in", "…"]\nending = "together"\n'
        )
    if options.name is None:
        return tests
    wanted = options.name.casefold()
    matches = [test for test in tests if wanted in test.name.casefold()]
    if not matches:
        from difflib import get_close_matches

        names = [test.name for test in tests]
        close = get_close_matches(options.name, names, 1, 0.6)
        meant = f" (did you mean {close[0]!r}?)" if close else ""
        more = f"; and {len(names) - LISTED} more" if len(names) > LISTED else ""
        parser.error(f"no test has {options.name!r} in its name{meant}; there are: {'; '.join(names[:LISTED])}{more}")
    return matches


def _accept(story: Project, files: list[StoryTestsFile], tests: list[StoryTest], watch: Watch) -> int:
    from epilogue.questions.storytests.accept import accept
    from epilogue.questions.storytests.screen import render_accepted

    accepted = accept(story, files, tests, watch)
    say(render_accepted(accepted, width(), colour(sys.stdout)))
    return 0
