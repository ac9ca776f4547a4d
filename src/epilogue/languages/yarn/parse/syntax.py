"""Yarn's syntax tree: what the parser makes of source text, frozen.

Invariants: sequences are tuples, an absent child is None. Indentation is gone: what it meant is in the bodies of options and of
items of line groups. Every *expression* has a span that no other expression shares (that of an operator is where the operator
stands), so that what is found about one, its type for example, is kept by its span.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from epilogue.source import Span

# --- expressions


class Number(NamedTuple):
    """``3``, ``0.5``: Yarn has one kind of number."""

    value: float
    span: Span


class Truth(NamedTuple):
    """``true``, ``false``."""

    value: bool
    span: Span


class String(NamedTuple):
    """``"text"``, its escapes taken out. Nothing in it is worked out."""

    value: str
    span: Span


class Variable(NamedTuple):
    """``$name``; ``name`` with its dollar sign. It may be a smart variable."""

    name: str
    span: Span


class Member(NamedTuple):
    """``Food.Apple`` or, where the enum is clear (``enum`` None), ``.Apple``."""

    enum: str | None
    case: str
    span: Span


class Call(NamedTuple):
    """``name(arguments)``."""

    name: str
    arguments: tuple[Expression, ...]
    span: Span


class Unary(NamedTuple):
    """``operator``: ``-`` or ``!``."""

    operator: str
    operand: Expression
    span: Span


class Binary(NamedTuple):
    """``operator``, words turned into signs: ``* / % + - <= >= < > == != && || ^`` (``^`` is xor)."""

    operator: str
    left: Expression
    right: Expression
    span: Span


Expression: TypeAlias = Number | Truth | String | Variable | Member | Call | Unary | Binary

# --- text


class Text(NamedTuple):
    """Text as shown: escapes taken out, never empty."""

    value: str
    span: Span


class Inline(NamedTuple):
    """``{expression}`` in text."""

    expression: Expression
    span: Span


class Property(NamedTuple):
    """``name=value`` in markup: ``value`` is text with expressions in it (empty for ``""``)."""

    name: str
    value: tuple[Text | Inline, ...]
    span: Span


OPEN, CLOSE, CLOSE_ALL, SELF_CLOSING = "open", "close", "close all", "self-closing"


class Markup(NamedTuple):
    """``[name …]``, ``[/name]``, ``[/]`` (``name`` empty) or ``[name … /]``: ``kind`` is OPEN, CLOSE, CLOSE_ALL or SELF_CLOSING.

    ``[name=value]`` has a first property of that name. ``select``, ``plural`` and ``ordinal`` stand for text: the property
    ``value`` decides which of the others it is, and ``%`` in that is the value."""

    name: str
    kind: str
    properties: tuple[Property, ...]
    span: Span


Content: TypeAlias = tuple[Text | Inline | Markup, ...]


class Hashtag(NamedTuple):
    """``#text``, without its sign."""

    text: str
    span: Span


class Condition(NamedTuple):
    """``<<if …>>``, ``<<once>>`` or ``<<once if …>>`` on a line, option or item, of a ``<<once>>`` block, or after ``when:``,
    where ``always`` is neither once nor an expression."""

    once: bool
    expression: Expression | None
    span: Span


class Line(NamedTuple):
    """One line of text. ``content``: the text shown, with the name of its ``character`` (None: nobody's) and the colon.
    ``written``: the line with its markup as text, where it has some or its text depends on a value; else None. ``unread``: the
    engine cannot read that markup, whatever the values."""

    content: Content
    character: str | None
    condition: Condition | None
    hashtags: tuple[Hashtag, ...]
    span: Span
    written: tuple[Text | Inline, ...] | None = None
    unread: bool = False

    def tagged(self, key: str) -> str | None:
        """Value of a hashtag ``key:value``, ``line`` and ``shadow`` for example."""
        return next((tag.text[len(key) + 1 :] for tag in self.hashtags if tag.text.startswith(f"{key}:")), None)


# --- statements


class Option(NamedTuple):
    """``-> line`` and what is indented below it."""

    line: Line
    body: Body
    span: Span


