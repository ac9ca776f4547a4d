"""The rules as one page of Markdown:
``python -m epilogue.questions.check.rules.pages > docs/rules.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from epilogue.questions.check.context import RuleContext
from epilogue.questions.check.rules.registry import all_rules
from epilogue.rules.base import Rule

HEAD = """\
# What `epilogue check` finds

Generated from the rules in `src/epilogue/questions/check/rules/`, and those in the `rules.py` of a language's folder: change
them there, then `python -m epilogue.questions.check.rules.pages > docs/rules.md`.

An **error** is something a reader runs into; a **warning** is very likely a mistake; a **note** is worth a look and may be
meant. `epilogue check` exits with 1 if there is an error or a warning. What several rules find in
one line for one reason is reported as one finding.

To silence one: `# epilogue: intended` on its line or the line above (`// epilogue: intended` where no tag can stand),
`# epilogue: ignore EP001` for one rule alone, `intended = ["story.ink:47"]` or, for a whole rule,

    [check]
    ignore = ["EP001"]

in `epilogue.toml`; `--ignore EP001` and `--select EP001` for one run.

| rule | | finds |
|---|---|---|
"""


def markdown() -> str:
    """The page."""
    rules = all_rules()
    rows = "".join(
        f"| [{rule.code}](#{rule.code.lower()}-{rule.slug}) | {rule.severity.value} | {rule.title} |\n" for rule in rules
    )
    return HEAD + rows + "".join("\n" + "\n".join(_rule(rule)) + "\n" for rule in rules)


def _rule(rule: Rule[RuleContext]) -> Iterator[str]:
    yield f"## {rule.code} {rule.slug}"
    yield f"\n{rule.what}\n\n{rule.why}\n"
    if rule.settings:
        yield f"With this in `epilogue.toml`:\n\n{_code(rule.settings)}\n"
    yield f"It finds something in this:\n\n{_code(rule.bad)}\n"
    yield f"and nothing in this:\n\n{_code(rule.good)}"


def _code(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.rstrip("\n").splitlines())


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(markdown())
