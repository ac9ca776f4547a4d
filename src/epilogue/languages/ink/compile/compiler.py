"""The code generator of ink: from a syntax tree to compiled containers, the shape that inkle's own compiler gives them.

The shape is the language's public interface: seeds of shuffles are made from the paths of containers, and saved games hold such
paths. So names, nesting and places are those of ink 1.2 (format version 21), visit counts kept only where the story asks.
"""

from __future__ import annotations

from epilogue.diagnostics import Diagnostic
from epilogue.languages.base import deep
from epilogue.languages.ink.compile import (  # noqa: F401  (each declares its generators)
    assignments,
    calls,
    conditionals,
    containers,
    content,
    diverts,
    expressions,
    sequences,
    weave,
)
from epilogue.languages.ink.compile.assignments import set_up_globals
from epilogue.languages.ink.compile.collisions import Collisions
from epilogue.languages.ink.compile.context import Compilation
from epilogue.languages.ink.compile.flows import generate_flow
from epilogue.languages.ink.compile.names import Names
from epilogue.languages.ink.compile.problems import Problems
from epilogue.languages.ink.parse import syntax


def compile_story(story: syntax.Story) -> tuple[containers.Compiled, list[Diagnostic]]:
    """Compiles a story. If one of the diagnostics is an error, the containers are not to be used."""
    with deep():
        return _compile(story)


def _compile(story: syntax.Story) -> tuple[containers.Compiled, list[Diagnostic]]:
    problems = Problems()
    names = Names(story, problems)
    context = Compilation(names, problems)
    root = names.story.container
    generate_flow(context, names.story)
    if names.globals:
        start = containers.Container("global decl", story.span)
        set_up_globals(context, start)
        root.add_named(start)
    root.content.append(containers.Command("done", story.span))
    if not problems.failed:
        Collisions(names, problems).check()
    lists = {
        node.name: {item.name: item.value for item in node.items}
        for node in names.globals.values()
        if isinstance(node, syntax.ListDeclaration)
    }
    return containers.Compiled(root, lists), problems.all()
