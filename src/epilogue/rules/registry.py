"""Every rule, in the order of their codes. Imports them all: for who checks, not for who only finds endings."""

from __future__ import annotations

from epilogue.rules import broken_property, never_offered, orphaning_gather
from epilogue.rules.base import Rule

RULES: tuple[Rule, ...] = (
    never_offered.RULE,
    orphaning_gather.RULE,
    broken_property.RULE,
)
