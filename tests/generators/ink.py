"""Random small ink sources: ``generate(seed, size)`` gives the same valid, finite story for the same arguments.

Every number a story holds is kept small by clamping. Diverts lead forward, so that a turn always ends; what leads back
does so behind a choice, as ``loops`` says: ``none``; ``once``, behind once-only choices, so that every playthrough ends;
``sticky``, so that a playthrough may go on for ever. Each story draws its own subset of :data:`FEATURES`, since
stories that use few constructs reach further into each. ``faults`` (divisions that can fail) are for comparisons of
our own engines: inkle's engines disagree about them with one another. A ``wild`` story has tunnels that are left by a plain
divert, and knots that divert to themselves, so that a turn may never end: inkle's engines would not come back from that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from random import Random

from generators.expressions import COUNT, ITEMS, OTHER_ITEMS, WORDS, Expressions, Function, Names

FEATURES = (
    "functions", "counts", "ages", "turns", "choice_count", "lists", "strings", "random", "quotient", "tunnels", "threads",
    "glue", "tags", "sequences", "shuffles", "blocks", "stitches", "variable_diverts", "temps", "fallbacks", "labels",
    "nested", "arguments", "printing_functions", "loose_ends", "recursion", "ties",
    "quiet",
)  # fmt: skip
LOOPS = ("none", "once", "sticky")


def generate(
    seed: int,
    size: int = 4,
    *,
    loops: str | None = None,
    without: Iterable[str] = (),
    faults: bool = False,
    wild: bool = False,
) -> str:
    """An ink source. ``size`` is roughly its number of knots; ``without`` leaves out :data:`FEATURES`."""
    return _Maker(Random(f"{seed}/{size}"), size, loops, frozenset(without), faults, wild).story()


class _Place:
    """Where content is being written: what it may use and where it may lead."""

    def __init__(self, names: Names, index: int, kind: str, onward: list[str], labels: list[str]) -> None:
        self.names = names
        self.index = index  # of the knot: diverts lead to later ones
        self.kind = kind  # knot, tunnel, thread
        self.onward = onward  # the diverts that end this content
        self.labels = labels  # labels in this knot that loops may go back to
        self.blocks = 2  # how deep blocks may still nest


class _Maker:
    def __init__(self, rng: Random, size: int, loops: str | None, without: frozenset[str], faults: bool, wild: bool) -> None:
        self.rng = rng
        self.loops = loops if loops is not None else rng.choice(LOOPS)
        share = rng.choice((0.3, 0.5, 0.8))
        chosen = {f for f in FEATURES if rng.random() < share} - without
        if "loose_ends" in chosen and rng.random() < 0.8:
            chosen.remove("loose_ends")
        if wild:
            chosen |= {"wild", "tunnels"}
        self.features = frozenset(chosen | ({"faults"} if faults else set()))
        self.expressions = Expressions(rng)
        self.size = size
        self.words = 0
        self.counted: list[str] = []
        self.others: list[str] = []
        self.knots = [f"k{i}" for i in range(max(2, size))]
        self.late = max(1, len(self.knots) * 2 // 3)  # the first knot that variables and threads may divert to
        optional = self.has("arguments")
        self.parameters = {
            k: ["p"] if optional and 0 < i < self.late and rng.random() < 0.3 else [] for i, k in enumerate(self.knots)
        }
        self.tunnels = [f"t{i}" for i in range(rng.randint(1, 2))] if self.has("tunnels") else []
        for name in self.tunnels:
            kind = rng.choice(("none", "int", "ref", "target")) if optional else "none"
            kind = "depth" if self.has("recursion") and rng.random() < 0.5 else kind
            self.parameters[name] = [] if kind == "none" else [kind]
        self.threads = [f"h{i}" for i in range(rng.randint(1, 2))] if self.has("threads") else []
        for name in self.threads:
            self.parameters[name] = ["int"] if optional and rng.random() < 0.5 else []
            if self.has("recursion") and rng.random() < 0.5:
                self.parameters[name] = ["depth"]
        self.names = self.globals()
        self.diverts = ["d0"] if self.has("variable_diverts") else []

    # -- small things

    def has(self, feature: str) -> bool:
        return feature in self.features

    def chance(self, odds: float) -> bool:
        return self.rng.random() < odds

    def globals(self) -> Names:
        rng = self.rng
        names = Names(self.features, [f"n{i}" for i in range(rng.randint(1, 3))], [f"b{i}" for i in range(rng.randint(1, 2))])
        if self.has("strings"):
            names.strings = ["s0"]
        if self.has("lists"):
            names.origins, names.lists, names.items = ["hues"], ["hues", "bag"], list(ITEMS[: rng.randint(2, 4)])
            if self.has("ties"):
                self.others = list(OTHER_ITEMS[: rng.randint(1, 3)])
                names.origins.append("Tints")
                names.lists.append("Tints")
                names.items += self.others
        if self.has("functions"):
            for i in range(rng.randint(1, 3)):
                params = rng.choice(((), ("int",), ("ref",), ("int", "ref")))
                if self.has("recursion") and rng.random() < 0.7:
                    less = "items" if names.lists and rng.random() < 0.5 else "depth"
                    params = rng.choice(((less,), (less, "ref"), ("int", less)))
                names.functions.append(Function(f"f{i}", params, rng.random() < 0.8))
        return names

    def word(self) -> str:
        self.words += 1
        return f"w{self.words}"

    def later_knot(self, index: int) -> str:
        """A divert to a later knot, or to the end."""
        later = self.knots[index + 1 :]
        if not later or self.chance(0.05):
            return self.rng.choice(("-> END", "-> END", "-> DONE"))
        return self.divert(self.rng.choice(later[:2]), self.names)

    def divert(self, knot: str, names: Names) -> str:
        argument = f"({self.expressions.number(names, 1)})" if self.parameters.get(knot) else ""
        return f"-> {knot}{argument}"

    def back(self, place: _Place) -> str:
        """A divert back, for use behind a choice."""
        if place.labels and self.chance(0.5):
            return f"-> {self.rng.choice(place.labels)}"
        return self.divert(self.rng.choice(self.knots[: place.index + 1]), self.names)

    # -- text

    def line(self, names: Names, choice: bool = False) -> str:
        """A line of text with what may stand in it."""
        rng, parts = self.rng, [self.word()]
        parts += [self.inline(names) if self.chance(0.5) else self.word() for _ in range(rng.randint(0, 2))]
        text = " ".join(parts)
        if self.has("glue") and not choice and self.chance(0.2):
            text = rng.choice((f"{text} <>", f"<> {text}", f"{text}<> "))
        if self.has("tags") and self.chance(0.2):
            text += f" # tag{rng.randint(0, 9)}" + (f" {self.inline(names.in_tag(), 0)}" if self.chance(0.3) else "")
        return text

    def inline(self, names: Names, depth: int = 1) -> str:
        """Something in braces."""
        kinds = ["number", "either"]
        kinds += [k for k in ("strings", "lists", "sequences", "shuffles", "functions") if self.has(k)]
        kind = self.rng.choice(kinds)
        if kind == "either":
            other = f"|{self.inner(names, depth)}" if self.chance(0.6) else ""
            return f"{{{self.expressions.condition(names, 1)}:{self.word()}{self.inner(names, depth)}{other}}}"
        if kind == "strings":
            return f"{{{self.expressions.text(names)}}}"
        if kind == "lists" and names.lists:
            return f"{{{self.expressions.items(names)}}}"
        if kind in ("sequences", "shuffles"):
            mark = "~" if kind == "shuffles" else self.rng.choice(("", "&", "!"))
            first = [self.inner(names, depth) or self.word() for _ in range(self.rng.randint(1, 2))]  # "||" would be an operator
            return f"{{{mark}{'|'.join([*first, self.inner(names, depth)])}}}"
        if kind == "functions":
            called = self.expressions.call(names, returning=not self.has("printing_functions"))
            if called is not None:
                return f"{{{called}}}"
        return f"{{{self.expressions.number(names, 1)}}}"

    def inner(self, names: Names, depth: int) -> str:
        if depth > 0 and self.chance(0.25):
            return f"{self.word()} {self.inline(names, depth - 1)}"
        return self.word() if self.chance(0.85) else ""

    # -- statements

    def statement(self, names: Names) -> str:
        """An assignment or a call."""
        rng, make = self.rng, self.expressions
        kinds = ["set", "step", "toggle"] + [k for k in ("strings", "lists", "functions") if self.has(k)]
        kind = rng.choice(kinds)
        if kind == "step":
            name = rng.choice(names.ints)
            clamped = (f"MIN({name} + 1, 3)", f"({name} + {rng.randint(1, 2)}) % 3", f"MAX({name} - 1, 0)")
            return rng.choice((*(f"~ {name} = {value}" for value in clamped), f"{{ {name} < 2:\n    ~ {name}++\n}}"))
        if kind == "toggle":
            name = rng.choice(names.bools)
            return f"~ {name} = {rng.choice((f'not {name}', make.condition(names, 1)))}"
        if kind == "strings" and names.strings:
            return f'~ s0 = "{rng.choice(WORDS)}"'
        if kind == "lists":
            return rng.choice(
                (
                    f"~ bag {rng.choice(('+=', '-='))} {rng.choice(names.items)}",
                    f"~ {rng.choice(names.lists)} = {make.items(names)}",
                    *([f"~ bag += {rng.choice(names.items)}", f"~ bag -= {make.extreme(names)}"] if self.has("ties") else []),
                )
            )
        if kind == "functions":
            called = make.call(names, returning=False)
            if called is not None:
                return f"~ {called}"
        return f"~ {rng.choice(names.ints)} = {make.number(names)} % {rng.randint(2, 4)}"

    def block(self, place: _Place) -> list[str]:
        """A conditional or sequence over several lines."""
        rng, make, names = self.rng, self.expressions, place.names
        kind = rng.choice(["if", "cases", "switch"] + ["sequence"] * self.has("sequences") + ["shuffle"] * self.has("shuffles"))
        place.blocks -= 1
        lines = []
        if kind == "if":
            lines = [f"{{ {make.condition(names)}:", *self.branch(place)]
            if self.chance(0.5):
                lines += ["- else:", *self.branch(place)]
        elif kind == "cases":
            lines = ["{"]
            for _ in range(rng.randint(1, 3)):
                lines += [f"- {make.condition(names, 1)}:", *self.branch(place)]
            if self.chance(0.5):
                lines += ["- else:", *self.branch(place)]
        elif kind == "switch":
            lines = [f"{{ {make.number(names, 1)}:"]
            for value in rng.sample(range(4), rng.randint(1, 3)):
                lines += [f"- {value}:", *self.branch(place)]
            if self.chance(0.5):
                lines += ["- else:", *self.branch(place)]
        else:
            order = (
                rng.choice(("stopping", "cycle", "once"))
                if kind == "sequence"
                else rng.choice(("shuffle", "shuffle once", "shuffle stopping"))
            )
            lines = [f"{{ {order}:"]
            for _ in range(rng.randint(2, 3)):
                lines += ["-", *self.branch(place)]
        place.blocks += 1
        return [*lines, "}"]

    def branch(self, place: _Place) -> list[str]:
        lines = self.content(place, self.rng.randint(1, 2))
        if place.kind == "knot" and self.chance(0.15):
            lines.append(self.later_knot(place.index))
        return [f"    {line}" for line in lines]

    def content(self, place: _Place, count: int) -> list[str]:
        """Lines, assignments, blocks, tunnels and threads."""
        lines: list[str] = []
        for _ in range(count):
            kinds = ["line", "line", "statement", "statement"]
            kinds += (
                ["block"] * (self.has("blocks") and place.blocks > 0)
                + ["tunnel"] * bool(self.tunnels)
                + ["thread"] * bool(self.threads)
                + ["quiet"] * self.has("quiet")
            )
            kind = self.rng.choice(kinds)
            if kind == "block":
                lines += self.block(place)
            elif kind == "quiet":
                lines.append(self.quiet(place))
            elif kind == "tunnel" and place.kind == "knot" and place.index < len(self.knots) - 1:
                lines.append(self.tunnel_call(place.names))
            elif kind == "tunnel" and place.kind == "tunnel" and self.has("wild") and self.within != self.tunnels[-1]:
                lines.append(f"-> {self.tunnels[-1]}{self.argument(self.tunnels[-1], place.names)} ->")
            elif kind == "thread" and place.kind == "knot" and place.index < self.late:
                name = self.rng.choice(self.threads)
                lines.append(f"<- {name}{self.argument(name, place.names)}")
            else:
                lines.append(self.statement(place.names) if kind == "statement" else self.line(place.names))
        return lines

    def quiet(self, place: _Place) -> str:
        """A line that says little or nothing, and yet may end the one before or be one itself."""
        says = ['{""}', '{" "}', "<>", "# t", f"{self.word()} <>"]
        if self.tunnels and place.kind == "knot" and place.index < len(self.knots) - 1:
            says += [self.tunnel_call(place.names)] * 3
        called = self.expressions.call(place.names, returning=False) if self.has("printing_functions") else None
        says += [f"{{{called}}}"] * 2 if called else []
        said = self.rng.choice(says)
        if self.chance(0.3):
            return f"{{{self.expressions.condition(place.names, 1)}:{said}}}{self.word() if self.chance(0.2) else ''}"
        return f"{{ {self.expressions.condition(place.names, 1)}: {said} }}" if said != "<>" or self.chance(0.5) else said

    def tunnel_call(self, names: Names) -> str:
        name = self.rng.choice(self.tunnels)
        return f"-> {name}{self.argument(name, names)} ->"

    def argument(self, name: str, names: Names) -> str:
        """What a tunnel or a thread is given, in parentheses."""
        if not self.parameters[name]:
            return ""
        argument = {
            "int": self.expressions.number(names, 1),
            "ref": self.rng.choice(self.names.ints),
            "target": f"-> {self.knots[-1]}",
            "depth": self.expressions.depth(names),
        }[self.parameters[name][0]]
        return f"({argument})"

    # -- choices

    def choices(self, place: _Place, depth: int) -> list[str]:
        """Some choices at one depth, with what follows each, and the gather that ends them."""
        rng, lines = self.rng, []
        for _ in range(rng.randint(1, 3 if depth == 1 else 2)):
            sticky = self.chance(0.35)
            lines.append(self.choice_head(place, depth, sticky))
            indent = "    " * depth
            lines += [indent + line for line in self.content(place, rng.randint(0, 2))]
            if depth < 3 and self.has("nested") and self.chance(0.25):
                lines += [indent + line for line in self.choices(place, depth + 1)]
            may_return = self.loops == "sticky" or (self.loops == "once" and not sticky and place.kind == "knot")
            if place.kind == "tunnel" and self.has("wild") and self.chance(0.5):
                onward = self.divert(rng.choice(self.knots), place.names)
                lines.append(indent + (onward if self.chance(0.7) else self.tunnel_call(place.names)))
            elif may_return and place.kind != "tunnel" and self.chance(0.3):
                lines.append(indent + self.back(place))
            elif place.kind == "thread" or self.chance(0.25):
                lines.append(indent + rng.choice(place.onward))
        if self.chance(0.8):
            if self.has("fallbacks") and self.chance(0.6):
                lines += [f"{rng.choice('*+') * depth} -> ", *("    " * depth + line for line in self.content(place, 1))]
                if place.kind == "thread":
                    lines.append("    " * depth + rng.choice(place.onward))
            else:
                lines.append(f"{'+' * depth} {self.word()}" + (f" {rng.choice(place.onward)}" if place.kind == "thread" else ""))
        if place.kind == "thread":
            return lines
        label = ""
        if self.has("labels") and self.chance(0.4):
            label = f"(g{self.number()}) "
            self.counted.append(f"{self.within}.{label[1:-2]}")
        return [*lines, f"{'- ' * depth}{label}{self.line(place.names)}"]

    def number(self) -> int:
        self.words += 1
        return self.words

    def choice_head(self, place: _Place, depth: int, sticky: bool) -> str:
        head = [("+" if sticky else "*") * depth]
        if self.has("labels") and self.chance(0.3):
            label = f"c{self.number()}"
            head.append(f"({label})")
            self.counted.append(f"{self.within}.{label}")
        while self.chance(0.35):
            head.append(f"{{ {self.expressions.condition(place.names)} }}")
        before = self.line(place.names, choice=True)
        text = self.rng.choice((before, f"[{before}]", f"{before} [{self.word()}] {self.word()}", f"{before} [{self.word()}]"))
        if "#" in before and text != before:
            text = f"[{before}]"
        return " ".join([*head, text])

    # -- knots

    def body(self, place: _Place) -> list[str]:
        """The content of a knot: openings, choices, and the divert that ends it."""
        rng, lines = self.rng, []
        if self.has("temps") and self.chance(0.5):
            name = f"v{self.number()}"
            lines.append(f"~ temp {name} = {self.expressions.number(place.names)} % 4")
            place.names = place.names.inside(name)
        if self.has("labels") and place.kind == "knot" and self.chance(0.4):
            label = f"top{self.number()}"
            place.labels.append(f"{self.within}.{label}")
            self.counted.append(f"{self.within}.{label}")
            lines.append(f"- ({label})")
        lines += self.content(place, rng.randint(1, 3))
        if self.has("wild") and place.kind == "knot" and self.within in self.knots and self.chance(0.3):
            lines.append(f"{{ {self.expressions.condition(place.names)}: {self.divert(self.within, place.names)} }}")
        for _ in range(rng.choice((0, 1, 1, 1, 2))):
            lines += self.choices(place, 1)
        if not (self.has("loose_ends") and self.chance(0.2)):
            lines.append(rng.choice(place.onward))
        return lines

    def knot(self, index: int) -> list[str]:
        name = self.knots[index]
        params = self.parameters[name]
        self.within = name
        self.counted.append(name)
        onward = [self.later_knot(index) for _ in range(2)]
        if self.diverts and index < self.late:
            onward.append("-> d0")
        lines = [f"=== {name}{'(' + ', '.join(params) + ')' if params else ''} ==="]
        names = self.names.inside(*params)
        if self.has("stitches") and not params and self.chance(0.3):
            for part in range(2):
                self.within = f"{name}.q{part}"
                self.counted.append(self.within)
                ends = [f"-> {name}.q1"] if part == 0 else onward
                lines += [f"= q{part}", *self.body(_Place(names, index, "knot", ends, []))]
            return lines
        return [*lines, *self.body(_Place(names, index, "knot", onward, []))]

    def tunnel(self, name: str) -> list[str]:
        kinds, self.within = self.parameters[name], name
        if kinds != ["ref"]:
            self.counted.append(name)
        heads = {"int": "p", "ref": "ref p", "target": "-> way", "depth": "p"}
        names = self.names.inside(*(["p"] if kinds and kinds[0] != "target" else []))
        onward = ["->->", "->->", f"->-> {self.knots[-1]}" if self.chance(0.4) else "->->"]
        if kinds == ["target"]:
            onward.append("->-> way")
        if self.has("wild"):
            onward += [f"-> {self.knots[-1]}"] * 2
        again = ["{ p > 0:", f"    -> {name}(p - 1) ->", "}"] if kinds == ["depth"] else []
        body = self.body(_Place(names, 0, "tunnel", onward, []))
        return [f"=== {name}{f'({heads[kinds[0]]})' if kinds else ''} ===", *again, *body]

    def thread(self, name: str) -> list[str]:
        self.within = name
        self.counted.append(name)
        params = self.parameters[name]
        place = _Place(self.names.inside(*(["p"] if params else [])), self.late - 1, "thread", [], [])
        place.onward = [f"-> {knot}" for knot in self.knots[self.late :]] + ["-> DONE"]
        head = f"=== {name}{'(p)' if params else ''} ==="
        again = ["{ p > 0:", f"    <- {name}(p - 1)", "}"] if params == ["depth"] else []
        content, choices = self.content(place, self.rng.randint(0, 2)), self.choices(place, 1)
        last = self.chance(0.5)
        if last:  # after its options, which are offered before those of the inner thread
            return [head, *content, *choices, *(f"- {line}" if line[0] == "{" else line for line in again), "- -> DONE"]
        return [head, *content, *again, *choices, "- -> DONE"]

    def function(self, index: int) -> list[str]:
        function = self.names.functions[index]
        params = [("ref " if kind == "ref" else "") + f"a{i}" for i, kind in enumerate(function.params)]
        inner = self.names.inside(*(f"a{i}" for i in range(len(params))), functions=self.names.functions[index + 1 :])
        lines = [f"=== function {function.name}({', '.join(params)}) ==="]
        less = next((place for place, kind in enumerate(function.params) if kind in ("depth", "items")), None)
        if less is not None:
            return [*lines, *self.recursive(function, less, inner)]
        lines += [self.statement(inner) for _ in range(self.rng.randint(1, 2))]
        if self.has("printing_functions") and self.chance(0.4):
            lines.append(self.line(inner))
        if self.has("blocks") and self.chance(0.4):
            lines += self.block(_Place(inner, 0, "function", [], []))
        if function.returns:
            lines.append(f"~ return {self.expressions.number(inner)} % 5")
        return lines

    def recursive(self, function: Function, less: int, names: Names) -> list[str]:
        """The body of a function that calls itself with less."""
        rng, name = self.rng, f"a{less}"
        names = replace(names, ints=[n for n in names.ints if n != name])
        items = function.params[less] == "items"
        stop = f"LIST_COUNT({name}) == 0" if items else f"{name} <= 0"
        lines = [f"{{ {stop}:", "    ~ return" + (f" {rng.randint(0, 2)}" if function.returns else ""), "}"]
        again = []
        for place, kind in enumerate(function.params):
            if place == less:
                again.append(f"{name} - LIST_MIN({name})" if items else f"{name} - 1")
            else:
                again.append(f"a{place}" if kind == "ref" else self.expressions.number(names.inside(functions=[]), 1))
        call = f"{function.name}({', '.join(again)})"
        lines += [self.statement(names) for _ in range(rng.randint(0, 2))]
        printing = self.has("printing_functions")
        if printing and self.chance(0.5):
            lines.append(self.line(names))
        if not function.returns:
            return [*lines, f"~ {call}", *([self.line(names)] if printing and self.chance(0.3) else [])]
        if printing and self.chance(0.3):
            lines.append(f"{self.word()} {{{call}}}")
        rest = f"r{self.number()}"
        lines.append(f"~ temp {rest} = {call}")
        lines += [self.statement(names)] if self.chance(0.4) else []
        return [*lines, f"~ return ({rest} + {self.expressions.number(names)}) % 5"]

    def list_of(self, name: str, items: list[str]) -> str:
        """The declaration of a list; with ``ties``, some items may have the number of the one before."""
        shown, number = [], 0
        for item in items:
            again = self.has("ties") and number and self.chance(0.15)
            number += not again
            numbered = f"{item} = {number}" if again or self.has("ties") else item
            shown.append(f"({numbered})" if self.chance(0.4) else numbered)
        return f"LIST {name} = {', '.join(shown)}"

    def story(self) -> str:
        """The whole source."""
        rng, names = self.rng, self.names
        lines = [f"VAR {name} = {rng.randint(0, 2)}" for name in names.ints]
        lines += [f"VAR {name} = {rng.choice(('true', 'false'))}" for name in names.bools]
        lines += [f'VAR {name} = "{rng.choice(WORDS)}"' for name in names.strings]
        if names.lists:
            lines += [self.list_of("hues", [item for item in names.items if item not in self.others])]
            lines += [self.list_of("Tints", self.others)] if self.others else []
            lines += [f"VAR bag = ({', '.join(rng.sample(names.items, rng.choice((1, 2))))})"]
        lines += [f"VAR {name} = -> {rng.choice(self.knots[self.late :])}" for name in self.diverts]
        lines += ["-> k0"]
        for index in range(len(self.knots)):
            body = self.knot(index)
            if self.diverts and self.chance(0.4):
                body.insert(1, f"~ d0 = -> {rng.choice(self.knots[self.late :])}") if not body[1].startswith("=") else None
            lines += body
        for name in self.tunnels:
            lines += self.tunnel(name)
        for name in self.threads:
            lines += self.thread(name)
        for index in range(len(names.functions)):
            lines += self.function(index)
        pieces = "\n".join(lines).split(COUNT)
        filled = [pieces[0]]
        for piece in pieces[1:]:
            filled += [rng.choice(self.counted), piece]
        return "".join(filled) + "\n"
