"""``epilogue export STORY``: the story, its map or a playthrough in another tool's form."""

from __future__ import annotations

import os

from epilogue.cli.console import say, story_parser, write, write_whole
from epilogue.languages.registry import LANGUAGES
from epilogue.story.project import exported, load

PLAYS = (".fountain", ".md", ".txt")


def main(arguments: list[str]) -> int:
    """Write what is asked for."""
    parser = story_parser("export", "Write the story, its map or a playthrough in another tool's form.")
    what = parser.add_mutually_exclusive_group(required=True)
    for exporter in (exporter for language in LANGUAGES for exporter in language.exporters):
        shown = f"{exporter.what}, {exporter.reads}"
        what.add_argument(f"--{exporter.option}", action="store_const", dest="exporter", const=exporter.option, help=shown)
    what.add_argument("--dot", action="store_true", help="the map, for Graphviz")
    what.add_argument("--mermaid", action="store_true", help="the map, for Mermaid")
    what.add_argument("--play", metavar="PLAY", help="a saved playthrough: -o FILE.fountain, .md or .txt")
    parser.add_argument("--from", metavar="PASSAGE", dest="entry", help="the map from there on")
    parser.add_argument("-o", "--output", metavar="FILE", help="where to write it (default: standard output)")
    options = parser.parse_args(arguments)
    if options.output and os.path.realpath(options.output) == os.path.realpath(options.story):
        parser.error("the output is the story itself")
    if options.entry is not None and not (options.dot or options.mermaid):
        parser.error("--from is for --dot and --mermaid: a playthrough has its own beginning")
    if options.exporter is not None:
        return _write(exported(options.story, options.exporter, options.allow_outside).encode(), options.output)
    from epilogue.cli.output_files import drawing, screenplay, session_of
    from epilogue.space.watch import Watch

    story = load(options.story, options.allow_outside)
    if options.play is None:
        return _write(drawing(story, ".dot" if options.dot else ".mmd", Watch(), options.entry), options.output)
    form = next((form for form in PLAYS if (options.output or PLAYS[0]).lower().endswith(form)), None)
    if form is None:
        parser.error(f"-o {options.output}: the name has to end with one of {', '.join(PLAYS)}")
    return _write(screenplay(story, session_of(story, options.play), form), options.output)


def _write(content: bytes, path: str | None) -> int:
    if path is None:
        write(content.decode())
        return 0
    write_whole(path, content)
    say(f"Saved {path}.\nNext: open it")
    return 0
