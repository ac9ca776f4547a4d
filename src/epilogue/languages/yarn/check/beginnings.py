"""Default beginnings of a Yarn project: Start, else every node nothing leads to; and the nodes Start does not lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from epilogue.languages.loaded import Beginnings
from epilogue.languages.yarn.check.own_past import asks_its_past
from epilogue.languages.yarn.check.project import CheckedProject
from epilogue.languages.yarn.check.visits import own_names
from epilogue.languages.yarn.parse import syntax
from epilogue.languages.yarn.parse.walk import expressions, roots, statements

START = "Start"


class TitleLinks:
    """Titles that the nodes of each title lead to: ``jumps`` and ``detours``, one entry a statement. A computed target may be
    any title that the project has as a text."""

    def __init__(self, nodes: Sequence[syntax.Node]) -> None:
        group = {own: node.title for node in nodes for own in (node.title, own_names(nodes)[node.span])}
        parts = (part for node in nodes for root in roots(node) for part in expressions(root))
        texts = {part.value for part in parts if isinstance(part, syntax.String)}
        worked_out = [group[text] for text in sorted(texts & group.keys())]
        self.jumps: dict[str, list[str]] = {node.title: [] for node in nodes}
        self.detours: dict[str, list[str]] = {node.title: [] for node in nodes}
        for node in nodes:
            for statement in statements(node.body):
                if isinstance(statement, syntax.Jump | syntax.Detour):
                    links = self.jumps if isinstance(statement, syntax.Jump) else self.detours
                    written = [group[statement.target]] if isinstance(statement.target, str) and statement.target in group else []
                    links[node.title] += worked_out if not isinstance(statement.target, str) else written

    def leads(self, title: str) -> list[str]:
        return self.jumps[title] + self.detours[title]

    def reached(self, begun: Iterable[str]) -> set[str]:
        """Titles reachable from these, themselves included."""
        titles = set[str]()
        waiting = list(begun)
        while waiting:
            title = waiting.pop()
            if title not in titles:
                titles.add(title)
                waiting += self.leads(title)
        return titles

    def first(self, titles: Sequence[str]) -> tuple[str, ...]:
        """Fewest of these titles that lead to all of them: those no other one leads to, and one of each circle."""
        led_to = {other for title in titles for other in self.leads(title) if other != title}
        begun = [title for title in titles if title not in led_to]
        reached = self.reached(begun)
        for title in titles:
            if title not in reached:
                begun.append(title)
                reached |= self.reached([title])
        return tuple(title for title in titles if title in begun)


def beginnings(project: CheckedProject) -> Beginnings:
    """Nodes at which a game begins, in the order of the source. Start alone if there is one: what it does not lead to, the game
    may begin as well. Else every node that no other node leads to by its name, and one of each circle of nodes; all nodes if
    there is none of that kind."""
    silent = {node.title for node in project.nodes} - {node.title for node in project.nodes if not _only_declares(node)}
    titles = tuple(dict.fromkeys(node.title for node in project.nodes))
    ways = TitleLinks(project.nodes)
    if START in titles:
        reached = ways.reached([START])
        left = tuple(title for title in titles if title not in reached | silent)
        return Beginnings((START,), asks_its_past(START, project.nodes, ways), left, ways.first(left))
    led_to = {other for title, others in _by_name(project.nodes).items() for other in others if other != title}
    begun = [title for title in titles if title not in led_to]
    begun = [title for title in begun if title not in silent] or begun or list(titles)
    covered = ways.reached(begun)
    begun += ways.first(tuple(title for title in titles if title not in covered | silent))
    again = len(begun) == 1 and asks_its_past(begun[0], project.nodes, ways)
    return Beginnings(tuple(title for title in titles if title in begun), again, (), ())


def _only_declares(node: syntax.Node) -> bool:
    """Whether nothing happens in a node: it holds declarations, or nothing."""
    return all(isinstance(statement, syntax.Declare | syntax.Enum | syntax.Because) for statement in node.body)


def _by_name(nodes: Iterable[syntax.Node]) -> Mapping[str, set[str]]:
    """Jump and detour targets named by each title's nodes."""
    targets: dict[str, set[str]] = {}
    for node in nodes:
        named = (statement.target for statement in statements(node.body) if isinstance(statement, syntax.Jump | syntax.Detour))
        targets.setdefault(node.title, set()).update(target for target in named if isinstance(target, str))
    return targets
