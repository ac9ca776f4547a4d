"""Random ink sources whose control unfolds: ``generate(seed)`` gives the same valid story for the same arguments.

A menu calls tunnels that call themselves, over a list that gets shorter or a number that gets less, with references passed on, as
the last thing they do or before another; tunnels that may be left by a divert; threads that start themselves over what is left of
a list; diverts that are kept in variables, given to knots and functions, and come back from them; and strings put together from
parts that differ.
"""

from __future__ import annotations

from random import Random

ITEMS = ("ash", "birch", "cedar")
SHAPES = ("over_list", "over_number", "through_another", "left", "threads", "held", "overridden", "row", "strings")


def generate(seed: int) -> str:
    """An ink source."""
    return _Maker(Random(f"unfolding/{seed}")).story()


class _Maker:
    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.knots: list[str] = []
        self.names = 0

    def story(self) -> str:
        rng = self.rng
        items = ITEMS[: rng.randint(2, 3)]
        shapes = rng.sample(SHAPES, rng.randint(1, 2))
        uses = [getattr(self, shape)() for shape in shapes]
        lines = ["LIST trees = " + ", ".join(f"({i})" if rng.random() < 0.8 else i for i in items)]
        lines += ["VAR n = 0", "VAR bag = ()", "VAR where = -> menu", "-> menu", "=== menu"]
        lines += [f"{{ turn > {rng.randint(1, 2)}: -> END }}", "~ turn++"]
        lines[1:1] = ["VAR turn = 0"]
        ahead = [use for use in uses if use.startswith("<-")]
        lines += ahead
        for number, use in enumerate(use for use in uses if use not in ahead):
            lines += [f"{rng.choice('*+')} go {number}", f"    {use}", f"    {self.after()}"]
        return "\n".join([*lines, "+ leave", *self.depends("    "), "    -> END", "* -> END", *self.knots]) + "\n"

    def name(self) -> str:
        self.names += 1
        return f"k{self.names}"

    def after(self) -> str:
        return self.rng.choice(("-> menu", "-> menu", "-> where", "-> END"))

    def depends(self, indent: str) -> list[str]:
        """Lines that make the ending depend on what was done."""
        condition = self.rng.choice(("n > 1", "bag", "trees ? ash", "LIST_COUNT(bag) > n", "n == LIST_COUNT(trees)"))
        return [f"{indent}{{ {condition}: Told. }}"]

    def done(self) -> str:
        return self.rng.choice(
            ("~ n = MIN(n + 1, 3)", "~ bag += LIST_MIN(trees)", "~ n = RANDOM(0, 1)", "said", "~ trees -= LIST_MAX(trees)")
        )

    def leaves(self) -> list[str]:
        """Perhaps a way out of a tunnel that does not return."""
        out = self.rng.choice(("-> menu", "-> END", "-> where"))
        return self.rng.choice(
            (
                [],
                [],
                [f"{{ n > 1: {out} }}"],
                ["+ [on]", f"+ [off] {out}", "- gathered"],
                ["{RANDOM(1, 2) == 1:", f"  {out}", "}"],
            )
        )

    def over_list(self) -> str:
        """A tunnel that calls itself with a shorter list, which it or another takes from; perhaps the list is a global."""
        rng, name = self.rng, self.name()
        by_reference = rng.random() < 0.5
        taken = self.name()
        call = f"    -> {name}(rest, {rng.choice(('x', 'left', 'x + 1'))}) ->"
        self.knots += [f"=== {name}({'ref ' if by_reference else ''}rest, x)", "~ temp left = x", "{ rest:"]
        self.knots += [f"    -> {taken}(rest, left) ->", call, *self.after_call()]
        self.knots += ["}", *self.leaves(), "->->"]
        self.knots += [f"=== {taken}(ref rest, ref left)", "~ temp one = LIST_MIN(rest)", "~ rest -= one"]
        self.knots += ["{ RANDOM(1, 2) == 1:", "    ~ bag += one", "- else:", "    ~ left = MIN(left + 1, 2)", "}"]
        self.knots += ["{ left > 1:", f"    {self.done()}", "}", *self.leaves(), "->->"]
        return f"-> {name}({'bag' if by_reference and rng.random() < 0.5 else 'trees'}, n) ->"

    def after_call(self) -> list[str]:
        return [f"    {self.done()}"] if self.rng.random() < 0.4 else []

    def over_number(self) -> str:
        name = self.name()
        self.knots += [f"=== {name}(x)", "{ x > 0:", f"    {self.done()}", f"    -> {name}(x - 1) ->", *self.after_call(), "}"]
        self.knots += [*self.leaves(), "->->"]
        return f"-> {name}({self.rng.choice(('n', '2', 'LIST_COUNT(trees)'))}) ->"

    def through_another(self) -> str:
        """Two tunnels that call each other, each with a reference to a variable of its own or the one it was given."""
        rng, one, other = self.rng, self.name(), self.name()
        passed = [rng.choice(("sum", "own")) for _ in range(2)]
        for name, follow, gives in ((one, other, passed[0]), (other, one, passed[1])):
            self.knots += [f"=== {name}(x, ref sum)", "~ temp own = sum", "~ sum = MIN(sum + 1, 3)"]
            self.knots += ["{ sum > 1:", f"    {self.done()}", "}", "{ x > 0:", f"    -> {follow}(x - 1, {gives}) ->"]
            self.knots += [*self.after_call(), "}", *rng.choice(([], self.leaves(), ["~ n = MIN(n + own, 3)"])), "->->"]
        return f"-> {one}({rng.randint(1, 4)}, n) ->"

    def left(self) -> str:
        """A tunnel that may be left for good, and the one it calls."""
        outer, inner = self.name(), self.name()
        self.knots += [f"=== {outer}", self.done(), f"-> {inner} ->", *self.leaves(), self.rng.choice(("->->", "-> menu"))]
        self.knots += [f"=== {inner}", "+ [stay] ->->", f"+ [go] -> {self.rng.choice(('menu', outer))}"]
        return f"-> {outer} ->"

    def row(self) -> str:
        """A generator of rows: each cell is a tunnel that may leave its row by a divert to the next."""
        row, cell = self.name(), self.name()
        self.knots += [f"=== {row}(x, y)", "{ y > 2: -> menu }", "{ x > 2:", f"    -> {row}(0, y + 1)", "}"]
        self.knots += [f"-> {cell}(x, y) ->", f"-> {row}(x + 1, y)"]
        self.knots += [f"=== {cell}(x, y)", "{ x == y:", f"    {self.done()}", "}"]
        self.knots += ["{ RANDOM(1, 2) == 1:", f"    -> {row}(0, y + 1)", "}", "->->"]
        return f"-> {row}(0, {self.rng.randint(0, 1)}) ->"

    def threads(self) -> str:
        """A thread that starts itself over what is left of a list, before or after its own option."""
        rng, name = self.rng, self.name()
        option = [f"    + take {{LIST_MIN(rest)}} {self.rng.choice('ab')}", "        ~ bag += LIST_MIN(rest)"]
        option += [f"        {self.after()}"]
        again = [f"    <- {name}(rest - LIST_MIN(rest))"]
        self.knots += [f"=== {name}(rest)", "{ rest:", *(again + option if rng.random() < 0.5 else again)]
        self.knots += ["}", *([] if rng.random() < 0.5 else ["+ {rest} or {rest}", f"  {self.after()}"]), "- -> DONE"]
        return f"<- {name}({rng.choice(('trees', 'bag', 'trees - bag'))})"

    def held(self) -> str:
        """A divert that a function looks up, by the number it is given, called or gone to."""
        rng, find, row, user = self.rng, self.name(), self.name(), self.name()
        places = [self.name() for _ in range(2)]
        for place in places:
            self.knots += [f"=== {place}", self.done(), rng.choice(("->->", "-> menu", "-> where"))]
        self.knots += [f"=== function {find}(x)", "{ x:", f"- 0: ~ return {row}(0, -> {places[0]})"]
        self.knots += [f"- else: ~ return {row}(x, -> {places[1]})", "}"]
        self.knots += [f"=== function {row}(x, y)", "~ return y"]
        self.knots += [f"=== {user}", f"~ temp goal = {find}(n)", rng.choice(("-> goal ->", "-> goal ->", "~ where = goal"))]
        self.knots += [rng.choice(("->->", "+ [there] -> goal", "-> goal"))]
        return f"-> {user} ->"

    def strings(self) -> str:
        """A string put together from what differs, also by another function within it; what it says may matter."""
        rng, name, inner = self.rng, self.name(), self.name()
        parts = ["{~a|b}", "{x > 0:a|b}", "{n}", "{n > 0: c }", "{" + inner + "(x)}", "<>", " ", "{~c|d|}", "{&a|b}"]
        first, second = ("".join(rng.choices(parts, k=rng.randint(2, 4))) for _ in range(2))
        self.knots += [f"=== function {name}(x)", f'~ temp s = "{first}"', f'~ s = s + "{second}"']
        self.knots += [rng.choice(('{ s ? "a":', '{ s == "ab":', '{ s ? "c d":', '{ s != "{s}":')), f"    {self.done()}", "}"]
        self.knots += ["~ return s", f"=== function {inner}(x)", *rng.sample(("{~a|b}", "c {x}", "{x > 0: d}"), 2)]
        return f"{{{name}(n)}}" if rng.random() < 0.5 else f'{{ {name}({rng.randint(0, 1)}) ? "b": told }}'

    def overridden(self) -> str:
        """A tunnel that comes back elsewhere, as it is told."""
        name, between = self.name(), self.name()
        self.knots += [
            f"=== {name}(-> back, x)",
            self.done(),
            "{ x > 0:",
            f"    -> {between}(back) ->",
            "}",
            self.rng.choice(("->-> back", "->-> where")),
        ]
        self.knots += [
            f"=== {between}(-> on)",
            "~ temp further = on",
            *self.leaves(),
            self.rng.choice(("->-> further", "->-> where", "->->")),
        ]
        return f"-> {name}(-> menu, n) ->"
