"""The last playthrough of each story: ``epilogue play`` keeps it for questions about a playthrough."""

from __future__ import annotations

import os
import sys
from time import localtime, strftime
from typing import NamedTuple

from epilogue.cli.console import say
from epilogue.machine import save
from epilogue.machine.play import Choice, Session
from epilogue.store.folder import FILE, folder


class LastPlayed(NamedTuple):
    """The playthrough, and the sentence that identifies it."""

    saved: save.SavedPlay
    which: str


def keep(session: Session, story: str) -> None:
    """Keep a playthrough of the story at this path, unless nothing has happened in it."""
    if session.ended is None and not any(isinstance(action, Choice) for action in session.actions):
        return
    from epilogue.store import plays
    from epilogue.store.database import Database

    database = Database(_tell)
    plays.keep(database, story, save.to_json(session, os.path.basename(story)))
    database.close()


def last(story: str) -> LastPlayed | None:
    """The playthrough last kept for the story at this path, or None."""
    if not (folder() / FILE).exists():
        return None
    from epilogue.store import plays
    from epilogue.store.database import CacheUnavailable, Database

    database = Database(_tell)
    try:
        saved = plays.last(database, story)
    except CacheUnavailable:
        return None
    finally:
        database.close()
    if saved is None:
        return None
    when = strftime("%Y-%m-%d %H:%M", localtime(saved.saved_at))
    return LastPlayed(save.from_json(saved.text, story), f"This is the playthrough that you played last ({when}).")


def _tell(line: str) -> None:
    say(line, sys.stderr)
