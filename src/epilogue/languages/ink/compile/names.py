"""Every name of a story, gathered in one pass before code is generated, and the rules by which ink finds them.

Names of flows (knots, stitches) and labels (of choices and gathers) are looked for from the inside out: in the flow where
the name is used, then in the flows around it; a knot is searched through all its stitches. Variables are looked for among the
parameters and temporaries of the innermost flow, then among the globals.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from epilogue.languages.ink.compile import containers
from epilogue.languages.ink.compile.problems import Problems
from epilogue.languages.ink.parse import syntax

STORY, KNOT, STITCH, LABEL = range(4)
"""Levels of named places, outermost first."""

Declaration = syntax.VariableDeclaration | syntax.ListDeclaration | syntax.Assignment


class Label:
    """A labelled choice or gather: a divert to it goes to ``container`` (for a choice: what follows once it is taken)."""

    __slots__ = ("container", "flow", "name", "node")

    def __init__(self, name: str, node: syntax.Choice | syntax.Gather, flow: Flow, container: containers.Container) -> None:
        self.name = name
        self.node = node
        self.flow = flow
        self.container = container

    @property
    def kind(self) -> str:
        """The word that messages have for it."""
        return "choice" if isinstance(self.node, syntax.Choice) else "gather"


class Flow:
    """The story, a knot or a stitch, with the names it holds.

    ``flows``: those directly inside, in source order; ``by_name``: the same by name. ``temporaries``: all of them;
    ``declared``: the variables whose declaration code was generated so far (a divert may only go through those).
    """

    __slots__ = (
        "body", "by_name", "container", "declared", "flows", "is_function", "labels", "level", "name", "node",
        "parameters", "parent", "return_node", "temporaries",
    )  # fmt: skip

    def __init__(self, node: syntax.Story | syntax.Knot | syntax.Stitch, parent: Flow | None) -> None:
        self.node = node
        self.parent = parent
        self.body = node.body
        self.name: str | None = None
        self.level = STORY
        self.is_function = False
        self.parameters: list[syntax.Parameter] | None = None
        if not isinstance(node, syntax.Story):
            self.name = node.name
            self.level = KNOT if isinstance(node, syntax.Knot) else STITCH
            self.is_function = node.is_function
            self.parameters = node.parameters
        self.container = containers.Container(self.name, node.span)
        self.flows: list[Flow] = []
        self.by_name: dict[str, Flow] = {}
        self.labels: dict[str, Label] = {}
        self.temporaries: dict[str, syntax.Assignment] = {}
        self.declared: set[str] = set()
        self.return_node: syntax.Return | None = None

    @property
    def kind(self) -> str:
        """The word that messages have for it."""
        return "function" if self.is_function else ("story", "knot", "stitch")[self.level]

    def parameter(self, name: str) -> syntax.Parameter | None:
        """The parameter of that name."""
        for parameter in self.parameters or ():
            if parameter.name == name:
                return parameter
        return None


NamedPlace = Flow | Label


class Names:
    """The names of a story. Clashes *within* one kind of name are reported while they are gathered."""

    def __init__(self, story: syntax.Story, problems: Problems) -> None:
        self.problems = problems
        self.labelled: dict[syntax.Node, Label] = {}
        self.globals: dict[str, Declaration] = {}
        self.constants: dict[str, syntax.ConstantDeclaration] = {}
        self.all_constants: list[syntax.ConstantDeclaration] = []
        self.lists: dict[str, syntax.ListDeclaration] = {}
        self.item_owners: dict[str, list[syntax.ListDeclaration]] = {}
        self.externals: dict[str, syntax.ExternalDeclaration] = {}
        self.resolved: dict[tuple[Flow, tuple[str, ...]], NamedPlace | None] = {}
        self.flows: list[Flow] = []
        self.story = self.gather_flow(story, None)

    # --- gathering ---

    def gather_flow(self, node: syntax.Story | syntax.Knot | syntax.Stitch, parent: Flow | None) -> Flow:
        flow = Flow(node, parent)
        self.flows.append(flow)
        self.gather_body(flow, flow.body)
        if isinstance(node, syntax.Story):
            inner: list[syntax.Knot | syntax.Stitch] = node.flows
        else:
            inner = list(node.stitches) if isinstance(node, syntax.Knot) else []
        for child in inner:
            gathered = self.gather_flow(child, flow)
            flow.flows.append(gathered)
            flow.by_name[child.name] = gathered
        return flow

    def gather_body(self, flow: Flow, body: Iterable[syntax.Statement]) -> None:
        gatherers = _GATHERERS
        for node in body:
            gatherer = gatherers.get(type(node))
            if gatherer is not None:
                gatherer(self, flow, node)

    def gather_inside(self, flow: Flow, node: syntax.Statement) -> None:
        self.gather_body(flow, syntax.parts_of(node))

    def gather_included(self, flow: Flow, node: syntax.Included) -> None:
        self.gather_body(flow, node.body)

    def gather_choice(self, flow: Flow, node: syntax.Choice) -> None:
        if node.label is not None:
            self.add_label(flow, node.label, node, containers.Container(None, node.span))
        self.gather_inside(flow, node)

    def gather_gather(self, flow: Flow, node: syntax.Gather) -> None:
        if node.label is not None:
            self.add_label(flow, node.label, node, containers.Container(node.label, node.span))

    def add_label(self, flow: Flow, name: str, node: syntax.Choice | syntax.Gather, container: containers.Container) -> None:
        label = Label(name, node, flow, container)
        before = flow.labels.get(name)
        if before is not None:
            self.problems.error(
                node,
                f"A {before.kind} with the same label name '{name}' already exists in this context on "
                f"line {before.node.span.line}",
            )
        flow.labels[name] = label
        self.labelled[node] = label

    def gather_return(self, flow: Flow, node: syntax.Return) -> None:
        if flow.return_node is None:
            flow.return_node = node

    def gather_assignment(self, flow: Flow, node: syntax.Assignment) -> None:
        if not node.is_temporary:
            return
        if flow.level == STORY:
            self.add_variable(self.globals, node)
        else:
            self.add_variable(flow.temporaries, node)

    def gather_variable(self, flow: Flow, node: syntax.VariableDeclaration) -> None:
        self.add_variable(self.globals, node)

    def add_variable(self, known: dict[str, Any], node: Declaration) -> None:
        before = known.setdefault(node.name, node)
        if before is not node:
            self.problems.error(
                node,
                f"found declaration variable '{node.name}' that was already declared ({before.span})",
            )

    def gather_list(self, flow: Flow, node: syntax.ListDeclaration) -> None:
        self.add_variable(self.globals, node)
        self.lists[node.name] = node
        seen: set[str] = set()
        for item in node.items:
            if item.name in seen:
                self.problems.error(node, f"List '{node.name}' contains duplicate items called '{item.name}'")
            else:
                seen.add(item.name)
                self.item_owners.setdefault(item.name, []).append(node)

    def gather_constant(self, flow: Flow, node: syntax.ConstantDeclaration) -> None:
        self.all_constants.append(node)
        before = self.constants.get(node.name)
        if before is not None and _constant_value(before.value) != _constant_value(node.value):
            self.problems.error(
                node,
                f"CONST '{node.name}' has been redefined with a different value. Multiple definitions of the "
                f"same CONST are valid so long as they contain the same value. Initial definition was on {before.span}.",
            )
        self.constants[node.name] = node

    def gather_external(self, flow: Flow, node: syntax.ExternalDeclaration) -> None:
        if node.name in self.externals:
            self.problems.error(node, f"Duplicate EXTERNAL definition of '{node.name}'")
        else:
            self.externals[node.name] = node

    # --- places ---

    def find(self, flow: Flow, path: tuple[str, ...]) -> NamedPlace | None:
        """Resolves ``a.b.c`` as used in the content of ``flow``."""
        key = (flow, path)
        try:
            return self.resolved[key]
        except KeyError:
            pass
        target = self.find_first(flow, path[0])
        for name in path[1:]:
            if not isinstance(target, Flow):
                target = None
                break
            target = self.find_inside(target, name)
        self.resolved[key] = target
        return target

    def find_first(self, flow: Flow, name: str) -> NamedPlace | None:
        here: Flow | None = flow
        while here is not None:
            label = here.labels.get(name)
            if label is not None:
                return label
            if name == here.name:
                return here
            child = here.by_name.get(name)
            if child is not None:
                return child
            if here.level == KNOT:
                target = find_deep(here, name)
                if target is not None:
                    return target
            here = here.parent
        return None

    def find_inside(self, flow: Flow, name: str) -> NamedPlace | None:
        """The next part of a path."""
        if flow.level == STITCH:
            return flow.labels.get(name)
        child = flow.by_name.get(name)
        if child is not None and child.level == flow.level + 1:
            return child
        return find_deep(flow, name) if flow.level == KNOT else None

    def find_from_flow(self, flow: Flow, name: str) -> NamedPlace | None:
        """Resolves a name for the flow itself (its own name, its parameters): everything inside is searched first."""
        return find_at_any_level(flow, name) or (self.find_first(flow.parent, name) if flow.parent else None)

    # --- variables and list items ---

    def is_variable(self, flow: Flow, name: str) -> bool:
        """Whether code in ``flow`` can see a variable of that name."""
        return flow.parameter(name) is not None or name in flow.temporaries or name in self.globals

    def is_global(self, flow: Flow, name: str) -> bool:
        """Whether that name, in ``flow``, resolves to a global."""
        return flow.parameter(name) is None and name not in flow.temporaries and name in self.globals

    def list_item(self, owner: str | None, name: str) -> tuple[syntax.ListDeclaration, syntax.ListItem] | None:
        """A list's item; without ``owner``, the first list that has such an item."""
        if owner is None:
            owners = self.item_owners.get(name)
            if owners is None:
                return None
            definition = owners[0]
        else:
            known = self.lists.get(owner)
            if known is None:
                return None
            definition = known
        for item in definition.items:
            if item.name == name:
                return definition, item
        return None


