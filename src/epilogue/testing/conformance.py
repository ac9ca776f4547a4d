"""The conformance suite of every language: its own tests run :func:`problems` over its cases.

@pytest.mark.parametrize("case", read_cases(HERE / "cases.toml"), ids=lambda case: case.construct)
def test_conformance(case: Case, tmp_path: Path) -> None:
    assert problems(LANGUAGE, case, tmp_path) == []
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from epilogue import settings
from epilogue.diagnostics import StoryError
from epilogue.ir.outside import anything, converse, declare
from epilogue.ir.program import Program
from epilogue.ir.verify import verify
from epilogue.languages.base import Language
from epilogue.languages.loaded import LoadedStory, ObservedExpression
from epilogue.machine import save
from epilogue.machine.draws import IndependentDraws, NobodyToAnswer
from epilogue.machine.follow import Follower
from epilogue.machine.play import PlayError, Session
from epilogue.machine.step import Code
from epilogue.source import Span
from epilogue.testing.cases import Case
from epilogue.testing.judging import judge_program
from epilogue.verify.oracle import full_states

PLAYTHROUGHS = 5
"""Random playthroughs, each saved and resumed."""
MOST_CHOICES = 40
"""Limit on choices of a playthrough."""
SITUATIONS = 1500
"""Limit on states judged."""
NONSENSE = ")("
"""No expression of any language."""


class ReadCase(NamedTuple):
    """A case as its language read it: the story's own ``program``, and as it is played with what is declared outside
    (``played``)."""

    case: Case
    path: Path
    loaded: LoadedStory
    played: Program


def problems(language: Language, case: Case, folder: Path) -> list[str]:
    """Problems of a language's reading of a case, in words. ``folder``: an empty one, for its files."""
    path = case.write(folder, language.suffixes[0])
    if case.refused is not None:
        return refusal(language, case, path)
    try:
        loaded = language.read(path, False, ())
        played = _played(loaded.program, case.outside)
    except StoryError as error:
        return [f"is refused: {error}"]
    reading = ReadCase(case, path, loaded, played)
    faults = [f"{check.__name__}: {problem}" for check in CHECKS for problem in check(reading)]
    faults += [f"the same each time: {problem}" for problem in again(language, reading)]
    faults += [f"expressions: {problem}" for problem in expressions(language, reading)]
    return faults


def _played(program: Program, outside: str) -> Program:
    parsed = settings.parse(outside, "epilogue.toml")
    program = declare(program, parsed.outside)
    return converse(program, parsed.entries) if parsed.entries else program


# -- rejected sources


def refusal(language: Language, case: Case, path: Path) -> list[str]:
    """Checks that an unreadable or unsupported story is refused, with a message and place."""
    try:
        language.read(path, False, ())
    except StoryError as error:
        errors = [error for error in error.diagnostics if error.severity.name == "ERROR"]
    else:
        return ["is read, and should be refused"]
    wrong = [] if any(f"{case.refused}" in error.message for error in errors) else [f"is refused in other words: {errors}"]
    places = [error.span for error in errors if f"{case.refused}" in error.message]
    if case.at is not None and not any(span is not None and span.line == case.at for span in places):
        wrong.append(f"is refused at {', '.join(map(str, places))}, not in line {case.at}")
    return wrong + [f"{error.message}: {problem}" for error in errors for problem in misplaced(error.span, path.parent)]


def misplaced(span: Span | None, folder: Path) -> list[str]:
    """Problems of a place in a file of a folder."""
    if span is None:
        return ["no place"]
    file = Path(span.file)
    file = file if file.is_absolute() else folder / file
    if not file.is_file():
        return [f"{span}: there is no such file"]
    lines = file.read_text(encoding="utf-8").split("\n")
    if not span.line and not span.column:
        return []  # about the file as a whole
    if not 1 <= span.line <= len(lines):
        return [f"{span}: the file has {len(lines)} lines"]
    return [] if 0 <= span.column <= len(lines[span.line - 1]) + 1 else [f"{span}: the line is not so long"]


# -- accepted sources


def shape(reading: ReadCase) -> list[str]:
    """Checks the Program's shape."""
    return verify(reading.loaded.program) + verify(reading.played)


def places(reading: ReadCase) -> list[str]:
    """Every instruction, option, passage, mark and message has a place in a file that was read, and its line."""
    program = reading.loaded.program
    spans = [(f"{position} {instruction.op}", instruction.span) for position, instruction in enumerate(program.code)]
    spans += [(f"option {site.text}", site.span) for site in program.choices]
    spans += [(f"passage {program.blocks[block].name}", program.blocks[block].span) for block in program.passages]
    spans += [(f"mark {mark.key}", mark.span) for mark in program.marks]
    spans += [(diagnostic.message, diagnostic.span) for diagnostic in reading.loaded.diagnostics]
    known = {span: misplaced(span, reading.path.parent) for _, span in spans}
    known |= {span: ["no line"] for span in known if span is not None and not span.line}
    unplaced = [f"{what}: {problem}" for what, span in spans for problem in known[span]]
    read = {Path(file) for file in reading.loaded.texts}
    missing = {reading.path.absolute(), *(reading.path.parent.absolute() / name for name in reading.case.files)} - read
    return unplaced[:5] + [f"{path.name}: its text is not handed on" for path in sorted(missing)]


