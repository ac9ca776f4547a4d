"""Random small Yarn sources: ``generate(seed, size)`` gives the same valid story for the same arguments.

Numbers stay small: each variable is set to a constant, or wraps round. Jumps lead forward, or back behind an option, so that a
turn always ends. Some are games of several conversations: they have no node ``Start``. Of some groups no node can run, some of
their nodes are led to by their subtitles, some lines have markup without a case for the value, or markup in a value.
"""

from __future__ import annotations

from random import Random

FEATURES = (
    "once", "line_groups", "node_groups", "detours", "computed_jumps", "visited", "luck", "smart", "enums", "greyed", "nested",
    "stops", "commands", "returns", "conversations", "subtitles", "cases", "marked_values",
)  # fmt: skip
COLOURS = "Red", "Green", "Blue"
NAMES = "Ann", "Bo", "[b]Bo[/b]", "[i]Bo", "A: [b]", "Ann [pause/] Bo"
"""What a variable may be set to; all but two hold markup, some of it never closed."""


def generate(seed: int, size: int = 4) -> str:
    """A Yarn source of one file. ``size`` is roughly its number of nodes."""
    return _Maker(Random(f"{seed}/{size}/yarn"), size).story()


class _Maker:
    def __init__(self, rng: Random, size: int) -> None:
        self.rng = rng
        share = rng.choice((0.3, 0.5, 0.8))
        self.features = frozenset(f for f in FEATURES if rng.random() < share)
        self.nodes = ["N0" if "conversations" in self.features else "Start", *(f"N{i}" for i in range(1, max(2, size)))]
        self.rooms = ["Aside", "Other"] if "detours" in self.features else []
        self.group = "Crowd" if "node_groups" in self.features else None
        members = rng.randint(2, 3) if self.group else 0
        self.members = [f"Crowd.m{number}" for number in range(members)] if "subtitles" in self.features else []
        self.empty = rng.random() < 0.2
        self.straight = 2
        self.crowd = members
        self.words = 0
        self.here = 0
        self.aside = False

    def story(self) -> str:
        declared = ["<<declare $n = 0>>", "<<declare $m = 1>>", "<<declare $flag = false>>", '<<declare $name = "Ann">>']
        if "enums" in self.features:
            cases = "\n".join(f"<<case {colour}>>" for colour in COLOURS)
            declared += [f"<<enum Colour>>\n{cases}\n<<endenum>>", "<<declare $colour = Colour.Red>>"]
        if "smart" in self.features:
            declared += ["<<declare $much = $n + $m > 2>>", "<<declare $both = $much or $flag>>"]
        written = []
        for here, title in enumerate(self.nodes):
            self.here = here
            head = "" if here else "\n".join(declared) + "\n"
            written.append(f"title: {title}\n---\n{head}{self.body(0)}{self.way_on()}===\n")
        self.aside, self.here = True, len(self.nodes)
        for number, title in enumerate(self.rooms):
            last = "<<detour Other>>\n" if not number and self.chance(0.4) else ""
            back = "<<return>>\n" if self.chance(0.3) else f"<<jump {self.nodes[-1]}>>\n" if self.chance(0.15) else ""
            written.append(f"title: {title}\n---\n{self.body(1)}{last}{back}===\n")
        if self.group is not None:
            for number in range(self.crowd):
                when = self.rng.choice(("once", "always", "$n > 9", self.test(), f"once if {self.test()}"))
                when = "$n > 9" if self.empty else when
                subtitle = f"subtitle: m{number}\n" if self.members else ""
                written.append(f"title: {self.group}\n{subtitle}when: {when}\n---\nCrowd {number}.\n{self.simple('')}===\n")
        return "".join(written)

    def chance(self, odds: float) -> bool:
        return self.rng.random() < odds

    def has(self, feature: str) -> bool:
        return feature in self.features

    def line(self) -> str:
        self.words += 1
        kinds = ["", "", "", " {$n}", " {$name}", " {$flag}", " {$m / 2}"]
        if self.has("cases"):
            kinds += [
                ' [select value={$name} Ann="she" /]',
                ' [select value={$n} 0="none" 1="% coin" /]',
                ' [plural value={$m} one="% coin"/]',
                ' [b]{$name}[/b] [select value={$flag} true="yes %"/] {dice(2)}',
            ]
        if self.has("marked_values"):
            kinds += [" {$name} [wave]{$name}[/wave]", " {$name}[/b]"]
        return f"Line {self.words}{self.rng.choice(kinds)}."

    def number(self) -> str:
        return self.rng.choice(("$n", "$m", str(self.rng.randint(0, 3)), "$n + $m", "$m - 1", "$n * 2"))

    def test(self) -> str:
        kinds = ["$flag", "not $flag", f"{self.number()} {self.rng.choice(('<', '>', '==', '!=', '<=', '>='))} {self.number()}"]
        if self.has("visited"):
            node = self.rng.choice([*self.nodes, *self.rooms, *([self.group] * 2 if self.group else []), *self.members])
            kinds += [
                f'visited("{node}")',
                f'visited_count("{node}") {self.rng.choice(("<", ">", "=="))} {self.rng.randint(0, 2)}',
            ]
        if self.has("smart"):
            kinds += ["$much", "$both", "not $both"]
        if self.has("enums"):
            kinds += [f"$colour == Colour.{self.rng.choice(COLOURS)}"]
        test = self.rng.choice(kinds)
        joined = f"{test} {self.rng.choice(('and', 'or', 'xor'))} {self.rng.choice(kinds)}"
        return joined if self.chance(0.25) else test

    def simple(self, indent: str) -> str:
        """A statement that says or sets something."""
        kinds = [
            self.line(),
            f"<<set $n = {self.rng.randint(0, 3)}>>",
            "<<set $n = ($n + 1) % 4>>",
            f"<<set $m = ({self.number()}) % 3>>",
            f"<<set $flag = {self.test()}>>",
            f'<<set $name = "{self.rng.choice(NAMES if self.has("marked_values") else NAMES[:2])}">>',
            f"{self.line()} <<if {self.test()}>>",
        ]
        if self.has("luck"):
            kinds += ["<<set $n = dice(3)>>", "<<set $m = random_range(0, 2)>>", f"{self.line()} <<if dice(2) == 1>>"]
        if self.has("enums"):
            kinds.append(f"<<set $colour = .{self.rng.choice(COLOURS)}>>")
        if self.has("once"):
            kinds += [f"{self.line()} <<once>>", f"{self.line()} <<once if {self.test()}>>"]
        if self.has("commands"):
            kinds.append("<<fade {$n}>>")
        last = self.here == len(self.nodes) - 1  # a detour from there could come back without any option in between
        if self.rooms and not self.aside and not last:
            kinds.append(f"<<detour {self.rng.choice(self.rooms)}>>")
        if self.group is not None and not self.aside and self.here < len(self.nodes):
            kinds.append(f"<<detour {self.group}>>")
            if self.members and self.straight:
                self.straight -= 1  # each of them multiplies the work
                kinds.append(f'<<detour {{"{self.rng.choice(self.members)}"}}>>')
        return f"{indent}{self.rng.choice(kinds)}\n"

    def block(self, depth: int) -> str:
        indent = "    " * depth
        kinds = ["simple", "simple", "if"]
        kinds += ["once"] * self.has("once") + ["group"] * self.has("line_groups")
        kind = self.rng.choice(kinds) if depth < 3 else "simple"
        inner = self.simple(indent + "    ")
        if kind == "if":
            other = f"{indent}<<else>>\n{self.simple(indent + '    ')}" if self.chance(0.5) else ""
            return f"{indent}<<if {self.test()}>>\n{inner}{other}{indent}<<endif>>\n"
        if kind == "once":
            other = f"{indent}<<else>>\n{self.simple(indent + '    ')}" if self.chance(0.5) else ""
            return f"{indent}<<once>>\n{inner}{other}{indent}<<endonce>>\n"
        if kind == "group":
            items = ""
            for _ in range(self.rng.randint(1, 3)):
                condition = self.rng.choice(("", "", f" <<if {self.test()}>>", " <<once>>"))
                items += f"{indent}=> {self.line()}{condition}\n"
                items += self.simple(indent + "    ") if self.chance(0.4) else ""
            return f"{items}{indent}<<set $m = 1>>\n"
        return self.simple(indent)

    def body(self, depth: int) -> str:
        text = "".join(self.block(0) for _ in range(self.rng.randint(1, 3)))
        if self.chance(0.8) or not depth:
            text += self.options(0, 2 if self.has("nested") else 1)
        return text

    def options(self, depth: int, levels: int) -> str:
        indent, text = "    " * depth, ""
        for number in range(self.rng.randint(2, 3)):
            condition = ""
            if number and self.has("greyed"):
                condition = self.rng.choice(("", f" <<if {self.test()}>>", " <<once>>", f" <<once if {self.test()}>>"))
            text += f"{indent}-> Take {self.line()}{condition}\n"
            text += self.simple(indent + "    ")
            if levels > 1 and self.chance(0.3):
                text += self.options(depth + 1, levels - 1)
            elif self.group is not None and not self.aside and self.chance(0.15):
                members = [f'{{"{own}"}}' for own in self.members]
                text += f"{indent}    <<jump {self.rng.choice([self.group, *members])}>>\n"
            elif not self.aside and self.chance(0.3):
                text += f"{indent}    <<jump {self.rng.choice(self.nodes)}>>\n"  # may lead back, as there is an option in between
            elif self.has("stops") and self.chance(0.15):
                text += f"{indent}    <<stop>>\n"
            elif self.has("returns") and self.chance(0.15):
                text += f"{indent}    <<return>>\n"
        return text

    def way_on(self) -> str:
        """Onwards from a node."""
        later = self.nodes[self.here + 1 :]
        if not later or self.chance(0.6 if self.has("conversations") else 0.1):
            return f"The end. #ending:e{self.here}\n"
        if self.has("computed_jumps") and self.chance(0.4):
            to = f"$to{self.here}"
            tests = f'<<declare {to} = "{later[0]}">>\n<<if {self.test()}>>\n    <<set {to} = "{later[-1]}">>\n<<endif>>\n'
            return f"{tests}<<jump {{$to{self.here}}}>>\n"
        return f"<<jump {self.rng.choice(later)}>>\n"
