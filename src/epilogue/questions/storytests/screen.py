"""The screens of ``epilogue test``: one line a test, failures to be read, and what was recorded."""

from __future__ import annotations

from collections import Counter

from epilogue.questions.storytests.answer import Accepted, Failure, Judged, Nearest, StoryTests
from epilogue.views.text import words
from epilogue.views.text.layout import Paint, next_lines, wrap
from epilogue.views.text.places import file_name
from epilogue.views.text.shell import file_argument, valued

_SIGNS = {"passed": ("✔", "green"), "failed": ("✘", "red"), "open": ("?", "yellow")}
OWN = ".toml"
"""Suffix of our own tests; any other is a test plan of the language's tools, edited by hand."""
_SHOWN = 6
"""Choices shown at the beginning of a long playthrough, and at its end."""


def render(answer: StoryTests, width: int = 80, colour: bool = False) -> str:
    """The whole screen, ending with a newline."""
    paint = Paint(colour)
    lines = []
    for test in answer.tests:
        lines += _line(test, width, paint)
        if test.failure is not None:
            lines += [*failure_lines(test.failure, width, paint, "  "), ""]
    if lines[-1:] != [""]:
        lines.append("")
    return "\n".join([*lines, *_summary(answer, width, paint)]) + "\n"


def _line(test: Judged, width: int, paint: Paint) -> list[str]:
    sign, style = _SIGNS[test.outcome]
    where = f"  ({file_name(test.file)}:{test.line})" if test.outcome != "passed" else ""
    lines = wrap(f"{words.clean(test.name)}{where}", width, f"{sign} ", "  ")
    return [paint(sign, style) + lines[0][1:], *lines[1:]]


def failure_lines(failure: Failure, width: int = 80, paint: Paint | None = None, indent: str = "") -> list[str]:
    """A failure to be read: what is wrong, on which way, what is offered there, and the nearest way that passes."""
    paint = paint or Paint(False)
    lines: list[str] = []
    if failure.about:
        lines += wrap(failure.about, width, indent, indent)
    for reason in failure.said:
        lines += wrap(reason, width, f"{indent}- ", f"{indent}  ")
    if failure.way:
        lines.append(f"{indent}How to get there:")
        lines += _choices([(text, "") for text in failure.way], width, paint, indent)
    if failure.luck:
        lines += wrap(f"The luck it takes: luck = [{', '.join(map(words.clean, failure.luck))}]", width, indent, f"{indent}  ")
    if failure.offered:
        lines.append(f"{indent}On offer there:")
        for number, text in enumerate(failure.offered, 1):
            lines += wrap(text, width, f"{indent}  {number}. ", f"{indent}     ")
    if failure.nearest is not None:
        lines += _nearest(failure.nearest, width, paint, indent)
    return lines


def _choices(choices: list[tuple[str, str]], width: int, paint: Paint, indent: str) -> list[str]:
    """The choices of a playthrough; of a long one, those that are changed and those around its ends."""
    marks = {"": ">", "changed": "~", "added": "+"}
    lines: list[str] = []
    left_out = 0
    for number, (text, change) in enumerate(choices):
        near_the_end = number >= len(choices) - _SHOWN
        if change == "changed" or number < _SHOWN or near_the_end or len(choices) <= 2 * _SHOWN + 1:
            if left_out:
                lines.append(f"{indent}  … {words.choices(left_out)} …")
            left_out = 0
            shown = wrap(text, width, f"{indent}  {marks[change]} ", f"{indent}    ")
            lines += [paint(line, "bold") for line in shown] if change else shown
        else:
            left_out += 1
    return lines


def _nearest(nearest: Nearest, width: int, paint: Paint, indent: str) -> list[str]:
    counts = Counter(choice.change for choice in nearest.choices)
    parts = [
        words.plural(counts["changed"], "choice changed (~)", "choices changed (~)") if counts["changed"] else "",
        f"{counts['added']} added (+)" if counts["added"] else "",
        f"{nearest.left_out} of the test's choices left out" if nearest.left_out else "",
    ]
    summary = ", ".join(part for part in parts if part) or "the same choices, with different luck"
    lines = wrap(f"The closest playthrough that passes: {summary}", width, indent, indent)
    return lines + _choices([(choice.text, choice.change) for choice in nearest.choices], width, paint, indent)


def _summary(answer: StoryTests, width: int, paint: Paint) -> list[str]:
    counts = Counter(test.outcome for test in answer.tests)
    counted = [f"{counts['passed']} passed"] if counts["passed"] or not answer.tests else []
    counted += [f"{counts['failed']} failed"] if counts["failed"] else []
    counted += [f"{counts['open']} not settled"] if counts["open"] else []
    style = "green" if answer.passed else "red"
    story = file_argument(answer.path)
    summary = f"{words.plural(len(answer.tests), 'test')}: {', '.join(counted)}."
    if answer.reason is not None:
        summary += f" {answer.reason[0].upper()}{answer.reason[1:]}."
    lines = [paint(line, style) for line in wrap(summary, width)]
    if answer.passed:
        return [*lines, *next_lines([(f"epilogue endings {story}", "every way it can end")], width, paint)]
    failed = next(test for test in answer.tests if test.outcome != "passed")
    alone = valued("-k", words.clean(failed.name)) if failed.file.endswith(OWN) else valued("--plan", failed.file)
    steps = [(f"epilogue test {story} {alone}", "this one alone")]
    if counts["open"]:
        steps.insert(0, (f"epilogue test {story} --time 10m", "search further"))
    if any(test.outcome == "failed" and test.file.endswith(OWN) for test in answer.tests):
        steps.append((f"epilogue test {story} --accept", "expect what the story does now"))
    return [*lines, *next_lines(steps, width, paint)]


def render_accepted(answer: Accepted, width: int = 80, colour: bool = False) -> str:
    """The recorded expectations, test by test."""
    paint = Paint(colour)
    lines: list[str] = []
    for test in answer.tests:
        if not test.changes and not test.kept:
            continue
        lines += wrap(f"{words.clean(test.name)}  ({file_name(test.file)}:{test.line})", width)
        for change in test.changes:
            lines += [paint(line, "bold") for line in wrap(change, width, "  + ", "    ")]
        for note in test.kept:
            lines += wrap(note, width, "  - ", "    ")
    written = sum(bool(test.changes) for test in answer.tests)
    if not lines:
        lines = ["Every test already expects what the story does: nothing was written."]
    else:
        lines += ["", f"{words.plural(written, 'test')} updated." if written else "Nothing was written."]
    return "\n".join([*lines, *next_lines([(f"epilogue test {file_argument(answer.path)}", "run them")], width, paint)]) + "\n"
