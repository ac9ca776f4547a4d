"""``epilogue check STORY``: its problems, by cause."""

from __future__ import annotations

import sys
from argparse import Namespace

from epilogue.cli.console import DRAWN, Parser, colour, say, say_json, story_parser, width, write_whole
from epilogue.cli.limits import add_limits, searching
from epilogue.questions.check.answer import CheckReport


def main(arguments: list[str]) -> int:
    """Check the story, or explain a rule; 1 if anything was found that is worse than a note."""
    parser = _parser()
    if any(word == "--explain" or word.startswith("--explain=") for word in arguments):
        return _explain(arguments)
    options = parser.parse_args(arguments)
    if options.against is not None:
        from epilogue.cli.against import compare

        return compare(options, parser)
    if options.output is not None and options.output.lower().endswith(DRAWN):
        parser.error(f"-o {options.output}: a drawing shows what an edit did: add --against")
    if options.fail_on is not None:
        parser.error("--fail-on is about what an edit did: add --against")
    report = _check(options)
    if options.output is not None:
        _unheard(report, options.output)
    if options.json:
        say_json(report)
    else:
        from epilogue.questions.check.screen import render

        say(render(report, width(), colour(sys.stdout), options.details))
    return 1 if report.fails else 0


def _check(options: Namespace) -> CheckReport:
    from epilogue.questions.check.build import check
    from epilogue.story.project import load

    with searching(options) as watch:
        story = load(options.story, allow_outside=options.allow_outside)
        return check(story, _listed(options.select), _listed(options.ignore), watch)


def _unheard(report: CheckReport, path: str) -> None:
    """The recorded lines that no reader hears, as a table."""
    import csv
    from io import StringIO

    text = StringIO(newline="")
    table = csv.writer(text)
    table.writerow(("file", "line", "id", "text", "cause_file", "cause_line", "why"))
    for finding in report.findings:
        for item in finding.lost:
            if item.sort == "line":
                table.writerow((item.file, item.line, item.id, item.text, finding.file, finding.line, finding.why))
    write_whole(path, text.getvalue().encode("utf-8", "replace"))


def _listed(values: list[str]) -> list[str]:
    return [word.strip() for value in values for word in value.split(",") if word.strip()]


def _explain(arguments: list[str]) -> int:
    from epilogue.questions.check.build import page, rule_named
    from epilogue.questions.check.rules.registry import all_rules
    from epilogue.questions.check.screen import explain, listing

    parser = Parser("check", "What a rule is about.")
    parser.add_argument("--explain", metavar="RULE", nargs="?")
    parser.add_argument("story", nargs="?")
    options = parser.parse_args(arguments)
    if options.explain is None:
        say(listing(map(page, all_rules()), width()))
    else:
        say(explain(page(rule_named(options.explain)), width(), colour(sys.stdout)))
    return 0


def _parser() -> Parser:
    parser = story_parser("check", "What is wrong with the story, by cause, and how to mend it.")
    parser.add_argument("-v", "--details", action="store_true", help="every finding, and everything it costs")
    parser.add_argument("--json", action="store_true", help="everything, for programs")
    parser.add_argument("--select", metavar="RULES", action="append", default=[], help="only these rules: EP001,EP012")
    parser.add_argument("--ignore", metavar="RULES", action="append", default=[], help="all rules but these")
    parser.add_argument("--explain", metavar="RULE", nargs="?", help="what a rule is about, with an example (no STORY needed)")
    parser.add_argument(
        "-o",
        dest="output",
        metavar="FILE",
        help="write the recorded lines (# id: …) that no reader hears (.csv); with --against, draw how odds moved (.svg, .png)",
    )
    parser.add_argument(
        "--against", metavar="REV|PATH", help="what an edit did: a git revision, or another version's file or folder"
    )
    parser.add_argument(
        "--fail-on", metavar="WHAT", action="append", help="with --against: lost-ending,odds,unreachable,property"
    )
    add_limits(parser)
    return parser
