"""Questions about a story, a folder each: ``analysis`` (StateGraph to result), ``answer`` (plain frozen data, in the schema),
``build`` (from a loaded story to the answer) and ``screen`` (the answer in a terminal)."""

from __future__ import annotations

#: ``kind`` of an answer in JSON -> the question whose ``answer`` module defines its record, and the record's name.
KINDS: dict[str, tuple[str, str]] = {
    "against": ("against", "Against"),
    "check": ("check", "CheckReport"),
    "plays": ("plays", "Plays"),
    "tests": ("storytests", "StoryTests"),
    "verdict": ("verdict", "Verdict"),
    "whatif": ("whatif", "WhatIf"),
    "why": ("why", "WhyPlay"),
    "why-choice": ("why", "WhyChoice"),
    "why-ending": ("why", "WhyEnding"),
}
