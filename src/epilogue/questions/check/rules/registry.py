"""Every rule, in the order of their codes. Imports them all: only checking needs it, not finding endings."""

from __future__ import annotations

from importlib import import_module

from epilogue.questions.check.rules.base import Rule

_MODULES = (
    "never_offered", "never_shown", "never_reached", "constant_condition", "ending_never_reached",
    "run_time_error", "out_of_content", "dead_end", "menu_runs_dry", "soft_lock", "endless_loop", "left_tunnel",
    "tunnel_without_return", "endless_tunnel",
    "misread_not", "orphaning_gather", "never_read", "never_set", "same_outcome",
    "rare_ending", "unheard_line", "worse_for_everyone", "broken_property",
    "source_warning",
)  # fmt: skip
"""A module for each rule."""
RULES: tuple[Rule, ...] = tuple(import_module(f"epilogue.questions.check.rules.{name}").RULE for name in _MODULES)
