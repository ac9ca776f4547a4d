"""ink's compiled form: a tree of containers, as documented by inkle in "ink JSON runtime format".

Both readers (source and compiled JSON) end here, and one lowering goes on from here. A container holds content
objects in order; content may be containers again. Some containers are reached by name alone (``named``, never
flowed into). Addresses are resolved: a target is an :class:`Address`, a path string exists only in the JSON.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from epilogue.source import Span

VERSION = 21
"""The format version written; versions 19 to 21 are read."""
CONDITION, START, CHOICE_ONLY, FALLBACK, ONCE = 1, 2, 4, 8, 16


class Container:
    """A sequence of content objects with counting flags.

    ``content`` in flow order; ``named`` only those named containers that are *not* in ``content``;
    ``visits``/``turns``: its visit count / turn of last visit is kept; ``start_only``: counted only on entry at the start.
    ``parent`` and ``index`` (place in the parent's content, -1 if reached by name only) are set by :meth:`add` /
    :meth:`add_named`.
    """

    __slots__ = ("content", "index", "name", "named", "parent", "span", "start_only", "turns", "visits")

    def __init__(self, name: str | None = None, span: Span | None = None) -> None:
        self.name = name
        self.span = span
        self.content: list[Item] = []
        self.named: dict[str, Container] = {}
        self.visits = False
        self.turns = False
        self.start_only = False
        self.parent: Container | None = None
        self.index = -1

    def add(self, item: Item) -> None:
        """Append to the content; a container gets its parent and index."""
        if isinstance(item, Container):
            item.parent = self
            item.index = len(self.content)
        self.content.append(item)

    def add_named(self, child: Container) -> None:
        """Attach a container that is reached by its name only."""
        assert child.name is not None
        child.parent = self
        child.index = -1
        self.named[child.name] = child

    def path(self) -> str:
        """The absolute path, such as ``knot.0.g-0``: names where there are names, else indices."""
        parts: list[str] = []
        here: Container = self
        while here.parent is not None:
            parts.append(here.name if here.name else str(here.index))
            here = here.parent
        return ".".join(reversed(parts))


class Address(NamedTuple):
    """A place in the tree: the container itself (``index`` -1) or the object at ``index`` of its content."""

    container: Container
    index: int = -1  # type: ignore[assignment]  # hides tuple.index, which is not used


class Text(NamedTuple):
    """Literal text, or a line end (``"\\n"``); pushes a string inside an evaluation."""

    value: str
    span: Span | None = None


class ListLiteral(NamedTuple):
    """A list value: (origin, item) -> value; ``origins``: names of the lists it belongs to when empty."""

    items: tuple[tuple[str, str, int], ...]
    origins: tuple[str, ...] = ()


class Constant(NamedTuple):
    """A number, truth value or list pushed inside an evaluation; outside, it says nothing."""

    value: int | float | bool | ListLiteral
    span: Span | None = None


class DivertValue(NamedTuple):
    """A divert target as a value: ``-> knot`` stored, passed or compared."""

    target: Address
    span: Span | None = None


class Pointer(NamedTuple):
    """A reference to a variable (``ref``): ``context`` -1 not yet known, 0 global, n the n-th frame."""

    name: str
    context: int = -1
    span: Span | None = None


class Command(NamedTuple):
    """A control command, by its JSON name: ``ev /ev out pop ->-> ~ret du str /str nop choiceCnt turn turns readc rnd srnd
    visit seq thread done end listInt range lrnd # /#``."""

    name: str
    span: Span | None = None


class Native(NamedTuple):
    """A native operator or function by its JSON name: ``+ - * / % _ == != < > <= >= ! && || MIN MAX POW FLOOR CEILING INT
    FLOAT ? !? L^ LIST_MIN LIST_MAX LIST_ALL LIST_COUNT LIST_VALUE LIST_INVERT``."""

    name: str
    span: Span | None = None


class Divert(NamedTuple):
    """A jump. ``kind``: ``"->"`` plain, ``"f()"`` function call, ``"->t->"`` tunnel, ``"x()"`` external function.

    Exactly one of ``target`` (address), ``variable`` (name of a variable that holds a target) and ``external`` (name) is set.
    ``conditional``: pops a value and jumps if it is true. ``args``: number of arguments of an external call.
    """

    kind: str
    target: Address | None = None
    variable: str | None = None
    external: str | None = None
    args: int = 0
    conditional: bool = False
    span: Span | None = None


class ChoicePoint(NamedTuple):
    """Offers an option. ``flags``, as in the JSON ``flg``: of CONDITION, START (content), CHOICE_ONLY (content), FALLBACK
    (invisible default), ONCE (only)."""

    target: Address
    flags: int
    span: Span | None = None


class VariableReference(NamedTuple):
    """Pushes the value of a variable (``VAR?``)."""

    name: str
    span: Span | None = None


class ReadCount(NamedTuple):
    """Pushes the visit count of a container (``CNT?``)."""

    target: Address
    span: Span | None = None


class Assignment(NamedTuple):
    """Pops a value into a variable. ``is_global``: ``VAR=``, else ``temp=``; ``new``: declares it (else the JSON says ``re``)."""

    name: str
    is_global: bool
    new: bool
    span: Span | None = None


class Glue(NamedTuple):
    """``<>``"""

    span: Span | None = None


class Void(NamedTuple):
    """The value of a function that returned nothing."""

    span: Span | None = None


class LegacyTag(NamedTuple):
    """A tag of format 19/20 (``{"#": "text"}``)."""

    text: str
    span: Span | None = None


Item: TypeAlias = (
    Container | Text | Constant | DivertValue | Pointer | Command | Native | Divert | ChoicePoint | VariableReference
    | ReadCount | Assignment | Glue | Void | LegacyTag
)  # fmt: skip


class Compiled(NamedTuple):
    """A whole compiled story: the root container and the list definitions (name -> item -> value, in order)."""

    root: Container
    lists: dict[str, dict[str, int]]
    version: int = VERSION
