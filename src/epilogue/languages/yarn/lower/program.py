"""A checked Yarn project to a Program: a node is a block, a detour a subroutine, what is counted or seen once a hidden global.

A node counts as visited when it is left. A node that something makes a detour to always runs in a subroutine: where it is jumped
to, it is a detour of its own beginning, and the conversation is over after it. A jump out of a detour leaves every node that
waits: it is noted (``leaving``) and the subroutines return one by one; where nothing waits any more the jump is made.
"""

from __future__ import annotations

from collections.abc import Callable

from epilogue.budget import tick
from epilogue.ir.ops import MENU
from epilogue.ir.program import ChoiceSite, Program
from epilogue.ir.values import VOID
from epilogue.languages.code import CodeLabel
from epilogue.languages.yarn.check.beginnings import beginnings
from epilogue.languages.yarn.check.project import CheckedProject
from epilogue.languages.yarn.check.visits import own_names, visits, visits_of
from epilogue.languages.yarn.lower.code import YarnCode
from epilogue.languages.yarn.lower.conditions import ConditionLowering
from epilogue.languages.yarn.lower.detours import detoured, leaving, led_to
from epilogue.languages.yarn.lower.marks import mark_hashtags, mark_node, mark_reason
from epilogue.languages.yarn.lower.saliency import SaliencyCandidate, choose, complexity
from epilogue.languages.yarn.lower.text import TextLowering
from epilogue.languages.yarn.lower.values import OPERATORS, ValueLowering
from epilogue.languages.yarn.operators import number
from epilogue.languages.yarn.parse import syntax
from epilogue.languages.yarn.semantics import SEMANTICS
from epilogue.languages.yarn.strategies import FALLTHROUGH, RANDOM, SALIENCY

OBSERVER = "epilogue_observes_"
LEAVING = "leaving"
PICKED = "picked by its group"
STOPS = 1
"""Value of ``leaving`` for the end of the conversation; 0: nothing; greater: a title."""


def lower(project: CheckedProject, sources: tuple[str, ...] = ()) -> tuple[Program, dict[str, int]]:
    """The Program, and the position of each observed expression by its key. Raises StoryError for what cannot be followed."""
    return _ProjectLowering(project, sources).program()


