"""Checkpoints: copies of what the story and its scene hold, and the place to go on from."""

from __future__ import annotations

from epilogue.ir.values import NONE
from epilogue.languages.choicescript.check.names import CheckedScenes
from epilogue.languages.choicescript.lower.code import SceneCode
from epilogue.languages.choicescript.lower.menus import MenuLowering
from epilogue.languages.choicescript.parse import syntax
from epilogue.languages.code import CodeLabel

RESTORED = "choice_restored_checkpoint"


class CheckpointLowering:
    """Lowers the checkpoints of a story; ``sites``: by checkpoint, the scene and the place of each ``*save_checkpoint``."""

    def __init__(self, code: SceneCode, story: CheckedScenes, menus: MenuLowering) -> None:
        self.code = code
        self.story = story
        self.menus = menus
        self.sites: dict[str, list[tuple[str, CodeLabel]]] = {}
        self.restores: list[tuple[syntax.Checkpoint, CodeLabel]] = []

    def statement(self, checkpoint: syntax.Checkpoint, scene: str) -> None:
        code = self.code
        if checkpoint.restores:
            label = CodeLabel()
            self.restores.append((checkpoint, label))
            code.jump(label)
            return
        sites = self.sites.setdefault(checkpoint.name, [])
        label = CodeLabel()
        sites.append((scene, label))
        code.push(len(sites))
        code.store(code.hidden(f"checkpoint {checkpoint.name}".strip(), 0))
        for variable in self.held(scene):
            code.load(variable)
            code.store(self.copy(checkpoint.name, variable))
        code.push(False)
        code.store(code.hidden(RESTORED, False))
        code.place(label)

    def held(self, scene: str) -> tuple[str, ...]:
        """The variables that a checkpoint keeps."""
        return (*self.story.shared, *self.story.temps[scene].values(), *self.menus.flags.get(scene, ()))

    def copy(self, name: str, variable: str) -> str:
        return self.code.hidden(f"checkpoint {name}: {variable}", NONE)

    def finish(self) -> None:
        """The code of the places that restore: only now all that save are known."""
        code = self.code
        for checkpoint, label in self.restores:
            code.span = checkpoint.span
            code.open_block("", 0, checkpoint.span)
            code.place(label)
            for number, (scene, site) in enumerate(self.sites.get(checkpoint.name, ()), 1):
                onward = CodeLabel()
                code.load(f"checkpoint {checkpoint.name}".strip())
                code.push(number)
                code.apply("=")
                code.skip_unless(onward)
                for variable in self.held(scene):
                    code.load(self.copy(checkpoint.name, variable))
                    code.store(variable)
                code.push(True)
                code.store(code.hidden(RESTORED, False))
                code.jump(site)
                code.place(onward)
            code.emit("fail", "there is no checkpoint to restore")
            code.close_block()
