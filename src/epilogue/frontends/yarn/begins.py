"""Where a Yarn project begins when nobody says so: at Start, else wherever nothing else leads."""

from __future__ import annotations

from epilogue.frontends.yarn import syntax
from epilogue.frontends.yarn.project import Project
from epilogue.frontends.yarn.walk import statements

START = "Start"


def beginnings(project: Project) -> tuple[str, ...]:
    """Titles of the nodes that a game begins, in the order of the source: Start alone if there is one; else every node that no
    other node jumps or makes a detour to by its name; all nodes if there is none of that kind."""
    titles = tuple(dict.fromkeys(node.title for node in project.nodes))
    if START in titles:
        return (START,)
    led_to = {
        statement.target
        for node in project.nodes
        for statement in statements(node.body)
        if isinstance(statement, syntax.Jump | syntax.Detour) and statement.target != node.title
    }
    return tuple(title for title in titles if title not in led_to) or titles
