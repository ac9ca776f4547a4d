"""A story's own tests as pytest collects and runs them."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.slow

pytest_plugins = "pytester"

STORY = "* [Sit]\n  # ending: together\n  Sat.\n  -> END\n* [Walk]\n  # ending: apart\n  Gone.\n  -> END\n"
TESTS = """\
[[tests]]
name = "She sits"
choices = ["Sit"]
ending = "together"

[[tests]]
name = "He walks"
choices = ["Walk"]
ending = "together"
"""


@pytest.fixture
def story(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makefile(".ink", bench=STORY)
    return pytester


def test_the_same_tests_and_the_same_words(story: pytest.Pytester) -> None:
    story.makefile(".toml", epilogue=TESTS)
    story.makefile(".storytest.toml", bench='[[tests]]\nname = "Any"\nevery = true\n')
    result = story.runpytest_subprocess("-v")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*epilogue.toml::She sits PASSED*",
            "*epilogue.toml::He walks FAILED*",
            "He walks",
            "  - it ends as “apart”, not as “together”",
            "  The closest playthrough that passes: 1 choice changed (~)",
            "    ~ Sit",
        ]
    )
    assert "Traceback" not in result.stdout.str()


def test_a_file_that_cannot_be_read_is_a_message(story: pytest.Pytester) -> None:
    story.makefile(".toml", epilogue="[[tests]]\n")
    result = story.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*epilogue.toml:1: error: tests: name: expected a name*"])


def test_a_test_of_what_the_story_does_not_have(story: pytest.Pytester) -> None:
    story.makefile(".toml", epilogue='[[tests]]\nname = "a"\nending = "togehter"\n')
    result = story.runpytest_subprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*did you mean together?*"])


def test_other_toml_files_are_left_alone(story: pytest.Pytester) -> None:
    story.makefile(".toml", other=TESTS)
    assert story.runpytest_subprocess().ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_test_plans(pytester: pytest.Pytester) -> None:
    pytester.makefile(".yarn", inn="title: Start\n---\nHello.\n===\n")
    pytester.makefile(".testplan", inn="line: `Hullo.`\n", stray="line: *\n")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["inn.testplan:1", "  - line `Hullo.` expected, but this comes: line `Hello.`"])


def test_a_storys_own_settings(pytester: pytest.Pytester) -> None:
    pytester.makefile(".yarn", inn="title: Start\n---\n-> Sit\n    Sat. #ending:together\n===\n")
    pytester.makefile(".yarn.toml", inn='[[tests]]\nname = "She sits"\nchoices = ["Sit"]\nending = "together"\n')
    pytester.makefile(".ink", inn=STORY)
    pytester.makefile(".toml", epilogue=TESTS.split("\n\n")[0])
    result = pytester.runpytest_subprocess("-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*inn.yarn.toml::She sits PASSED*"])
