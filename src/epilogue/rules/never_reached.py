"""EP003: a passage no reader comes to."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.rules.base import Finding, Rule
from epilogue.rules.examined import Examined
from epilogue.rules.unseen import by_cause


def check(examined: Examined) -> Iterator[Finding]:
    """One finding for each cause."""
    return by_cause(examined, examined.lost_passages)


RULE = Rule(
    code="EP003",
    slug="passage-never-reached",
    severity=Severity.WARNING,
    title="a passage no reader comes to",
    what="Finds knots and stitches that no playthrough comes to, proved and not sampled, grouped by the line that makes it so. "
    "Functions are not passages.",
    why="Either nothing diverts to it (a renamed knot, a scene that was cut), or every divert to it stands where no reader "
    "comes.",
    bad="""\
-> harbour
=== harbour
The ship has left.
-> END
=== on_board
Salt wind.
-> END
""",
    good="""\
-> harbour
=== harbour
* [Run]
    -> on_board
* [Stay]
    The ship has left.
    -> END
=== on_board
Salt wind.
-> END
""",
    check=check,
)
