"""ink's syntax tree: what the parser makes of the source text, before names are resolved and containers are
built.

The tree is that of the language's own compiler in shape: a body is a *flat* list of statements in source
order, where choices and gathers only carry their depth (the weave is nested later, by the code generator),
line ends are explicit ``Text("\\n")`` nodes where ink puts them, and text is trimmed exactly where ink trims
it.

Invariants: lists are never None; an absent child is None. Spans are the place where the construct starts.
When the parser reported an error the tree is still well formed, but may miss the faulty parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, TypeAlias, dataclass_transform

from epilogue.source import Span

STOPPING = 1
CYCLE = 2
SHUFFLE = 4
ONCE = 8
"""Kinds of sequence, as bits: shuffle may be joined with stopping or once, the others stand alone."""


@dataclass_transform(eq_default=False)
class Node:
    """A node of the tree: compares by identity, prints all its fields but the span. The fields are given in the order of the
    class; those with a value may be left out."""

    fields: ClassVar[tuple[str, ...]] = ()
    span: Span

    def __init_subclass__(cls) -> None:
        cls.fields = tuple(cls.__annotations__)

    def __init__(self, *values: Any) -> None:
        self.__dict__ = dict(zip(self.fields, values, strict=False))

    def __repr__(self) -> str:
        fields = [f"{name}={getattr(self, name)!r}" for name in sorted(self.fields) if name != "span"]
        return f"{type(self).__name__}({', '.join(fields)})"


# --- expressions


class Text(Node):
    """Literal text (escapes already taken out), or exactly ``"\\n"`` for a line end."""

    value: str
    span: Span

    def __init__(self, value: str, span: Span) -> None:  # by hand: there are more texts than nodes of any other kind
        self.value = value
        self.span = span


class Number(Node):
    """An int, float or truth value."""

    value: int | float | bool
    span: Span


class String(Node):
    """``"text {logic}"``: at least one content node (``Text("")`` for the empty string)."""

    content: list[Statement]
    span: Span

    def constant(self) -> str | None:
        """The text if it is one text without logic, else None."""
        only = self.content[0] if len(self.content) == 1 else None
        return only.value if isinstance(only, Text) else None


class ListLiteral(Node):
    """``(a, list.b)``: items as written, (list or None, item); ``()`` is empty. Note that ``(x)`` is one, as
    ink has it."""

    items: list[tuple[str | None, str]]
    span: Span


class Reference(Node):
    """A name or dotted path: a variable, constant, list item, or a knot, stitch or label whose visits are
    counted."""

    path: tuple[str, ...]
    span: Span

    @property
    def name(self) -> str:
        """The path as written, joined by dots."""
        return ".".join(self.path)


class DivertTarget(Node):
    """``-> knot`` as a value."""

    divert: Divert
    span: Span


class Call(Node):
    """``name(arguments)``. ``discard``: it is a statement, so its value is to be popped."""

    name: str
    arguments: list[Expression]
    span: Span
    discard: bool = False


class Unary(Node):
    """``-x``, ``!x``, ``not x``; ``operator`` as written (numbers are folded by the parser)."""

    operator: str
    operand: Expression
    span: Span


class Binary(Node):
    """``a + b``; ``operator`` in its symbol form: ``&& || == != < > <= >= ? !? ^ + - * / %`` (the words and,
    or, has, hasnt, mod are turned into symbols)."""

    operator: str
    left: Expression
    right: Expression
    span: Span


class IncDec(Node):
    """``x++``, ``x--`` (``amount`` None), ``x += amount``, ``x -= amount``: a statement in all valid
    places."""

    name: str
    is_increment: bool
    amount: Expression | None
    span: Span


class AllOf(Node):
    """Several conditions of one choice, ``* {a} {b}``: two or more, joined by and. Its place is the first brace."""

    conditions: list[Expression]
    span: Span


Expression: TypeAlias = (
    Number | String | ListLiteral | Reference | DivertTarget | Call | Unary | Binary | IncDec | AllOf
)  # fmt: skip

# --- content


class Glue(Node):
    """``<>``"""

    span: Span


class TagStart(Node):
    """``#``: the tag's text follows as ordinary content up to the next :class:`TagEnd`."""

    span: Span


class TagEnd(Node):
    """The end of a tag: of the line, of the braces it began in, before a divert, or before the next tag."""

    span: Span


class ContentList(Node):
    """Content that belongs together, in a container of its own that is flattened away unless named.

    Used for: inline braces (``[logic]`` or ``[logic, TagEnd]`` where logic is a Sequence, Conditional or
    Output); a logic line that may print (``[statement, Text("\\n")]``); a tag right after a tag (``[TagEnd,
    TagStart]``); the parts of a choice."""

    content: list[Statement]
    span: Span


class Output(Node):
    """``{expression}``: prints the value."""

    expression: Expression
    span: Span


class Sequence(Node):
    """``{a|b}``, ``{&a|b}``, ``{shuffle: - a - b}``: ``kind`` is a union of STOPPING, CYCLE, SHUFFLE, ONCE.

    Each element is a body (a weave of its own), or an empty list for an empty element (no weave). The
    elements of a multi-line sequence begin with ``Text("\\n")`` already, unless empty."""

    kind: int
    elements: list[list[Statement]]
    span: Span


