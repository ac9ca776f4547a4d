"""Each rule finds something in its bad example and nothing in its mended one; its documentation is the one that is published."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from epilogue.questions.check.answer import Found
from epilogue.questions.check.build import check
from epilogue.questions.check.rules.base import Rule
from epilogue.questions.check.rules.pages import markdown
from epilogue.questions.check.rules.registry import RULES
from epilogue.story.project import load


def found(folder: Path, rule: Rule, source: str) -> tuple[Found, ...]:
    (folder / "story.ink").write_text(source, encoding="utf-8")
    if rule.settings:
        (folder / "epilogue.toml").write_text(rule.settings, encoding="utf-8")
    return check(load(str(folder / "story.ink")), [rule.code]).findings


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_finds_what_its_example_has(rule: Rule, tmp_path: Path) -> None:
    findings = found(tmp_path, rule, rule.bad)
    assert findings
    for one in findings:
        assert one.codes == (rule.code,)
        assert one.line > 0
        assert one.why and one.fix.endswith((".", ")"))
    assert not found(tmp_path, rule, rule.good)


def test_a_variable_that_a_property_asks_for_is_read(tmp_path: Path) -> None:
    story = tmp_path / "story.ink"
    story.write_text("VAR gold = 1\n* [Pay]\n  ~ gold = 0\n- Done.\n-> END\n", encoding="utf-8")
    assert [one.why for one in check(load(str(story)), ["EP022"]).findings] == ["gold is set and never read"]
    (tmp_path / "epilogue.toml").write_text('[properties]\nsolvent = "always gold >= 0"\n', encoding="utf-8")
    assert not check(load(str(story)), ["EP022"]).findings


def test_codes_and_names_are_told_apart_and_in_order() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert all(re.fullmatch(r"EP\d{3}", code) for code in codes)
    assert len({rule.slug for rule in RULES}) == len(RULES)


def test_the_page_of_the_rules_is_current() -> None:
    page = Path(__file__).parents[3] / "docs" / "rules.md"
    assert page.read_text(encoding="utf-8") == markdown(), "python -m epilogue.questions.check.rules.pages > docs/rules.md"
