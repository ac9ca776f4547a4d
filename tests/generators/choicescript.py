"""Random small games in ChoiceScript: fair math, reuse, subroutines with parameters, arrays and references, scenes, luck.

``generate(seed)`` gives the same scenes, by file, for the same seed. Jumps lead forward, or back behind an option, so that a page
ends.
"""

from __future__ import annotations

from random import Random

STATS = "might", "wit"
NAMES = "who", "what"
ARRAY = 3


def generate(seed: int) -> dict[str, str]:
    """The scenes of a game."""
    return _Maker(Random(f"{seed}/choicescript")).scenes()


class _Maker:
    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.labels = [f"p{number}" for number in range(rng.randint(3, 5))]
        self.here = 0
        self.words = 0
        self.implicit = self.chance(0.5)
        self.wrong = self.chance(0.15)
        self.features = set(rng.sample(("fair", "arrays", "subs", "scenes", "luck", "reuse", "texts", "checkpoint"), 4))

    def scenes(self) -> dict[str, str]:
        rng = self.rng
        lines = ["*scene_list", "  startup", "  two", f"*create implicit_control_flow {str(self.implicit).lower()}"]
        lines += [f"*create {name} {rng.choice((0, 1, 20, 50, 80))}" for name in STATS]
        lines += [f'*create {name} "{rng.choice(("might", "wit", "ann"))}"' for name in NAMES]
        lines += [f"*create_array bag {ARRAY} {' '.join(str(rng.randint(0, 3)) for _ in range(ARRAY))}", "*create met false"]
        lines += ["*temp k 0"]
        for number, label in enumerate(self.labels):
            self.here = number
            lines += [f"*label {label}", *self.body(0)]
        self.here = len(self.labels)
        lines += ["*label last", *self.some(0, 0.5), *([self.line(0)] if self.chance(0.7) else [])]
        lines += [rng.choice(("*finish", "*ending", "*goto_scene two"))]
        lines += ["*label sub", "*params a b", *self.some(0, 0.6), "*set k a", "*return"]
        lines += ["*label ask", *self.choice(0, leaving="*return"), "*return"]
        two = ["*temp k 1", *self.some(0, 0.6), *([self.line(0)] if self.chance(0.5) else [])]
        two += [
            "*label last",
            "*comment ending: far",
            "*ending",
            "*label help",
            "*params a b",
            "*temp k b",
            *self.some(0, 0.5),
            "*set wit a",
            "*return",
        ]
        return {"startup.txt": "\n".join(lines) + "\n", "two.txt": "\n".join(two) + "\n"}

    def chance(self, odds: float) -> bool:
        return self.rng.random() < odds

    def body(self, depth: int) -> list[str]:
        lines = self.some(depth, 0.6)
        lines += self.choice(depth) if self.chance(0.8) else [f"*goto {self.forward()}"]
        return lines

    def some(self, depth: int, odds: float) -> list[str]:
        lines: list[str] = []
        while self.chance(odds) and len(lines) < 12:
            kind = self.rng.choice(("set", "set", "set", "if", "line", "call"))
            if kind == "if" and depth < 3:
                lines += self.conditional(depth)
            elif kind == "call":
                lines += self.call(depth)
            elif kind == "line":
                lines.append(self.line(depth))
            else:
                lines.append(f"{'  ' * depth}{self.setting()}")
        return lines

    def call(self, depth: int) -> list[str]:
        pad = "  " * depth
        calls = []
        if "subs" in self.features and self.here < len(self.labels):
            calls += [f"{pad}*gosub sub {self.value()} {self.value()}", f"{pad}*gosub ask"]
        if "scenes" in self.features and self.here < len(self.labels):
            calls.append(f"{pad}*gosub_scene two help {self.value()} {self.value()}")
        if "checkpoint" in self.features and self.here < len(self.labels):
            calls.append(f"{pad}*save_checkpoint")
        return [self.rng.choice(calls)] if calls else []

    def conditional(self, depth: int) -> list[str]:
        pad = "  " * depth
        lines = [f"{pad}*if {self.test()}", *self.inside(depth + 1)]
        if self.chance(0.4):
            lines = [*lines[:1], *lines[1:], *([] if self.implicit else [f"{pad}  *goto {self.forward()}"])]
            if self.chance(0.4):
                lines += [f"{pad}*elseif {self.test()}", *self.inside(depth + 1)]
                lines += [] if self.implicit else [f"{pad}  *goto {self.forward()}"]
            lines += [f"{pad}*else", *self.inside(depth + 1)]
        return lines

    def inside(self, depth: int) -> list[str]:
        return self.some(depth, 0.4) or [f"{'  ' * depth}{self.setting()}"]

    def choice(self, depth: int, leaving: str = "") -> list[str]:
        pad = "  " * depth
        fake = self.chance(0.2)
        lines = [f"{pad}*{'fake_choice' if fake else 'choice'}"]
        count = self.rng.randint(1, 3)
        for number in range(count):
            lines += self.option(depth + 1, number == count - 1, fake, leaving)
        if not leaving:
            lines += [*self.some(depth, 0.3), f"{pad}*goto {self.forward()}"]
        return lines

    def option(self, depth: int, last: bool, fake: bool, leaving: str) -> list[str]:
        rng, pad = self.rng, "  " * depth
        self.words += 1
        before = ""
        if "reuse" in self.features and self.chance(0.5):
            before = rng.choice(("*hide_reuse ", "*disable_reuse ", "*allow_reuse "))
        if (not last or self.wrong) and self.chance(0.3):
            before += f"{rng.choice(('*if', '*selectable_if'))} ({self.test()}) "
        elif last and not self.wrong:
            before = ""
        shown = f" {self.inserted()}" if self.chance(0.15) else ""
        lines = [f"{pad}{before}#Option {self.words}{shown}", *self.some(depth + 1, 0.4)]
        ends = leaving or f"*goto {rng.choice(self.labels) if self.chance(0.25) else self.forward()}"
        if self.chance(0.1) and not leaving:
            ends = rng.choice(("*finish", "*ending", "*goto_scene two"))
        if "checkpoint" in self.features and self.chance(0.1) and not leaving:
            ends = "*restore_checkpoint"
        falls = (fake or self.implicit) and self.chance(0.5)
        return lines if falls else [*lines, f"{pad}  {ends}"]

    def forward(self) -> str:
        return self.rng.choice((*self.labels[self.here + 1 :], "last"))

    def line(self, depth: int) -> str:
        self.words += 1
        return f"{'  ' * depth}Line {self.words} {self.inserted() if self.chance(0.3) else 'said'}."

    def inserted(self) -> str:
        return self.rng.choice(("${might}", "$!{who}", "${k}", "@{met yes|no}", f"@{{({self.test()}) this|that}}", "${bag_1}"))

    def setting(self) -> str:
        rng = self.rng
        stat = rng.choice(STATS)
        kinds = [
            f"*set {stat} {rng.choice((0, 1, 20, 50))}",
            f"*set met {self.test()}",
            f"*set k {self.number()}",
            "*set k (k + 1) modulo 3",
        ]
        kinds[3] = "*set k k modulo 3"
        if "fair" in self.features:
            kinds += [f"*set {stat} {rng.choice(('%+', '%-'))} {rng.choice((10, 25, 50))}"] * 3
        if "arrays" in self.features:
            index = rng.choice(("1", "2", "(k modulo 2)+1"))
            kinds += [f"*set bag[{index}] {rng.randint(0, 3)}", f"*set k bag[{index}]", '*set {"mi"&"ght"} 20']
            kinds += ["*set {who} 50", "*set bag_2 {what}"] if self.wrong else []
        if "luck" in self.features:
            kinds += [f"*rand k {rng.randint(0, 1)} {rng.randint(1, 2)}", "*rand bag_1 1 2"]
        if "texts" in self.features:
            kinds += [f'*set who "{rng.choice(("ann", "wit"))}"', '*set what who&"x"', '*set who "${k}"', "*set k length(who)"]
        if self.wrong:
            kinds += ["*set might -30", "*set k who + 1", "*set k 3 / k", "*set met k"]
        return rng.choice(kinds)

    def number(self) -> str:
        return self.rng.choice((str(self.rng.randint(0, 2)), "k", "bag_1", "bag_3"))

    def value(self) -> str:
        return self.rng.choice((str(self.rng.randint(0, 2)), "k", '"ann"', "who", "(k = 1)"))

    def test(self) -> str:
        rng = self.rng
        return rng.choice(
            (
                f"{rng.choice(STATS)} {rng.choice(('>', '<', '>=', '<='))} {rng.choice((20, 50, 60))}",
                f"k {rng.choice(('=', '!=', '>'))} {rng.randint(0, 2)}",
                "met",
                "not(met)",
                f'{rng.choice(NAMES)} = "{rng.choice(("ann", "wit", "annx"))}"',
                f"(bag_{rng.randint(1, ARRAY)} > 1) {rng.choice(('and', 'or'))} met",
                f"bag[{rng.randint(1, ARRAY)}] = k" if "arrays" in self.features else "bag_1 = k",
            )
        )
