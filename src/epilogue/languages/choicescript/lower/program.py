"""A story's scenes to a Program: a scene is a block, each of its labels one inside it; a ``*gosub`` is a subroutine.

Variables of a scene are globals of the Program that are empty again whenever the scene is entered (``*goto_scene``,
``*gosub_scene``), through an entry of its own for each place where it can be entered. A scene that may come to run inside itself
keeps them in the frame of the call meanwhile. ``*goto_scene`` forgets what waits for a ``*return``: nothing returns there, so
the frames are left lying.
"""

from __future__ import annotations

from collections.abc import Callable

from epilogue.budget import tick
from epilogue.ir.program import Foreign, Mark, Outside, Program, Write
from epilogue.ir.values import NONE, VOID
from epilogue.languages.choicescript.check.kinds import Kinds
from epilogue.languages.choicescript.check.names import PURCHASED, RESERVED, STARTUP, CheckedScenes, fixed
from epilogue.languages.choicescript.check.script import called_function, calls, named_variables
from epilogue.languages.choicescript.check.values import initial
from epilogue.languages.choicescript.lower.checkpoints import CheckpointLowering
from epilogue.languages.choicescript.lower.code import SceneCode
from epilogue.languages.choicescript.lower.defined import remove_checks
from epilogue.languages.choicescript.lower.menus import MenuLowering
from epilogue.languages.choicescript.lower.scenes import beside, calls_back, leaves, set_by_stats
from epilogue.languages.choicescript.lower.text import WordsLowering
from epilogue.languages.choicescript.lower.values import SceneValues
from epilogue.languages.choicescript.lower.variables import COUNT, VariableLowering
from epilogue.languages.choicescript.operators import written
from epilogue.languages.choicescript.parse import syntax
from epilogue.languages.choicescript.semantics import SEMANTICS
from epilogue.languages.code import CodeLabel

OBSERVER = "epilogue_observes_"
FALLS_IN = "It is illegal to fall in to an *else statement; you must *goto or *finish before the end of the indented block."
ACHIEVED = "achieved: "
"""Begins the name of the variable that notes an achievement."""


def lower(
    story: CheckedScenes, sources: tuple[str, ...], observed: dict[str, syntax.Expression]
) -> tuple[Program, dict[str, int]]:
    """The Program, and the position of each observed expression by its key. Raises StoryError for what cannot be followed."""
    return _StoryLowering(story, sources).program(observed)


