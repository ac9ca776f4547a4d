"""EP020: a "not" before a comparison."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.analysis.sources import NOT_COMPARED, misread_not
from epilogue.diagnostics import Severity
from epilogue.ir.operators import Compare, Logic
from epilogue.questions.check.context import RuleContext
from epilogue.questions.check.rules.base import Finding, Rule
from epilogue.questions.check.rules.remedies import misread


def check(context: RuleContext) -> Iterator[Finding]:
    """One finding for each line on which a comparison has a negation on its left."""
    code = context.program.code
    lines = set()
    algebra = context.program.semantics.algebra
    for at in range(3, len(code)):
        compared, negated = code[at], code[at - 2]
        if compared.op != "apply" or negated.op != "apply":
            continue
        if isinstance(algebra(compared.a), Compare) and algebra(negated.a) is Logic.NOT:
            span = context.span(at)
            if (span.file, span.line) in lines:
                continue
            lines.add((span.file, span.line))
            line = context.sources.line(span)
            found = NOT_COMPARED.search(line)
            said = misread_not(line)
            if found is not None and said is not None:
                yield Finding(span, said, misread(line))


RULE = Rule(
    code="EP020",
    slug="misread-not",
    severity=Severity.WARNING,
    title='"not x == y", which does not mean "x is not y"',
    what='Finds comparisons that begin with "not". In ink, "not" binds tighter than a comparison: "not tool == BUCKET" asks '
    "whether "
    '"not tool", which is true or false, equals BUCKET. (With true or false on the right it comes to the same, and is left '
    "alone.)",
    why="It reads as English and means something else: mostly it is never true, or always.",
    bad="""\
CONST BUCKET = 2
VAR tool = 0
* [Take the bucket]
    ~ tool = BUCKET
* [Take nothing]
- {not tool == BUCKET: Your hands are empty.}
-> END
""",
    good="""\
CONST BUCKET = 2
VAR tool = 0
* [Take the bucket]
    ~ tool = BUCKET
* [Take nothing]
- {tool != BUCKET: Your hands are empty.}
-> END
""",
    check=check,
)