class Options(NamedTuple):
    """Options offered together: at least one."""

    options: tuple[Option, ...]
    span: Span


class Item(NamedTuple):
    """``=> line`` and what is indented below it."""

    line: Line
    body: Body
    span: Span


class LineGroup(NamedTuple):
    """Items of which one is run, if any can be: at least one."""

    items: tuple[Item, ...]
    span: Span


class Branch(NamedTuple):
    """``<<if>>``, ``<<elseif>>`` or, with None for condition, ``<<else>>``."""

    condition: Expression | None
    body: Body
    span: Span


class If(NamedTuple):
    """Branches, at least one; one without a condition is the last."""

    branches: tuple[Branch, ...]
    span: Span


class Once(NamedTuple):
    """``<<once>>`` or ``<<once if>>`` to ``<<endonce>>``. ``otherwise`` follows ``<<else>>``."""

    condition: Condition
    body: Body
    otherwise: Body
    span: Span


class Set(NamedTuple):
    """``<<set $name = value>>``; ``operator``: ``=``, ``+=``, ``-=``, ``*=``, ``/=`` or ``%=``."""

    name: str
    operator: str
    value: Expression
    span: Span


class Declare(NamedTuple):
    """``<<declare $name = value as type>>``: nothing happens where it stands. A value that is not constant makes the variable
    a *smart* one: it is worked out whenever it is read."""

    name: str
    value: Expression
    type_name: str | None
    span: Span


class Case(NamedTuple):
    """``<<case name = raw>>``."""

    name: str
    raw: Expression | None
    span: Span


class Enum(NamedTuple):
    """``<<enum name>>`` to ``<<endenum>>``: nothing happens where it stands."""

    name: str
    cases: tuple[Case, ...]
    span: Span


class Jump(NamedTuple):
    """``<<jump Node>>`` (``target`` its title) or ``<<jump {expression}>>``."""

    target: str | Expression
    span: Span


class Detour(NamedTuple):
    """``<<detour Node>>``: a jump that comes back."""

    target: str | Expression
    span: Span


class Return(NamedTuple):
    """``<<return>>``: back from a detour; the end of the node where there was none."""

    span: Span


class Because(NamedTuple):
    """``// because: text`` on a line of its own: the author's reason for what comes next. The game never sees it."""

    text: str
    span: Span


class Stop(NamedTuple):
    """``<<stop>>``: the end of the conversation."""

    span: Span


class CallStatement(NamedTuple):
    """``<<call function(…)>>``: its value is dropped."""

    call: Call
    span: Span


class Command(NamedTuple):
    """``<<anything else>>``: the game's own event, passed to it as text with its expressions worked out."""

    content: tuple[Text | Inline, ...]
    hashtags: tuple[Hashtag, ...]
    span: Span


Statement: TypeAlias = (
    Line
    | Options
    | LineGroup
    | If
    | Once
    | Set
    | Declare
    | Enum
    | Jump
    | Detour
    | Return
    | Stop
    | CallStatement
    | Command
    | Because
)
Body: TypeAlias = tuple[Statement, ...]

# --- files


class Header(NamedTuple):
    """``key: value`` above a node's body, title, tags and when included, in the order written."""

    key: str
    value: str
    span: Span


class Node(NamedTuple):
    """A node. Nodes of one title that all have ``when`` are a node group, else titles are unique. ``when``: all must hold;
    empty for a node that is in no group. ``end``: the place of ``===``."""

    title: str
    headers: tuple[Header, ...]
    when: tuple[Condition, ...]
    body: Body
    span: Span
    end: Span

    def header(self, key: str) -> str | None:
        """The value of its first header of that name."""
        return next((header.value for header in self.headers if header.key == key), None)

    @property
    def tags(self) -> tuple[str, ...]:
        """The node's tags, in the order written."""
        return tuple((self.header("tags") or "").replace(",", " ").split())


class File(NamedTuple):
    """One ``.yarn`` file. ``hashtags`` stand above all its nodes."""

    name: str
    hashtags: tuple[Hashtag, ...]
    nodes: tuple[Node, ...]
