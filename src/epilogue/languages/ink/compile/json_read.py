"""Compiled ink (``.ink.json``, format versions 19 to 21) to containers.

The file is untrusted: its nesting and size are bounded, and whatever does not fit the format is one clear error.
"""

from __future__ import annotations

from typing import Any

from epilogue.budget import tick
from epilogue.diagnostics import unreadable
from epilogue.languages.ink.compile import containers
from epilogue.source import Span, read_json

OLDEST, NEWEST = 19, 21
MAX_DEPTH = 400

COMMANDS = frozenset(
    (
        *("ev", "out", "/ev", "du", "pop", "~ret", "->->", "str", "/str", "nop", "choiceCnt", "turn", "turns", "readc", "rnd"),
        *("srnd", "visit", "seq", "thread", "done", "end", "listInt", "range", "lrnd", "#", "/#"),
    )
)
NATIVES = frozenset(
    (
        *("+", "-", "/", "*", "%", "_", "==", ">", "<", ">=", "<=", "!=", "!", "&&", "||", "MIN", "MAX", "POW", "FLOOR"),
        *("CEILING", "INT", "FLOAT", "?", "!?", "L^", "LIST_MIN", "LIST_MAX", "LIST_ALL", "LIST_COUNT", "LIST_VALUE"),
        "LIST_INVERT",
    )
)


def read_compiled(text: str, file: str) -> containers.Compiled:
    """Read the JSON text of a compiled story.

    Raises :class:`~epilogue.diagnostics.StoryError` if it is not JSON, not ink, of another version, or damaged.
    """
    from json import JSONDecodeError  # lazy: a source story does without

    try:
        data = read_json(text)
    except JSONDecodeError as problem:
        span = Span(file, problem.lineno, problem.colno)
        raise unreadable(f"this is not complete JSON: {problem.msg}", span, "was the file cut short?") from None
    except (RecursionError, ValueError):
        raise unreadable("this JSON is nested too deeply or holds too large a number", Span(file, 0)) from None
    if not isinstance(data, dict) or "inkVersion" not in data or "root" not in data:
        raise unreadable('this JSON is not a compiled ink story: "inkVersion" and "root" expected', Span(file, 0))
    version = data["inkVersion"]
    if not isinstance(version, int) or not OLDEST <= version <= NEWEST:
        raise unreadable(
            f"compiled ink of version {version!r}; versions {OLDEST} to {NEWEST} are read",
            Span(file, 0),
            "compile the story again with a current ink compiler",
        )
    return _JsonReader(file).story(data, version)


