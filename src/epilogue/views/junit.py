"""A story's tests as a JUnit report, which CI services read."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from epilogue.questions.storytests.answer import Judged, StoryTests
from epilogue.questions.storytests.screen import failure_lines

_ALLOWED = frozenset("\t\n\r")


def to_junit(answer: StoryTests) -> str:
    """One ``testsuite`` with a ``testcase`` for each test; one that is not settled counts as failed."""
    failed = sum(test.outcome != "passed" for test in answer.tests)
    total = sum(test.seconds for test in answer.tests)
    head = f'<testsuite name={_attribute(answer.story)} tests="{len(answer.tests)}" failures="{failed}" errors="0" skipped="0"'
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            f'<testsuites tests="{len(answer.tests)}" failures="{failed}" time="{total:.3f}">',
            f'{head} time="{total:.3f}">',
            *(_case(answer, test) for test in answer.tests),
            "</testsuite>",
            "</testsuites>\n",
        ]
    )


def _case(answer: StoryTests, test: Judged) -> str:
    head = (
        f"<testcase classname={_attribute(answer.story)} name={_attribute(test.name)} "
        f'file={_attribute(test.file)} line="{test.line}" time="{test.seconds:.3f}"'
    )
    if test.failure is None:
        return f"{head}/>"
    message = _attribute("; ".join(test.failure.said))
    body = escape(_sayable("\n".join(failure_lines(test.failure, 100))))
    return f'{head}><failure type="{test.outcome}" message={message}>{body}</failure></testcase>'


def _attribute(text: str) -> str:
    return quoteattr(_sayable(text))


def _sayable(text: str) -> str:
    """Strips characters that XML cannot hold."""
    return "".join(c for c in text if c in _ALLOWED or (c >= " " and not 0xD800 <= ord(c) < 0xE000 and c not in "\ufffe\uffff"))
