"""Random small ink sources that lead back to the passage they begin with, sometimes with an ending's mark in force."""

from __future__ import annotations

from random import Random


def returning(seed: int) -> str:
    """An ink source; finite: its variables stay small."""
    random = Random(f"returns {seed}")
    knots = 1 + random.randrange(3)
    lines = ["VAR v = 0", "VAR w = 0", "-> k0"]
    for knot in range(knots):
        lines += [f"=== k{knot} ===", random.choice(("What now?", "{k0 > 1: Again.|First.}", "{!One.|Two.}", "{v > 0: Yes.}"))]
        for option in range(2 + random.randrange(2)):
            sign = random.choice("+++*")
            guard = random.choice(("", "", "", "{v == 0} ", "{w < 1} "))
            text = random.choice(("", "", " {!x|y}", " {&p|q}", " {v}"))
            lines.append(f"{sign} {guard}o{option}{text}")
            if random.random() < 0.35:
                lines += ["  + + c", *_step(random, knots, "    "), "  + + d", *_step(random, knots, "    ")]
            else:
                lines += _step(random, knots, "  ")
        if random.random() < 0.5:
            lines.append("* -> END")
    return "\n".join(lines) + "\n"


def _step(random: Random, knots: int, indent: str) -> list[str]:
    step = []
    if random.random() < 0.3:
        step.append(random.choice(("~ v = 1", "~ w = 1 - w", "~ v = RANDOM(0, 1)")))
    if random.random() < 0.35:
        step.append(random.choice(("# ending: home", "# ending: lost")))
    if random.random() < 0.3:
        step.append(random.choice(("Said.", "{v}.", "{w: Some|None}.")))
    step.append("-> END" if random.random() < 0.25 else f"-> k{random.choice((0, 0, random.randrange(knots)))}")
    return [indent + line for line in step]