class _JsonReader:
    """Builds the container tree, then resolves the path of every item that has one."""

    def __init__(self, file: str) -> None:
        self.span = Span(file, 0)
        self.pending: list[tuple[containers.Container, int, str]] = []

    def story(self, data: dict[str, Any], version: int) -> containers.Compiled:
        root = self.container(data["root"], 0)
        for container, index, path in self.pending:
            item: Any = container.content[index]
            container.content[index] = item._replace(target=self.resolve(container, path))
        definitions = data.get("listDefs", {})
        if not isinstance(definitions, dict):
            raise self.damaged("listDefs is not an object")
        lists: dict[str, dict[str, int]] = {}
        for name, items in definitions.items():
            if not isinstance(items, dict) or not all(type(value) is int for value in items.values()):
                raise self.damaged(f"list {name} has items without a whole number")
            lists[name] = items
        return containers.Compiled(root, lists, version)

    def damaged(self, what: str) -> Exception:
        return unreadable(f"damaged compiled ink: {what}", self.span)

    def container(self, data: Any, depth: int, name: str | None = None) -> containers.Container:
        if not isinstance(data, list) or not data:
            raise self.damaged("a container is not a list that ends with its attributes")
        if depth > MAX_DEPTH:
            raise self.damaged(f"containers nested more than {MAX_DEPTH} deep")
        here = containers.Container(name, self.span)
        attributes = data[-1]
        if isinstance(attributes, dict):
            flags = attributes.get("#f", 0)
            if type(flags) is not int:
                raise self.damaged("container flags are not a number")
            here.visits, here.turns, here.start_only = bool(flags & 1), bool(flags & 2), bool(flags & 4)
            here.name = self.string(attributes["#n"]) if "#n" in attributes else name
        elif attributes is not None:
            raise self.damaged("a container does not end with its attributes")
        for item in data[:-1]:
            tick()
            if isinstance(item, list):
                here.add(self.container(item, depth + 1))
            else:
                here.add(self.item(here, item))
        if isinstance(attributes, dict):
            for key, child in attributes.items():
                if key not in ("#f", "#n"):
                    here.add_named(self.container(child, depth + 1, key))
        return here

    def item(self, here: containers.Container, data: Any) -> containers.Item:
        span = self.span
        if isinstance(data, str):
            if data.startswith("^"):
                return containers.Text(data[1:], span)
            if data == "\n":
                return containers.Text("\n", span)
            if data in COMMANDS:
                return containers.Command(data, span)
            if data in NATIVES:
                return containers.Native(data, span)
            if data == "<>":
                return containers.Glue(span)
            if data == "void":
                return containers.Void(span)
            raise self.damaged(f"unknown command {data[:40]!r}")
        if isinstance(data, bool | int | float):
            return containers.Constant(data, span)
        if isinstance(data, dict):
            return self.object(here, data)
        raise self.damaged(f"unexpected {type(data).__name__} in content")

    def object(self, here: containers.Container, data: dict[str, Any]) -> containers.Item:
        span = self.span
        conditional = bool(data.get("c"))
        for key, kind in (("->", "->"), ("f()", "f()"), ("->t->", "->t->")):
            if key in data:
                value = self.string(data[key])
                if data.get("var"):
                    return containers.Divert(kind, variable=value, conditional=conditional, span=span)
                self.later(here, value)
                return containers.Divert(kind, conditional=conditional, span=span)
        if "x()" in data:
            count = data.get("exArgs", 0)
            if type(count) is not int or not 0 <= count < 256:
                raise self.damaged("an external call with a strange number of arguments")
            return containers.Divert("x()", external=self.string(data["x()"]), args=count, conditional=conditional, span=span)
        if "*" in data:
            flags = data.get("flg", 0)
            if type(flags) is not int:
                raise self.damaged("choice flags are not a number")
            self.later(here, self.string(data["*"]))
            return containers.ChoicePoint(containers.Address(here), flags, span)
        if "^->" in data:
            self.later(here, self.string(data["^->"]))
            return containers.DivertValue(containers.Address(here), span)
        if "CNT?" in data:
            self.later(here, self.string(data["CNT?"]))
            return containers.ReadCount(containers.Address(here), span)
        if "^var" in data:
            context = data.get("ci", -1)
            return containers.Pointer(self.string(data["^var"]), context if type(context) is int else -1, span)
        if "VAR?" in data:
            return containers.VariableReference(self.string(data["VAR?"]), span)
        if "VAR=" in data:
            return containers.Assignment(self.string(data["VAR="]), True, not data.get("re"), span)
        if "temp=" in data:
            return containers.Assignment(self.string(data["temp="]), False, not data.get("re"), span)
        if "#" in data:
            return containers.LegacyTag(self.string(data["#"]), span)
        if "list" in data:
            return containers.Constant(self.list_literal(data), span)
        raise self.damaged(f"unknown object with keys {', '.join(map(str, data))[:60]}")

    def list_literal(self, data: dict[str, Any]) -> containers.ListLiteral:
        entries, origins = data["list"], data.get("origins", [])
        if not isinstance(entries, dict) or not isinstance(origins, list):
            raise self.damaged("a list value without items")
        items = []
        for full_name, value in entries.items():
            origin, _, name = full_name.rpartition(".")
            if type(value) is not int:
                raise self.damaged(f"list item {full_name} without a whole number")
            items.append((origin, name, value))
        return containers.ListLiteral(tuple(items), tuple(self.string(origin) for origin in origins))

    def string(self, value: Any) -> str:
        if not isinstance(value, str):
            raise self.damaged(f"a name or path expected, not {type(value).__name__}")
        return value

    def later(self, here: containers.Container, path: str) -> None:
        """The item about to be added to ``here`` gets its target once the whole tree stands."""
        self.pending.append((here, len(here.content), path))

    def resolve(self, here: containers.Container, path: str) -> containers.Address:
        parts = path.split(".")
        container: containers.Container = here
        if parts[0] == "":
            parts = parts[2:] if parts[1:2] == ["^"] else parts[1:]
        else:
            while container.parent is not None:
                container = container.parent
        for number, part in enumerate(parts):
            last = number == len(parts) - 1
            if part == "^":
                if container.parent is None:
                    raise self.damaged(f"the path {path} leads out of the story")
                container = container.parent
                continue
            if part.isascii() and part.isdigit():
                index = int(part) if len(part) < 9 else 10**9
                if last and index <= len(container.content):
                    return containers.Address(container, index)
                child = container.content[index] if index < len(container.content) else None
            else:
                child = container.named.get(part) or _named_in_content(container, part)
            if not isinstance(child, containers.Container):
                raise self.damaged(f"the target {path} does not exist")
            container = child
        return containers.Address(container)


def _named_in_content(container: containers.Container, name: str) -> containers.Container | None:
    for item in container.content:
        if isinstance(item, containers.Container) and item.name == name:
            return item
    return None
