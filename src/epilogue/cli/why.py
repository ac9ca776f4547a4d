"""``epilogue why STORY PLAY``, ``epilogue why STORY ENDING``, ``epilogue why STORY --choice LINE``: what decided it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from epilogue.cli.console import Parser, add_readers, colour, say, say_json, width, write_drawing, write_whole
from epilogue.cli.limits import searching
from epilogue.cli.playthrough import named, play_parser, read_playthrough
from epilogue.questions.plays.answer import Plays
from epilogue.questions.why.answer import WhyChoice, WhyEnding, WhyPlay
from epilogue.settings import KNOWN_READERS
from epilogue.story.project import Project, load, one_conversation

if TYPE_CHECKING:
    from argparse import Namespace

    from epilogue.space.watch import Watch
    from epilogue.story.study import Study


DRAWN = (".svg", ".png", ".csv")


def main(arguments: list[str]) -> int:
    """Say what decided a playthrough, an ending or a choice."""
    parser = _parser()
    options = parser.parse_args(arguments)
    of_ending = options.play is not None and not os.path.exists(options.play)
    if options.choice is not None and (options.play is not None or options.choices is not None):
        parser.error("--choice is about all playthroughs: it does not go with one")
    if of_ending and options.choices is not None:
        parser.error("an ending or a playthrough, not both")
    given_plays = options.from_plays is not None
    if given_plays and (options.play is not None or options.choices is not None or options.choice is not None):
        parser.error("--from-plays is about many readers: it does not go with another playthrough or a choice")
    if given_plays and options.readers not in KNOWN_READERS[:2]:
        parser.error("--from-plays compares readers with chance: it does not go with --readers")
    if options.chart and (of_ending or given_plays or options.choice is not None):
        parser.error("--chart draws a playthrough: name a saved one, or say --choices 1,3,2")
    if options.output is not None and (not options.chart or not options.output.lower().endswith(DRAWN)):
        parser.error(f"-o goes with --chart, and with a file that ends in {', '.join(DRAWN[:-1])} or {DRAWN[-1]}")
    with searching(options) as watch:
        answer = _answer(options, parser, watch, of_ending)
    if isinstance(answer, Plays):
        _show_plays(answer, options)
    else:
        _show(answer, options)
    return 0


def _answer(options: Namespace, parser: Parser, watch: Watch, of_ending: bool) -> WhyPlay | WhyEnding | WhyChoice | Plays:
    """Answers the question; ``of_ending``: of an ending."""
    from epilogue.story.readers import check_name

    story, entry = one_conversation(load(options.story, options.allow_outside), options.entry)
    check_name(story.settings, options.readers, story.path)
    if options.from_plays is None and options.choice is None and not of_ending:
        from epilogue.questions.why.build import why

        story, played = read_playthrough(story, options, parser, entry)
        answer = why(story, played.session, _study(story, watch, played.session.entry), options.readers)
        return answer._replace(notes=(*played.notes, *answer.notes))
    study = _study(story, watch, entry)
    if options.from_plays is not None:
        from epilogue.questions.plays.build import from_plays

        return from_plays(study, options.from_plays)
    if options.choice is not None:
        from epilogue.questions.why.choice_build import why_choice

        return why_choice(study, options.choice, options.readers)
    from epilogue.questions.why.ending_build import why_ending

    return why_ending(study, options.play, options.readers)


def _parser() -> Parser:
    parser = play_parser("why", "What decided how it ended: a playthrough's turning points, or what decides an ending.")
    parser.add_argument("--choice", metavar="LINE", help="what that choice risks, for every reader (LINE or FILE:LINE)")
    parser.add_argument(
        "--from-plays",
        nargs="+",
        metavar="FILE",
        help="what real readers did: saved playthroughs, and tables of endings (.csv with columns ending,count)",
    )
    add_readers(parser)
    parser.add_argument("--chart", action="store_true", help="how the odds of each ending went along the playthrough")
    parser.add_argument("-o", dest="output", metavar="FILE", help="with --chart: a picture (.svg, .png) or numbers (.csv)")
    parser.add_argument("--details", action="store_true", help="everything, not only what matters most")
    return parser


def _show(answer: WhyPlay | WhyEnding | WhyChoice, options: Namespace) -> None:
    if options.json:
        say_json(answer)
    elif isinstance(answer, WhyPlay) and options.output is not None:
        _draw(answer, options.output)
    elif isinstance(answer, WhyPlay) and options.chart:
        from epilogue.questions.why import chart_screen

        say(chart_screen.render(answer, named(options), width(), colour(sys.stdout)))
    elif isinstance(answer, WhyPlay):
        from epilogue.questions.why import screen

        say(screen.render(answer, named(options), width(), colour(sys.stdout), options.details))
    elif isinstance(answer, WhyEnding):
        from epilogue.questions.why import ending_screen

        say(ending_screen.render(answer, width(), colour(sys.stdout), options.details))
    else:
        from epilogue.questions.why import choice_screen

        say(choice_screen.render(answer, width(), colour(sys.stdout), options.details))


def _draw(answer: WhyPlay, output: str) -> None:
    """Write the chart into a file, whole or not at all."""
    if not output.lower().endswith(".csv"):
        from epilogue.views.svg.arcs_picture import svg

        write_drawing(svg(answer), output)
    else:
        from epilogue.questions.why.arcs import csv_text

        write_whole(output, csv_text(answer).encode("utf-8", "replace"))
        say(f"Saved in {output}.\nNext: open it")


def _study(story: Project, watch: Watch, entry: str | None) -> Study:
    from epilogue.story.study import Study

    return Study(story, entry=entry, watch=watch)


def _show_plays(answer: Plays, options: Namespace) -> None:
    if options.json:
        say_json(answer)
    else:
        from epilogue.questions.plays import screen

        say(screen.render(answer, width(), colour(sys.stdout), options.details))
