"""The syntax trees of a project's files to a project that lowering can trust."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from epilogue.diagnostics import Diagnostic, Severity, StoryError
from epilogue.languages.base import deep
from epilogue.languages.yarn.check.names import check_names
from epilogue.languages.yarn.check.project import CheckedProject, FunctionType
from epilogue.languages.yarn.check.smart import loops, too_much
from epilogue.languages.yarn.check.types import Types
from epilogue.languages.yarn.parse import syntax


def check(
    name: str,
    files: tuple[syntax.File, ...],
    defined: Iterable[FunctionType] = (),
    observed: Mapping[str, syntax.Expression] | None = None,
) -> CheckedProject:
    """A checked project. ``defined``: functions that the project defines. Raises StoryError with every error, in order."""
    with deep():
        return _check(name, files, defined, dict(observed or {}))


def _check(
    name: str, files: tuple[syntax.File, ...], defined: Iterable[FunctionType], observed: dict[str, syntax.Expression]
) -> CheckedProject:
    types = Types(files, defined)
    types.infer(observed.values())
    variables = types.variables()
    problems = check_names(files) + types.complaints + loops(variables)
    problems = problems or too_much(variables, (node for file in files for node in file.nodes))
    if problems:
        order = {file.name: number for number, file in enumerate(files)}
        raise StoryError(sorted(dict.fromkeys(problems), key=lambda problem: _source_order(problem, order)))
    return CheckedProject(name, files, types.enums, variables, types.functions(), types.types(), types.members(), observed)


def _source_order(diagnostic: Diagnostic, order: Mapping[str, int]) -> tuple[int, int, int, bool]:
    span = diagnostic.span
    warns = diagnostic.severity is not Severity.ERROR
    return (order.get(span.file, len(order)), span.line, span.column, warns) if span else (-1, 0, 0, warns)
