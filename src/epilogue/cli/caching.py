"""The cache of a command: reports, and searches that were stopped. ``--no-cache``
does without.

Nothing of the cache is imported before there is one, or something worth keeping.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from epilogue.cli.console import say
from epilogue.store.folder import FILE, folder, stored

if TYPE_CHECKING:
    from argparse import Namespace

    from epilogue.answers import EndingsReport
    from epilogue.settings import Limits
    from epilogue.space.watch import Watch
    from epilogue.store.reports import CachedReport
    from epilogue.store.searches import SavedSearch
    from epilogue.story.project import Project
    from epilogue.story.settling import OddsWanted

WORTH = 0.1
"""Seconds of work worth caching: a lookup takes some, too."""
VIEWS = frozenset(("story", "json", "path", "states", "time", "memory", "resume", "no_cache", "on"))
"""Options that do not affect a report, or are checked separately."""
LATER = frozenset(("details", "samples", "verbose", "verify", "odds"))
"""Options that do not affect a search, or are checked separately."""


class CommandCache:
    """The cache as one command line uses it."""

    def __init__(self, options: Namespace, limits: Limits) -> None:
        self.used = not options.no_cache
        self.story: str = options.story
        self.options = {name: value for name, value in vars(options).items() if name not in VIEWS}
        self.limits = limits
        self.resumes: bool = options.resume
        self._database: Any = None
        self._saves: SavedSearch | None = None
        self._searches = False
        self._waiting = 0

    def find(self) -> CachedReport | None:
        """The cached answer to this question, if nothing has changed since."""
        if not self.used or os.path.isdir(self.story) or not (folder() / FILE).exists():
            return None
        from epilogue.store import reports
        from epilogue.store.database import CacheUnavailable

        try:
            return reports.find(self.database, reports.key_of(self.story, self.options), self.limits, self.resumes)
        except CacheUnavailable:
            return None

    def save(self, story: Project, watch: Watch, odds: OddsWanted) -> None:
        """Save the story's search while it lasts, and resume it where a limit stopped it last time. One limited to a number of
        steps starts afresh, unless asked to go on, so that its answer is reproducible. For the same reason one that stops when
        all is settled, with its ``odds`` as asked, goes on only from those that stop no later."""
        if not self.used:
            return
        self._searches = True

        def opened() -> SavedSearch:
            if self._saves is None:
                from epilogue.store import reports
                from epilogue.store.searches import SavedSearch
                from epilogue.story.settling import WEAKER

                options = {name: value for name, value in self.options.items() if name not in LATER}
                options["files"] = reports.files_read(story.texts)
                asks = [reports.key_of(story.path, {**options, "odds": wanted}) for wanted in (odds, *WEAKER[odds])]
                self._saves = SavedSearch(self.database, asks, stored(story.path), self.tell)
            return self._saves

        watch.beats = (*watch.beats, lambda search: opened()(search, watch.elapsed))
        if (self.resumes or self.limits.states is None) and (folder() / FILE).exists():
            self._waiting = opened().waiting()
            if self._waiting:
                watch.resume = lambda search: opened().resume(search)

    def keep(self, story: Project, report: EndingsReport, warnings: list[str]) -> None:
        """Keep an answer already given. One stopped by time, memory or the user is not kept: it goes on."""
        if not self.used or report.unfinished or report.stopped_by not in (None, "states", "settled"):
            return
        from epilogue.store import reports

        files = reports.files_read(story.texts)
        saved = reports.CachedReport(report, warnings)
        reports.keep(self.database, reports.key_of(story.path, self.options), files, self.limits, story.path, saved)

    def close(self) -> None:
        """Let go of the cache."""
        resumed = self._saves is not None and self._saves.resumed
        if self._searches and self.resumes and not resumed:
            self.tell("(nothing of this search was saved: it began anew)")
        elif resumed and not self.resumes:
            self.tell(f"(this went on where the last search was stopped, after {self._waiting:,} steps)")
        if self._database is not None:
            self._database.close()

    @property
    def database(self) -> Any:
        if self._database is None:
            from epilogue.store.database import Database

            self._database = Database(self.tell)
        return self._database

    def tell(self, line: str) -> None:
        say(line, sys.stderr)
