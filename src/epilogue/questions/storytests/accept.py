"""``--accept``: records what the story does now as what its tests expect."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from epilogue.machine import step
from epilogue.questions.storytests import failures, storytest_files
from epilogue.questions.storytests.answer import Accepted, Recorded
from epilogue.questions.storytests.run import PreparedStory, run_test
from epilogue.questions.storytests.trial import FAULTS, Trial, TrialResult
from epilogue.space.luck import ScriptedLuck
from epilogue.space.state_graph import GraphEnding
from epilogue.space.watch import Watch
from epilogue.story.project import Project
from epilogue.verify.turns import BetweenTurns

if TYPE_CHECKING:
    from tomlkit.toml_document import TOMLDocument


class _Expected(NamedTuple):
    """Expectations to write to a test (None: none of the kind), and why something is left as it is."""

    ending: tuple[str, ...] | None
    expect: tuple[str, ...] | None
    kept: tuple[str, ...]


def accept(
    project: Project,
    files: Sequence[storytest_files.StoryTestsFile],
    tests: Sequence[storytest_files.StoryTest],
    watch: Watch | None = None,
) -> Accepted:
    """Brings the tests up to date in their files, each of which is replaced in one step; all else in them is untouched.
    ``watch`` limits each search."""
    import tomlkit  # lazy: nothing else writes TOML

    prepared = PreparedStory(project, tests, watch)
    recorded = []
    for file in files:
        document = tomlkit.parse(file.text)
        mine = [test for test in tests if test.span.file == file.path]
        changed = False
        for test in mine:
            expected = _expected(prepared, test)
            changes = _write(document, test, expected)
            changed = changed or bool(changes)
            recorded.append(Recorded(test.name, test.span.file, test.span.line, changes, expected.kept))
        if changed:
            replace(file.path, tomlkit.dumps(document))
    return Accepted(project.name, project.path, tuple(recorded))


def _expected(prepared: PreparedStory, test: storytest_files.StoryTest) -> _Expected:
    result = run_test(prepared, test, to_the_end=True).result
    if not result.fits:
        why = failures.failure(prepared, test, result).said[0]
        return _Expected(None, None, (f"left as it is: {why}",))
    if not result.complete:
        return _Expected(None, None, (f"left as it is: {failures.UNSEARCHED}",))
    if test.every:
        return _of_every(prepared, test, result)
    if len(result.accepted) > 1:
        if result.passed and (test.endings or any(test.final[:3])):
            return _Expected(None, None, ())
        why = "more than one playthrough fits it: write its choices out, give it luck, or say every = true"
        return _Expected(None, None, (f"left as it is: {why}",))
    return _of_one(prepared, test, result)


def _of_every(prepared: PreparedStory, test: storytest_files.StoryTest, result: TrialResult) -> _Expected:
    endings = [result.nodes[number].stop.ending for number in result.accepted]
    notes: list[str] = []
    if any(ending is None for ending in endings):
        return _Expected(None, None, () if result.passed else ("left as it is: not every playthrough is over where it stops",))
    words = tuple(dict.fromkeys(_word(prepared, ending) for ending in endings if ending is not None))
    if any(ending.kind in FAULTS for ending in endings if ending is not None):
        notes.append("a playthrough that fits stops with a fault, which is not recorded")
    for number in result.accepted:
        node = result.nodes[number]
        missing = result.trial.missing(node.stop, node.seen, test.final)
        notes += [f"{word} “{text}” is left: it is not true of every playthrough" for word, text in missing]
    as_it_is = all(any(prepared.ends_as(word, e) for word in test.endings) for e in endings if e is not None)
    ending = None if (test.endings and as_it_is) or (not test.endings and any(test.final[:3])) or notes else words
    return _Expected(ending, None, tuple(dict.fromkeys(notes)))


def _of_one(prepared: PreparedStory, test: storytest_files.StoryTest, result: TrialResult) -> _Expected:
    trial, node = result.trial, result.nodes[result.accepted[0]]
    moment = result.moment(result.accepted[0])
    notes = [f"{word} “{text}” is left: it is no longer true" for word, text in trial.missing(node.stop, node.seen, test.final)]
    notes = [note for note in notes if not note.startswith("expect")]
    if len(test.choices) not in node.ok:
        notes.append("what is expected among its choices is left: it is no longer true")
    ending = node.stop.ending
    new_ending: tuple[str, ...] | None = None
    if ending is None and test.endings:
        notes.append("ending is left: the story is not over there")
    elif ending is not None and ending.kind in FAULTS:
        notes.append("the story stops there with a fault, which is not recorded")
        return _Expected(None, None, tuple(notes))
    elif ending is not None and not any(prepared.ends_as(word, ending) for word in test.endings):
        new_ending = (_word(prepared, ending),) if test.endings or not any(test.final[:3]) else None
    new_expect: tuple[str, ...] | None = None
    if not test.endings and not any(test.final[:3]):
        new_expect = _changed(prepared, result, moment) or None
    else:
        outdated = [expression for expression in test.final.expect if not trial.holds(node.stop, expression)]
        if outdated:
            new_expect = tuple(
                dict.fromkeys(now for expression in test.final.expect for now in _now(trial, moment, expression, outdated))
            )
            notes += [
                f"expect “{expression}” is left: no variable is named in it"
                for expression in outdated
                if expression in new_expect
            ]
    return _Expected(new_ending, new_expect if new_expect != test.final.expect else None, tuple(notes))


def _word(prepared: PreparedStory, ending: GraphEnding) -> str:
    known = None if ending.mark else prepared.report_ending(ending)
    return ending.mark or (known.id if known is not None else ending.kind)


def _now(trial: Trial, moment: BetweenTurns, expression: str, outdated: list[str]) -> list[str]:
    """An expression as it is, or the values that its variables have instead."""
    if expression not in outdated:
        return [expression]
    equals = trial.stop_graph.player.program.semantics.advice.equals
    values = failures.values_in(trial, moment, expression)
    return [equals.format(name, value) for name, value in values.items()] or [expression]


def _changed(prepared: PreparedStory, result: TrialResult, moment: BetweenTurns) -> tuple[str, ...]:
    """The values of the variables that the playthrough has changed."""
    player = result.trial.stop_graph.player
    before = step.begin(player.code, ScriptedLuck((), {}), {}).globals
    after = moment.machine.globals
    changed = [name for name in prepared.program.variables if _key(after.get(name)) != _key(before.get(name))]
    values, equals = prepared.program.semantics.values, prepared.program.semantics.advice.equals
    return tuple(equals.format(name, values.literal(after[name])) for name in changed if values.writable(after[name]))


def _key(value: Any) -> tuple[type, Any]:
    return type(value), value


def _write(document: TOMLDocument, test: storytest_files.StoryTest, expected: _Expected) -> tuple[str, ...]:
    """Writes the expectations into the test's table; returns what was written, a line each."""
    import tomlkit

    table: Any = document["tests"][test.number]
    changes = []
    for key, texts, before in (
        ("ending", expected.ending, test.endings),
        ("expect", expected.expect, test.final.expect),
    ):
        if texts is None:
            continue
        if key == "ending" and len(texts) == 1:
            value: Any = tomlkit.string(texts[0])
        else:
            value = tomlkit.array()
            value.extend(texts)
            value.multiline(sum(map(len, texts)) > 90)
        was = f" (was {_shown(before)})" if before else ""
        changes.append(f"{key} = {_shown(texts)}{was}")
        if key in table:
            table[key] = value
        else:
            _append(table, key, value)
    return tuple(changes)


def _append(table: Any, key: str, value: Any) -> None:
    """Adds a key after the last one of a table, before trailing blank lines and comments."""
    import tomlkit

    body = table.value.body if hasattr(table.value, "body") else None
    trailing = []
    while body and body[-1][0] is None:
        trailing.append(body.pop())
    table.append(key, value)
    for _, item in reversed(trailing):
        table.add(item if not isinstance(item, str) else tomlkit.ws(item))


def _shown(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def replace(path: str, text: str) -> None:
    """Rewrites a file in one step: concurrent readers see the old one or the new one. Raises OSError."""
    with open(path, "rb") as old:
        mark = old.read(3) == b"\xef\xbb\xbf"
    folder = os.path.dirname(os.path.abspath(path))
    handle, name = tempfile.mkstemp(prefix=".epilogue-", suffix=".toml", dir=folder)
    try:
        with open(handle, "w", encoding="utf-8-sig" if mark else "utf-8", newline="") as file:
            file.write(text)
        shutil.copymode(path, name)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
