"""The map of a story: its passages, the ways between them, its endings."""

from __future__ import annotations

from typing import NamedTuple

from epilogue.answers import Ending
from epilogue.views.text import words


class PassageOption(NamedTuple):
    """An option that stands in a passage: how often it is ``offered`` and ``taken`` in a playthrough, on average."""

    file: str
    line: int
    text: str
    offered: float
    taken: float


class Passage(NamedTuple):
    """A passage at the level its author thinks in. ``group``: the passage or else the file that holds it. ``seen``: the odds to
    see it in a playthrough, None if it may be possible and was not found, or if it ``depends`` on what came before a
    conversation; ``why`` it never is, where that is known. ``words`` that stand in it."""

    name: str
    group: str
    file: str
    line: int
    words: int
    seen: float | None
    why: str
    options: tuple[PassageOption, ...]
    depends: bool = False

    @property
    def odds_text(self) -> str:
        """The odds of seeing it, as a screen says them."""
        if self.seen is None:
            return "it depends" if self.depends else "not known"
        return words.certainty(self.seen)


class LinkLoss(NamedTuple):
    """An ending (its place among the endings) that is out of reach after a step; ``share`` of the times that the step loses
    it."""

    ending: int
    share: float


class PassageLink(NamedTuple):
    """A way from one passage to another (places among the passages), or into an ending. ``traffic``: how often it is taken in a
    playthrough, on average. ``returns``: play comes back from there to where it was, each time."""

    source: int
    target: int | None
    ending: int | None
    traffic: float
    lost: tuple[LinkLoss, ...]
    returns: bool = False


class StoryMap(NamedTuple):
    """The whole map. The first passage is where the story begins. ``complete``: nothing was left out of the search. ``game``: the
    map of all conversations of a game, whose first box is the game; odds in it are those within each conversation."""

    story: str
    file: str
    complete: bool
    passages: tuple[Passage, ...]
    steps: tuple[PassageLink, ...]
    endings: tuple[Ending, ...]
    game: bool = False


class ConversationMap(NamedTuple):
    """The map of one conversation of a game."""

    name: str
    map: StoryMap


class GameMap(NamedTuple):
    """``talks``: by conversation, for all the ways a game can come to it. ``together``: all of them in one, from what the game
    begins; each passage stands there in each conversation that comes to it."""

    talks: tuple[ConversationMap, ...]
    together: StoryMap
