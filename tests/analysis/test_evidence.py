"""What readers meet: seen, proved never to be met, or found by a further search."""

from __future__ import annotations

from pathlib import Path

from epilogue.analysis.evidence import Evidence
from epilogue.flow.focus import NOTHING, Focus
from epilogue.flow.graph import FlowGraph
from epilogue.space.state_graph import StateGraph
from epilogue.space.watch import Watch
from epilogue.story.project import load
from epilogue.story.search import search_apart_from_text, searching_again

STORY = """The wheel turns.
{RANDOM(1, 1000) == 777: Jackpot!}
{RANDOM(1, 1000) == 1001: The wheel breaks.}
-> END
"""


def test_a_further_search_decides_for_good(tmp_path: Path) -> None:
    (tmp_path / "story.ink").write_text(STORY)
    project = load(str(tmp_path / "story.ink"))
    search = search_apart_from_text(project, Watch())
    again, asked = searching_again(project, Watch()), []

    def counted(flow: FlowGraph, focus: Focus) -> StateGraph:
        asked.append(focus)
        return again(flow, focus)

    evidence = Evidence(project.program, search.flow, search.graph, counted)
    rare, impossible = (
        frozenset(at for at, i in enumerate(project.program.code) if i.op == "text" and word in i.a)
        for word in ("Jackpot", "breaks")
    )
    both = NOTHING._replace(texts=rare | impossible)
    assert evidence.seen(both) == NOTHING
    assert evidence.never(both).texts == impossible
    assert evidence.never(both).texts == impossible
    assert asked == [both]
