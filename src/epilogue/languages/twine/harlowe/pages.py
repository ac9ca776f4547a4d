"""Pages to code: what a passage says, sets and offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from epilogue.ir.program import UNTIL_LEFT, UNTIL_TAKEN, ChoiceSite, Mark
from epilogue.languages.code import CodeLabel
from epilogue.languages.twine.harlowe import syntax
from epilogue.languages.twine.harlowe.commands import CommandLowering, LinkWords
from epilogue.languages.twine.harlowe.faults import HarloweFault
from epilogue.languages.twine.harlowe.kinds import ACTIVE, BOOL, STR
from epilogue.languages.twine.harlowe.macros import LINKS, SHOWN_ONLY
from epilogue.languages.twine.harlowe.scopes import Scope
from epilogue.languages.twine.harlowe.story import HarlowePassage, PlacedFault
from epilogue.languages.twine.harlowe.values import VALUE_MACROS, Asks, lucky
from epilogue.languages.twine.harlowe.walk import plain, runs

if TYPE_CHECKING:
    from epilogue.languages.twine.harlowe.lower import HarloweLowering

CONDITIONS = frozenset(("if", "unless", "elseif", "else"))
MOST_CODE = 2_000_000


class Revealed(NamedTuple):
    """Contents of a link: the code of ``hook`` begins at ``label``; then play goes on in the passage ``onward``, if any."""

    label: CodeLabel
    hook: syntax.Hook
    scope: Scope
    passages: tuple[HarlowePassage, ...]
    onward: str


class PageLowering(CommandLowering):
    """``waiting``: what links show, to be lowered once the page is;
    ``reveals``: there is such a link on the page, ``keeps``: on some page."""

    def __init__(self, story: HarloweLowering) -> None:
        self.story = story
        self.code = story.code
        self.values = story.values
        self.kinds = story.kinds
        self.waiting: list[Revealed] = []
        self.scopes = 0
        self.reveals = False
        self.keeps = any(self._reveals(passage, ()) for passage in story.story.passages.values())
        self.first = story.code.hidden("first page", False) if any(story.story.tagged("startup")) else ""

    @property
    def scope(self) -> Scope:
        assert self.values.asks.scope is not None
        return self.values.asks.scope

    def page(self, passage: HarlowePassage, root: int) -> None:
        """The block of a passage. Raises PlacedFault."""
        code, story = self.code, self.story
        parts = (*story.story.tagged("header"), passage, *story.story.tagged("footer"))
        startup = tuple(story.story.tagged("startup"))
        code.span = passage.span
        block = code.open_block(passage.name, root, passage.span)
        assert block == story.blocks[passage.name]
        code.emit("enter", block)
        code.place(story.labels[passage.name])
        all_parts = (*startup, *parts) if passage.name == story.story.start else parts
        self.reveals = any(self._reveals(part, ()) for part in all_parts)
        if self.keeps:
            code.emit("leave_page")
        nodes = tuple(node for part in all_parts for node in part.nodes)
        self.values.asks = Asks(self.enter_scope(nodes, None), block)
        offers = len(code.choices)
        if startup and passage.name == story.story.start:
            after = CodeLabel()
            code.load(self.first)
            code.skip_unless(after)
            code.push(False)
            code.store(self.first)
            for part in startup:
                self._part(part)
            code.place(after)
        for part in parts:
            self._part(part)
        code.span = passage.span
        self._stop(offers)
        while self.waiting:
            self._revealed(self.waiting.pop(0))
        code.close_block()

    def _stop(self, offers: int) -> None:
        """The end of a page, or of what a link shows: a page without links is the end of the story."""
        if self.reveals:
            self.code.emit("done")
        else:
            self.code.emit("fall" if len(self.code.choices) > offers else "end")

    def _part(self, passage: HarlowePassage) -> None:
        self.passages = (passage,)
        try:
            self.nodes(passage.nodes)
        except HarloweFault as fault:
            raise PlacedFault(fault, self.place(fault.at), self.passages[-1].name) from None

    def _revealed(self, shown: Revealed) -> None:
        code = self.code
        self.passages = shown.passages
        code.span = self.place(shown.hook.at)
        code.place(shown.label)
        self.values.asks = self.values.asks._replace(scope=shown.scope)
        try:
            self.enter_scope(shown.hook.body, shown.scope.around, shown.scope)
            self.nodes(shown.hook.body)
        except HarloweFault as fault:
            raise PlacedFault(fault, self.place(fault.at), self.passages[-1].name) from None
        if shown.onward:
            self.story.enter(shown.onward)
        else:
            code.emit("done")

    def _reveals(self, passage: HarlowePassage, inside: tuple[str, ...]) -> bool:
        """Whether a page has links that change it and do not leave it."""
        for run in runs(passage.nodes):
            call = run.expression
            if isinstance(call, syntax.Call) and LINKS.get(call.name) in ("link", "reveal", "repeat", "reveal goto"):
                return True
            if isinstance(call, syntax.Call) and call.name == "display" and call.arguments:
                name = call.arguments[0]
                shown = self.story.story.passages.get(str(name.value)) if isinstance(name, syntax.Literal) else None
                if shown is not None and shown.name not in inside and self._reveals(shown, (*inside, shown.name)):
                    return True
        return False

    def enter_scope(self, nodes: tuple[syntax.Node, ...], around: Scope | None, scope: Scope | None = None) -> Scope:
        """A scope whose temporaries are not set yet."""
        if scope is None:
            self.scopes += 1
            scope = Scope(nodes, around, self.scopes)
        if scope.shown:
            self.code.hidden(scope.shown, False)
        return scope

    # -- nodes

    def nodes(self, nodes: tuple[syntax.Node, ...], collapsed: bool = False) -> None:
        index = 0
        while index < len(nodes):
            node = nodes[index]
            self.at(node.at)
            if len(self.code.instructions) > MOST_CODE:
                raise HarloweFault("this story is too large to be read", node.at, node.end)
            if isinstance(node, syntax.Run):
                index = self._run(node, nodes, index)
                continue
            if isinstance(node, syntax.Words):
                self.code.emit("text", node.text)
            elif isinstance(node, syntax.Break):
                self.code.emit("text", " " if collapsed or self.in_words else "\n")
            elif isinstance(node, syntax.Collapsed):
                self.nodes(node.body, True)
            elif isinstance(node, syntax.Link):
                self._passage_link(node)
            elif isinstance(node, syntax.Hook):
                if node.hidden:
                    raise HarloweFault("a hidden hook is not read yet", node.at, node.end)
                self.hook(node)
            elif isinstance(node, syntax.Noted):
                self._mark(node)
            index += 1

    def _mark(self, mark: syntax.Noted) -> None:
        self.code.marks.append(Mark(mark.key, mark.value, self.code.span))
        if mark.key != "epilogue":
            self.code.emit("mark", mark.key, mark.value)

    def hook(self, hook: syntax.Hook) -> None:
        """The text of a hook, with temporaries of its own."""
        asks = self.values.asks
        self.values.asks = asks._replace(scope=self.enter_scope(hook.body, asks.scope))
        self.nodes(hook.body)
        self.values.asks = asks

    def _run(self, run: syntax.Run, nodes: tuple[syntax.Node, ...], index: int) -> int:
        """A macro or variable, with the hook that it changes, if there is one; returns the index of what follows."""
        changers = [run]
        following = _following(nodes, index)
        while following < len(nodes):
            node = nodes[following]
            if isinstance(node, syntax.Words) and node.text.strip() == "+":
                after = _following(nodes, following)
                if after < len(nodes) and isinstance(nodes[after], syntax.Run):
                    changers.append(nodes[after])  # type: ignore[arg-type]
                    following = _following(nodes, after)
                    continue
            break
        hook = nodes[following] if following < len(nodes) else None
        if isinstance(hook, syntax.Hook) and not hook.hidden:
            if all(self._changes(changer.expression) for changer in changers):
                self._changed(changers, hook)
                return following + 1
            if len(changers) > 1 or isinstance(run.expression, syntax.VariableRead):
                raise HarloweFault("what stands before a hook is not read yet here", run.at, run.end)
            if isinstance(run.expression, syntax.Call) and run.expression.name in VALUE_MACROS:
                raise HarloweFault(f"({run.expression.name}:) before a hook is an error in play", run.at, run.end)
        elif self._changes(run.expression) and isinstance(run.expression, syntax.Call):
            message = f"({run.expression.name}:) must stand before the hook it changes"
            raise HarloweFault(message, run.at, run.end, "a hook is text in [ ]")
        self.command(run)
        return index + 1

    def _changes(self, expression: syntax.Call | syntax.VariableRead) -> bool:
        if isinstance(expression, syntax.VariableRead):
            return self.kinds.of(expression) == BOOL
        name = expression.name
        return name in SHOWN_ONLY or name in CONDITIONS or LINKS.get(name, "goto") != "goto"

    # -- hooks that are changed

    def _changed(self, changers: list[syntax.Run], hook: syntax.Hook) -> None:
        acting = [run for run in changers if not (isinstance(run.expression, syntax.Call) and run.expression.name in SHOWN_ONLY)]
        scope = self.scope
        if not acting:
            self._noted(True)
            self.hook(hook)
        elif len(acting) > 1:
            raise HarloweFault("several conditions or links before one hook are not read yet", acting[1].at, acting[1].end)
        elif isinstance(acting[0].expression, syntax.VariableRead) or acting[0].expression.name in CONDITIONS:
            self._conditional(acting[0].expression, hook)
        else:
            self._link(acting[0].expression, hook)
        scope.attached = True

    def _noted(self, shown: bool) -> None:
        """Notes whether the hook was shown, where that is asked."""
        if self.scope.shown:
            self.code.push(shown)
            self.code.store(self.scope.shown)

    def _conditional(self, test: syntax.Call | syntax.VariableRead, hook: syntax.Hook) -> None:
        code, scope = self.code, self.scope
        name = test.name if isinstance(test, syntax.Call) else "if"
        wanted = 0 if name == "else" else 1
        arguments = test.arguments if isinstance(test, syntax.Call) else (test,)
        if len(arguments) != wanted:
            raise HarloweFault(f"({name}:) takes {'one condition' if wanted else 'no values'}", test.at, test.end)
        after, body = CodeLabel(), CodeLabel()
        if name in ("else", "elseif") and not scope.attached:
            raise HarloweFault(f"nothing stands before this ({name}:) that it could be the other case of", test.at, test.end)
        failing = False
        if wanted:
            condition = arguments[0]
            assert not isinstance(condition, syntax.Assignment)
            self.values.value(condition)
            failing = self.kinds.of(condition) != BOOL
            if failing:
                code.apply("condition", 1)
                good = CodeLabel()
                self.unless_failed(good)
                code.jump(body)
                code.place(good)
            if name == "unless":
                code.apply("not", 1)
        if name in ("else", "elseif"):
            code.load(scope.shown)
            code.apply("not", 1)
            if name == "elseif":
                code.apply("and")
        if name == "elseif":
            code.skip_unless(after)
            code.push(True)
            code.store(scope.shown)
        else:
            if scope.shown:
                code.emit("dup")
                code.store(scope.shown)
            code.skip_unless(after)
        code.place(body)
        self.hook(hook)
        code.place(after)

    # -- links

    def words_of(self, call: syntax.Call) -> syntax.HarloweExpression:
        if not call.arguments or isinstance(call.arguments[0], syntax.Assignment | syntax.Spread):
            raise HarloweFault(f"({call.name}:) needs the words of the link", call.at, call.end)
        words = call.arguments[0]
        if self.kinds.of(words) & ~ACTIVE != STR or lucky(words):
            raise HarloweFault("the words of this link may be no text, which is not read yet", words.at, words.end)
        if not _certain(words):
            raise HarloweFault("the words of this link may be empty, which is not read yet", words.at, words.end)
        return words

    def _link(self, call: syntax.Call, hook: syntax.Hook) -> None:
        kind = LINKS[call.name]
        words = self.words_of(call)
        onward = ""
        if len(call.arguments) != (2 if kind == "reveal goto" else 1):
            raise HarloweFault(f"({call.name}:) with these values is not read yet", call.at, call.end)
        if kind == "reveal goto":
            onward = self._constant_passage(call)
        self._noted(True)
        label = CodeLabel()
        self.scopes += 1
        scope = Scope(hook.body, self.scope, self.scopes, later=True)
        self._offer(words, label, UNTIL_LEFT if kind == "repeat" else UNTIL_TAKEN, (), call)
        self.waiting.append(Revealed(label, hook, scope, self.passages, onward))

    def _constant_passage(self, call: syntax.Call) -> str:
        name = call.arguments[-1]
        if not isinstance(name, syntax.Literal) or not isinstance(name.value, str):
            raise HarloweFault("a passage that is computed is not read yet here", name.at, name.end)
        if name.value not in self.story.labels:
            raise HarloweFault(f"there is no passage {name.value}", name.at, name.end)
        return name.value

    def _offer(
        self,
        words: LinkWords,
        label: CodeLabel,
        stays: str,
        enters: tuple[int, ...],
        at: syntax.Call | syntax.Link,
    ) -> None:
        """Offers a link; ``label``: where play goes on."""
        code = self.code
        if self.in_words:
            raise HarloweFault("a link inside a link is not read", at.at, at.end)
        self.at(at.at)
        if stays and not self.reveals:
            raise HarloweFault("a link that comes of a text is not read yet", at.at, at.end)
        code.emit("string_open", True)
        self.in_words = True
        if not isinstance(words, syntax.EXPRESSIONS):
            self.nodes(words)
        else:
            self.printed(words)
        self.in_words = False
        code.emit("string_close", True)
        self.at(at.at)
        if isinstance(words, syntax.EXPRESSIONS):
            shown = str(words.value) if isinstance(words, syntax.Literal) else None
        else:
            shown = plain(words)
        site = ChoiceSite(
            id=len(code.choices),
            target=-1,
            target_block=-1,
            enters=enters,
            condition=False,
            start=True,
            choice_only=False,
            fallback=False,
            once=False,
            text=shown or "",
            span=code.span,
            stays=stays or (UNTIL_TAKEN if self.reveals else ""),
        )
        code.emit("offer", len(code.choices))
        code.choices.append((label, site))

    def _passage_link(self, link: syntax.Link) -> None:
        name = plain(link.passage)
        if name is None:
            raise HarloweFault("a link to a passage that is computed is not read yet", link.at, link.end)
        self.lead(link.words, name, link)

    def lead(self, words: LinkWords, name: str, at: syntax.Call | syntax.Link) -> None:
        """A link to a passage; one to a passage that is missing cannot be clicked, its words are text."""
        if name not in self.story.labels:
            if not isinstance(words, syntax.EXPRESSIONS):
                self.nodes(words)
            else:
                self.printed(words)
            return
        self._offer(words, self.story.labels[name], "", (self.story.blocks[name],), at)


def _following(nodes: tuple[syntax.Node, ...], index: int) -> int:
    """The index of the next node that is no blank and no line end."""
    index += 1
    while index < len(nodes):
        node = nodes[index]
        if isinstance(node, syntax.Break) or (isinstance(node, syntax.Words) and not node.text.strip()):
            index += 1
        else:
            break
    return index


def _certain(words: syntax.HarloweExpression) -> bool:
    """Whether a text cannot be empty."""
    if isinstance(words, syntax.Literal):
        return bool(words.value)
    return isinstance(words, syntax.Binary) and words.operator == "+" and (_certain(words.left) or _certain(words.right))
