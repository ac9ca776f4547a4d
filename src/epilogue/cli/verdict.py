"""``epilogue verdict STORY [PLAY]``: who got what, and which endings are better for whom."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from epilogue.cli.console import DRAWN, add_readers, colour, say, say_json, width, write_drawing
from epilogue.cli.limits import searching
from epilogue.cli.playthrough import play_parser, read_playthrough
from epilogue.settings import KNOWN_READERS

if TYPE_CHECKING:
    from epilogue.cli.console import Parser
    from epilogue.questions.verdict.answer import Outcome, Verdict
    from epilogue.story.project import Project


def main(arguments: list[str]) -> int:
    """Judge every outcome, or a playthrough, and show the screen asked for."""
    parser = play_parser("verdict", "Who gets what, and which endings are better for whom.", optional=True)
    view = parser.add_mutually_exclusive_group()
    view.add_argument(
        "--path", metavar="OUTCOME", help="read a shortest playthrough to it: its number, or the name of an ending for its best"
    )
    view.add_argument("--details", action="store_true", help="every outcome, every decision that cost anything")
    view.add_argument("-o", dest="output", metavar="FILE", help="draw what each character gets (.svg, .png)")
    add_readers(parser)
    options = parser.parse_args(arguments)
    if options.output is not None and not options.output.lower().endswith(DRAWN):
        parser.error(f"-o {options.output}: the name has to end with {' or '.join(DRAWN)}")
    if options.json and options.path is not None:
        parser.error("argument --path: not allowed with argument --json")
    if options.readers not in KNOWN_READERS[:2] and (options.play is not None or options.choices is not None):
        parser.error("--readers is about all playthroughs: what one of them was worth does not depend on the reader")
    from epilogue.questions.verdict.build import verdict
    from epilogue.story.project import load, one_conversation
    from epilogue.story.readers import check_name
    from epilogue.story.study import Study

    with searching(options) as watch:
        story, entry = one_conversation(load(options.story, allow_outside=options.allow_outside), options.entry)
        check_name(story.settings, options.readers, story.path)
        session = None
        if options.play is not None or options.choices is not None:
            story, found_play = read_playthrough(story, options, parser, entry)
            session = found_play.session
        entry = entry if session is None else session.entry
        answer = verdict(story, session, Study(story, entry=entry, watch=watch), options.readers)
    if options.output is not None:
        from epilogue.views.svg.plots import trade_off

        write_drawing(trade_off(answer), options.output, "there are no two whose gains could be compared", story.path)
    elif options.json:
        say_json(answer)
    elif options.path is not None:
        say(_path(story, answer, options.path, entry, parser))
    else:
        from epilogue.questions.verdict.screen import render

        say(render(answer, width(), colour(sys.stdout), options.details))
    return 0


def _path(story: Project, answer: Verdict, name: str, entry: str | None, parser: Parser) -> str:
    from epilogue.questions.verdict.screen import outcome_of, render_path
    from epilogue.story.transcript import transcript

    outcome: Outcome | None = outcome_of(answer, name)
    if outcome is None:
        from epilogue.diagnostics import did_you_mean
        from epilogue.views.text.endings import label

        names = [label(row.ending, 60) for row in answer.endings]
        hint = did_you_mean(name, names, otherwise=f"there are 1 to {len(answer.outcomes)}, and {', '.join(names)}")
        parser.error(f"no outcome {name!r} ({hint})")
    moments = transcript(story, outcome.path, entry=entry)
    return render_path(answer, outcome, moments, width(), colour(sys.stdout))