class _ProjectLowering:
    def __init__(self, project: CheckedProject, sources: tuple[str, ...]) -> None:
        self.project = project
        self.sources = sources
        self.code = YarnCode()
        self.nodes: dict[str, list[syntax.Node]] = {}
        for node in project.nodes:
            self.nodes.setdefault(node.title, []).append(node)
        self.own = own_names(project.nodes)
        self.values = ValueLowering(project, self.code, visits(project.nodes, project.observed.values()))
        self.texts = TextLowering(project, self.code, self.values)
        self.conditions = ConditionLowering(self.values)
        subtitled = {self.own[node.span]: node.title for node in project.nodes if node.when and node.header("subtitle")}
        self.starts = {title: CodeLabel() for title in (*self.nodes, *subtitled)}
        self.bodies = {title: CodeLabel() for title in self.starts}
        self.leaving = CodeLabel()
        self.node = project.nodes[0]
        self.seen = 0
        self.unwinds: list[CodeLabel] = []
        self.detoured = detoured(project.nodes)
        may_leave = leaving(project.nodes)
        self.may_leave = may_leave.union(own for own, title in subtitled.items() if title in may_leave)
        self.led_straight_to = {title for own, title in subtitled.items() if led_to(own, project.nodes)}
        self.noted = {title: number for number, title in enumerate(self.starts, STOPS + 1)}
        self.passages: list[int] = []
        self.passages_of: dict[str, list[int]] = {}

    def program(self) -> tuple[Program, dict[str, int]]:
        code, project = self.code, self.project
        for variable in project.variables.values():
            if variable.smart is None:
                value = variable.initial
                code.globals[variable.name] = number(value) if type(value) is float else value
        code.hidden(SALIENCY, RANDOM)  # the game may set them even if the story never reads them
        code.hidden(FALLTHROUGH, False)
        code.span = self.node.span
        code.open_block("", -1, None)
        begins = beginnings(project)
        code.jump(self.starts[begins.begun[0]])
        code.close_block()
        for title, nodes in self.nodes.items():
            self.values.groups[title] = [self.conditions.holding(*node.when) for node in nodes]
            for node in nodes:
                if node.when and node.header("subtitle"):
                    self.values.groups[self.own[node.span]] = [lambda: code.push(True)]
        for title, nodes in self.nodes.items():
            before = len(self.passages)
            self.title(title, nodes)
            self.passages_of[title] = self.passages[before:]
        self.dispatch()
        observed = {key: self.observe(number, expression) for number, (key, expression) in enumerate(project.observed.items())}
        init = self.declarations()
        program = Program(
            code=code.finished(),
            blocks=tuple(code.blocks),
            block_of=tuple(code.block_of),
            choices=code.sites(),
            start=0,
            init=init,
            globals=tuple(code.globals),
            lists={},
            externals=code.externals,
            outside=code.given,
            marks=tuple(code.marks),
            semantics=SEMANTICS,
            name=project.name,
            sources=self.sources,
            passages=tuple(self.passages),
            hidden=code.kept,
            unbegun=frozenset(number for title in begins.left for number in self.passages_of[title]),
        )
        return program, observed

    def declarations(self) -> int:
        """The code that sets the globals, last: only then all hidden ones are known."""
        code = self.code
        code.open_block("global decl", 0, None)
        start = len(code.instructions)
        for name, value in code.globals.items():
            code.span = self.project.variables[name].span if name in self.project.variables else self.node.span
            code.emit("push", value)
            code.store(name)
        code.emit("end")
        code.close_block()
        return start

    def observe(self, number: int, expression: syntax.Expression) -> int:
        code = self.code
        code.span = expression.span
        code.open_block(f"{OBSERVER}{number}", 0, expression.span)
        start = len(code.instructions)
        self.values.known = self.values.visits.counted
        self.values.value(expression)
        self.values.known = self.values.visits.story
        code.emit("return")
        code.close_block()
        return start

    # -- nodes

    def title(self, title: str, nodes: list[syntax.Node]) -> None:
        code, node = self.code, nodes[0]
        self.node, code.span = node, node.span
        self.passages.append(code.open_block(title, 0, node.span))
        self.begin(title)
        if not node.when:
            self.body_of(node)
            code.close_block()
            return
        labels, conditions = [CodeLabel() for _ in nodes], self.conditions
        nothing = CodeLabel()
        candidates = [
            SaliencyCandidate(
                conditions.asking(*member.when),
                sum(map(complexity, member.when)),
                self.runs_of(member),
                label,
                conditions.spent(*member.when),
            )
            for member, label in zip(nodes, labels, strict=True)
        ]
        choose(self.values, candidates, nothing, f"the nodes called {title} that could come")
        code.place(nothing)
        self.count_visit(title)
        self.leave()
        picks = [(member, label, CodeLabel()) for member, label in zip(nodes, labels, strict=True)]
        for member, label, onward in picks:
            code.span = member.span
            code.place(label)
            self.conditions.seen(*member.when)
            self.note_pick(True)
            code.jump(onward)
        code.close_block()
        for member, _, onward in picks:
            self.node, code.span = member, member.span
            self.passages.append(code.open_block(self.own[member.span], 0, member.span))
            if member.header("subtitle"):
                self.begin(self.own[member.span])
                self.note_pick(False)
            code.place(onward)
            self.body_of(member)
            code.close_block()

    def note_pick(self, by_group: bool) -> None:
        """Notes, where it matters, whether the group picked the node; a direct jump to it is no visit to the group."""
        if self.node.title in self.values.visits.counted and self.node.title in self.led_straight_to:
            self.code.temp(PICKED, by_group)

    def begin(self, name: str) -> None:
        """Emits the entry of the node, or of one of a group by its subtitle: for jumps, and for detours."""
        code = self.code
        code.place(self.starts[name])
        if self.node.title in self.detoured:
            self.call(name, self.leaving)
            code.emit("end", True)
        code.place(self.bodies[name])

    def runs_of(self, node: syntax.Node) -> str:
        """The hidden global that counts how often a node of a group was picked."""
        return self.code.hidden(f"runs of {node.span.file}, line {node.span.line}", 0, node.span)

    def body_of(self, node: syntax.Node) -> None:
        code = self.code
        self.unwinds = []
        mark_node(code, node)
        self.body(node.body)
        code.span = node.end
        self.end_of_node()
        for label in self.unwinds:
            code.place(label)
            self.count()
            self.leave(self.leaving)

    def count(self) -> None:
        """Counts the visit to the node left, and to the group that picked it."""
        title, own = self.node.title, self.own[self.node.span]
        if own != title:
            self.count_visit(own)
        straight = CodeLabel()
        if title in self.values.visits.counted and title in self.led_straight_to:
            self.code.emit("load_temp", PICKED)
            self.code.skip_unless(straight)
        self.count_visit(title)
        self.code.place(straight)

    def count_visit(self, name: str) -> None:
        if name in self.values.visits.counted:
            self.code.add(self.code.hidden(visits_of(name), 0, name), 1)

    def end_of_node(self) -> None:
        self.count()
        self.leave()

    def leave(self, onward: CodeLabel | None = None, noting: int = 0) -> None:
        """Out of the node: onward, or (None) to the end; in a detour back from it, with a note of where to, if that is needed."""
        code = self.code
        if self.node.title in self.detoured:
            if noting:
                code.push(noting)
                code.store(code.hidden(LEAVING, 0))
            code.push(VOID)
            code.emit("return_subroutine")
        elif onward is not None:
            code.jump(onward)
        else:
            code.emit("end", code.span == self.node.end or None)

    def dispatch(self) -> None:
        """Emits the noted jump, where every detour is left."""
        if not self.detoured & self.may_leave:
            return
        code = self.code
        code.open_block("after detours", 0, None)
        code.place(self.leaving)
        code.hidden(LEAVING, 0)
        for title, index in self.noted.items():
            onward = CodeLabel()
            code.load(LEAVING)
            code.push(index)
            code.apply("==")
            code.skip_unless(onward)
            code.push(0)
            code.store(LEAVING)
            code.jump(self.starts[title])
            code.place(onward)
        code.push(0)
        code.store(LEAVING)
        code.emit("end", True)
        code.close_block()

    # -- statements

    def body(self, body: syntax.Body) -> None:
        for statement in body:
            tick()
            self.code.span = statement.span
            self.statement(statement)

    def statement(self, statement: syntax.Statement) -> None:
        code, values = self.code, self.values
        if isinstance(statement, syntax.Line):
            self.line(statement)
        elif isinstance(statement, syntax.Options):
            self.options(statement)
        elif isinstance(statement, syntax.LineGroup):
            self.group(statement)
        elif isinstance(statement, syntax.If):
            self.branches(statement)
        elif isinstance(statement, syntax.Once):
            self.once_block(statement)
        elif isinstance(statement, syntax.Set):
            if statement.operator != "=":
                code.load(statement.name)
            values.value(statement.value)
            if statement.operator != "=":
                sign = statement.operator[0]
                code.apply(OPERATORS.get(sign, sign))
            code.store(statement.name)
        elif isinstance(statement, syntax.Jump):
            self.count()
            self.to_title(statement.target, self.jump_to)
        elif isinstance(statement, syntax.Detour):
            self.to_title(statement.target, self.detour_to)
        elif isinstance(statement, syntax.Return):
            self.end_of_node()
        elif isinstance(statement, syntax.Stop):
            self.count()
            self.leave(noting=STOPS)
        elif isinstance(statement, syntax.CallStatement):
            values.value(statement.call)
            code.emit("pop")
        elif isinstance(statement, syntax.Command):
            self.command(statement)
        elif isinstance(statement, syntax.Because):
            mark_reason(code, statement)

    def command(self, command: syntax.Command) -> None:
        code = self.code
        code.emit("text", "<<", "command")
        self.texts.say(command.content)
        code.emit("text", ">>")
        mark_hashtags(code, command.hashtags)
        code.emit("text", "\n", "command")

    def line(self, line: syntax.Line) -> None:
        code, after = self.code, CodeLabel()
        if line.condition is not None:
            self.conditions.unless(line.condition, after)
            self.conditions.seen(line.condition)
        self.say(line)
        code.place(after)

    def say(self, line: syntax.Line) -> None:
        self.code.span = line.span
        self.texts.line(line)
        mark_hashtags(self.code, line.hashtags)
        self.code.emit("text", "\n")

    def branches(self, statement: syntax.If) -> None:
        code, after = self.code, CodeLabel()
        for branch in statement.branches:
            onward = CodeLabel()
            if branch.condition is not None:
                self.values.value(branch.condition)
                code.skip_unless(onward)
            self.body(branch.body)
            code.span = branch.span
            code.jump(after)
            code.place(onward)
        code.place(after)

    def once_block(self, statement: syntax.Once) -> None:
        code, otherwise, after = self.code, CodeLabel(), CodeLabel()
        self.conditions.unless(statement.condition, otherwise)
        self.conditions.seen(statement.condition)
        self.body(statement.body)
        code.span = statement.span
        code.jump(after)
        code.place(otherwise)
        self.body(statement.otherwise)
        code.place(after)

    def options(self, statement: syntax.Options) -> None:
        code, after = self.code, CodeLabel()
        labels = [CodeLabel() for _ in statement.options]
        for option, label in zip(statement.options, labels, strict=True):
            line = option.line
            code.span = line.span
            code.emit("string_open", True)
            self.texts.line(line, option=True)
            mark_hashtags(code, line.hashtags, marking=False)
            code.emit("string_close", True)
            if line.condition is not None:
                self.conditions.hold(line.condition)
            site = ChoiceSite(
                id=len(code.choices),
                target=-1,
                target_block=-1,
                enters=(),
                condition=line.condition is not None,
                start=True,
                choice_only=False,
                fallback=False,
                once=False,
                text=_source_text(line.content),
                span=line.span,
                greyed=True,
            )
            code.emit("offer", len(code.choices))
            code.choices.append((label, site))
        code.span = statement.span
        if all(option.line.condition is not None for option in statement.options):
            some = CodeLabel()
            code.emit("choice_count")
            code.push(0)
            code.apply("!=")
            code.jump_if(some)
            code.load(FALLTHROUGH)
            code.jump_if(after)
            code.emit("fail", "none of these options can be chosen: the conversation may hang", MENU)
            code.emit("done")  # a game may continue after the options all the same; test plans take this path
            code.jump(after)
            code.place(some)
        code.emit("done")
        for option, label in zip(statement.options, labels, strict=True):
            code.span = option.line.span
            inside = code.inside(option.line.span)
            code.place(label)
            self.conditions.seen(option.line.condition)
            for tag in option.line.hashtags:
                if tag.text.startswith("ending:"):
                    code.emit("mark", "ending", tag.text.partition(":")[2].strip())
            self.body(option.body)
            code.span = option.span
            code.jump(after)
            code.outside(inside)
        code.place(after)

    def group(self, statement: syntax.LineGroup) -> None:
        code, after = self.code, CodeLabel()
        candidates = []
        for item in statement.items:
            condition, span = item.line.condition, item.line.span
            views = code.hidden(f"runs of {span.file}, line {span.line}", 0, span)
            asking, spent = self.conditions.asking(condition), self.conditions.spent(condition)
            candidates.append(SaliencyCandidate(asking, complexity(condition), views, CodeLabel(), spent))
        choose(self.values, candidates, after, "the lines that could come")
        for item, candidate in zip(statement.items, candidates, strict=True):
            code.span = item.line.span
            code.place(candidate.label)
            self.conditions.seen(item.line.condition)
            self.say(item.line)
            self.body(item.body)
            code.span = item.span
            code.jump(after)
        code.place(after)

    # -- jumps between nodes

    def to_title(self, target: str | syntax.Expression, go: Callable[[str], None]) -> None:
        code = self.code
        if not isinstance(target, str):
            self.values.by_title(target, self.starts, go, lambda: code.emit("fail", "there is no node of this title"))
        elif target in self.starts:
            go(target)
        else:
            code.emit("fail", f"there is no node called {target}")

    def jump_to(self, title: str) -> None:
        self.leave(self.starts[title], self.noted[title])

    def detour_to(self, title: str) -> None:
        left = CodeLabel()
        self.call(title, left)
        if title in self.may_leave:
            self.unwinds.append(left)

    def call(self, title: str, left: CodeLabel) -> None:
        """A detour; ``left`` is where play goes on after one that is not to come back."""
        code = self.code
        code.emit("call", self.bodies[title], "subroutine")
        if title in self.may_leave:
            code.load(code.hidden(LEAVING, 0))
            code.push(0)
            code.apply("!=")
            code.jump_if(left)


def _source_text(content: syntax.Content) -> str:
    """An option as in the source, near enough: what is worked out in it is shown in braces."""
    spoken = [piece for piece in content if not isinstance(piece, syntax.Markup)]
    return "".join([piece.value if isinstance(piece, syntax.Text) else "{…}" for piece in spoken])
