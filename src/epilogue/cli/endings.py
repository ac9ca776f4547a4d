"""``epilogue endings STORY``: every way it can end."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from epilogue import settings
from epilogue.cli.caching import WORTH, CommandCache
from epilogue.cli.console import Parser, add_readers, colour, say, story_parser, width
from epilogue.cli.limits import LimitedCommand, add_limits, limits_of
from epilogue.space.watch import Watch

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from epilogue.answers import Ending, EndingsReport
    from epilogue.story.project import Project
    from epilogue.story.settling import OddsWanted

#: Exit code when ``--verify`` finds Epilogue itself wrong.
DEFECT = 3


def main(arguments: list[str]) -> int:
    """Find every ending and show the screen asked for."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.samples and options.readers not in settings.KNOWN_READERS[:2]:
        parser.error("--samples are playthroughs at random: they do not go with --readers")
    watch = Watch(limits_of(options))
    cache = CommandCache(options, watch.limits)
    try:
        saved = cache.find()
        story = None
        if saved is None:
            with LimitedCommand(watch), _cluster(options, watch):
                story = _load(options)
                cache.save(story, watch, _needed(options))
                report = _endings(story, options, watch)
            warnings = [str(diagnostic) for diagnostic in story.loaded.diagnostics if diagnostic.severity.value == "warning"]
        else:
            report, warnings = saved
        _show(report, warnings, story, options, parser)
        if story is not None and watch.elapsed > WORTH:
            sys.stdout.flush()
            cache.keep(story, report, warnings)
    finally:
        cache.close()
    if report.outcome == "doubtful":
        return DEFECT
    return 0


@contextmanager
def _cluster(options: Namespace, watch: Watch) -> Iterator[None]:
    """Has the cluster that was asked for, if any, explore ahead."""
    if options.on is None:
        yield
        return
    from epilogue.cluster import connect  # lazy: few commands are spread over several machines

    with closing(connect(options.on, watch.limits.memory)) as watch.explorers:
        yield


def _load(options: Namespace) -> Project:
    from epilogue.story.project import load

    return load(options.story, allow_outside=options.allow_outside)


def _endings(story: Project, options: Namespace, watch: Watch) -> EndingsReport:
    from epilogue.questions.endings.build import endings

    return endings(
        story,
        precision=options.precision,
        by=options.by,
        entry=options.entry,
        watch=watch,
        details=options.details,
        samples=options.samples,
        verify=options.verify,
        profile=options.verbose,
        readers=options.readers,
        odds=options.odds,
    )


def _needed(options: Namespace) -> OddsWanted:
    from epilogue.story.settling import odds_wanted

    return odds_wanted(options.odds, options.by, options.details, options.readers in settings.KNOWN_READERS[:2])


def _show(report: EndingsReport, warnings: list[str], story: Project | None, options: Namespace, parser: Parser) -> None:
    if options.json:
        from epilogue.views.json_view import to_json

        say(to_json(report))
    elif options.path is not None:
        from epilogue.questions.endings.screen import render_path
        from epilogue.story.transcript import transcript

        ending = find(report, options.path, parser)
        moments = transcript(story or _load(options), ending.path, entry=options.entry)
        say(render_path(report, ending, moments, width(), colour(sys.stdout)))
    else:
        from epilogue.questions.endings.screen import render

        say(render(report, width(), colour(sys.stdout), options.verbose))
    if options.samples and report.samples is None:
        say("(no estimate: nobody knows how likely it is what the world outside the story decides)", sys.stderr)
    if options.verbose:
        situations = f"Looked at {report.states:,} situations and {report.transitions:,} steps between them."
        say("\n".join([*warnings, situations]), sys.stderr)
    elif warnings:
        s = "s" if len(warnings) > 1 else ""
        say(f"({len(warnings)} warning{s} about how the story is written: -v shows them)", sys.stderr)


def _parser() -> Parser:
    parser = story_parser("endings", "Every way the story can end, how likely, and what no reader can ever see.")
    parser.add_argument(
        "--details", action="store_true", help="number of playthroughs, their lengths, words, how much a reader sees"
    )
    view = parser.add_mutually_exclusive_group()
    view.add_argument("--path", metavar="ENDING", help="read the shortest playthrough to it (name, line or last words)")
    view.add_argument("--json", action="store_true", help="everything, for programs")
    add_readers(parser)
    parser.add_argument("--by", metavar="EXPR", help="tell endings apart by a variable or expression")
    parser.add_argument("--from", metavar="PASSAGE", dest="entry", help="start there instead of at the beginning")
    parser.add_argument(
        "--precision",
        choices=("control", "coverage", "text"),
        default="control",
        help="control: endings and odds; coverage: also text never shown; text: all text tells states apart",
    )
    parser.add_argument(
        "--odds",
        choices=("exact", "1%", "none"),
        default="cheap",
        help="how well to know the odds before the search ends, once all else is settled (default: exactly while that is cheap)",
    )
    parser.add_argument("--samples", metavar="N", type=_positive, help="also estimate the odds from N playthroughs at random")
    parser.add_argument("--verify", action="store_true", help="replay the search, step by step, to check Epilogue itself")
    add_limits(parser)
    parser.add_argument("--on", metavar="ADDRESS", help="search on a Ray cluster: HOST:PORT; the answer is the same, only sooner")
    parser.add_argument("--resume", action="store_true", help="continue where the last search stopped, also with --states")
    parser.add_argument("--no-cache", action="store_true", help="start over, and save nothing")
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="warnings, how much was searched, and what makes it so large"
    )
    return parser


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):
        raise ArgumentTypeError("expected a whole number above 0")
    return int(text)


def find(report: EndingsReport, name: str, parser: Parser) -> Ending:
    """The one ending meant by an id, name, line, passage or words of its last line; else a usage error."""
    from epilogue.story import naming

    try:
        return naming.unique(report.endings, name)
    except naming.UnclearName as unclear:
        nobody = next((ending for ending in report.unreached if ending.mark.casefold() == name.casefold()), None)
        if nobody is not None and not unclear.endings:
            claim = "nobody can reach the ending" if nobody.proved else "no way was found so far to the ending"
            parser.error(f"{claim} {nobody.mark!r} (marked at line {nobody.line})")
        candidates = unclear.endings or report.endings
        names = naming.distinct_labels(candidates, 60)
        listed = "".join(f"\n  line {e.line}  {name}" for e, name in zip(candidates, names, strict=True))
        parser.error(f"{unclear}; there are:{listed}")
