"""Maps: every passage and ending is on the sheet, none over another; a story's text cannot break a drawing."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from epilogue.questions.story_map.answer import StoryMap
from epilogue.questions.story_map.build import story_map
from epilogue.story.project import load
from epilogue.story.study import Study
from epilogue.views.svg.collapse import grouped, readable
from epilogue.views.svg.map_layout import HEIGHT, laid_out
from epilogue.views.svg.map_svg import to_svg
from epilogue.views.svg.map_text import to_dot, to_mermaid
from epilogue.views.svg.measure import width

pytestmark = pytest.mark.slow

HOSTILE = """
# title: <script>alert("1")</script> & "more"
VAR n = 0
-> hub
=== hub
+ [round "again" <b>] -> hub
* [go] -> inn.door
* [stop] -> lost
=== inn
= door
# ending: "><script>alert(2)</script>
In. -> END
= cellar
Nobody. -> END
=== lost
Lost. -> END
"""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> StoryMap:
    story = tmp_path_factory.mktemp("map") / "story.ink"
    story.write_text(HOSTILE, encoding="utf-8")
    return story_map(Study(load(str(story))))


@pytest.fixture(scope="module")
def la_la_land() -> StoryMap:
    return story_map(Study(load(str(Path(__file__).parents[3] / "examples" / "la_la_land.ink"))))


def test_the_passages_and_what_is_never_seen(drawn: StoryMap) -> None:
    seen = {passage.name: passage.seen for passage in drawn.passages}
    assert seen["hub"] == pytest.approx(1)
    assert seen["inn.cellar"] == 0
    assert seen["inn.door"] == pytest.approx(0.5)
    assert "inn" not in seen  # only its stitches are read
    assert [passage.why for passage in drawn.passages if passage.name == "inn.cellar"] == ["nothing leads here"]
    ways = {(drawn.passages[s.source].name, s.target is not None and drawn.passages[s.target].name) for s in drawn.steps}
    assert ("hub", "hub") in ways and ("hub", "inn.door") in ways
    lost = next(s for s in drawn.steps if s.target is not None and drawn.passages[s.target].name == "lost")
    assert [drawn.endings[one.ending].mark for one in lost.lost] == ['"><script>alert(2)</script>']


def test_boxes_stand_apart(la_la_land: StoryMap) -> None:
    sheet = laid_out(la_la_land)
    boxes = [*sheet.passages, *sheet.endings]
    assert len(boxes) == len(la_la_land.passages) + len(la_la_land.endings)
    for one, other in combinations(boxes, 2):
        assert abs(one.x - other.x) >= (one.width + other.width) / 2 or abs(one.y - other.y) >= HEIGHT
    for box in boxes:
        assert box.width / 2 <= box.x <= sheet.width - box.width / 2 and HEIGHT / 2 <= box.y <= sheet.height - HEIGHT / 2
        assert max(width(box.name, 13, bold=box in sheet.endings), width(box.below, 11)) <= box.width
    assert len({box.y for box in sheet.endings}) == 1
    assert sheet.endings[0].y > max(bend.y for route in sheet.routes for bend in route.bends[:-1])
    assert sheet.passages[0].y == min(box.y for box in boxes)


def test_lines_pass_beside_boxes(la_la_land: StoryMap) -> None:
    sheet = laid_out(la_la_land)
    boxes = [*sheet.passages, *sheet.endings]
    for route in sheet.routes:
        for bend in route.bends[1:-1]:
            for box in boxes:
                assert abs(bend.x - box.x) > box.width / 2 or abs(bend.y - box.y) > HEIGHT / 2


def test_what_is_only_visited(la_la_land: StoryMap) -> None:
    sheet = laid_out(la_la_land)
    tune = next(n for n, one in enumerate(la_la_land.passages) if one.name == "tune")
    visits = [n for n, step in enumerate(la_la_land.steps) if step.target == tune]
    assert len(visits) >= 5 and all(la_la_land.steps[n].returns and not sheet.routes[n].bends for n in visits)
    assert all("↩ tune" in sheet.passages[la_la_land.steps[n].source].below for n in visits)
    assert any("returned from" in said for _, _, said in sheet.headings)
    audition = next(
        step for step in la_la_land.steps if step.target is not None and la_la_land.passages[step.target].name == "audition"
    )
    assert audition.returns
    assert not next(step for step in la_la_land.steps if step.target == 1).returns


def test_an_svg_is_whole_and_harmless(drawn: StoryMap) -> None:
    svg = to_svg(drawn, laid_out(drawn))
    root = ElementTree.fromstring(svg)
    assert not [e for e in root.iter() if e.tag.endswith("script") or any(name.startswith("on") for name in e.attrib)]
    assert 'alert("1")' in root.attrib["aria-label"]
    assert svg.count('class="ending"') == len(drawn.endings)
    assert 'class="passage never"' in svg and 'class="way back"' in svg and 'class="lost"' in svg
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


def test_other_tools_read_it(drawn: StoryMap) -> None:
    dot = to_dot(drawn)
    assert dot.count("->") == len(drawn.steps)
    assert all(line.count('"') - line.count('\\"') in (0, 2, 4, 6) for line in dot.splitlines())
    mermaid = to_mermaid(drawn)
    assert mermaid.startswith("flowchart TD\n")
    assert not re.search(r"<(?!br/>)", mermaid)


def test_a_large_map_is_taken_together(la_la_land: StoryMap) -> None:
    small = readable(la_la_land, 50)
    assert len(small.passages) <= 50
    assert sum(p.words for p in small.passages) == sum(p.words for p in la_la_land.passages)
    years = next(p for p in small.passages if p.name.startswith("years ("))
    assert years.seen == max(p.seen or 0 for p in la_la_land.passages if p.name.startswith("years."))
    one = grouped(la_la_land, ["all"] * len(la_la_land.passages))
    assert [step.target for step in one.steps] == [None] * len(la_la_land.endings)
    assert sum(step.traffic for step in one.steps) == pytest.approx(1)
