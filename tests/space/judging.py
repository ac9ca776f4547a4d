"""Ink sources for the judges of :mod:`epilogue.testing.judging`."""

from __future__ import annotations

from pathlib import Path

from epilogue import settings
from epilogue.ir.outside import converse, declare
from epilogue.ir.program import Program
from epilogue.languages.ink.compile.compiler import compile_story
from epilogue.languages.ink.lower import lower
from epilogue.languages.ink.parse.includes import FileLoader
from epilogue.languages.ink.parse.parser import parse_story
from epilogue.testing.judging import (
    PRECISIONS,
    RUNS,
    ExploredStory,
    JudgeReport,
    differences,
    ending_of,
    explored,
    judge_program,
    results,
)

__all__ = [
    "PRECISIONS",
    "RUNS",
    "ExploredStory",
    "JudgeReport",
    "declared",
    "differences",
    "ending_of",
    "explored",
    "judge",
    "program_of",
    "results",
]


def program_of(source: str, name: str = "story.ink") -> Program:
    """The Program of an ink source."""
    story, problems = parse_story(source, name, FileLoader(Path(name), False))
    compiled, more = compile_story(story)
    errors = [d for d in (*problems, *more) if d.severity.name == "ERROR"]
    assert not errors, errors
    return lower(compiled, "story", (name,))


def declared(source: str, outside: str) -> Program:
    """The Program of an ink source with an ``epilogue.toml`` that declares its outside and its conversations."""
    said = settings.parse(outside, "epilogue.toml")
    program = declare(program_of(source), said.outside)
    return converse(program, said.entries) if said.entries else program


def judge(source: str, max_states: int = 1500, seed: int = 0, outside: str = "") -> JudgeReport:
    """The judges' findings on an ink source, with an ``epilogue.toml`` that declares its outside."""
    return judge_program(declared(source, outside), max_states, seed)
