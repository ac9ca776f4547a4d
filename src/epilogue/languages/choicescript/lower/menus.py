"""Choices to offers: groups, reuse, conditions, and what falling out of an option means."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from epilogue.ir.ops import DRY, MENU
from epilogue.ir.program import ChoiceSite, Mark
from epilogue.languages.choicescript.lower.code import SceneCode
from epilogue.languages.choicescript.lower.text import WordsLowering
from epilogue.languages.choicescript.lower.values import SceneValues
from epilogue.languages.choicescript.parse import syntax
from epilogue.languages.choicescript.parse.walk import conditions, statements
from epilogue.languages.code import CodeLabel
from epilogue.source import Span

NOTHING = "No selectable options"
FALLS = "It is illegal to fall out of a *choice statement; you must *goto or *finish before the end of the indented block."
UNEVEN = "Missing expected suboption"


class Offered(NamedTuple):
    """Options taken together, one of each group, and where play goes on."""

    chain: tuple[syntax.Option, ...]
    label: CodeLabel


class MenuLowering:
    """Lowers choices. ``body`` lowers what stands below an option; ``flags``: variables that a scene
    begins with anew."""

    def __init__(self, code: SceneCode, values: SceneValues, texts: WordsLowering) -> None:
        self.code = code
        self.values = values
        self.texts = texts
        self.flags: dict[str, list[str]] = {}
        self.body: Callable[[syntax.Body], None] = lambda body: None
        self.default: str | None = None
        self.leaves: Callable[[syntax.Body], bool] = lambda body: False

    def flag(self, name: str, seen: Span | None) -> str:
        """A hidden variable that is false where its scene begins."""
        flags = self.flags.setdefault(self.values.scene, [])
        if name not in flags:
            flags.append(name)
        return self.code.hidden(name, False, seen)

    def used(self, option: syntax.Option) -> str:
        return self.flag(f"used: {option.span}", option.span)

    def choice(self, choice: syntax.Choice) -> None:
        code, after = self.code, CodeLabel()
        offered: list[Offered] = []
        code.span = choice.span
        shown = self._shown(choice)
        if shown:
            code.push(True)
            code.store(shown)
        missing = self.uneven(choice.items)
        if missing:
            code.emit("fail", f"{UNEVEN} '{missing}': all options of a group need the same options below them")
        self.items(choice.items, (), offered)
        code.span = choice.span
        if not any(isinstance(item, syntax.Option) and self.certain(item) for item in choice.items):
            some = CodeLabel()
            code.emit("choice_count")
            code.push(0)
            code.apply("!=")
            code.jump_if(some)
            code.emit("fail", NOTHING, DRY if self.used_up_alone(choice) else MENU)
            code.place(some)
        code.emit("done")
        for chain, label in offered:
            option = chain[-1]
            code.span = option.span
            inside = code.inside(option.span)
            code.place(label)
            if option.reuse in ("hide", "disable") or (not option.reuse and self.default):  # of groups, the last one alone
                code.push(True)
                code.store(self.used(option))
            self.body(option.body)
            code.span = option.end
            if not self.leaves(option.body):
                self.fall(choice, shown, after)
            elif code.instructions[-1].op not in ("jump", "end", "return_subroutine", "fail", "done"):
                code.jump(after)
            code.outside(inside)
        code.place(after)

    def fall(self, choice: syntax.Choice, shown: str, after: CodeLabel) -> None:
        """The end of an option's lines."""
        code, control = self.code, self.values.control()
        illegal = CodeLabel()
        if control is False and not choice.fake:
            code.emit("fail", FALLS)
            return
        if shown:
            code.load(shown)
            code.skip_unless(illegal)
        if control is None and not choice.fake:
            self.values.load_named("implicit_control_flow")
            code.apply("boolean", 1)
            code.skip_unless(illegal)
        code.jump(after)
        if shown or (control is None and not choice.fake):
            code.place(illegal)
            code.emit("fail", FALLS)

    def _shown(self, choice: syntax.Choice) -> str:
        """The variable that notes whether the choice was shown, where something may lead into the middle of its options: then
        nothing is known of where they end. "" elsewhere."""
        for option in _leaves(choice.items):
            if any(isinstance(each, syntax.Label) for each in statements(option.body)):
                return self.flag(f"shown: {choice.span}", choice.span)
        return ""

    def certain(self, option: syntax.Option) -> bool:
        """Whether an option can be taken whenever its menu is shown."""
        free = option.shown is None and option.selectable is None and option.reuse in ("", "allow")
        if not free or (not option.reuse and self.default):
            return False
        inner = [item for item in option.inner if isinstance(item, syntax.Option)]
        return not option.inner or any(map(self.certain, inner))

    def used_up_alone(self, choice: syntax.Choice) -> bool:
        """Whether nothing but their use takes options from a menu."""
        leaves = all(isinstance(item, syntax.Option) and not item.inner for item in choice.items)
        return leaves and next(conditions(choice.items), None) is None

    def uneven(self, items: tuple[syntax.OptionItem, ...]) -> str:
        """An option that stands below one option of a group and not below another, if both are always shown; "" if there is
        none. Where conditions or reuse decide, nothing is said."""
        below: list[list[str]] = []
        for item in items:
            if not isinstance(item, syntax.Option) or not item.inner:
                continue
            inner = [each for each in item.inner if isinstance(each, syntax.Option)]
            if found := self.uneven(item.inner):
                return found
            plain = len(inner) == len(item.inner) and all(each.shown is None and each.reuse != "hide" for each in inner)
            if plain and item.shown is None and self.default is None and not any("{" in each.text for each in inner):
                below.append([each.text for each in inner])
        names = dict.fromkeys(name for each in below for name in each)
        return next((name for name in names if any(name not in each for each in below)), "")

    # -- offers

    def items(self, items: tuple[syntax.OptionItem, ...], chain: tuple[syntax.Option, ...], offered: list[Offered]) -> None:
        code = self.code
        for item in items:
            code.span = item.span
            if isinstance(item, syntax.OptionIf):
                after = CodeLabel()
                for number, branch in enumerate(item.branches):
                    onward = CodeLabel()
                    code.span = branch.span
                    if branch.condition is not None:
                        self.values.boolean(branch.condition)
                        code.skip_unless(onward)
                    self.items(branch.items, chain, offered)
                    if number < len(item.branches) - 1:
                        code.jump(after)
                    code.place(onward)
                code.place(after)
            elif item.inner:
                self.items(item.inner, (*chain, item), offered)
            else:
                self.offer((*chain, item), offered)

    def offer(self, chain: tuple[syntax.Option, ...], offered: list[Offered]) -> None:
        code, after = self.code, CodeLabel()
        hides = list(self.tests(chain, lambda option: option.shown, "hide"))
        greys = list(self.tests(chain, lambda option: option.selectable, "disable"))
        span = code.span = chain[-1].span
        if greys:
            for test in hides:
                test()
                code.skip_unless(after)
        code.emit("string_open", True)
        for number, option in enumerate(chain):
            if number:
                code.emit("text", ", ")
            self.texts.shown(option.content)
        who = next((option.who for option in reversed(chain) if option.who), "")
        if who:
            code.marks.append(Mark("who", who, span))
            code.emit("tag_open")
            code.emit("text", f"who:{who}")
            code.emit("tag_close")
        code.emit("string_close", True)
        tests = greys or hides
        for number, test in enumerate(tests):
            test()
            if number:
                code.apply("and")
        label = CodeLabel()
        site = ChoiceSite(
            id=len(code.choices),
            target=-1,
            target_block=-1,
            enters=(),
            condition=bool(tests),
            start=True,
            choice_only=False,
            fallback=False,
            once=False,
            text=", ".join(option.text for option in chain),
            span=span,
            greyed=bool(greys),
        )
        code.span = span
        code.emit("offer", len(code.choices))
        code.choices.append((label, site))
        offered.append(Offered(chain, label))
        code.place(after)

    def tests(
        self, chain: tuple[syntax.Option, ...], condition: Callable[[syntax.Option], syntax.Expression | None], reuse: str
    ) -> Iterator[Callable[[], None]]:
        """Tests that must hold for an option: the ``condition`` of each option it belongs to, and that the last of these was not
        taken before if its ``reuse`` is this one."""
        for option in chain:
            expression = condition(option)
            if expression is not None:
                yield partial(self.values.boolean, expression)
            if option.inner:
                continue  # never used up
            if option.reuse == reuse:
                yield partial(self.unused, option)
            elif not option.reuse and self.default:
                yield partial(self.unused, option, reuse)

    def unused(self, option: syntax.Option, default: str = "") -> None:
        """Tests that an option was not taken before; ``default``: only where that is the scene's rule now."""
        code = self.code
        code.load(self.used(option))
        if default:
            assert self.default is not None
            code.load(self.default)
            code.push(default)
            code.apply("=")
            code.apply("and")
        code.apply("not", 1)


def _leaves(items: tuple[syntax.OptionItem, ...]) -> Iterator[syntax.Option]:
    for item in items:
        if isinstance(item, syntax.OptionIf):
            for branch in item.branches:
                yield from _leaves(branch.items)
        elif item.inner:
            yield from _leaves(item.inner)
        else:
            yield item
