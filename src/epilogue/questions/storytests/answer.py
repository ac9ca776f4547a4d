"""The results of a story's own tests."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Taken(NamedTuple):
    """A choice of a playthrough. ``change``: ``""`` if it is as the test has it; ``changed``: it stands in place of another;
    ``added``: the test does not speak of it."""

    text: str
    change: Literal["", "changed", "added"] = ""


class Nearest(NamedTuple):
    """The playthrough that meets what a test expects with the fewest changes to its choices; ``left_out`` of them it has no use
    for."""

    choices: tuple[Taken, ...]
    left_out: int


class Failure(NamedTuple):
    """Reasons why a test failed. ``said``: what is wrong, one thing each. ``about``: which playthrough that is said of, ``""`` if
    there is only one. ``way``: its choices; ``luck``: what is drawn in it, in order. ``offered``: the options where it
    stopped, None if it is over. ``nearest``: None where none was found."""

    said: tuple[str, ...]
    about: str
    way: tuple[str, ...]
    luck: tuple[str, ...]
    offered: tuple[str, ...] | None
    nearest: Nearest | None


class Judged(NamedTuple):
    """One test: ``outcome`` is ``passed``, ``failed`` or ``open`` (what was searched neither shows nor refutes it, or a
    limit left no time for it).
    ``every``: it is about all playthroughs that fit. ``way``: the choices of the playthrough that shows that it passes, None
    where all do."""

    name: str
    file: str
    line: int
    outcome: Literal["passed", "failed", "open"]
    every: bool
    seconds: float
    way: tuple[str, ...] | None
    failure: Failure | None


class StoryTests(NamedTuple):
    """The tests of a story that were run, in the order of their files. ``path``: the story as the user gave it. ``reason``: the
    limit, in words, that left some of them unfinished, null if none did."""

    story: str
    path: str
    tests: tuple[Judged, ...]
    reason: str | None = None

    @property
    def passed(self) -> bool:
        """Whether each of them passed."""
        return all(test.outcome == "passed" for test in self.tests)


class Recorded(NamedTuple):
    """Effect of ``--accept`` on one test: ``changes`` it wrote, a line each; ``kept``: why something was left as it is."""

    name: str
    file: str
    line: int
    changes: tuple[str, ...]
    kept: tuple[str, ...]


class Accepted(NamedTuple):
    """Effects of ``--accept`` on the files of a story's tests."""

    story: str
    path: str
    tests: tuple[Recorded, ...]
