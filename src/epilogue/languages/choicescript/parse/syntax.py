"""Syntax of ChoiceScript: scenes, their statements, texts and expressions. All are immutable and know their place."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from epilogue.source import Span


class Number(NamedTuple):
    """A number as it is written."""

    text: str
    span: Span


class String(NamedTuple):
    """Text in quotation marks, with the values that stand in it."""

    content: Content
    span: Span


class Variable(NamedTuple):
    """A variable by its name, in small letters. ``true`` and ``false`` are variables, too."""

    name: str
    span: Span


class Item(NamedTuple):
    """A variable by its name and indices: ``name[a][b]`` is the variable ``name_a_b``."""

    name: str
    indices: tuple[Expression, ...]
    span: Span


class Named(NamedTuple):
    """A reference, ``{expression}``: the variable with the name that the expression gives."""

    name: Expression
    span: Span


class Call(NamedTuple):
    """A function of one argument."""

    function: str
    argument: Expression
    span: Span


class Binary(NamedTuple):
    """An operator between two values; ``span``: its place."""

    operator: str
    left: Expression
    right: Expression
    span: Span


Expression: TypeAlias = Number | String | Variable | Item | Named | Call | Binary
Place: TypeAlias = Variable | Item | Named
"""Something that can be set."""


class Text(NamedTuple):
    """Words. A lone line end is a line break."""

    text: str
    span: Span


class Inserted(NamedTuple):
    """A value in a text, ``${expression}``. ``capitals``: 1: its first letter is made a capital, 2: all are."""

    expression: Expression
    capitals: int
    span: Span


class Multireplace(NamedTuple):
    """One of several texts, ``@{expression one|two}``, by a number from 1 or a truth value."""

    expression: Expression
    texts: tuple[Content, ...]
    capitals: int
    span: Span


Content: TypeAlias = "tuple[Text | Inserted | Multireplace, ...]"


class Line(NamedTuple):
    """A line of text."""

    content: Content
    span: Span


class Blank(NamedTuple):
    """A blank line: the paragraph ends."""

    span: Span


class Label(NamedTuple):
    name: str
    span: Span


class Goto(NamedTuple):
    """``*goto``, ``*gotoref``; ``target``: a label, or what gives one."""

    target: str | Expression
    span: Span


class Gosub(NamedTuple):
    target: str | Expression
    arguments: tuple[Expression, ...]
    span: Span


class GotoScene(NamedTuple):
    """``*goto_scene``, ``*gosub_scene`` (``comes_back``); ``label``: None for the beginning."""

    scene: str | Expression
    label: str | Expression | None
    arguments: tuple[Expression, ...]
    comes_back: bool
    span: Span


class Set(NamedTuple):
    place: Place
    value: Expression
    span: Span


class Temp(NamedTuple):
    """``value``: None: the variable exists and has no value yet."""

    name: str
    value: Expression | None
    span: Span


class Create(NamedTuple):
    name: str
    value: Expression
    span: Span


class CreateArray(NamedTuple):
    """``*create_array``, ``*temp_array``: variables ``name_1`` and so on, and ``name_count``; ``values``: None for those without
    one."""

    name: str
    values: tuple[Expression | None, ...]
    temporary: bool
    span: Span


class Delete(NamedTuple):
    """``*delete``, ``*delete_array``."""

    name: str
    array: bool
    span: Span


class Params(NamedTuple):
    names: tuple[str, ...]
    span: Span


class Rand(NamedTuple):
    place: Place
    least: Expression
    greatest: Expression
    span: Span


class InputText(NamedTuple):
    place: Place
    span: Span


class InputNumber(NamedTuple):
    place: Place
    least: Expression
    greatest: Expression
    span: Span


class Print(NamedTuple):
    value: Expression
    span: Span


class Chart(NamedTuple):
    """``*stat_chart``: the variables that it shows, and the values in their labels."""

    values: tuple[Expression, ...]
    span: Span


class Achieve(NamedTuple):
    name: str
    span: Span


class Achievement(NamedTuple):
    name: str
    title: str
    span: Span


class Bug(NamedTuple):
    message: str
    span: Span


class Script(NamedTuple):
    code: str
    span: Span


class Purchase(NamedTuple):
    """``*purchase``: ``label`` is where play goes on with what is bought."""

    product: str
    label: str
    span: Span


class CheckPurchase(NamedTuple):
    products: tuple[str, ...]
    span: Span


class Checkpoint(NamedTuple):
    """``*save_checkpoint``, ``*restore_checkpoint`` (``restores``)."""

    name: str
    restores: bool
    span: Span


class Reuse(NamedTuple):
    """``*hide_reuse``, ``*disable_reuse``, ``*allow_reuse`` on a line of their own: what holds of options that say nothing."""

    kind: str
    span: Span


class Mark(NamedTuple):
    """A comment that means something to a reader: ``*comment ending: rich``."""

    key: str
    value: str
    span: Span


class Plain(NamedTuple):
    """A command without operands: ``return``, ``finish``, ``ending``, ``abort``, ``restart``, ``page_break``, ``line_break``,
    ``check_achievements``; ``shows``: something that nothing can depend on."""

    kind: str
    span: Span


class Branch(NamedTuple):
    """``condition``: None for ``*else``. ``end``: its last line."""

    condition: Expression | None
    body: Body
    span: Span
    end: Span


class If(NamedTuple):
    branches: tuple[Branch, ...]
    span: Span


class Option(NamedTuple):
    """An option. ``reuse``: ``hide``, ``disable``, ``allow`` or "". ``shown``, ``selectable``: its ``*if`` and
    ``*selectable_if``. ``inner``: the options of the next group; then it has no body. ``end``: its last line. ``who``: who
    decides, as a comment above it says."""

    content: Content
    text: str
    reuse: str
    shown: Expression | None
    selectable: Expression | None
    body: Body
    inner: tuple[OptionItem, ...]
    span: Span
    end: Span
    who: str = ""


class OptionBranch(NamedTuple):
    condition: Expression | None
    items: tuple[OptionItem, ...]
    span: Span


class OptionIf(NamedTuple):
    """Options inside an ``*if``."""

    branches: tuple[OptionBranch, ...]
    span: Span


OptionItem: TypeAlias = "Option | OptionIf"


class Choice(NamedTuple):
    fake: bool
    items: tuple[OptionItem, ...]
    span: Span


Statement: TypeAlias = (
    Line
    | Blank
    | Label
    | Goto
    | Gosub
    | GotoScene
    | Set
    | Temp
    | Create
    | CreateArray
    | Delete
    | Params
    | Rand
    | InputText
    | InputNumber
    | Print
    | Chart
    | Achieve
    | Achievement
    | Bug
    | Script
    | Purchase
    | CheckPurchase
    | Checkpoint
    | Reuse
    | Mark
    | Plain
    | If
    | Choice
)
Body: TypeAlias = tuple[Statement, ...]


class ListedScene(NamedTuple):
    """A line of a ``*scene_list``."""

    name: str
    span: Span


class Scene(NamedTuple):
    """A scene. ``labels``: each with its place; ``listed``: the scenes of its ``*scene_list``, None if it has none."""

    name: str
    file: str
    body: Body
    labels: dict[str, Span]
    listed: tuple[ListedScene, ...] | None
    title: str
    span: Span
    end: Span
