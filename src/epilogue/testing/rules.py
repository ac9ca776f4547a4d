"""The examples of a rule, tried out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from epilogue.languages.base import Language
from epilogue.questions.check.answer import Found
from epilogue.questions.check.build import check
from epilogue.rules.base import Rule
from epilogue.story.project import load


def example_problems(rule: Rule[Any], language: Language, folder: Path) -> list[str]:
    """Problems of a rule's examples, in a language that the registry has: ``check`` finds it, and nothing else, in the bad
    one, and nothing in the mended one."""
    if rule.settings:
        (folder / "epilogue.toml").write_text(rule.settings, encoding="utf-8")
    bad, good = _findings(rule, rule.bad, language, folder), _findings(rule, rule.good, language, folder)
    problems = [] if bad else ["nothing is found in the bad example"]
    problems += [f"found with others: {', '.join(finding.codes)}" for finding in bad if finding.codes != (rule.code,)]
    problems += [f"without a line: {finding.why}" for finding in bad if finding.line < 1]
    problems += [f"no advice in sentences: {finding.fix!r}" for finding in bad if not finding.fix.endswith((".", ")"))]
    return problems + [f"found in the mended example: {finding.why}" for finding in good]


def _findings(rule: Rule[Any], source: str, language: Language, folder: Path) -> tuple[Found, ...]:
    story = folder / f"example{language.suffixes[0]}"
    story.write_text(source, encoding="utf-8")
    return check(load(str(story)), [rule.code]).findings
