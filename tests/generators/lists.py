"""Random small ink sources in which items of equal number come into lists in different orders: ``lists(seed)`` gives the same
finite story for the same seed.

Options of one menu, draws and loops add the same items in different orders, in every way there is to add them; lists are copied,
passed by value and by ``ref``, to functions that call themselves too, kept in temporary variables across menus. Behind the menus
something reads an order, or all that is read is the same for every order. Each story draws its own subset of :data:`READERS`:
one that reads all of an order hides what becomes of the others.
"""

from __future__ import annotations

from itertools import permutations
from random import Random

ITEMS = (
    {"metals": {"tin": 1, "iron": 2, "gold": 3}, "stones": {"opal": 1, "jade": 2, "ruby": 3}},
    {"metals": {"tin": 1, "iron": 2}, "stones": {"jade": 2, "opal": 1}},
    {"hues": {"red": 1, "rose": 1, "blue": 2}},
    {"hues": {"blue": 1, "red": 2, "rose": 2}},
    {"hues": {"blue": 1, "red": 2, "rose": 2}, "woods": {"elm": 2, "ash": 1}},
    {"metals": {"tin": 1, "iron": 2}, "stones": {"jade": 3, "opal": 4}},
)
"""The lists of a story, their items and numbers; in the last no two are equal: there LIST_ALL alone reads the order."""
SAME_LIST = tuple(lists for lists in ITEMS if any(len(set(items.values())) < len(items) for items in lists.values()))
"""Those with items of the same list and number."""
READERS = ("extremes", "parts", "wholes", "strings", "lines", "calls", "strings in calls", "pops")
"""What reads an order: the least and the greatest item, those of a part of a list, of LIST_ALL and LIST_INVERT; print; functions
that call themselves; what is taken out first."""
FUNCTIONS = """\
=== function put(ref to, item) ===
~ to += item
=== function and(some, item) ===
~ some += item
~ return some
=== function pop(ref from) ===
~ temp item = LIST_MIN(from)
~ from -= item
~ return item
=== function fill(ref to, from) ===
{ LIST_COUNT(from) == 0:
    ~ return
}
~ temp item = LIST_MAX(from)
~ to += item
~ fill(to, from - item)
=== function pour(ref to, ref from) ===
{ LIST_COUNT(from) == 0:
    ~ return
}
~ temp item = LIST_MIN(from)
~ to += item
~ from -= item
~ pour(to, from)
=== function join(ref to, ref some, times) ===
{ times <= 0:
    ~ return
}
~ to += some
~ join(to, some, times - 1)
=== function grow(ref to, some, times) ===
{ times <= 0:
    ~ return
}
~ to += some
~ grow(to, some, times - 1)
=== function place(item, from) ===
{ LIST_COUNT(from) == 0 or LIST_MIN(from) == item:
    ~ return 0
}
~ return 1 + place(item, from - LIST_MIN(from))
=== function shown(some, times) ===
{ times <= 0:
    ~ return "{some}"
}
~ return shown(some, times - 1)
"""


def lists(seed: int) -> str:
    """A story of two or three menus and a last passage, whose conditions tell its endings apart."""
    return _Lists(Random(f"lists {seed}")).story()