def telling(reading: ReadCase) -> list[str]:
    """Checks text, options, ending and marks against the case."""
    case, program = reading.case, reading.loaded.program
    try:
        session = Follower(reading.played).session([number - 1 for number in case.takes])
    except (PlayError, IndexError) as error:
        return [f"cannot take {case.takes}: {error}"]
    has = [f"{mark.key}: {mark.value}" for mark in program.marks]
    differences = [f"there is no mark {mark!r} among {has}" for mark in case.marks if mark not in has]
    shown = [line.strip() for line in session.transcript.splitlines() if line.strip()]
    warned = [diagnostic.message for diagnostic in reading.loaded.diagnostics]
    for what, wanted, actual in (
        ("says", None if case.says is None else list(case.says), shown),
        ("offers", None if case.options is None else list(case.options), offered(session)),
        ("ends", case.ending, session.ended),
        ("is marked", case.mark, session.mark),
    ):
        if wanted is not None and wanted != actual:
            differences.append(f"{what} {actual!r}, expected {wanted!r}")
    if case.warns is not None and not any(case.warns in message for message in warned):
        differences.append(f"warns of {warned}, expected {case.warns!r}")
    return differences


def offered(session: Session) -> list[str]:
    """Options shown, in order; those that cannot be chosen are marked."""
    return [option.text if number else f"{option.text} [disabled]" for number, option in session.shown]


def replays(reading: ReadCase) -> list[str]:
    """Checks that a saved playthrough resumes the same: words, options and luck."""
    differences: list[str] = []
    program = reading.played
    for seed in range(PLAYTHROUGHS):
        rng = Random(seed)
        session = Session(anything(program), IndependentDraws(rng))
        try:
            for _ in range(MOST_CHOICES):
                if session.ended is not None:
                    break
                session.choose(rng.randrange(len(session.options)))
            saved = save.from_json(save.to_json(session, reading.path.name), "saved.play")
            resumed = save.resume(Code(anything(program)), saved, IndependentDraws(Random(seed + 1)))
        except NobodyToAnswer:
            continue  # a value from outside without bounds: nothing to draw from
        if resumed.session.transcript != session.transcript or offered(resumed.session) != offered(session):
            differences.append(f"seed {seed}: {resumed.session.transcript!r}, and it was {session.transcript!r}")
    return differences[:3]


def agrees(reading: ReadCase) -> list[str]:
    """Checks each way to search against playing everything out; every step proved must play."""
    verdict = judge_program(reading.played, SITUATIONS)
    return verdict.problems[:5] + ([f"cannot be worked out: {verdict.unbounded}"] if verdict.unbounded else [])


CHECKS: Sequence[Callable[[ReadCase], list[str]]] = (shape, places, telling, replays, agrees)


def again(language: Language, reading: ReadCase) -> list[str]:
    """Checks that a second reading gives the same Program, positions and order of options."""
    once = language.read(reading.path, False, ()).program
    return [] if once == reading.loaded.program else ["a second reading gives another Program"]


def expressions(language: Language, reading: ReadCase) -> list[str]:
    """Expressions of settings are read in the story's language, have the values expected, and change nothing else."""
    case = reading.case
    span = Span(str(reading.path.parent / settings.FILE_NAME), 1, 1)
    try:
        language.read(reading.path, False, [ObservedExpression("nonsense", NONSENSE, span)])
    except StoryError as error:
        faults = [
            f"nonsense is refused at {diagnostic.span}" for diagnostic in error.diagnostics if not _in(diagnostic.span, span.file)
        ]
    else:
        faults = [f"{NONSENSE!r} is taken for an expression"]
    if not case.values:
        return faults
    observed = [ObservedExpression(text, text, span) for text in case.values]
    try:
        loaded = language.read(reading.path, False, observed)
    except StoryError as error:
        return [*faults, str(error)]
    graph = full_states(_played(loaded.program, case.outside), SITUATIONS, [loaded.observed[text] for text in case.values])
    for number, (text, wanted) in enumerate(case.values.items()):
        values = {ending.values[number] for ending in graph.endings}
        if {_comparable(value) for _, value in values} != set(map(_comparable, wanted)):
            faults.append(f"{text} is {[value for _, value in values]} at the endings, expected {list(wanted)}")
    return faults


def _comparable(value: Any) -> tuple[bool, Any]:
    """A value as the case writes it: true is not 1; 1.0 is."""
    return isinstance(value, bool), value


def _in(span: Span | None, file: str) -> bool:
    return span is not None and span.file == file
