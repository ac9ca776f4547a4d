"""Relations between scenes: which run inside each other, what the stats screen sets, where lines never run on."""

from __future__ import annotations

from epilogue.ir.values import Value
from epilogue.languages.choicescript.check.names import STARTUP, STATS, CheckedScenes, fixed, fixed_name
from epilogue.languages.choicescript.check.values import given
from epilogue.languages.choicescript.parse import syntax
from epilogue.languages.choicescript.parse.walk import expressions, parts, statements

LEAVING = frozenset(("return", "finish", "ending", "abort", "restart"))


def leaves(body: syntax.Body, control: bool | None) -> bool:
    """Whether no play comes to the end of a body; ``control``: whether ``implicit_control_flow`` holds, None if that changes."""
    if not body:
        return False
    last = body[-1]
    if isinstance(last, syntax.Plain):
        return last.kind in LEAVING
    if isinstance(last, syntax.Goto | syntax.Bug):
        return True
    if isinstance(last, syntax.GotoScene):
        return not last.comes_back
    if isinstance(last, syntax.Checkpoint):
        return last.restores
    if isinstance(last, syntax.If):
        closed = last.branches[-1].condition is None
        others = all(leaves(branch.body, control) or control is False for branch in last.branches[:-1])
        return closed and others and leaves(last.branches[-1].body, control)
    if isinstance(last, syntax.Choice):
        return (control is False and not last.fake) or all(leaves(option.body, control) for option in _ends(last.items))
    return False


def _ends(items: tuple[syntax.OptionItem, ...]) -> list[syntax.Option]:
    ends: list[syntax.Option] = []
    for item in items:
        if isinstance(item, syntax.OptionIf):
            for branch in item.branches:
                ends += _ends(branch.items)
        else:
            ends += _ends(item.inner) if item.inner else [item]
    return ends


def called(story: CheckedScenes, scene: str, going: bool) -> set[str]:
    """The scenes that a scene runs inside itself; ``going``: and those it goes on to."""
    found: set[str] = set()
    for statement in story.bodies[scene]:
        if isinstance(statement, syntax.GotoScene) and (statement.comes_back or going):
            name = statement.scene if isinstance(statement.scene, str) else fixed(statement.scene)
            found.update(story.scenes if name is None else {name.lower()} & story.scenes.keys())
    return found


def calls_back(story: CheckedScenes) -> dict[str, set[str]]:
    """By scene, those that may come to run once it is called: itself, and all it calls."""
    direct = {scene: called(story, scene, False) for scene in story.scenes}
    reached = {}
    for scene in story.scenes:
        seen, work = {scene}, [scene]
        while work:
            for following in direct[work.pop()] - seen:
                seen.add(following)
                work.append(following)
        reached[scene] = seen
    return reached


def reached(story: CheckedScenes, begun: list[str]) -> set[str]:
    """The scenes that some scenes lead to, these included."""
    found = {scene for scene in begun if scene in story.scenes}
    work = list(found)
    while work:
        for following in called(story, work.pop(), True) - found:
            found.add(following)
            work.append(following)
    return found


def beside(story: CheckedScenes) -> set[str]:
    """The scenes that only the stats screen leads to."""
    return reached(story, [STATS]) - reached(story, [STARTUP, *story.listed])


def set_by_stats(story: CheckedScenes) -> dict[str, tuple[Value, ...]]:
    """The story's variables that the stats screen may set and that are read elsewhere, with all values that they are ever set to;
    none: anything."""
    inside = reached(story, [STATS])
    written: dict[str, None] = {}
    for scene in sorted(inside):
        for statement in story.bodies[scene]:
            shared = (found.shared for found, _ in given(story, scene, statement))
            written.update(dict.fromkeys(name for name in shared if name is not None))
    read, held = _read(story), story.held or {}
    return {name: tuple(sorted(held.get(name) or (), key=repr)) for name in written if name in read}


def _read(story: CheckedScenes) -> set[str]:
    """The names that stand in the story outside of the stats screen, but for being set."""
    names: set[str] = set()
    aside = beside(story)
    for scene, body in story.scenes.items():
        if scene in aside:
            continue
        for statement in statements(body.body):
            for expression in expressions(statement):
                if (
                    isinstance(statement, syntax.Set)
                    and expression is statement.place
                    and isinstance(expression, syntax.Variable)
                ):
                    continue
                for part in parts(expression):
                    if isinstance(part, syntax.Variable):
                        names.add(part.name)
                    elif isinstance(part, syntax.Item | syntax.Named):
                        names.update(story.candidates(scene, part) if fixed_name(part) is None else [fixed_name(part) or ""])
    return names
