"""What was found of each question, as plain frozen data: one module a question; views are drawn from these and nothing else."""

from __future__ import annotations

#: What answers are called in JSON (``kind``), and the record that each is: module of this package, and its name.
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
