"""Another version of a story: a file or folder, or the story's own folder at a git revision.

Git is only read: revisions, the files they hold, their contents. Nothing of the story's repository is run.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, NoReturn

from epilogue.diagnostics import StoryError, did_you_mean, unreadable
from epilogue.languages.registry import SUFFIXES, find
from epilogue.settings import FILE_NAME, OWN
from epilogue.source import Span


class Version(NamedTuple):
    """``path``: of its main file, for reading; ``label``: the user's name for it; ``root``: the temporary folder made for it
    (None: it is the user's own); ``shown``: what messages call that folder."""

    path: str
    label: str
    root: str | None = None
    shown: str = ""

    def named(self, file: str) -> str:
        """Name of a file of this version in front of the user."""
        if self.root is None or not file.startswith(self.root):
            return file
        return self.shown + os.path.relpath(file, self.root).replace(os.sep, "/")


@contextmanager
def version(story: str, name: str) -> Iterator[Version]:
    """Version of this ``name``: a path, if it exists, else a revision. Raises StoryError, also for errors in that version,
    under the names files have there."""
    if os.path.exists(name):
        main, _ = find(name)
        yield Version(str(main), name)
        return
    main, _ = find(story)
    top = _repository(main.parent, name)
    commit = _commit(top, name)
    inside, whole = _inside(top, main), os.path.isdir(story)
    files = _files(top, commit, _inside(top, story) if whole else os.path.dirname(inside))
    stories = sorted(name for name in files if name.lower().endswith(SUFFIXES))
    if not stories or (not whole and inside not in files):
        hint = None
        if stories:
            hint = f"it has there: {', '.join(stories[:4])}{', …' if len(stories) > 4 else ''}"
            hint += "; a folder is compared with whatever story it held"
        raise unreadable(f"{_inside(top, story) if whole else inside} is not in {name}", Span(story, 0), hint)
    with tempfile.TemporaryDirectory(prefix="epilogue-") as folder:
        root = os.path.realpath(folder)
        _write(top, files, root)
        checkout = Version(os.path.join(root, *inside.split("/")), name, root, f"{name}:")
        try:
            yield checkout._replace(path=_main(os.path.join(root, _inside(top, story)), checkout.path)) if whole else checkout
        except StoryError as error:
            raise _renamed(error, checkout) from None


def _inside(top: str, path: str | Path) -> str:
    """The path as git knows it: from the top of the repository, which is ""."""
    inside = os.path.relpath(os.path.realpath(path), top).replace(os.sep, "/")
    return "" if inside == "." else inside


def _main(folder: str, same: str) -> str:
    """Main file of a folder as it was: the one it would be taken for, or, if unclear, today's main file.

    Raises StoryError."""
    try:
        return str(find(folder)[0])
    except StoryError:
        if os.path.isfile(same):
            return same
        raise


def _renamed(error: StoryError, checkout: Version) -> StoryError:
    """The error with the names that files have in the revision."""
    renamed = []
    for diagnostic in error.diagnostics:
        span = None if diagnostic.span is None else diagnostic.span._replace(file=checkout.named(diagnostic.span.file))
        renamed.append(diagnostic._replace(span=span))
    return StoryError(renamed)


def _repository(folder: Path, name: str) -> str:
    answer = _git(str(folder), "rev-parse", "--show-toplevel")
    if answer.returncode:
        problem = answer.stderr.decode("utf-8", "replace")
        if "dubious ownership" in problem:
            raise unreadable(
                "git does not trust this folder, as it belongs to somebody else", Span(str(folder), 0), "git says how"
            )
        hint = f"{name!r} is no file or folder either"
        raise unreadable("this folder is not in a git repository, so it has no earlier version", Span(str(folder), 0), hint)
    return os.path.realpath(os.fsdecode(answer.stdout.rstrip(b"\r\n")))


def _commit(top: str, name: str) -> str:
    answer = _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if not answer.returncode:
        return answer.stdout.decode("ascii").strip()
    names = _git(top, "for-each-ref", "--format=%(refname:short)").stdout.decode("utf-8", "replace").split()
    what = "a commit, a branch or a tag, as in HEAD~1; or a file or folder"
    hint = did_you_mean(name, [*names, "HEAD", "HEAD~1"], 2, otherwise=what)
    raise unreadable(f"there is no revision, file or folder {name!r}", Span(top, 0), hint)


def _files(top: str, commit: str, folder: str) -> dict[str, str]:
    """The stories and settings in a folder of a commit and below: name -> object."""
    listed = _git(top, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *([folder] if folder else []))
    if listed.returncode:
        _failed(top, listed)
    files: dict[str, str] = {}
    for row in listed.stdout.split(b"\0"):
        head, _, name = row.partition(b"\t")
        path = os.fsdecode(name)
        story = path.lower().removesuffix(OWN)
        if head.startswith(b"100") and (story.endswith(SUFFIXES) or path.rsplit("/", 1)[-1] == FILE_NAME):
            files[path] = head.split()[2].decode("ascii")
    return files


def _write(top: str, files: dict[str, str], root: str) -> None:
    """Writes the files to a folder: those whose names stay inside it."""
    requests = "".join(f"{name}\n" for name in files.values()).encode("ascii")
    answer = _git(top, "cat-file", "--batch", data=requests)
    if answer.returncode:
        _failed(top, answer)
    data, start = answer.stdout, 0
    for path in files:
        end = data.index(b"\n", start)
        size = int(data[start:end].split()[2])
        target = os.path.realpath(os.path.join(root, *path.split("/")))
        if os.path.commonpath([target, root]) == root:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as file:
                file.write(data[end + 1 : end + 1 + size])
        start = end + 2 + size


def _git(folder: str, *arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-C", folder, "-c", "core.quotepath=off", *arguments]
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        return subprocess.run(command, input=data, capture_output=True, check=False, env=environment)
    except FileNotFoundError:
        raise unreadable("git is needed to read an earlier version, but it is not installed", Span(folder, 0)) from None


def _failed(top: str, answer: subprocess.CompletedProcess[bytes]) -> NoReturn:
    problem = answer.stderr.decode("utf-8", "replace").strip().splitlines()
    raise unreadable(f"git cannot read it: {problem[-1] if problem else 'no reason given'}", Span(top, 0))
