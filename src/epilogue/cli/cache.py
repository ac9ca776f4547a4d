"""``epilogue cache``: shows the cache of earlier runs, and clears it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from epilogue.cli.console import Parser, say
from epilogue.store.folder import FILE, folder

if TYPE_CHECKING:
    from epilogue.store import contents


def main(arguments: list[str]) -> int:
    """Show the cache, or clear it."""
    parser = Parser("cache", "What is saved of earlier runs: answers, so that asking again is quick, searches, playthroughs.")
    parser.add_argument("--clear", action="store_true", help="empty it (every answer is then computed anew)")
    options = parser.parse_args(arguments)
    path = folder() / FILE
    if not path.exists():
        say(f"Nothing is saved ({path}).")
        return 0
    from epilogue.store import contents
    from epilogue.store.database import CacheUnavailable, Database

    database = Database(lambda line: say(line, sys.stderr))
    try:
        if options.clear:
            contents.clear(database)
            say("The cache is empty now.")
        else:
            say(_listed(contents.stories(database), str(path)))
    except CacheUnavailable as problem:
        say(f"{path}: error: {problem}", sys.stderr)
        return 2
    finally:
        database.close()
    return 0


def _listed(stories: list[contents.StoredStory], path: str) -> str:
    from time import localtime, strftime

    lines = [f"Saved in {path}, {_size(sum(story.size for story in stories))}:"] if stories else [f"Nothing is saved ({path})."]
    for story in stories:
        items = [f"{story.answers} answer{'s' if story.answers != 1 else ''}"] if story.answers or not story.played else []
        items += [f"a search stopped after {story.steps:,} steps"] if story.steps else []
        items += ["the playthrough played last"] if story.played else []
        gone = "" if os.path.exists(story.path) else " (no longer there)"
        when = strftime("%Y-%m-%d %H:%M", localtime(story.saved_at))
        lines.append(f"  {when}  {_size(story.size):>8}  {story.path}{gone}: {', '.join(items)}")
    if stories:
        lines.append("Next: epilogue cache --clear   empty it")
    return "\n".join(lines)


def _size(amount: int) -> str:
    return f"{amount / 1_048_576:.1f} MB" if amount >= 100_000 else f"{-(-amount // 1024)} KB"
