"""Names that are used twice. A name may stand for one thing only wherever it can be seen.

Kinds of name in order of rank; each is compared with the kinds that rank before it (and knots with knots).
"""

from __future__ import annotations

from epilogue.languages.ink.compile.builtins import is_builtin
from epilogue.languages.ink.compile.names import KNOT, STITCH, STORY, Flow, Names
from epilogue.languages.ink.compile.problems import Problems
from epilogue.languages.ink.parse import syntax

RESERVED = frozenset(["true", "false", "not", "return", "else", "VAR", "CONST", "temp", "LIST", "function"])
RANK_KNOT, RANK_LIST, RANK_ITEM, RANK_VARIABLE, RANK_INNER, RANK_PARAMETER, RANK_TEMPORARY = range(7)
EXISTING = {
    syntax.VariableDeclaration: "var",
    syntax.Assignment: "temp",
    syntax.ListDeclaration: "list definition",
    syntax.ListItem: "list element",
}


class Collisions:
    """Reports every clash between the names of a story."""

    def __init__(self, names: Names, problems: Problems) -> None:
        self.names = names
        self.problems = problems
        self.knots = {flow.name: flow for flow in names.story.flows if flow.level == KNOT}

    def check(self) -> None:
        """Looks at every name."""
        names = self.names
        for declaration in names.globals.values():
            if isinstance(declaration, syntax.VariableDeclaration):
                self.check_name(names.story, declaration, declaration.name, RANK_VARIABLE, "VAR")
            elif isinstance(declaration, syntax.Assignment):
                self.check_name(names.story, declaration, declaration.name, RANK_TEMPORARY, "temp")
        for constant in names.all_constants:
            self.check_name(names.story, constant, constant.name, RANK_VARIABLE, "Constant")
        for definition in names.lists.values():
            self.check_name(names.story, definition, definition.name, RANK_LIST, "List definition")
            for item in definition.items:
                self.check_name(names.story, item, item.name, RANK_ITEM, "List element")
        for flow in names.flows:
            self.check_flow(flow)

    def check_flow(self, flow: Flow) -> None:
        for label in flow.labels.values():
            kind = label.kind.capitalize()
            self.check_name(flow, label.node, label.name, RANK_INNER, kind)
            self.check_label_against_flows(flow, label.name, label.node, kind)
        for temporary in flow.temporaries.values():
            self.check_name(flow, temporary, temporary.name, RANK_TEMPORARY, "temp")
        seen: set[str] = set()
        for parameter in flow.parameters or ():
            self.check_name(flow, parameter, parameter.name, RANK_PARAMETER, "argument", inside=True)
            if parameter.name in seen:
                self.problems.bad_reference(parameter, f"Multiple arguments with the same name: '{parameter.name}'")
            seen.add(parameter.name)
        if flow.level != STORY:
            rank = RANK_KNOT if flow.level == KNOT else RANK_INNER
            self.check_name(flow, flow.node, str(flow.name), rank, flow.kind.capitalize(), inside=True)
        if flow.level == STITCH and flow.name in self.knots:
            knot = self.knots[flow.name]
            self.problems.bad_reference(flow.node, f"Stitch '{flow.name}' has the same name as a knot (on {knot.node.span})")

    def check_label_against_flows(self, flow: Flow, name: str, node: syntax.Choice | syntax.Gather, kind: str) -> None:
        """A label may not have the name of a flow around it, nor of a label or flow next to one of these."""
        here: Flow | None = flow
        while here is not None:
            other = here if here.name == name else here.labels.get(name) or here.by_name.get(name)
            if other is not None and other.node is not node:
                self.problems.bad_reference(
                    node,
                    f"{kind} '{name}' has the same label name as a {other.kind} (on {other.node.span})",
                )
            here = here.parent

    def check_name(self, flow: Flow, node: syntax.Node, name: str, rank: int, kind: str, inside: bool = False) -> None:
        """Compares one name with all that rank before it. ``inside``: it names (or belongs to) the flow itself."""
        names, problems = self.names, self.problems
        if name in RESERVED:
            reason = "it's a reserved keyword"
        elif is_builtin(name):
            reason = "it's a built in function"
        else:
            reason = None
        if reason:
            problems.bad_reference(node, f"'{name}' cannot be used for the name of a {kind.lower()} because {reason}")
            return
        knot = self.knots.get(name)
        if knot is not None and knot.node is not node:
            self.clash(node, name, kind, knot.node, knot.kind)
            return
        if rank < RANK_LIST:
            return
        definition = names.lists.get(name)
        if definition is not None and definition is not node:
            self.clash(node, name, kind, definition, EXISTING[type(definition)])
        if rank != RANK_ITEM and name in names.item_owners:
            item = next(each for each in names.item_owners[name][0].items if each.name == name)
            self.clash(node, name, kind, item, EXISTING[type(item)])
        if rank <= RANK_VARIABLE:
            return
        variable = names.globals.get(name)
        if isinstance(variable, syntax.VariableDeclaration) and variable is not node:
            self.clash(node, name, kind, variable, EXISTING[type(variable)])
        existing = names.find_from_flow(flow, name) if inside else names.find(flow, (name,))
        if existing is not None and existing.node is not node:
            self.clash(node, name, kind, existing.node, existing.kind)
            return
        if rank != RANK_TEMPORARY:
            return
        parameter = flow.parameter(name)
        if parameter is not None:
            problems.bad_reference(
                node,
                f"{kind} '{name}': name has already been used for a argument to {flow.name} on {flow.node.span}",
            )

    def clash(self, node: syntax.Node, name: str, kind: str, existing: syntax.Node, existing_kind: str) -> None:
        self.problems.bad_reference(node, f"{kind} '{name}': name has already been used for a {existing_kind} on {existing.span}")
