"""The pseudo-random generator of .NET's ``System.Random(seed)``.

Algorithm: D. E. Knuth, The Art of Computer Programming, volume 2, section 3.2.2: a subtractive lagged generator over 55
numbers, with the seeding of Numerical Recipes' ``ran3``; .NET's second lag is 21 where Knuth has 31.
"""

from __future__ import annotations

from epilogue.languages.dotnet.numbers import INT_MAX, INT_MIN, int32

_SEED = 161803398


class DotNetRandom:
    """Gives the numbers that ``new System.Random(seed)`` gives."""

    __slots__ = ("_first", "_numbers", "_second")

    def __init__(self, seed: int) -> None:
        last = _SEED - (INT_MAX if seed == INT_MIN else abs(seed))
        numbers = [0] * 56
        numbers[55] = last
        follower = 1
        for step in range(1, 55):
            index = 21 * step % 55
            numbers[index] = follower
            follower = last - follower
            if follower < 0:
                follower += INT_MAX
            last = numbers[index]
        for _ in range(4):
            for index in range(1, 56):
                number = int32(numbers[index] - numbers[1 + (index + 30) % 55])
                numbers[index] = number + INT_MAX if number < 0 else number
        self._numbers = numbers
        self._first, self._second = 0, 21

    def next(self) -> int:
        """The next whole number from 0 up to, not including, 2,147,483,647."""
        self._first = self._first % 55 + 1
        self._second = self._second % 55 + 1
        number = self._numbers[self._first] - self._numbers[self._second]
        if number == INT_MAX:
            number -= 1
        if number < 0:
            number += INT_MAX
        self._numbers[self._first] = number
        return number