class _Lists:
    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.readers = frozenset(rng.choices((*READERS, "calls"), k=rng.choice((0, 1, 1, 1, 2, 2))))
        self.lists = rng.choice(SAME_LIST if self.printing() and rng.random() < 0.8 else ITEMS)
        if "wholes" in self.readers and len(self.lists) == 1:
            self.lists = rng.choice([lists for lists in ITEMS if len(lists) > 1])
        self.numbers = {item: number for items in self.lists.values() for item, number in items.items()}
        self.names = ["bag", "bag", "bag", "sack"]
        self.words = 0

    def printing(self) -> bool:
        """Whether whole lists are printed."""
        return not self.readers.isdisjoint(("strings", "lines", "strings in calls"))

    def chance(self, odds: float) -> bool:
        return self.rng.random() < odds

    def story(self) -> str:
        rng = self.rng
        lines = []
        for name, items in self.lists.items():
            lines.append(f"LIST {name} = {', '.join(f'{item} = {number}' for item, number in items.items())}")
        begun = (0,) if self.printing() else (0, 0, 0, 1)
        lines += [f"VAR {name} = ({', '.join(self.some(rng.choice(begun)))})" for name in ("bag", "sack")]
        lines += ["VAR best = ()", "-> m0"]
        menus = rng.randint(1, 2)
        for number in range(menus):
            onward = "-> last" if number + 1 == menus else f"-> m{number + 1}"
            lines.append(f"=== m{number} ===")
            held = [self.held] * (4 if "calls" in self.readers else 1)
            lines += rng.choice((self.menu, self.menu, self.market, *held))(number, onward)
        lines += ["=== last ===", *self.reading(self.names), "-> END"]
        return "\n".join(lines) + "\n" + FUNCTIONS

    # -- menus: each option adds the same items

    def menu(self, number: int, onward: str) -> list[str]:
        """Options that add the same items in different orders; then perhaps others that change what there is."""
        lines, name = self.say(self.names), self.rng.choice(self.names)
        for order in self.orders():
            lines += [self.option(self.names, True), *self.indented(self.add(name, order))]
        lines.append(f"- {self.line(self.names)}")
        if self.chance(0.6):
            for option in range(2):
                lines += [self.option(self.names, not option), *self.indented(self.change(self.names))]
            lines.append(f"- {self.line(self.names)}")
        return [*lines, onward]

    def market(self, number: int, onward: str) -> list[str]:
        """A menu one comes back to for each item."""
        name, lines = self.rng.choice(self.names), []
        for item in self.tied():
            lines += [f"+ {{ {name} !? {item} }} [{item}]", *self.indented([*self.add(name, [item]), f"-> m{number}"])]
        return [*lines, "+ [Enough]", *self.indented([*self.change(self.names), onward])]

    def held(self, number: int, onward: str) -> list[str]:
        """A menu whose items are kept in a temporary variable, behind it too."""
        names = ["bag", "sack", "held", "held"] if self.chance(0.5) else self.names  # or only the copy is read
        lines = [f"~ temp held = ({', '.join(self.some(0 if self.printing() else self.rng.choice((0, 1))))})"]
        for order in self.orders():
            lines += [self.option(names, True), *self.indented(self.add("held", order))]
        lines.append(f"- {self.line(names)}")
        for option in range(2):
            lines += [self.option(names, not option), *self.indented(self.change(names))]
        lines.append(f"- {self.line(names)}")
        lines += self.reading(names) if self.chance(0.3) else []
        every = f"({', '.join(self.numbers)})"
        copied = self.rng.choice((
            ["~ bag = held"], ["~ join(bag, held, 1)"], ["~ bag = and(held, sack)"], ["~ bag += held"], ["~ bag = sack + held"],
            ["~ bag = held - sack"], [f"~ bag = held ^ {every}"], ["~ bag = LIST_RANGE(held, 1, 3)"],
        ))  # fmt: skip
        copied = ["~ pour(bag, held)"] if "calls" in self.readers and self.chance(0.6) else copied
        return [*lines, *copied, onward]

    def option(self, names: list[str], sure: bool) -> str:
        """The head of an option; ``sure``: there whatever came before."""
        asked = "" if sure or self.chance(0.8) else f"{{ {self.condition(names)} }} "
        return f"+ {asked}[Option {self.number()}{' ' + self.shown(names) if self.chance(0.15) else ''}]"

    def indented(self, lines: list[str]) -> list[str]:
        return [f"    {line}" for line in lines]

    # -- items

    def some(self, count: int) -> list[str]:
        return self.rng.sample(list(self.numbers), min(count, len(self.numbers)))

    def tied(self) -> list[str]:
        """Two items or more, of the same number where there are such; perhaps one more. To be printed: two of one list and one
        that comes before them: .NET sorts three in a way of its own."""
        if self.printing() and self.lists in SAME_LIST:
            return ["red", "rose", self.rng.choice([item for item in self.numbers if item not in ("red", "rose", "elm")])]
        groups = [[item for item, number in self.numbers.items() if number == n] for n in set(self.numbers.values())]
        items = self.rng.choice([group for group in groups if len(group) > 1] or [self.some(2)])
        more = [item for item in self.numbers if item not in items]
        return [*items, self.rng.choice(more)] if more and self.chance(0.3) else items

    def orders(self) -> list[list[str]]:
        """The same items in two or three orders."""
        items = self.tied()
        orders = self.rng.sample([list(order) for order in permutations(items)], 2)
        return [*orders, self.rng.sample(items, len(items))] if self.chance(0.3) else orders

    # -- what adds and changes

    def add(self, name: str, items: list[str]) -> list[str]:
        """Adds items in this order."""
        rng, both = self.rng, f"({', '.join(items)})"
        many = f"({', '.join([*items, *(item for item in self.some(1) if item not in items)])})"
        other = rng.choice(self.names)
        ways = [
            [f"~ {name} += {item}" for item in items],
            [f"~ {name} = {name} + {both}"],
            [f"~ {name} = {both}"],
            [f"~ {name} = {both} + {name}"],
            [f"~ {name} += {items[0]}", f"~ {name} = {many} ^ ({name} + {both})"],
            [f"~ {name} = and({name}, {item})" for item in items],
            [f"~ put({name}, {item})" for item in items],
            [f"~ {name} += {both}", f"~ {name} -= {items[0]}", f"~ {name} += {items[0]}"],
            [f"~ {name} -= {both}", f"~ {name} += {both}"],
            [f"~ temp t{self.number()} = {both}", f"~ {name} = t{self.words} + {name}"],
            [f"~ temp t{self.number()} = {name}", f"~ grow(t{self.words}, {both}, 2)", f"~ {name} = t{self.words}"],
            [f"~ grow({name}, {both}, 1)"],
            [f"~ {other} = {both}", f"~ {name} = {other}"],
            ["{ shuffle:", *(f"- ~ {name} += {item}" for item in items), "}", f"~ {name} += {both}"],
            [f"~ {name} += LIST_RANDOM({both})", f"~ {name} += {both}"],
            [f"{{ RANDOM(0, 1):\n    ~ {name} += {items[-1]}", "}", f"~ {name} += {both}"],
        ]  # fmt: skip
        if "calls" in self.readers:
            filled = f"t{self.number()}"
            ways += [
                [f"~ fill({name}, {both})"],
                [f"~ temp {filled} = ()", f"~ fill({filled}, {both})", f"~ {name} += {filled}"],
                [f"~ temp {filled} = {both}", f"~ pour({name}, {filled})"],
            ]
        return rng.choice(ways)

    def change(self, names: list[str]) -> list[str]:
        """A change of what there is, in one statement or none."""
        rng, name, other = self.rng, self.rng.choice(names), self.rng.choice(names)
        item = rng.choice(list(self.numbers))
        ways = [
            [], [],
            [f"~ {name} -= {item}"],
            [f"~ {name} -= {item}", f"~ {name} += {item}"],
            [f"~ {name} = {other}"],
            [f"~ {name} += {other}"],
            [f"~ {name} = {other} ^ {name}"],
            [f"~ {name} = {other} - {item}"],
            [f"~ {name} = LIST_RANGE({other}, 1, {rng.randint(1, 3)})"],
            [f"~ {name} = and({other}, {item})"],
            [f"~ put({name}, {other})"],
            [f"~ grow({name}, {other}, 1)"],
            [f"~ join({name}, {other}, 1)"] if name != other else [],
            [f"~ {name} = {name} {rng.choice('+-')} 1"] if self.lists not in SAME_LIST else [],  # may fail
        ]  # fmt: skip
        if "pops" in self.readers:
            ways += [[f"~ best = pop({name})"], [f"~ best = {rng.choice(('LIST_MIN', 'LIST_MAX'))}({name})"]] * 2
        if "wholes" in self.readers:
            ways += [[f"~ {name} = LIST_INVERT({other})"], [f"~ {name} = LIST_ALL({other})"]]
            ways += [[f"~ {name} -= LIST_ALL({name})"]] * 3  # keeps the order of its lists
        if "calls" in self.readers and name != other:
            ways += [[f"~ fill({name}, {other})"], [f"~ pour({name}, {other})"]] * 3
        return rng.choice(ways)

    def number(self) -> int:
        self.words += 1
        return self.words

    # -- what reads

    def condition(self, names: list[str]) -> str:
        rng, name, other = self.rng, self.rng.choice(names), self.rng.choice(names)
        item = rng.choice(list(self.numbers))
        extreme, tie = rng.choice(("LIST_MIN", "LIST_MAX")), rng.choice(self.tied())
        items = self.tied()
        words = ", ".join(sorted(rng.sample(items, len(items)), key=self.numbers.__getitem__))
        conditions = {
            "extremes": (f"{extreme}({name}) == {tie}", f"{extreme}({name}) == {extreme}({other})"),
            "parts": (
                f"{extreme}({name} - {item}) == {tie}", f"{extreme}({name} ^ {other}) == {tie}",
                f"{extreme}({name} + {other}) == {tie}", f"{extreme}(LIST_RANGE({name}, 1, {rng.randint(1, 3)})) == {tie}",
            ),
            "wholes": (f"{extreme}(LIST_ALL({name})) == {tie}", f"{extreme}(LIST_INVERT({name})) == {tie}"),
            "strings": (f'"{{{name}}}" == "{words}"', f'"{{{name}}}" == "{{{other}}}"'),
            "calls": (f"place({tie}, {name}) == {rng.randint(0, 1)}",),
            "strings in calls": (f'shown({name}, 1) == "{words}"',),
            "pops": (f"pop({name}) == {tie}", f"best == {tie}"),
        }  # fmt: skip
        readers = [reader for reader in READERS if reader in self.readers and reader in conditions]
        if readers and self.chance(0.8):
            return rng.choice(conditions[rng.choice(readers)])
        return rng.choice((
            f"LIST_COUNT({name}) {rng.choice(('>', '=='))} {rng.randint(1, 3)}",
            f"{name} ? {item}", f"{name} !? {item}", f"{name} ? {other}",
            f"{name} == ({', '.join(self.tied())})", f"{name} == {other}", f"{name} != {other}",
            f"{name} {rng.choice(('<', '>', '<=', '>='))} {other}", f"LIST_VALUE({name}) > {rng.randint(1, 2)}",
            f"LIST_COUNT(LIST_ALL({name}) - {name}) == 1", f"LIST_COUNT({name} ^ {other}) == 1",
        ))  # fmt: skip

    def shown(self, names: list[str]) -> str:
        """Something printed."""
        name, extreme = self.rng.choice(names), self.rng.choice(("LIST_MIN", "LIST_MAX"))
        if "lines" in self.readers and self.chance(0.8):
            return f"{{{name}}}"
        if "extremes" in self.readers:
            return f"{{{extreme}({name})}}"
        if "wholes" in self.readers:
            return f"{{{extreme}(LIST_INVERT({name}))}}"
        return "{best}" if "pops" in self.readers else f"{{LIST_COUNT({name})}}"

    def line(self, names: list[str]) -> str:
        return f"Line {self.number()}{' ' + self.shown(names) if self.chance(0.6 if 'lines' in self.readers else 0.2) else ''}."

    def say(self, names: list[str]) -> list[str]:
        return [self.line(names)] if self.chance(0.3) else []

    def reading(self, names: list[str]) -> list[str]:
        """Lines, and endings by what is read."""
        lines = self.say(names)
        if "pops" in self.readers and self.chance(0.5):
            lines.append(f"~ best = pop({self.rng.choice(names)})")
        if "calls" in self.readers and self.chance(0.5):
            lines.append(f"~ pour(best, {self.rng.choice(names)})")
        for _ in range(self.rng.randint(1, 2)):
            lines += [
                f"{{ {self.condition(names)}:",
                f"    # ending: e{self.number()}",
                f"    {self.line(names)}",
                "    -> END",
                "}",
            ]
        return lines
