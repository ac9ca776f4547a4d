"""Options that give a playthrough, and the errors where it does not fit the story."""

from __future__ import annotations

from argparse import Namespace

from epilogue.cli.console import Parser, story_parser
from epilogue.cli.last_played import LastPlayed, last
from epilogue.cli.limits import add_limits
from epilogue.cli.play import numbers
from epilogue.diagnostics import unreadable
from epilogue.machine.save import SavedPlay
from epilogue.source import Span
from epilogue.story.project import Project, one_conversation
from epilogue.story.study import GivenPlay, by_itself, no_one_playthrough, played
from epilogue.views.text.shell import argument, file_argument, valued


def play_parser(command: str, description: str, optional: bool = False) -> Parser:
    """A parser for a command that searches a story and is about a playthrough: a saved one or ``--choices 1,3,2``; ``optional``:
    or none."""
    parser = story_parser(command, description)
    what = "a saved playthrough" + (" to judge" if optional else " (default: the one played last, or --choices)")
    parser.add_argument("play", metavar="PLAY", nargs="?", help=what)
    parser.add_argument("--choices", type=numbers, metavar="1,3,2", help="the playthrough that takes these options")
    parser.add_argument("--seed", type=int, metavar="N", help="the luck of --choices (default: 0)")
    parser.add_argument(
        "--from",
        metavar="PASSAGE",
        dest="entry",
        help="start there (in a game: with that conversation) instead of at the beginning",
    )
    parser.add_argument("--json", action="store_true", help="everything, for programs")
    add_limits(parser)
    return parser


def read_playthrough(story: Project, options: Namespace, parser: Parser, entry: str | None) -> tuple[Project, GivenPlay]:
    """The playthrough of the command line, and the story that it is one of: of a game, the one conversation. ``entry``: the
    passage that --from means. Raises StoryError where it does not fit the story to the end of what it says, and for one that
    goes through several conversations."""
    if options.play is not None and options.choices is not None:
        parser.error("a saved playthrough or --choices 1,3,2, not both")
    play: str | SavedPlay | None = options.play
    which = ""
    if play is None and options.choices is None:
        play, which = _last(story)
    if story.game is not None and entry is None:
        if play is None:
            raise no_one_playthrough(story)
        story, playthrough = _in_game(story, play)
    else:
        choices = [number - 1 for number in options.choices or ()]
        playthrough = played(story, play, choices, options.seed, entry)
    if which:
        playthrough = playthrough._replace(notes=(which, *playthrough.notes))
    if playthrough.problem is not None:
        offered = "; ".join(f"{number} {text}" for number, text in enumerate(playthrough.offered, 1))
        hint = f"offered there: {offered}" if offered else "the story is over there"
        raise unreadable(playthrough.problem, Span(options.play or story.path, 0), hint)
    return story, playthrough


def _last(story: Project) -> LastPlayed:
    """The playthrough of the story that was played last. Raises StoryError if there is none."""
    saved = last(story.path)
    if saved is None:
        hint = f"play it: epilogue play {file_argument(story.path)}; or say which options are taken: --choices 1,3,2"
        raise unreadable("which playthrough? It has not been played yet", Span(story.path, 0), hint)
    return saved


def _in_game(story: Project, play: str | SavedPlay) -> tuple[Project, GivenPlay]:
    """A saved playthrough of a game that goes through one conversation, as that conversation alone. Raises StoryError for one
    that goes through more."""
    playthrough = played(story, play)
    if playthrough.session.entry is not None:
        begun = next(
            (entry.name for entry in story.settings.entries if entry.at == playthrough.session.entry), playthrough.session.entry
        )
        alone, start = one_conversation(story, begun)
        return alone, played(alone, play, entry=start)
    if playthrough.problem is not None:
        return story, playthrough
    alone, session = by_itself(story, playthrough.session)
    return alone, playthrough._replace(session=session)


def named(options: Namespace) -> str:
    """The playthrough as the command line names it, "" for the one played last."""
    if options.play is not None:
        return file_argument(options.play)
    if options.choices is None:
        return ""
    seed = f" --seed {options.seed}" if options.seed is not None else ""
    entry = f" {valued('--from', options.entry)}" if options.entry is not None else ""
    return f"--choices {argument(','.join(map(str, options.choices)))}{seed}{entry}"
