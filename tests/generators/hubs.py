"""Random ink stories around one menu: ``hubs(seed)`` gives groups of options that differ in their names alone, among others that
do not: asked once, switched, counted, opened by others, drawn for, with questions of their own, or over with the story."""

from __future__ import annotations

from random import Random


def hubs(seed: int) -> str:
    """An ink source."""
    rng = Random(f"hubs {seed}")
    variables: list[str] = []
    options: list[str] = []
    knots: list[str] = []
    conditions: list[str] = []
    for group in range(rng.randint(1, 3)):
        kind = rng.choice(("once", "switch", "count", "topic", "draw", "over", "opened"))
        members = rng.randint(2, 4 if kind in ("once", "opened") else 3)
        names = [f"{kind}{group}{letter}" for letter in "abcd"[:members]]
        for name in names:
            bullet = "+" if kind in ("switch", "count") or rng.random() < 0.1 else "*"
            variables.append(f"VAR {name} = {'false' if kind == 'switch' else '0'}")
            deed = {
                "switch": f"~ {name} = not {name}",
                "count": f"~ {name} = ({name} + 1) % 3",
                "draw": f"{{ RANDOM(1, 2) > 1:\n    ~ {name} = 1\n}}",
            }.get(kind, f"~ {name} = 1")
            if kind == "topic":
                knots.append(f"=== in_{name}\n* [why] -> in_{name}\n* [when] -> in_{name}\n+ [enough] -> hub")
            over = f"{{ hub > 2: -> end_a }}\n    -> end_{rng.choice('ab')}"
            onward = {"topic": f"-> in_{name}", "over": over}.get(kind, "-> hub")
            guard = f"{{{rng.choice(names)} > 0}} " if kind == "opened" and name != names[0] else ""
            options.append(f"{bullet} {guard}[{name}]\n    {deed}\n    {onward}")
        conditions.append(rng.choice((" + ".join(names) + f" > {rng.randint(0, 2)}", f"{names[0]} > 0", " and ".join(names))))
        if kind == "switch":
            conditions[-1] = rng.choice((" and ".join(names), names[0]))
    if rng.random() < 0.5:
        rng.shuffle(options)
    options.append("+ [leave] -> out")
    out = [f"{{ {condition}: -> end_{rng.choice('ab')} }}" for condition in conditions]
    ends = [f"=== end_{name}\n# ending: {name}\nOver. -> END" for name in "ab"]
    return "\n".join([*variables, "-> hub", "=== hub", *options, "=== out", *out, "-> DONE", *ends, *knots]) + "\n"
