"""Every rule: those about any story, and those of each language. Imports them all: only checking needs them."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from epilogue.languages import registry
from epilogue.languages.base import Language
from epilogue.questions.check.context import RuleContext
from epilogue.questions.check.facts import Facts
from epilogue.rules.base import Finding, Rule, StoryFacts

_MODULES = (
    "never_offered", "never_shown", "never_reached", "constant_condition", "ending_never_reached",
    "run_time_error", "out_of_content", "dead_end", "menu_runs_dry", "soft_lock", "endless_loop", "endless_call",
    "never_read", "never_set", "same_outcome",
    "rare_ending", "unheard_line", "worse_for_everyone", "broken_property",
    "source_warning",
)  # fmt: skip
"""A module for each rule about any story."""
COMMON: tuple[Rule[RuleContext], ...] = tuple(import_module(f"{__package__}.{name}").RULE for name in _MODULES)


def all_rules() -> list[Rule[RuleContext]]:
    """Every rule, in the order of their codes."""
    own = [_for_context(rule, language) for language in registry.LANGUAGES for rule in language.rules()]
    return sorted((*COMMON, *own), key=lambda rule: rule.code)


def _for_context(rule: Rule[StoryFacts], language: Language) -> Rule[RuleContext]:
    """A rule of a language, for any story: it finds nothing in those of others."""

    def check(context: RuleContext) -> Iterable[Finding]:
        return rule.check(Facts(context)) if context.program.semantics.name == language.name else ()

    return Rule(*rule[:8], check, *rule[9:])