def find_deep(flow: Flow, name: str) -> NamedPlace | None:
    """A label of the flow, or anything of that name in the flows inside it."""
    label = flow.labels.get(name)
    if label is not None:
        return label
    for child in flow.by_name.values():
        target = find_at_any_level(child, name)
        if target is not None:
            return target
    return None


def find_at_any_level(flow: Flow, name: str) -> NamedPlace | None:
    """The flow itself, or anything of that name inside it."""
    if name == flow.name:
        return flow
    return flow.labels.get(name) or flow.by_name.get(name) or find_deep(flow, name)


def _constant_value(node: syntax.Expression) -> object:
    """Comparison key of a CONST's definitions: the kind of value and the value."""
    if isinstance(node, syntax.Number):
        return type(node.value), node.value
    if isinstance(node, syntax.String):
        return str, node.constant()
    if isinstance(node, syntax.DivertTarget):
        return syntax.DivertTarget, node.divert.path
    return node


_GATHERERS: dict[type, Any] = {
    syntax.ContentList: Names.gather_inside,
    syntax.Included: Names.gather_included,
    syntax.Sequence: Names.gather_inside,
    syntax.Conditional: Names.gather_inside,
    syntax.Choice: Names.gather_choice,
    syntax.Gather: Names.gather_gather,
    syntax.Return: Names.gather_return,
    syntax.Assignment: Names.gather_assignment,
    syntax.VariableDeclaration: Names.gather_variable,
    syntax.ListDeclaration: Names.gather_list,
    syntax.ConstantDeclaration: Names.gather_constant,
    syntax.ExternalDeclaration: Names.gather_external,
}
