"""Every rule, in the order of their codes. Imports them all: for who checks, not for who only finds endings."""

from __future__ import annotations

from epilogue.rules import (
    broken_property,
    constant_condition,
    dead_end,
    endless_loop,
    menu_runs_dry,
    misread_not,
    never_offered,
    never_reached,
    never_read,
    never_set,
    never_shown,
    orphaning_gather,
    out_of_content,
    rare_ending,
    run_time_error,
    same_outcome,
    soft_lock,
    source_warning,
    unheard_line,
    worse_for_everyone,
)
from epilogue.rules.base import Rule

RULES: tuple[Rule, ...] = (
    never_offered.RULE,
    never_shown.RULE,
    never_reached.RULE,
    constant_condition.RULE,
    run_time_error.RULE,
    out_of_content.RULE,
    dead_end.RULE,
    menu_runs_dry.RULE,
    soft_lock.RULE,
    endless_loop.RULE,
    misread_not.RULE,
    orphaning_gather.RULE,
    never_read.RULE,
    never_set.RULE,
    same_outcome.RULE,
    rare_ending.RULE,
    unheard_line.RULE,
    worse_for_everyone.RULE,
    broken_property.RULE,
    source_warning.RULE,
)
