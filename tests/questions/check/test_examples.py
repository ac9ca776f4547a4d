"""Each rule finds something in its bad example and nothing in its mended one; its documentation is the one that is published."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from epilogue.languages.base import Language
from epilogue.languages.ink import INK
from epilogue.languages.registry import LANGUAGES
from epilogue.questions.check.build import check
from epilogue.questions.check.rules.pages import markdown
from epilogue.questions.check.rules.registry import COMMON, all_rules
from epilogue.rules.base import Rule
from epilogue.story.project import load
from epilogue.testing.rules import example_problems

EXAMPLES = [
    *((rule, INK) for rule in COMMON),
    *((rule, language) for language in LANGUAGES for rule in language.rules()),
]


@pytest.mark.parametrize(("rule", "language"), EXAMPLES, ids=[rule.code for rule, _ in EXAMPLES])
def test_a_rule_finds_what_its_example_has(rule: Rule[Any], language: Language, tmp_path: Path) -> None:
    assert example_problems(rule, language, tmp_path) == []


def test_a_variable_that_a_property_asks_for_is_read(tmp_path: Path) -> None:
    story = tmp_path / "story.ink"
    story.write_text("VAR gold = 1\n* [Pay]\n  ~ gold = 0\n- Done.\n-> END\n", encoding="utf-8")
    assert [one.why for one in check(load(str(story)), ["EP022"]).findings] == ["gold is set and never read"]
    (tmp_path / "epilogue.toml").write_text('[properties]\nsolvent = "always gold >= 0"\n', encoding="utf-8")
    assert not check(load(str(story)), ["EP022"]).findings


def test_codes_and_names_are_distinguished_and_in_order() -> None:
    rules = all_rules()
    codes = [rule.code for rule in rules]
    assert codes == sorted(set(codes))
    assert all(re.fullmatch(r"EP\d{3}", code) for code in codes)
    assert len({rule.slug for rule in rules}) == len(rules)


def test_the_page_of_the_rules_is_current() -> None:
    page = Path(__file__).parents[3] / "docs" / "rules.md"
    assert page.read_text(encoding="utf-8") == markdown(), "python -m epilogue.questions.check.rules.pages > docs/rules.md"