class Branch(Node):
    """One branch of a conditional.

    ``condition``: its own condition (None: it has none). ``is_true_branch``: taken when the conditional's
    initial condition holds. ``is_else``: taken when nothing else was. ``matching_equality``: its condition is
    compared with the initial one (a switch); set on the closing else of a switch too. ``is_inline``: written
    on one line (else a line end comes first in the generated branch; it is *not* part of ``body``). ``body``:
    empty list for an empty branch (no weave)."""

    body: list[Statement]
    span: Span
    condition: Expression | None = None
    is_true_branch: bool = False
    is_else: bool = False
    matching_equality: bool = False
    is_inline: bool = False


class Conditional(Node):
    """``{condition: a|b}`` or its multi-line forms; ``initial`` is None for a list of conditions (if, else
    if, else)."""

    initial: Expression | None
    branches: list[Branch]
    span: Span


class Divert(Node):
    """``-> a.b(args)``, ``-> a ->`` (tunnel) or ``<- a`` (thread).

    ``path``: the parts of the target as written (a knot, stitch, label, variable, or ``END`` / ``DONE``),
    empty only for the bare ``->`` of an expression (an error was reported). ``arguments``: None if there are
    no parentheses."""

    path: tuple[str, ...]
    arguments: list[Expression] | None
    span: Span
    is_tunnel: bool = False
    is_thread: bool = False


class TunnelOnwards(Node):
    """``->->`` with an optional divert that overrides the place to return to."""

    override: Divert | None
    span: Span


# --- statements


class Choice(Node):
    """``* (label) {condition} start [choice only] inner -> divert``.

    ``depth``: number of bullets. ``start``, ``choice_only``: None if there is no such content. ``inner`` is
    always there: the rest of the line with its diverts, closed by ``Text("\\n")`` (the empty ``->`` of a
    fallback choice leaves no node). ``has_brackets``: ``[`` was written. ``is_fallback``: no text at all, so
    it is taken by itself when nothing else is left."""

    depth: int
    once_only: bool
    label: str | None
    condition: Expression | None
    start: ContentList | None
    choice_only: ContentList | None
    inner: ContentList
    has_brackets: bool
    is_fallback: bool
    span: Span


class Gather(Node):
    """``- (label)``: ``depth`` is the number of dashes; what follows on its line are statements of their
    own."""

    depth: int
    label: str | None
    span: Span


class Assignment(Node):
    """``~ x = value`` or ``~ temp x = value``."""

    name: str
    value: Expression
    is_temporary: bool
    span: Span


class Return(Node):
    """``~ return value``"""

    value: Expression | None
    span: Span


class VariableDeclaration(Node):
    """``VAR name = value``: global wherever it stands."""

    name: str
    value: Expression
    span: Span


class ConstantDeclaration(Node):
    """``CONST name = value``: global wherever it stands."""

    name: str
    value: Expression
    span: Span


class ListItem(Node):
    """An item of a LIST: ``value`` is final (written, or one more than the item before; the first is 1)."""

    name: str
    value: int
    initial: bool
    span: Span


class ListDeclaration(Node):
    """``LIST name = a, (b), c = 5``: a definition and a global variable; global wherever it stands."""

    name: str
    items: list[ListItem]
    span: Span


class ExternalDeclaration(Node):
    """``EXTERNAL name(parameters)``"""

    name: str
    parameters: list[str]
    span: Span


class AuthorNote(Node):
    """``TODO: text``. The parser has reported it already; it counts as an end where loose ends are looked
    for."""

    text: str
    span: Span


class Included(Node):
    """The content of an INCLUDE at top level, less its knots: a weave of its own, nested in the weave around
    it at this place.

    A ``Text("\\n")`` follows it in the body. An included file without such content leaves only that ``Text``,
    a wholly empty one nothing. Its knots are in :attr:`Story.flows`, behind those of the including file."""

    file: str
    body: list[Statement]
    span: Span


# --- flows


class Parameter(Node):
    """``name``, ``ref name``, ``-> name``, ``ref -> name``."""

    name: str
    is_ref: bool
    is_divert: bool
    span: Span


class Stitch(Node):
    """``= name(parameters)``. ``parameters`` None: no parentheses. ``is_function`` on a stitch is an error of
    the story that the code generator reports."""

    name: str
    parameters: list[Parameter] | None
    is_function: bool
    body: list[Statement]
    span: Span


class Knot(Node):
    """``== name(parameters) ==`` or ``== function name(parameters) ==``: content before the first stitch, and
    the stitches."""

    name: str
    parameters: list[Parameter] | None
    is_function: bool
    body: list[Statement]
    stitches: list[Stitch]
    span: Span


class Story(Node):
    """A whole story. ``body``: top-level content (without the final ``- -> DONE`` that ink adds by itself;
    the code generator does). ``flows``: knots, and stitches written at top level, in source order, included
    files' last."""

    body: list[Statement]
    flows: list[Knot | Stitch]
    span: Span


Statement: TypeAlias = (
    Text | Glue | TagStart | TagEnd | ContentList | Output | Sequence | Conditional | Divert | TunnelOnwards
    | Choice | Gather | Assignment | Return | Call | IncDec
    | VariableDeclaration | ConstantDeclaration | ListDeclaration | ExternalDeclaration | AuthorNote
    | Included
)  # fmt: skip


def parts_of(node: Node) -> Iterator[Statement]:
    """The statements directly inside a node."""
    if isinstance(node, ContentList):
        yield from node.content
    elif isinstance(node, Sequence):
        for element in node.elements:
            yield from element
    elif isinstance(node, Conditional):
        for branch in node.branches:
            yield from branch.body
    elif isinstance(node, Choice):
        for part in (node.start, node.choice_only, node.inner):
            if part is not None:
                yield from part.content
