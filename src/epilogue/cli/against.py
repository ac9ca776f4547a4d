"""``epilogue check STORY --against REV|PATH``: what an edit did."""

from __future__ import annotations

import sys
from argparse import Namespace

from epilogue.cli.console import DRAWN, Parser, colour, say, say_json, width, write_drawing
from epilogue.cli.limits import searching


def compare(options: Namespace, parser: Parser) -> int:
    """Show the changes since the version named; 1 if any of them counts."""
    from epilogue.questions.against.build import USUAL, against, events
    from epilogue.questions.against.revisions import version
    from epilogue.story.project import load

    if options.select or options.ignore:
        parser.error("--against shows what an edit did; --select and --ignore are for findings")
    if options.output is not None and not options.output.lower().endswith(DRAWN):
        parser.error(f"-o {options.output}: with --against, the name has to end with {' or '.join(DRAWN)}")
    names = [word.strip() for option in options.fail_on or () for word in option.split(",") if word.strip()]
    wanted = events(names) if options.fail_on is not None else USUAL
    with searching(options) as watch, version(options.story, options.against) as other:
        story = load(options.story, allow_outside=options.allow_outside)
        answer = against(story, other, wanted, watch)
    if options.output is not None:
        from epilogue.views.svg.plots import odds_moved

        write_drawing(odds_moved(answer), options.output, "no odds moved", story.path)
    elif options.json:
        say_json(answer)
    else:
        from epilogue.questions.against.screen import render

        say(render(answer, width(), colour(sys.stdout), options.details))
    return 1 if answer.failed else 0
