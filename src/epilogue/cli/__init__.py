"""The command line: finds the command's module, imports no other, and turns errors into messages.

A command is a module here with ``main(arguments) -> exit code``. Exit codes: 0 fine, 1 findings (``check``
and ``test`` only), 2 unreadable story or usage, 3 a defect of Epilogue found by its own check (``--verify``), 130
interrupted: it tells what was known by then.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from epilogue.version import __version__

#: Command -> its purpose, in the order of the overview. Each is a module of this package.
COMMANDS = {
    "play": "play a story, go back, save; or let it play itself",
    "endings": "every way it can end, how likely, and what no reader can see",
    "check": "what is wrong, by cause; what an edit changed",
    "test": "the story's own tests",
    "whatif": "what could have been, beside what was",
    "why": "turning points: what decided it, what each choice risks",
    "verdict": "who got what, and which endings are better for whom",
    "open": "the page that follows the story; with -o a report, a map, a screenplay",
}
MORE = {
    "init": "write an epilogue.toml with suggested names for the endings",
    "export": "write the story, its map or a playthrough in another tool's form",
}
ALONE = {
    "demo": "ten minutes with a story, no file needed",
    "cache": "show what is saved of earlier runs, and clear it",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; nothing makes it raise, nor does a stream that is closed."""
    for stream, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, stream) is None:  # closed by whoever started us
            setattr(sys, stream, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115
    try:
        code = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:  # the reader of our output (`head`, say) is done
        _drop_output()
        return 0
    except OSError as error:  # such as a full disk
        _drop_output()
        with suppress(OSError):
            from epilogue.cli.console import complain
            from epilogue.diagnostics import refusal

            return complain(f"epilogue: error: {refusal(error)}")
        return 2
    return code


def _drop_output() -> None:
    """Discards unwritten output, so that leaving does not try again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(nowhere, stream.fileno())


def _run(words: list[str]) -> int:
    name = words[0] if words else "--help"
    if name in ("-h", "--help", "help"):
        return _overview()
    if name == "--version":
        return _version()
    if name not in {**COMMANDS, **MORE, **ALONE}:
        return _unknown(name)
    from epilogue.cli.running import run

    return run(name, words[1:])


def _overview() -> int:
    from epilogue.languages.registry import LANGUAGES

    stories = ",\n".join(language.story for language in LANGUAGES if language.story)
    commands, further, alone = (
        "".join(f"  epilogue {f'{name}{argument}':<16}{what}\n" for name, what in group.items())
        for group, argument in ((COMMANDS, " STORY"), (MORE, " STORY"), (ALONE, ""))
    )
    sys.stdout.write(
        "Every way your story can end, and what could have been.\n\n"
        f"{commands}\nMore:\n{further}{alone}\n"
        f"STORY is {stories},\nor the folder of one.\n"
        "Next: epilogue endings STORY\n"
        "      epilogue COMMAND --help   everything a command can do\n"
    )
    return 0


def _version() -> int:
    sys.stdout.write(f"epilogue {__version__}\n")
    return 0


def _unknown(name: str) -> int:
    from epilogue.cli.console import complain
    from epilogue.diagnostics import did_you_mean

    if os.path.exists(name):
        from epilogue.views.text.shell import file_argument

        return complain(f"epilogue: error: {name!r} is no command (did you mean: epilogue endings {file_argument(name)})")
    known = [*COMMANDS, *MORE, *ALONE]
    hint = did_you_mean(name, known, 1, otherwise=f"there are: {', '.join(known)}")
    return complain(f"epilogue: error: no command {name!r} ({hint})")
