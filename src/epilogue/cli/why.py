"""``epilogue why STORY PLAY``, ``epilogue why STORY ENDING``, ``epilogue why STORY --choice LINE``: what decided it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from epilogue import project
from epilogue.cli.console import Parser, colour, say, width
from epilogue.cli.endings import Lasting
from epilogue.cli.playthrough import given, play_parser
from epilogue.report.answers.why import WhyChoice, WhyEnding, WhyPlay
from epilogue.report.terminal import argument
from epilogue.space.watch import Watch

if TYPE_CHECKING:
    from argparse import Namespace

    from epilogue.project.study import Study


def main(arguments: list[str]) -> int:
    """Say what decided a playthrough, an ending or a choice."""
    parser = _parser()
    options = parser.parse_args(arguments)
    asked = options.play is not None and not os.path.exists(options.play)
    if options.choice is not None and (options.play is not None or options.choices is not None):
        parser.error("--choice is about every playthrough: it takes none")
    if asked and options.choices is not None:
        parser.error("an ending or a playthrough, not both")
    given_plays = options.from_plays is not None
    if given_plays and (options.play is not None or options.choices is not None or options.choice is not None):
        parser.error("--from-plays is about many readers: it takes no other playthrough and no choice")
    story = project.load(options.story, options.allow_outside)
    if given_plays:
        _plays(story, options)
    elif options.choice is not None:
        _show(_choice(story, options), options)
    elif asked:
        _show(_ending(story, options), options)
    else:
        _show(_playthrough(story, options, parser), options)
    return 0


def _parser() -> Parser:
    parser = play_parser("why", "What decided how it ended: a playthrough's turning points, or what decides an ending.")
    parser.add_argument("--choice", metavar="LINE", help="what that choice risks, for every reader (LINE or FILE:LINE)")
    parser.add_argument(
        "--from-plays",
        nargs="+",
        metavar="FILE",
        help="what real readers did: saved playthroughs, and tables of endings (.csv with columns ending,count)",
    )
    parser.add_argument("--details", action="store_true", help="everything, not only what weighs most")
    return parser


def _show(answer: WhyPlay | WhyEnding | WhyChoice, options: Namespace) -> None:
    if options.json:
        from epilogue.report.json_view import answer_json

        kinds = {"WhyPlay": "why", "WhyEnding": "why-ending", "WhyChoice": "why-choice"}
        say(answer_json(kinds[type(answer).__name__], answer))
    elif isinstance(answer, WhyPlay):
        from epilogue.report.screens import why

        say(why.render(answer, _named(options), width(), colour(sys.stdout), options.details))
    elif isinstance(answer, WhyEnding):
        from epilogue.report.screens import why_ending

        say(why_ending.render(answer, width(), colour(sys.stdout), options.details))
    else:
        from epilogue.report.screens import why_choice

        say(why_choice.render(answer, width(), colour(sys.stdout), options.details))


def _study(story: project.Project, entry: str | None) -> Study:
    from epilogue.project.study import Study

    watch = Watch()
    lasting = Lasting(watch)
    try:
        return Study(story, entry=entry, watch=watch)
    finally:
        lasting.close()


def _playthrough(story: project.Project, options: Namespace, parser: Parser) -> WhyPlay:
    from epilogue.project.why import why

    played = given(story, options, parser)
    return why(story, played.session, _study(story, played.session.entry))


def _ending(story: project.Project, options: Namespace) -> WhyEnding:
    from epilogue.project.why_ending import why_ending

    return why_ending(_study(story, options.entry), options.play)


def _choice(story: project.Project, options: Namespace) -> WhyChoice:
    from epilogue.project.why_choice import why_choice

    return why_choice(_study(story, options.entry), options.choice)


def _plays(story: project.Project, options: Namespace) -> None:
    from epilogue.project.plays import from_plays

    answer = from_plays(_study(story, options.entry), options.from_plays)
    if options.json:
        from epilogue.report.json_view import answer_json

        say(answer_json("plays", answer))
    else:
        from epilogue.report.screens import plays

        say(plays.render(answer, width(), colour(sys.stdout), options.details))


def _named(options: Namespace) -> str:
    """The playthrough as the command line names it."""
    if options.play is not None:
        return argument(os.fspath(options.play))
    seed = f" --seed {options.seed}" if options.seed is not None else ""
    entry = f" --from {argument(options.entry)}" if options.entry is not None else ""
    return f"--choices {','.join(map(str, options.choices))}{seed}{entry}"
