"""The functions that every Yarn story has, and those that a project defines in ``.ysls.json`` files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from epilogue.diagnostics import unreadable
from epilogue.languages.yarn.check.project import ANY, BOOL, NUMBER, STRING, FunctionType
from epilogue.languages.yarn.parse.files import parsed
from epilogue.source import NOWHERE, Span

_SIGNATURES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("visited", (STRING,), BOOL),
    ("visited_count", (STRING,), NUMBER),
    ("has_any_content", (STRING,), BOOL),
    ("string", (ANY,), STRING),
    ("number", (ANY,), NUMBER),
    ("bool", (ANY,), BOOL),
    ("format", (STRING, ANY), STRING),
    ("format_invariant", (NUMBER,), STRING),
    ("random", (), NUMBER),
    ("random_range", (NUMBER, NUMBER), NUMBER),
    ("random_range_float", (NUMBER, NUMBER), NUMBER),
    ("dice", (NUMBER,), NUMBER),
    ("min", (NUMBER, NUMBER), NUMBER),
    ("max", (NUMBER, NUMBER), NUMBER),
    ("round", (NUMBER,), NUMBER),
    ("round_places", (NUMBER, NUMBER), NUMBER),
    ("floor", (NUMBER,), NUMBER),
    ("ceil", (NUMBER,), NUMBER),
    ("inc", (NUMBER,), NUMBER),
    ("dec", (NUMBER,), NUMBER),
    ("decimal", (NUMBER,), NUMBER),
    ("int", (NUMBER,), NUMBER),
)
BUILT_IN: Mapping[str, FunctionType] = {
    name: FunctionType(name, parameters, None, returns, True, NOWHERE) for name, parameters, returns in _SIGNATURES
}
_TYPES = {"string": STRING, "number": NUMBER, "int": NUMBER, "float": NUMBER, "bool": BOOL, "boolean": BOOL}


def defined(text: str, shown: str) -> Iterator[FunctionType]:
    """The functions of a ``.ysls.json`` file. Raises StoryError."""
    content = parsed(text, shown, "file")
    functions = content.get("functions", []) if isinstance(content, dict) else None
    if not isinstance(functions, list):
        raise unreadable("a list of 'functions' expected in this file", Span(shown, 1))
    for function in functions:
        name = function.get("yarnName") if isinstance(function, dict) else None
        if not isinstance(name, str):
            raise unreadable("each of the 'functions' of this file needs a 'yarnName'", Span(shown, 1))
        parameters = function.get("parameters") or []
        if not isinstance(parameters, list):
            raise unreadable(f"a list of 'parameters' expected for {name}", Span(shown, 1))
        typed = [
            (_type(parameter), bool(isinstance(parameter, dict) and parameter.get("isParamsArray"))) for parameter in parameters
        ]
        repeated = typed[-1][0] if typed and typed[-1][1] else None
        plain = tuple(kind for kind, many in typed if not many)
        yield FunctionType(name, plain, repeated, _type(function.get("return")), False, Span(shown, 1))


def commands_of(text: str, shown: str) -> Iterator[str]:
    """The names of the commands of such a file."""
    content = parsed(text, shown, "file")
    listed = content.get("commands") if isinstance(content, dict) else None
    for command in listed if isinstance(listed, list) else ():
        if isinstance(command, dict) and isinstance(command.get("yarnName"), str):
            yield command["yarnName"]


def _type(described: object) -> str:
    name = described.get("type") if isinstance(described, dict) else None
    return _TYPES.get(name.lower(), ANY) if isinstance(name, str) else ANY