class _StoryLowering:
    def __init__(self, story: CheckedScenes, sources: tuple[str, ...]) -> None:
        self.story = story
        self.sources = sources
        self.code = SceneCode()
        self.values = SceneValues(story, Kinds(story), self.code)
        self.texts = WordsLowering(self.code, self.values)
        self.menus = MenuLowering(self.code, self.values, self.texts)
        self.menus.body = self.body
        self.menus.leaves = lambda body: leaves(body, self.values.control())
        self.checkpoints = CheckpointLowering(self.code, story, self.menus)
        self.variables = VariableLowering(self.code, story, self.values)
        self.labels = {(scene, label): CodeLabel() for scene in story.scenes for label in story.scenes[scene].labels}
        self.begins = {scene: CodeLabel() for scene in story.scenes}
        self.entries: dict[tuple[str, str | None], CodeLabel] = {}
        self.passages: list[int] = []
        self.passages_of: dict[str, list[int]] = {}
        self.calling = calls_back(story)
        self.values.stats = set_by_stats(story)
        self.scene = STARTUP
        self.restored: set[int] = set()

    def program(self, observed: dict[str, syntax.Expression]) -> tuple[Program, dict[str, int]]:
        code, story = self.code, self.story
        for name, (value, _) in story.shared.items():
            code.globals[name] = initial(value)
            if RESERVED.fullmatch(name):
                code.kept[name] = None
        for name in story.achievements:
            self.achieved(name)
        for temps in story.temps.values():
            for temp in temps.values():
                code.globals[temp] = NONE
                if temp.startswith("param_") or RESERVED.match(temp):
                    code.kept[temp] = None
        code.span = story.scenes[STARTUP].span
        root = code.open_block("", -1, None)
        code.jump(self.begins[STARTUP])
        code.close_block()
        for scene in story.scenes.values():
            self.whole_scene(scene, root)
        self.checkpoints.finish()
        entered = [(self.begins[scene] if label is None else self.labels[scene, label]).position for scene, label in self.entries]
        needed = remove_checks(code, self.values.checks, self.restored, entered)
        self.enter_scenes(root, needed)
        places = {key: self.observe(number, expression) for number, (key, expression) in enumerate(observed.items())}
        init = self.declarations()
        writes = self.written()
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
            marks=tuple(code.marks),
            semantics=SEMANTICS,
            name=story.name,
            sources=self.sources,
            outside=code.given,
            passages=tuple(self.passages),
            hidden=code.kept,
            foreign=code.foreign,
            writes=writes,
            unbegun=frozenset(number for scene in beside(story) for number in self.passages_of[scene]),
        )
        return program, places

    def declarations(self) -> int:
        """The code that sets the globals, last: only then all hidden ones are known."""
        code, story = self.code, self.story
        code.open_block("global decl", 0, None)
        start = len(code.instructions)
        for name, value in code.globals.items():
            code.span = story.shared[name][1] if name in story.shared else story.begun.get(name, story.scenes[STARTUP].span)
            code.emit("push", value)
            code.store(name)
        code.emit("end")
        code.close_block()
        return start

    def written(self) -> dict[int, tuple[Write, ...]]:
        """The variables that calls may set; each has a place of its own behind the code."""
        code = self.code
        writes: dict[int, tuple[Write, ...]] = {}
        for position, (name, values) in code.written.items():
            writes[position] = (Write(name, len(code.instructions)),)
            code.given[len(code.instructions)] = Outside(f"{name} after {code.instructions[position].a}", values, None)
            code.span = code.instructions[position].span
            code.emit("fall")  # never run
        return writes

    def observe(self, number: int, expression: syntax.Expression) -> int:
        code, self.values.scene = self.code, ""
        code.span = expression.span
        code.open_block(f"{OBSERVER}{number}", 0, expression.span)
        start = len(code.instructions)
        self.values.value(expression)
        code.emit("return")
        code.close_block()
        return start

    # -- scenes

    def whole_scene(self, scene: syntax.Scene, root: int) -> None:
        code = self.code
        self.scene = self.values.scene = scene.name
        reuses = any(isinstance(each, syntax.Reuse) for each in self.story.bodies[scene.name])
        self.menus.default = self.menus.flag(f"reuse ({scene.name})", scene.span) if reuses else None
        code.span = scene.span
        number = code.open_block(scene.name, root, scene.span)
        self.passages.append(number)
        first = len(self.passages) - 1
        code.place(self.begins[scene.name])
        label = -1
        for statement in scene.body:
            if isinstance(statement, syntax.Label):
                if label >= 0:
                    code.close_block()
                label = code.open_block(f"{scene.name}.{statement.name}", number, statement.span)
                self.passages.append(label)
            self.statement(statement)
        code.span = scene.end
        if not leaves(scene.body, self.values.control()):
            self.finish()
        elif code.instructions[-1].op not in ("jump", "end", "return_subroutine", "fail", "done"):
            code.emit("end")
        if label >= 0:
            code.close_block()
        code.block = number
        code.close_block()
        self.passages_of[scene.name] = self.passages[first:]

    def entry(self, scene: str, label: str | None) -> CodeLabel:
        """Where a scene is entered from another one."""
        return self.entries.setdefault((scene, label), CodeLabel())

    def enter_scenes(self, root: int, needed: frozenset[str]) -> None:
        """The entries of scenes: what is of the scene alone is empty there."""
        code, story = self.code, self.story
        for (scene, label), entry in self.entries.items():
            code.span = story.scenes[scene].span if label is None else story.scenes[scene].labels[label]
            code.open_block("", root, code.span)
            code.place(entry)
            for temp in story.temps[scene].values():
                shared = temp.partition(" (")[0] in story.shared
                if temp in needed or shared:
                    code.push(NONE)
                    code.store(temp)
            for flag in self.menus.flags.get(scene, ()):
                code.push(False)
                code.store(flag)
            code.jump(self.begins[scene] if label is None else self.labels[scene, label])
            code.close_block()

    # -- statements

    def body(self, body: syntax.Body) -> None:
        for statement in body:
            self.statement(statement)

    def statement(self, statement: syntax.Statement) -> None:
        tick()
        code = self.code
        code.span = statement.span
        lowering = _LOWERING.get(type(statement))
        if lowering is not None:
            lowering(self, statement)
        else:
            self.variables.statement(statement)

    def line(self, line: syntax.Line) -> None:
        self.texts.line(line)

    def blank(self, blank: syntax.Blank) -> None:
        self.code.emit("text", "\n")

    def label(self, label: syntax.Label) -> None:
        self.code.place(self.labels[self.scene, label.name])

    def conditional(self, statement: syntax.If) -> None:
        code, after, control = self.code, CodeLabel(), self.values.control()
        for number, branch in enumerate(statement.branches):
            onward = CodeLabel()
            code.span = branch.span
            if branch.condition is not None:
                self.values.boolean(branch.condition)
                code.skip_unless(onward)
            self.body(branch.body)
            code.span = branch.end
            if number < len(statement.branches) - 1 and not leaves(branch.body, control):
                if control is None:
                    self.values.load_named("implicit_control_flow")
                    code.apply("boolean", 1)
                    code.jump_if(after)
                if control:
                    code.jump(after)
                else:
                    code.emit("fail", FALLS_IN)
            code.place(onward)
        code.place(after)

    def choice(self, choice: syntax.Choice) -> None:
        self.menus.choice(choice)

    def reuse(self, reuse: syntax.Reuse) -> None:
        assert self.menus.default is not None
        self.code.push(reuse.kind)
        self.code.store(self.menus.default)

    def mark(self, mark: syntax.Mark) -> None:
        code = self.code
        code.marks.append(Mark(mark.key, mark.value, mark.span))
        if mark.key == "ending":
            code.emit("mark", mark.key, mark.value)
        code.emit("tag_open")
        code.emit("text", f"{mark.key}: {mark.value}")
        code.emit("tag_close")

    # -- jumps

    def pick(
        self, target: str | syntax.Expression, known: list[str], go: Callable[[str], None], missing: Callable[[str], None]
    ) -> None:
        """Goes on for the label or scene that is named."""
        if isinstance(target, str):
            (go if target in known else missing)(target)
            return
        text = fixed(target)
        if text is not None:
            self.pick(text.lower(), known, go, missing)
            return
        code, named, after = self.code, self.code.fresh("place"), CodeLabel()
        self.values.value(target)
        code.apply("lowercased", 1)
        code.emit("declare_temp", named)
        for name in known:
            onward = CodeLabel()
            code.emit("load_temp", named)
            code.push(written(name))
            code.apply("=")
            code.skip_unless(onward)
            go(name)
            code.jump(after)
            code.place(onward)
        missing("")
        code.place(after)

    def no_label(self, name: str) -> None:
        self.code.emit("fail", f"bad label {name}".strip())

    def no_scene(self, name: str) -> None:
        self.code.emit("fail", f"there is no scene {name}".strip())

    def goto(self, goto: syntax.Goto) -> None:
        known = list(self.story.scenes[self.scene].labels)
        self.pick(goto.target, known, lambda label: self.code.jump(self.labels[self.scene, label]), self.no_label)

    def arguments(self, arguments: tuple[syntax.Expression, ...]) -> None:
        """Keeps what is passed for ``*params``."""
        if not self.story.arguments:
            return
        code = self.code
        for argument in arguments:
            self.values.value(argument)
        for number in range(len(arguments), 0, -1):
            code.store(code.hidden(f"argument {number}", NONE))
        code.push(len(arguments))
        code.store(code.hidden(COUNT, 0))

    def gosub(self, gosub: syntax.Gosub) -> None:
        self.arguments(gosub.arguments)
        known = list(self.story.scenes[self.scene].labels)
        self.pick(gosub.target, known, lambda label: self.call(self.labels[self.scene, label]), self.no_label)

    def call(self, label: CodeLabel) -> None:
        self.code.emit("call", label, "subroutine")

    def scene_jump(self, jump: syntax.GotoScene) -> None:
        self.arguments(jump.arguments)
        self.pick(jump.scene, list(self.story.scenes), lambda scene: self.to_scene(scene, jump), self.no_scene)

    def to_scene(self, scene: str, jump: syntax.GotoScene) -> None:
        code = self.code
        if jump.label is None:
            self.go(scene, None, jump.comes_back)
            return
        labels = list(self.story.scenes[scene].labels)
        missing = f"{scene} doesn't contain label"
        self.pick(
            jump.label,
            labels,
            lambda label: self.go(scene, label, jump.comes_back),
            lambda label: (code.emit("fail", f"{missing} {label}".strip()), None)[1],
        )

    def go(self, scene: str, label: str | None, comes_back: bool) -> None:
        code = self.code
        if not comes_back:
            code.jump(self.entry(scene, label))
            return
        kept: list[tuple[str, str]] = []
        if self.scene in self.calling[scene]:
            own = (*self.story.temps[self.scene].values(), *self.menus.flags.get(self.scene, ()))
            for variable in own:
                name = code.fresh("kept")
                code.load(variable)
                code.emit("declare_temp", name)
                kept.append((variable, name))
        self.call(self.entry(scene, label))
        for variable, name in kept:
            code.emit("load_temp", name)
            self.restored.add(len(code.instructions))
            code.store(variable)

    def finish(self) -> None:
        """Goes on with the next scene of the list; the story is over after the last one, and after one that is not in it."""
        listed = self.story.listed
        first = 0 if self.scene == STARTUP else len(listed)
        following = listed.index(self.scene) + 1 if self.scene in listed else first
        if following >= len(listed):
            self.code.emit("end")
            return
        self.arguments(())
        self.pick(listed[following], list(self.story.scenes), lambda scene: self.go(scene, None, False), self.no_scene)

    def plain(self, plain: syntax.Plain) -> None:
        code = self.code
        if plain.kind == "return":
            code.push(VOID)
            code.emit("return_subroutine")
        elif plain.kind == "finish":
            self.finish()
        elif plain.kind in ("ending", "abort", "restart"):
            code.emit("end")
        elif plain.kind in ("page_break", "line_break"):
            code.emit("text", "\n")
        elif plain.kind == "check_achievements":
            for name in self.story.achievements:
                code.load(self.achieved(name))
                self.values.store_temp(f"choice_achieved_{name}")

    # -- the rest

    def achieved(self, name: str) -> str:
        return self.code.hidden(f"{ACHIEVED}{name}", False, self.story.achievements[name])

    def chart(self, chart: syntax.Chart) -> None:
        """A reader sees these values: they are read."""
        for value in chart.values:
            self.values.value(value)
            self.code.emit("pop")

    def achieve(self, achieve: syntax.Achieve) -> None:
        if achieve.name not in self.story.achievements:
            message = f"the achievement name {achieve.name} was not declared as an *achievement in startup"
            self.code.emit("fail", message)
            return
        self.code.push(True)
        self.code.store(self.achieved(achieve.name))

    def bug(self, bug: syntax.Bug) -> None:
        self.code.emit("fail", f"Bug: {bug.message}".strip())

    def script(self, script: syntax.Script) -> None:
        named, called = named_variables(script.code), called_function(script.code)
        name = f"script {self.scene} {script.span.line}" if called is None or called in self.story.shared else called
        self.code.externals[name] = None
        writes = None if named is None else tuple(sorted(named.intersection(self.story.shared)))
        self.code.foreign[name] = Foreign(writes, False, named is not None and calls(script.code))
        self.code.emit("external", name, 0)
        self.code.emit("pop")

    def bought(self, product: str) -> None:
        name = f"{PURCHASED}{product}"
        self.code.externals[name] = None
        self.code.given[self.code.emit("external", name, 0)] = Outside(name, (False, True), None)

    def check_purchase(self, statement: syntax.CheckPurchase) -> None:
        for product in statement.products:
            self.bought(product)
            self.values.store_temp(f"{PURCHASED}{product}")

    def purchase(self, statement: syntax.Purchase) -> None:
        if statement.label not in self.story.scenes[self.scene].labels:
            self.no_label(statement.label)
            return
        self.bought(statement.product)
        self.code.jump_if(self.labels[self.scene, statement.label])

    def checkpoint(self, checkpoint: syntax.Checkpoint) -> None:
        self.checkpoints.statement(checkpoint, self.scene)


_LOWERING: dict[type, Callable[..., None]] = {
    syntax.Line: _StoryLowering.line,
    syntax.Blank: _StoryLowering.blank,
    syntax.Label: _StoryLowering.label,
    syntax.Goto: _StoryLowering.goto,
    syntax.Gosub: _StoryLowering.gosub,
    syntax.GotoScene: _StoryLowering.scene_jump,
    syntax.Chart: _StoryLowering.chart,
    syntax.Achieve: _StoryLowering.achieve,
    syntax.Bug: _StoryLowering.bug,
    syntax.Script: _StoryLowering.script,
    syntax.Purchase: _StoryLowering.purchase,
    syntax.CheckPurchase: _StoryLowering.check_purchase,
    syntax.Checkpoint: _StoryLowering.checkpoint,
    syntax.Reuse: _StoryLowering.reuse,
    syntax.Mark: _StoryLowering.mark,
    syntax.Plain: _StoryLowering.plain,
    syntax.If: _StoryLowering.conditional,
    syntax.Choice: _StoryLowering.choice,
}
