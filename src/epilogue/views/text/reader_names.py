"""Names the reader model of the odds on screen, unless readers choose at random."""

from __future__ import annotations

from epilogue.answers import Readers
from epilogue.views.text import words

_NAMES = {"completionist": "a completionist"}
_KNOWN = {
    "curious": "Odds are for curious readers, who take an option not taken yet if one is offered.",
    "completionist": "Odds are for completionists, who know the story and try to take every option in one playthrough.",
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
    lines = [_KNOWN.get(readers.name, f"Odds are for readers called {name}, with the weights in epilogue.toml.")]
    if readers.blind:
        again = "No option is offered again beside others once it was taken" + ("" if complete else ", as far as was searched")
        lines.append(f"{again}, so these readers choose at random.")
    if readers.name == "completionist" and not complete:
        lines.append("The search stopped early, so it is not known where they would go.")
    if readers.playthroughs is not None:
        estimate = f"Estimated from {words.count(readers.playthroughs)} of their playthroughs at random; this proves no odds"
        lines.append(f"{estimate} (ranges like these are right 95% of the time: Wilson intervals).")
    if readers.cut:
        lines.append(f"{words.count(readers.cut)} of these went on for too long and were cut off.")
    if readers.lost:
        lines.append(f"{words.count(readers.lost)} of these went beyond what was searched.")
    return lines
