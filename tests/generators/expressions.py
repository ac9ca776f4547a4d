"""Random ink expressions with small values: what conditions, assignments and printed text are made of."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

WORDS = ("ash", "birch", "cedar", "elm")
ITEMS = ("red", "green", "blue", "gold")
OTHER_ITEMS = ("amber", "coal", "rose")
COUNT = "@COUNT@"  # placeholder for a knot or label whose visits are counted, until all names are known


@dataclass(frozen=True)
class Function:
    """A function of the story: its parameters ("int", "ref", "depth", "items") and whether it returns a number. With a "depth"
    or "items" it calls itself with less of that."""

    name: str
    params: tuple[str, ...]
    returns: bool


@dataclass
class Names:
    """The names an expression may use; ``features`` says which kinds of expression it may be made of."""

    features: frozenset[str]
    ints: list[str] = field(default_factory=list)
    bools: list[str] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    origins: list[str] = field(default_factory=list)
    functions: list[Function] = field(default_factory=list)
    targets: bool = True  # whether there is something for TURNS_SINCE and READ_COUNT to count

    def inside(self, *ints: str, functions: list[Function] | None = None) -> Names:
        """The same names and some more, as seen inside a knot or function."""
        called = self.functions if functions is None else functions
        return replace(self, ints=[*self.ints, *ints], functions=called)

    def in_tag(self) -> Names:
        """The same names as far as a tag may use them: ink reads no divert target there, and functions may print."""
        return replace(self, targets=False, functions=[])


class Expressions:
    """Makes expressions over :class:`Names` with a given source of chance."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def call(self, names: Names, returning: bool) -> str | None:
        """A call of a function, of one that returns a number if so asked; None where there is none."""
        fitting = [f for f in names.functions if f.returns or not returning]
        if not fitting or "functions" not in names.features:
            return None
        function = self.rng.choice(fitting)
        arguments = []
        for kind in function.params:
            if kind == "ref":
                arguments.append(self.rng.choice(names.ints))
            elif kind == "depth":
                arguments.append(self.depth(names))
            elif kind == "items":
                arguments.append(self.items(names, 0))
            else:
                arguments.append(self.number(names.inside(functions=[]), 1))
        return f"{function.name}({', '.join(arguments)})"

    def depth(self, names: Names) -> str:
        """How deep something is to go that is inside itself."""
        return f"MIN({self.number(names.inside(functions=[]), 1)}, {self.rng.randint(1, 2)})"

    def number(self, names: Names, depth: int = 2) -> str:
        """An integer expression."""
        rng, kinds = self.rng, ["literal", "variable", "variable"]
        if depth > 0:
            kinds += ["sum", "difference", "product", "remainder", "least", "call", "call", "negative"]
            features = names.features
            kinds += [
                k for k in ("random", "counts", "turns", "choice_count", "lists", "ages", "faults", "quotient") if k in features
            ]
        kind = rng.choice(kinds)
        if kind == "variable" and names.ints:
            return rng.choice(names.ints)
        if kind in ("sum", "difference", "product"):
            sign = {"sum": "+", "difference": "-", "product": "*"}[kind]
            return f"({self.number(names, depth - 1)} {sign} {self.number(names, depth - 1)})"
        if kind == "remainder":
            return f"({self.number(names, depth - 1)} {rng.choice(('%', 'mod'))} {rng.randint(2, 4)})"
        if kind == "quotient":
            return f"(MAX({self.number(names, depth - 1)}, 0) / {rng.randint(2, 3)})"  # inkjs rounds negatives down
        if kind == "faults" and names.ints and rng.random() < 0.3:
            return f"({self.number(names, depth - 1)} {rng.choice('/%')} {rng.choice(names.ints)})"
        if kind == "least":
            return f"{rng.choice(('MIN', 'MAX'))}({self.number(names, depth - 1)}, {self.number(names, depth - 1)})"
        if kind == "negative":
            return f"(-{rng.randint(1, 2)})"
        if kind == "call":
            called = self.call(names, returning=True)
            if called is not None:
                return called
        if kind == "random":
            low = rng.randint(0, 2)
            if "faults" in names.features and rng.random() < 0.2:
                return f"RANDOM({rng.choice(names.ints)}, {low})"
            return f"RANDOM({low}, {low + rng.randint(1, 2)})"
        if kind == "counts" and names.targets:
            return rng.choice((COUNT, f"READ_COUNT(-> {COUNT})"))
        if kind == "ages" and names.targets:
            return f"TURNS_SINCE(-> {COUNT})"
        if kind == "turns":
            return "TURNS()"
        if kind == "choice_count":
            return "CHOICE_COUNT()"
        if kind == "lists" and names.lists:
            return f"{rng.choice(('LIST_COUNT', 'LIST_VALUE'))}({self.items(names, depth - 1)})"
        return str(rng.randint(0, 3))

    def items(self, names: Names, depth: int = 1) -> str:
        """A list expression."""
        rng, kind = self.rng, self.rng.randint(0, 11)
        if depth > 0 and kind >= 4:
            inner = self.items(names, depth - 1)
            if kind == 4:
                first, second = rng.sample((inner, rng.choice(names.items)), 2)
                return f"({first} + {second})"
            if kind == 5:
                return f"({inner} - {rng.choice(names.items)})"
            if kind == 6:
                return f"({inner} ^ {self.items(names, depth - 1)})"
            if kind == 7:
                return f"{rng.choice(('LIST_MIN', 'LIST_MAX', 'LIST_ALL', 'LIST_INVERT'))}({inner})"
            if kind == 8:
                return f"LIST_RANGE({inner}, {rng.randint(1, 2)}, {rng.randint(2, 4)})"
            if kind == 9 and "random" in names.features:
                return f"LIST_RANDOM({inner})"
            if kind == 10:
                return f"({inner} {rng.choice('+-')} 1)"
            return f"{rng.choice(names.origins)}({rng.randint(0, 4)})"
        if kind == 0:
            return f"({', '.join(rng.sample(names.items, rng.choice((1, 1, 2))))})"
        if kind == 1:
            return "()"
        return rng.choice(names.lists)

    def extreme(self, names: Names) -> str:
        """The least or the greatest item of a list: of those with the same number the one that was added first."""
        value = self.rng.choice(names.lists) if self.rng.random() < 0.7 else self.items(names)
        return f"{self.rng.choice(('LIST_MIN', 'LIST_MAX'))}({value})"

    def text(self, names: Names) -> str:
        """A string expression."""
        kind = self.rng.randint(0, 5)
        if kind == 0:
            inner = self.call(names, returning=True) if self.rng.random() < 0.5 else None
            return f'"{self.rng.choice(WORDS)}{{{inner or self.number(names, 1)}}}"'
        if kind == 1 and names.strings:
            return f'({self.rng.choice(names.strings)} + "{self.rng.choice(WORDS)[0]}")'
        if kind <= 3 and names.strings:
            return self.rng.choice(names.strings)
        return f'"{self.rng.choice(WORDS)}"'

    def condition(self, names: Names, depth: int = 2) -> str:
        """A boolean expression."""
        rng, kinds = self.rng, ["compare", "compare", "variable"]
        if depth > 0:
            kinds += ["and", "or", "not"]
            kinds += [kind for kind in ("counts", "ages", "strings", "lists", "choice_count") if kind in names.features]
        kind = rng.choice(kinds)
        if kind == "variable" and names.bools:
            return rng.choice(names.bools)
        if kind in ("and", "or"):
            sign = rng.choice((kind, {"and": "&&", "or": "||"}[kind]))
            return f"({self.condition(names, depth - 1)} {sign} {self.condition(names, depth - 1)})"
        if kind == "not":
            return f"({rng.choice(('not ', '!'))}{self.condition(names, depth - 1)})"
        if kind == "counts" and names.targets:
            return rng.choice((COUNT, f"(not {COUNT})", f"({COUNT} > {rng.randint(1, 2)})", f"({COUNT} % 2 == 0)"))
        if kind == "ages" and names.targets:
            return f"(TURNS_SINCE(-> {COUNT}) {rng.choice(('>', '<=', '=='))} {rng.randint(-1, 2)})"
        if kind == "choice_count":
            return f"(CHOICE_COUNT() {rng.choice(('==', '<', '>'))} {rng.randint(0, 2)})"
        if kind == "strings" and names.strings:
            return f"({self.text(names)} {rng.choice(('==', '!=', '?', '!?'))} {self.text(names)})"
        if kind == "lists" and names.lists:
            if "ties" in names.features and rng.random() < 0.5:
                return f"({self.extreme(names)} == {rng.choice(names.items)})"
            sign = rng.choice(("?", "!?", "has", "hasnt", "==", "!=", ">", "<", ">=", "<="))
            return f"({self.items(names)} {sign} {self.items(names)})"
        sign = rng.choice(("==", "!=", "<", ">", "<=", ">="))
        return f"({self.number(names, depth - 1)} {sign} {self.number(names, min(depth - 1, 1))})"
