"""Names the reader model of the odds on screen, unless readers choose at random."""

from __future__ import annotations

from epilogue.answers import Readers
from epilogue.views.text import words

_NAMES = {"completionist": "a completionist"}
_KNOWN = {
    "curious": "Odds are those of curious readers: of the options on offer they take one not taken yet, if there is one.",
    "completionist": "Odds are those of completionists: they know the story, and try to take every option in one playthrough.",
}


def how(readers: Readers | None) -> str:
    """``choosing at random``, ``if curious``: how the readers of the odds choose, in a sentence."""
    return "choosing at random" if readers is None else f"if {_NAMES.get(readers.name, words.clean(readers.name))}"


def flag(readers: Readers | None) -> str:
    """The option that asks for the same readers again."""
    from epilogue.views.text.shell import valued

    return "" if readers is None else f" {valued('--readers', readers.name)}"


def heading(readers: Readers | None) -> str:
    """The heading of a column of odds."""
    if readers is None:
        return "Chance (choosing at random)"
    return f"Chance ({how(readers)})"


def introduced(readers: Readers | None, complete: bool) -> list[str]:
    """Introduces these readers and where their odds come from; nothing for readers who choose at random."""
    if readers is None:
        return []
    name = words.clean(readers.name)
    lines = [_KNOWN.get(readers.name, f"Odds are those of readers called {name}, by the weights in epilogue.toml.")]
    if readers.blind:
        again = "No option is on offer again beside others once it was taken" + ("" if complete else ", as far as was searched")
        lines.append(f"{again}: so they do as readers who choose at random.")
    if readers.name == "completionist" and not complete:
        lines.append("The search stopped early, so nobody knows where they would go.")
    if readers.playthroughs is not None:
        estimate = f"Estimated from {words.count(readers.playthroughs)} of their playthroughs at random; this proves no odds"
        lines.append(f"{estimate} (95% of such estimates are right: Wilson's intervals).")
    if readers.cut:
        lines.append(f"{words.count(readers.cut)} of these went on for too long and were cut off.")
    if readers.lost:
        lines.append(f"{words.count(readers.lost)} of these left what was searched.")
    return lines
