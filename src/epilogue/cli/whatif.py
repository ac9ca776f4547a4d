"""``epilogue whatif STORY PLAY``: what could have been, beside what was."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentTypeError, Namespace

from epilogue.cli.console import colour, say, say_json, width, write_whole
from epilogue.cli.limits import searching
from epilogue.cli.playthrough import named, play_parser, read_playthrough
from epilogue.machine import save
from epilogue.machine.follow import Follower
from epilogue.questions.whatif.build import WhatIfRequest, whatif
from epilogue.story.project import load, one_conversation, playable


def main(arguments: list[str]) -> int:
    """Find the other playthrough and show it."""
    parser = play_parser(
        "whatif", "What could have been: the nearest other way, or the best there could have been with the same luck."
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--nearest", action="store_true", help="another ending, with the fewest decisions changed (default)")
    which.add_argument(
        "--dream", action="store_true", help="the best ending for everyone together, by the stakes in epilogue.toml"
    )
    which.add_argument("--ending", metavar="ENDING", help="that ending (its name, line or last words)")
    which.add_argument("--until", metavar="EXPR", help="until this is true: a condition on the story's variables")
    parser.add_argument("--from-choice", type=_number, default=1, metavar="N", help="keep all choices before choice N")
    parser.add_argument("--read", action="store_true", help="the other playthrough as prose, from where they part")
    parser.add_argument("-o", dest="output", metavar="FILE", help="save the other playthrough, to play it")
    options = parser.parse_args(arguments)
    with searching(options) as watch:
        story, entry = one_conversation(load(options.story, options.allow_outside), options.entry)
        story, playthrough = read_playthrough(story, options, parser, entry)
        answer = whatif(story, playthrough.session, _ask(options), watch=watch, notes=playthrough.notes)
    if options.output and answer.could is not None:
        settled = playable(story, playthrough.session.entry)[0].outside
        other = Follower(playthrough.session.program._replace(outside=settled), playthrough.session.entry).session(
            answer.could.actions
        )
        write_whole(options.output, save.to_json(other, os.path.basename(options.story)).encode("utf-8", "replace"))
    if options.json:
        say_json(answer)
        return 0
    from epilogue.questions.whatif.screen import render, render_read

    if options.read:
        say(render_read(answer, width(), colour(sys.stdout)))
    else:
        say(render(answer, named(options), width(), colour(sys.stdout)))
    if options.output:
        message = f"Saved in {options.output}." if answer.could is not None else "There is nothing to save."
        say(message, sys.stderr)
    return 0


def _ask(options: Namespace) -> WhatIfRequest:
    if options.ending is not None:
        return WhatIfRequest("ending", options.ending, options.from_choice)
    if options.until is not None:
        return WhatIfRequest("until", options.until, options.from_choice)
    return WhatIfRequest("dream" if options.dream else "nearest", "", options.from_choice)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text) > 0):
        raise ArgumentTypeError("choices are counted from 1")
    return int(text)
