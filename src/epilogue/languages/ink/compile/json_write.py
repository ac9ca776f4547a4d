"""Containers to ink's JSON (format version 21), as inkle's runtimes and inkjs load it."""

from __future__ import annotations

import math
from json.encoder import encode_basestring_ascii as quote

from epilogue.languages.ink.compile import containers

ContainerPath = tuple[str, ...]


def to_json(compiled: containers.Compiled) -> str:
    """The compiled story as one line of JSON."""
    return _JsonWriter(compiled).write()


class _JsonWriter:
    def __init__(self, compiled: containers.Compiled) -> None:
        self.compiled = compiled
        self.paths: dict[containers.Container, ContainerPath] = {compiled.root: ()}

    def write(self) -> str:
        out = [f'{{"inkVersion":{containers.VERSION},"root":']
        # Explicitly stacked, as stories may nest deeper than Python recurses.
        todo: list[str | tuple[containers.Container, bool]] = [(self.compiled.root, True)]
        while todo:
            task = todo.pop()
            if isinstance(task, str):
                out.append(task)
            else:
                todo.extend(reversed(self.pieces(*task)))
        definitions = []
        for name, items in self.compiled.lists.items():
            values = ",".join(f"{quote(item)}:{value}" for item, value in items.items())
            definitions.append(f"{quote(name)}:{{{values}}}")
        out.append(',"listDefs":{' + ",".join(definitions) + "}}")
        return "".join(out)

    def pieces(self, container: containers.Container, with_name: bool) -> list[str | tuple[containers.Container, bool]]:
        """A container in JSON: strings, and the containers inside it that are still to be written."""
        pieces: list[str | tuple[containers.Container, bool]] = ["["]
        for index, item in enumerate(container.content):
            if isinstance(item, containers.Container):
                pieces.append((item, True))
            else:
                pieces.append(self.item(item, container, index))
            pieces.append(",")
        last: list[list[str | tuple[containers.Container, bool]]] = [
            [f"{quote(name)}:", (child, False)] for name, child in container.named.items()
        ]
        if container.visits or container.turns:
            flags = container.visits + 2 * container.turns + 4 * container.start_only
            last.append([f'"#f":{flags}'])
        if container.name and with_name:
            last.append([f'"#n":{quote(container.name)}'])
        if not last:
            pieces.append("null]")
            return pieces
        for number, entry in enumerate(last):
            pieces.append("," if number else "{")
            pieces += entry
        pieces.append("}]")
        return pieces

    def item(self, item: containers.Item, container: containers.Container, index: int) -> str:
        match item:
            case containers.Text(value=value):
                return '"\\n"' if value == "\n" else quote("^" + value)
            case containers.Command(name=name) | containers.Native(name=name):
                return quote(name)
            case containers.Constant(value=value):
                return constant(value)
            case containers.Divert():
                return self.divert(item, container, index)
            case containers.ChoicePoint(target=target, flags=flags):
                return f'{{"*":{self.compact(target, container, index)},"flg":{flags}}}'
            case containers.VariableReference(name=name):
                return f'{{"VAR?":{quote(name)}}}'
            case containers.ReadCount(target=target):
                return f'{{"CNT?":{self.compact(target, container, index)}}}'
            case containers.Assignment(name=name, is_global=is_global, new=new):
                key, again = "VAR=" if is_global else "temp=", "" if new else ',"re":true'
                return f'{{"{key}":{quote(name)}{again}}}'
            case containers.DivertValue(target=target):
                path = ".".join(self.address(target))
                return f'{{"^->":{quote(path)}}}'
            case containers.Pointer(name=name, context=context):
                return f'{{"^var":{quote(name)},"ci":{context}}}'
            case containers.Glue():
                return '"<>"'
            case containers.Void():
                return '"void"'
            case containers.LegacyTag(text=text):
                return f'{{"#":{quote(text)}}}'
            case containers.Container():
                raise AssertionError("containers are written by pieces()")

    def divert(self, item: containers.Divert, container: containers.Container, index: int) -> str:
        if item.target is not None:
            target = self.compact(item.target, container, index)
        else:
            target = quote(item.variable or item.external or "")
        variable = ',"var":true' if item.variable is not None else ""
        conditional = ',"c":true' if item.conditional else ""
        args = f',"exArgs":{item.args}' if item.args else ""
        return f'{{"{item.kind}":{target}{variable}{conditional}{args}}}'

    def path(self, container: containers.Container) -> ContainerPath:
        """The parts of a container's path."""
        known = self.paths.get(container)
        if known is None:
            behind: list[containers.Container] = []
            here = container
            while here not in self.paths and here.parent is not None:
                behind.append(here)
                here = here.parent
            known = self.paths.get(here, ())
            for each in reversed(behind):
                known = self.paths[each] = (*known, each.name or str(each.index))
        return known

    def address(self, target: containers.Address) -> ContainerPath:
        """The parts of the path of an address."""
        if target.index < 0:
            return self.path(target.container)
        item = target.container.content[target.index] if target.index < len(target.container.content) else None
        if isinstance(item, containers.Container):
            return self.path(item)
        return (*self.path(target.container), str(target.index))

    def compact(self, target: containers.Address, container: containers.Container, index: int) -> str:
        """The path to ``target`` as written at a place: relative to that place if this is shorter."""
        goal = self.address(target)
        here = self.path(container)
        shared = 0
        for ours, theirs in zip(here, goal, strict=False):
            if ours != theirs:
                break
            shared += 1
        if shared == len(here) and len(goal) > shared and goal[shared] == str(index):
            shared += 1
        absolute = ".".join(goal)
        if not shared:
            return quote(absolute)
        relative = "." + ".".join(["^"] * (len(here) + 1 - shared) + list(goal[shared:]))
        return quote(relative if len(relative) < len(absolute) else absolute)


def constant(value: int | float | bool | containers.ListLiteral) -> str:
    """A value in JSON; floats always with a point or exponent, so that they stay floats."""
    if isinstance(value, containers.ListLiteral):
        items = ",".join(quote(f"{owner}.{name}") + f":{number}" for owner, name, number in value.items)
        origins = ""
        if value.origins and not value.items:
            origins = ',"origins":[' + ",".join(map(quote, value.origins)) + "]"
        return f'{{"list":{{{items}}}{origins}}}'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if math.isnan(value):
        return "0.0"
    if math.isinf(value):
        return "3.4E+38" if value > 0 else "-3.4E+38"
    return repr(value)
