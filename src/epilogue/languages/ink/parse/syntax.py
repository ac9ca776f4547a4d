"""ink's syntax tree: what the parser makes of the source text, before names are resolved and containers are
built.

The tree is that of the language's own compiler in shape: a body is a *flat* list of statements in source
order, where choices and gathers only carry their depth (the weave is nested later, by the code generator),
line ends are explicit ``Text("\\n")`` nodes where ink puts them, and text is trimmed exactly where ink trims
it.

Invariants: lists are never None; an absent child is None. Spans are the place where the construct starts.
When the parser reported an error the tree is still well formed, but may miss the faulty parts."""

from __future__ import annotations

from typing import TypeAlias

from epilogue.languages.ink.parse.syntax_expressions import (
    AllOf,
    Binary,
    Call,
    DivertTarget,
    Expression,
    IncDec,
    ListLiteral,
    Node,
    Number,
    Reference,
    String,
    Text,
    Unary,
)
from epilogue.source import Span

__all__ = [
    "CYCLE",
    "ONCE",
    "SHUFFLE",
    "STOPPING",
    "AllOf",
    "Assignment",
    "AuthorNote",
    "Binary",
    "Branch",
    "Call",
    "Choice",
    "Conditional",
    "ConstantDeclaration",
    "ContentList",
    "Divert",
    "DivertTarget",
    "Expression",
    "ExternalDeclaration",
    "Gather",
    "Glue",
    "IncDec",
    "Included",
    "Knot",
    "ListDeclaration",
    "ListItem",
    "ListLiteral",
    "Node",
    "Number",
    "Output",
    "Parameter",
    "Reference",
    "Return",
    "Sequence",
    "Statement",
    "Stitch",
    "Story",
    "String",
    "TagEnd",
    "TagStart",
    "Text",
    "TunnelOnwards",
    "Unary",
    "VariableDeclaration",
]  # fmt: skip

STOPPING = 1
CYCLE = 2
SHUFFLE = 4
ONCE = 8
"""Kinds of sequence, as bits: shuffle may be joined with stopping or once, the others stand alone."""


# --- content
# -----------------------------------------------------------------------------------------------------


class Glue(Node):
    """``<>``"""

    __slots__ = ()

    def __init__(self, span: Span) -> None:
        self.span = span


class TagStart(Node):
    """``#``: the tag's text follows as ordinary content up to the next :class:`TagEnd`."""

    __slots__ = ()

    def __init__(self, span: Span) -> None:
        self.span = span


class TagEnd(Node):
    """The end of a tag: of the line, of the braces it began in, before a divert, or before the next tag."""

    __slots__ = ()

    def __init__(self, span: Span) -> None:
        self.span = span


class ContentList(Node):
    """Content that belongs together, in a container of its own that is flattened away unless named.

    Used for: inline braces (``[logic]`` or ``[logic, TagEnd]`` where logic is a Sequence, Conditional or
    Output); a logic line that may print (``[statement, Text("\\n")]``); a tag right after a tag (``[TagEnd,
    TagStart]``); the parts of a choice."""

    __slots__ = ("content",)

    def __init__(self, content: list[Statement], span: Span) -> None:
        self.content = content
        self.span = span


class Output(Node):
    """``{expression}``: prints the value."""

    __slots__ = ("expression",)

    def __init__(self, expression: Expression, span: Span) -> None:
        self.expression = expression
        self.span = span


class Sequence(Node):
    """``{a|b}``, ``{&a|b}``, ``{shuffle: - a - b}``: ``kind`` is a union of STOPPING, CYCLE, SHUFFLE, ONCE.

    Each element is a body (a weave of its own), or an empty list for an empty element (no weave). The
    elements of a multi-line sequence begin with ``Text("\\n")`` already, unless empty."""

    __slots__ = ("elements", "kind")

    def __init__(self, kind: int, elements: list[list[Statement]], span: Span) -> None:
        self.kind = kind
        self.elements = elements
        self.span = span


