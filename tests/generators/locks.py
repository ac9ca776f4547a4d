"""Small stories in which decisions count together: ``locks(seed)`` gives stages that add to counters, options that only some
counters open, draws, a room one can come back to, and endings by how much was gathered."""

from __future__ import annotations

from random import Random


def locks(seed: int, back: bool = False) -> str:
    """An ink source. ``back``: with a room that one can come back to, any number of times."""
    rng = Random(f"locks {seed}")
    stages = rng.randint(2, 3) if back else rng.randint(3, 5)
    names = ["a", "b"][: rng.randint(1, 2)]
    lines = [f"VAR {name} = 0" for name in names] + ["-> s0"]
    hub = rng.randrange(stages) if back else -1
    for stage in range(stages):
        lines.append(f"=== s{stage}")
        if rng.random() < 0.4:
            name = rng.choice(names)
            lines += [f"{{ RANDOM(1, {rng.randint(2, 3)}) > 1:", f"    ~ {name} += 1", "}"]
        onward = f"-> s{stage + 1}" if stage + 1 < stages else "-> last"
        for option in range(rng.randint(2, 3)):
            name = rng.choice(names)
            guard = f"{{{rng.choice(names)} > {rng.randint(0, 1)}}} " if option and rng.random() < 0.3 else ""
            lines.append(f"+ {guard}[o{option}]")
            if rng.random() < 0.6:
                lines.append(f"    ~ {name} = {'(' + name + ' + 1) % 4' if rng.random() < 0.8 else '0'}")
            skip = stage + 2 < stages and rng.random() < 0.2
            lines.append(f"    -> s{stage + 2}" if skip else f"    {onward}")
        if stage == hub:
            lines.append(f"{rng.choice('+*')} [again]\n    -> s{rng.randint(0, stage)}")
    lines.append("=== last")
    for ending in range(rng.randint(1, 2)):
        terms = " + ".join(rng.sample(names, rng.randint(1, len(names))))
        lines.append(f"{{ {terms} {rng.choice(('>', '<', '=='))} {rng.randint(1, 3)}: -> e{ending} }}")
    lines.append("# ending: other\nOther. -> END")
    lines += [f"=== e{ending}\n# ending: e{ending}\nE{ending}. -> END" for ending in range(2)]
    return "\n".join(lines) + "\n"
