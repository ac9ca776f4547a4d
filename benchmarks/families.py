"""Growth families: stories of any size, each with its exact answers from a formula that knows nothing of the tool.

``FAMILIES`` names them all; ``source`` writes the story of a size, ``exact`` says what is true of it.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb, factorial, perm
from typing import NamedTuple

from benchmarks import long_story


class Exact(NamedTuple):
    """What is true of a story. ``odds``: by ending's mark; ``playthroughs``: None for infinitely many; ``choices``: the
    mean number of them in a playthrough."""

    odds: dict[str, Fraction]
    playthroughs: int | None
    choices: Fraction


class Family(NamedTuple):
    """``what`` grows; ``source`` and ``exact`` of a size; ``sizes`` to measure, ascending: measuring stops at the
    first too large."""

    what: str
    source: Callable[[int], str]
    exact: Callable[[int], Exact]
    sizes: tuple[int, ...]


def _ending(mark: str) -> str:
    return f"    It is over. # ending: {mark}\n    -> END\n"


def _is_true(what: str, condition: str, yes: str, no: str) -> str:
    """A knot that ends the story one way or the other."""
    return f"=== {what} ===\n{{ {condition}:\n{_ending(yes)}- else:\n{_ending(no)}}}\n"


# -- n independent once-only options in a hub, never read


def hub(n: int) -> str:
    options = "".join(f"* [Look at thing {i}.]\n    Thing {i} is dull.\n    -> hub\n" for i in range(n))
    return f"-> hub\n=== hub ===\n{options}+ [Leave.]\n{_ending('left')}"


def hub_exact(n: int) -> Exact:
    choices = Fraction(1)
    for left in range(1, n + 1):
        choices = 1 + choices * Fraction(left, left + 1)
    return Exact({"left": Fraction(1)}, sum(perm(n, k) for k in range(n + 1)), choices)


# -- a lock of n dials, set one after the other; only one combination opens it


def lock(n: int) -> str:
    variables = "".join(f"VAR dial{i} = 0\n" for i in range(n))
    knots = ""
    for i in range(n):
        digits = "".join(f"* [{digit}]\n    ~ dial{i} = {digit}\n" for digit in range(10))
        knots += f"=== turn{i} ===\nDial {i}.\n{digits}- -> {f'turn{i + 1}' if i + 1 < n else 'try'}\n"
    code = " and ".join(f"dial{i} == {(7 * i + 3) % 10}" for i in range(n))
    return f"{variables}-> turn0\n{knots}{_is_true('try', code, 'open', 'shut')}"


def lock_exact(n: int) -> Exact:
    opens = Fraction(1, 10**n)
    return Exact({"open": opens, "shut": 1 - opens}, 10**n, Fraction(n))


# -- n dials of four positions, turned in any order and any number of times before the only try


def dials(n: int) -> str:
    variables = "".join(f"VAR dial{i} = 0\n" for i in range(n))
    turning = "".join(f"+ [Turn dial {i}.]\n    ~ dial{i} = (dial{i} + 1) % 4\n    -> lock\n" for i in range(n))
    code = " and ".join(f"dial{i} == 1" for i in range(n))
    return f"{variables}-> lock\n=== lock ===\n{turning}+ [Try it.] -> try\n{_is_true('try', code, 'open', 'shut')}"


def dials_exact(n: int) -> Exact:
    """Each turn is as if every dial and the try had a clock of their own (rate 1): where a dial stands when the try's clock rings
    at time t has the Fourier series 1/4 sum w^-1 e^(t (w - 1)) over the fourth roots of unity w; the product over the dials,
    integrated against e^-t, is a sum of Gaussian rationals."""
    real = Fraction(0)
    powers = ((1, 0), (0, -1), (-1, 0), (0, 1))  # (-i) ** k
    for ones in range(n + 1):
        for minus_ones in range(n + 1 - ones):
            for i in range(n + 1 - ones - minus_ones):
                minus_i = n - ones - minus_ones - i
                ways = factorial(n) // (factorial(ones) * factorial(minus_ones) * factorial(i) * factorial(minus_i))
                a, b = powers[(i + 2 * minus_ones + 3 * minus_i) % 4]  # product of w ** -1
                x, y = 1 + 2 * minus_ones + i + minus_i, minus_i - i  # 1 + sum of (1 - w)
                real += Fraction(ways * (a * x + b * y), x * x + y * y)
    opens = real / 4**n
    return Exact({"open": opens, "shut": 1 - opens}, None, Fraction(n + 1))


# -- n flags, each set or not, in any order, and read at the end


def flags(n: int) -> str:
    variables = "".join(f"VAR flag{i} = false\n" for i in range(n))
    setting = "".join(f"* [Pick up thing {i}.]\n    ~ flag{i} = true\n    -> hub\n" for i in range(n))
    every = " and ".join(f"flag{i}" for i in range(n))
    return f"{variables}-> hub\n=== hub ===\n{setting}+ [Leave.] -> out\n{_is_true('out', every, 'all', 'some')}"


def flags_exact(n: int) -> Exact:
    """How many flags are set when the reader leaves is uniform over 0 to n."""
    everything = Fraction(1, n + 1)
    found = hub_exact(n)
    return Exact({"all": everything, "some": 1 - everything}, found.playthroughs, found.choices)


# -- n places that can be visited again and again; the end asks about one


def sticky(n: int) -> str:
    places = "".join(f"+ [Go to place {i}.] -> place{i}\n" for i in range(n))
    knots = "".join(f"=== place{i} ===\nYou are here{{place{i} > 1: again}}.\n-> town\n" for i in range(n))
    return f"-> town\n=== town ===\n{places}+ [Leave.] -> out\n{knots}{_is_true('out', 'place0', 'seen', 'unseen')}"


def sticky_exact(n: int) -> Exact:
    return Exact({"seen": Fraction(1, 2), "unseen": Fraction(1, 2)}, None, Fraction(n + 1))


# -- a counter to n


def counter(n: int) -> str:
    step = f"{{ coins == {n}: -> rich }}\n+ [Earn a coin.]\n    ~ coins++\n    -> work\n+ [Enough.]\n{_ending('poor')}"
    return f"VAR coins = 0\n-> work\n=== work ===\n{step}=== rich ===\n{_ending('rich')}"


def counter_exact(n: int) -> Exact:
    rich = Fraction(1, 2**n)
    return Exact({"rich": rich, "poor": 1 - rich}, n + 1, 2 - 2 * rich)


# -- tunnels nested n deep


def tunnels(n: int) -> str:
    knots = ""
    for i in range(n):
        below = f"-> down{i + 1} ->" if i + 1 < n else "~ bottom = true"
        knots += f"=== down{i} ===\n* [Deeper.]\n    {below}\n    Up again, {i}.\n* [Back.]\n- ->->\n"
    return f"VAR bottom = false\n-> down0 ->\n-> out\n{_is_true('out', 'bottom', 'bottom', 'back')}{knots}"


def tunnels_exact(n: int) -> Exact:
    bottom = Fraction(1, 2**n)
    return Exact({"bottom": bottom, "back": 1 - bottom}, n + 1, 2 - 2 * bottom)


# -- n dice


def dice(n: int) -> str:
    throws = "~ total += RANDOM(1, 6)\n" * n
    return f"VAR total = 0\n{throws}-> out\n{_is_true('out', f'total >= {4 * n}', 'high', 'low')}"


def dice_exact(n: int) -> Exact:
    ways = [1]
    for _ in range(n):
        ways = [sum(ways[max(0, total - 5) : total + 1]) for total in range(len(ways) + 5)]
    high = Fraction(sum(ways[3 * n :]), 6**n)  # ways[k]: the total is n + k
    return Exact({"high": high, "low": 1 - high}, 6**n, Fraction(0))


# -- n cards dealt from a pack of 52; the end asks how many of them are jacks, queens and kings


def cards(n: int) -> str:
    pack = ", ".join(f"(c{suit}_{rank}) = {100 * suit + rank}" for suit in range(4) for rank in range(1, 14))
    deal = "~ temp card = LIST_RANDOM(Pack)\n~ Pack -= card\n{ LIST_VALUE(card) mod 100 > 10:\n    ~ high++\n}\n~ left--\n"
    knots = f"=== deal ===\n{deal}{{ left > 0: -> deal }}\n-> out\n{_is_true('out', f'high * 4 > {n}', 'high', 'low')}"
    return f"LIST Pack = {pack}\nVAR high = 0\nVAR left = {n}\n-> deal\n{knots}"


def cards_exact(n: int) -> Exact:
    high = Fraction(sum(comb(12, k) * comb(40, n - k) for k in range(n + 1) if 4 * k > n), comb(52, n))
    return Exact({"high": high, "low": 1 - high}, perm(52, n), Fraction(0))


# -- n characters met in any order; kindness to most of them leads to the good ending


def characters(n: int) -> str:
    meetings, variables = "", "VAR friends = 0\nVAR met = 0\n"
    for i in range(n):
        meetings += (
            f"* [Talk to number {i}.]\n    Number {i} looks up.\n    * * [Be kind.]\n        ~ friends++\n    * * [Be rude.]\n"
        )
        meetings += "    - - ~ met++\n    -> party\n"
    party = f"=== party ===\n{{ met == {n}: -> home }}\n{meetings}"
    return f"{variables}-> party\n{party}{_is_true('home', f'friends * 2 > {n}', 'loved', 'alone')}"


def characters_exact(n: int) -> Exact:
    loved = Fraction(sum(comb(n, kind) for kind in range(n + 1) if 2 * kind > n), 2**n)
    return Exact({"loved": loved, "alone": 1 - loved}, factorial(n) * 2**n, Fraction(2 * n))


# -- n chapters and n stats of 0 to 100: four stats to choose from in each chapter, all of which the end asks about


def stats(n: int) -> str:
    """Each stat can be raised in four chapters; n is a multiple of four."""
    variables = "".join(f"VAR stat{i} = 40\n" for i in range(n))
    knots = ""
    for chapter in range(n):
        raised = [(4 * chapter + option) % n for option in range(4)]
        options = "".join(f"* [Practise skill {i}.]\n    ~ stat{i} = MIN(100, stat{i} + 15)\n" for i in raised)
        following = f"chapter{chapter + 1}" if chapter + 1 < n else "end"
        knots += f"=== chapter{chapter} ===\nChapter {chapter}.\n{options}- -> {following}\n"
    asked = "".join(f"{{ stat{i} >= 85: -> master }}\n" for i in range(n))
    return f"{variables}-> chapter0\n{knots}=== end ===\n{asked}{_ending('dabbler')}=== master ===\n{_ending('master')}"


def stats_exact(n: int) -> Exact:
    """Of four chapters with the same four stats, 204 of 256 ways raise none of them three times; all such groups are apart."""
    dabbler = Fraction(204, 256) ** (n // 4)
    return Exact({"dabbler": dabbler, "master": 1 - dabbler}, 4**n, Fraction(n))


def chapters_exact(words: int) -> Exact:
    return Exact(*long_story.exact(words))


FAMILIES: dict[str, Family] = {
    "hub": Family("once-only options in a hub", hub, hub_exact, (2, 4, 8, 16, 40, 80, 160)),
    "lock": Family("dials of a lock, set in turn", lock, lock_exact, (1, 2, 3, 4, 5)),
    "dials": Family("dials turned in any order", dials, dials_exact, (1, 2, 3, 4, 5, 6, 7)),
    "flags": Family("flags set in any order, read at the end", flags, flags_exact, (2, 4, 8, 16, 20, 40, 80)),
    "sticky": Family("places visited as often as one likes", sticky, sticky_exact, (2, 4, 8, 16, 32, 64)),
    "counter": Family("a counter to n", counter, counter_exact, (4, 16, 64, 256, 1024, 4096)),
    "tunnels": Family("tunnels nested n deep", tunnels, tunnels_exact, (2, 4, 8, 16, 32, 40)),
    "dice": Family("dice", dice, dice_exact, (1, 2, 4, 8, 16, 32, 64)),
    "cards": Family("cards dealt from a pack of 52", cards, cards_exact, (1, 2, 3, 4, 8, 16, 32)),
    "characters": Family("characters met in any order", characters, characters_exact, (1, 2, 4, 6, 8, 10, 12)),
    "stats": Family("chapters, and as many stats of 0 to 100", stats, stats_exact, (4, 8, 12, 16, 20, 100)),
    "chapters": Family(
        "words of a story made of chapters", long_story.source, chapters_exact, (2_000, 8_000, 32_000, 125_000, 500_000)
    ),
}