class Branch(Node):
    """One branch of a conditional.

    ``condition``: its own condition (None: it has none). ``is_true_branch``: taken when the conditional's
    initial condition holds. ``is_else``: taken when nothing else was. ``matching_equality``: its condition is
    compared with the initial one (a switch); set on the closing else of a switch too. ``is_inline``: written
    on one line (else a line end comes first in the generated branch; it is *not* part of ``body``). ``body``:
    empty list for an empty branch (no weave)."""

    __slots__ = ("body", "condition", "is_else", "is_inline", "is_true_branch", "matching_equality")

    def __init__(self, body: list[Statement], span: Span, condition: Expression | None = None) -> None:
        self.body = body
        self.condition = condition
        self.is_true_branch = False
        self.is_else = False
        self.matching_equality = False
        self.is_inline = False
        self.span = span


class Conditional(Node):
    """``{condition: a|b}`` or its multi-line forms; ``initial`` is None for a list of conditions (if, else
    if, else)."""

    __slots__ = ("branches", "initial")

    def __init__(self, initial: Expression | None, branches: list[Branch], span: Span) -> None:
        self.initial = initial
        self.branches = branches
        self.span = span


class Divert(Node):
    """``-> a.b(args)``, ``-> a ->`` (tunnel) or ``<- a`` (thread).

    ``path``: the parts of the target as written (a knot, stitch, label, variable, or ``END`` / ``DONE``),
    empty only for the bare ``->`` of an expression (an error was reported). ``arguments``: None if there are
    no parentheses."""

    __slots__ = ("arguments", "is_thread", "is_tunnel", "path")

    def __init__(
        self,
        path: tuple[str, ...],
        arguments: list[Expression] | None,
        span: Span,
        is_tunnel: bool = False,
        is_thread: bool = False,
    ) -> None:
        self.path = path
        self.arguments = arguments
        self.is_tunnel = is_tunnel
        self.is_thread = is_thread
        self.span = span


class TunnelOnwards(Node):
    """``->->`` with an optional divert that overrides the place to return to."""

    __slots__ = ("override",)

    def __init__(self, override: Divert | None, span: Span) -> None:
        self.override = override
        self.span = span


# --- statements
# --------------------------------------------------------------------------------------------------


class Choice(Node):
    """``* (label) {condition} start [choice only] inner -> divert``.

    ``depth``: number of bullets. ``start``, ``choice_only``: None if there is no such content. ``inner`` is
    always there: the rest of the line with its diverts, closed by ``Text("\\n")`` (the empty ``->`` of a
    fallback choice leaves no node). ``has_brackets``: ``[`` was written. ``is_fallback``: no text at all, so
    it is taken by itself when nothing else is left."""

    __slots__ = (
        "choice_only", "condition", "depth", "has_brackets", "inner", "is_fallback", "label", "once_only",
        "start",
    )  # fmt: skip

    def __init__(
        self,
        depth: int,
        once_only: bool,
        label: str | None,
        condition: Expression | None,
        start: ContentList | None,
        choice_only: ContentList | None,
        inner: ContentList,
        has_brackets: bool,
        is_fallback: bool,
        span: Span,
    ) -> None:
        self.depth = depth
        self.once_only = once_only
        self.label = label
        self.condition = condition
        self.start = start
        self.choice_only = choice_only
        self.inner = inner
        self.has_brackets = has_brackets
        self.is_fallback = is_fallback
        self.span = span


class Gather(Node):
    """``- (label)``: ``depth`` is the number of dashes; what follows on its line are statements of their
    own."""

    __slots__ = ("depth", "label")

    def __init__(self, depth: int, label: str | None, span: Span) -> None:
        self.depth = depth
        self.label = label
        self.span = span


class Assignment(Node):
    """``~ x = value`` or ``~ temp x = value``."""

    __slots__ = ("is_temporary", "name", "value")

    def __init__(self, name: str, value: Expression, is_temporary: bool, span: Span) -> None:
        self.name = name
        self.value = value
        self.is_temporary = is_temporary
        self.span = span


class Return(Node):
    """``~ return value``"""

    __slots__ = ("value",)

    def __init__(self, value: Expression | None, span: Span) -> None:
        self.value = value
        self.span = span


class VariableDeclaration(Node):
    """``VAR name = value``: global wherever it stands."""

    __slots__ = ("name", "value")

    def __init__(self, name: str, value: Expression, span: Span) -> None:
        self.name = name
        self.value = value
        self.span = span


