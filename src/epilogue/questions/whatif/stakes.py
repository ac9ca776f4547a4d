"""One number for how much each ending gives, in which every character counts alike.

Each stake is scaled to 0 to 1 between its least and its greatest value over the endings compared (one that never varies counts
for nothing); a character's worth is the mean of that character's stakes; the sum over the characters decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction


def worth(values: Mapping[int, Sequence[float]], owners: Sequence[str]) -> dict[int, Fraction]:
    """Worth of each ending. ``values``: by ending state, of each stake, finite numbers; ``owners``: whose each stake is."""
    columns = list(zip(*values.values(), strict=True))
    least = [Fraction(min(column)) for column in columns]
    span = [Fraction(max(column)) - low for column, low in zip(columns, least, strict=True)]
    share = [Fraction(1, owners.count(owner)) for owner in owners]
    return {
        state: sum(
            (
                (Fraction(value) - low) / wide * part
                for value, low, wide, part in zip(row, least, span, share, strict=True)
                if wide
            ),
            Fraction(0),
        )
        for state, row in values.items()
    }
