"""``epilogue init STORY``: an epilogue.toml with a suggested name for every ending."""

from __future__ import annotations

import os
from argparse import Namespace

from epilogue import settings
from epilogue.answers import EndingsReport
from epilogue.cli.console import say, story_parser, write_whole
from epilogue.cli.limits import LimitedCommand
from epilogue.diagnostics import unreadable
from epilogue.questions.endings.build import endings
from epilogue.source import Span
from epilogue.space.watch import Watch
from epilogue.story.project import load
from epilogue.story.suggest import settings_text
from epilogue.views.text.shell import file_argument


def main(arguments: list[str]) -> int:
    """Write the file beside the story; never over one that is there."""
    parser = story_parser("init", "Write an epilogue.toml beside the story, with a name for each ending.")
    options = parser.parse_args(arguments)
    with LimitedCommand(Watch()) as watch:
        return _init(options, watch)


def _init(options: Namespace, watch: Watch) -> int:
    story = load(options.story, allow_outside=options.allow_outside)
    target = settings.settings_path(story.path)
    hint = "names go under [endings] in it"
    if os.path.basename(target) == settings.FILE_NAME and os.path.isfile(story.path):
        name = os.path.basename(story.path)
        hint += f"; settings for {name} alone go into {name}{settings.OWN}"
    problem = unreadable("this file exists already, and was not changed", Span(target, 0), hint)
    if os.path.exists(target):
        raise problem
    report: EndingsReport = endings(story, precision="control", by=None, entry=None, watch=watch)
    beginnings = story.loaded.beginnings
    text = settings_text(report, (*beginnings.begun, *beginnings.perhaps) if story.program.unbegun else ())
    try:
        write_whole(target, text.encode("utf-8", "replace"), new=True)
    except FileExistsError:
        raise problem from None
    say(f"Saved {target}: change the names as you like.\nNext: epilogue endings {file_argument(options.story)}")
    return 0