class ConstantDeclaration(Node):
    """``CONST name = value``: global wherever it stands."""

    __slots__ = ("name", "value")

    def __init__(self, name: str, value: Expression, span: Span) -> None:
        self.name = name
        self.value = value
        self.span = span


class ListItem(Node):
    """An item of a LIST: ``value`` is final (written, or one more than the item before; the first is 1)."""

    __slots__ = ("initial", "name", "value")

    def __init__(self, name: str, value: int, initial: bool, span: Span) -> None:
        self.name = name
        self.value = value
        self.initial = initial
        self.span = span


class ListDeclaration(Node):
    """``LIST name = a, (b), c = 5``: a definition and a global variable; global wherever it stands."""

    __slots__ = ("items", "name")

    def __init__(self, name: str, items: list[ListItem], span: Span) -> None:
        self.name = name
        self.items = items
        self.span = span


class ExternalDeclaration(Node):
    """``EXTERNAL name(parameters)``"""

    __slots__ = ("name", "parameters")

    def __init__(self, name: str, parameters: list[str], span: Span) -> None:
        self.name = name
        self.parameters = parameters
        self.span = span


class AuthorNote(Node):
    """``TODO: text``. The parser has reported it already; it counts as an end where loose ends are looked
    for."""

    __slots__ = ("text",)

    def __init__(self, text: str, span: Span) -> None:
        self.text = text
        self.span = span


class Included(Node):
    """The content of an INCLUDE at top level, less its knots: a weave of its own, nested in the weave around
    it at this place.

    A ``Text("\\n")`` follows it in the body. An included file without such content leaves only that ``Text``,
    a wholly empty one nothing. Its knots are in :attr:`Story.flows`, behind those of the including file."""

    __slots__ = ("body", "file")

    def __init__(self, file: str, body: list[Statement], span: Span) -> None:
        self.file = file
        self.body = body
        self.span = span


# --- flows
# -------------------------------------------------------------------------------------------------------


class Parameter(Node):
    """``name``, ``ref name``, ``-> name``, ``ref -> name``."""

    __slots__ = ("is_divert", "is_ref", "name")

    def __init__(self, name: str, is_ref: bool, is_divert: bool, span: Span) -> None:
        self.name = name
        self.is_ref = is_ref
        self.is_divert = is_divert
        self.span = span


class Stitch(Node):
    """``= name(parameters)``. ``parameters`` None: no parentheses. ``is_function`` on a stitch is an error of
    the story that the code generator reports."""

    __slots__ = ("body", "is_function", "name", "parameters")

    def __init__(
        self,
        name: str,
        parameters: list[Parameter] | None,
        is_function: bool,
        body: list[Statement],
        span: Span,
    ) -> None:
        self.name = name
        self.parameters = parameters
        self.is_function = is_function
        self.body = body
        self.span = span


class Knot(Node):
    """``== name(parameters) ==`` or ``== function name(parameters) ==``: content before the first stitch, and
    the stitches."""

    __slots__ = ("body", "is_function", "name", "parameters", "stitches")

    def __init__(
        self,
        name: str,
        parameters: list[Parameter] | None,
        is_function: bool,
        body: list[Statement],
        stitches: list[Stitch],
        span: Span,
    ) -> None:
        self.name = name
        self.parameters = parameters
        self.is_function = is_function
        self.body = body
        self.stitches = stitches
        self.span = span


class Story(Node):
    """A whole story. ``body``: top-level content (without the final ``- -> DONE`` that ink adds by itself;
    the code generator does). ``flows``: knots, and stitches written at top level, in source order, included
    files' last."""

    __slots__ = ("body", "flows")

    def __init__(self, body: list[Statement], flows: list[Knot | Stitch], span: Span) -> None:
        self.body = body
        self.flows = flows
        self.span = span


Statement: TypeAlias = (
    Text | Glue | TagStart | TagEnd | ContentList | Output | Sequence | Conditional | Divert | TunnelOnwards
    | Choice | Gather | Assignment | Return | Call | IncDec
    | VariableDeclaration | ConstantDeclaration | ListDeclaration | ExternalDeclaration | AuthorNote
    | Included
)  # fmt: skip
