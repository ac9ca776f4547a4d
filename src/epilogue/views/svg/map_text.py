"""A map in other tools' formats: Graphviz's DOT, and Mermaid for pages that draw it themselves."""

from __future__ import annotations

from epilogue.questions.story_map.answer import StoryMap
from epilogue.views.svg.palette import colour
from epilogue.views.text import words
from epilogue.views.text.endings import label


def to_dot(drawn: StoryMap) -> str:
    """The map for Graphviz (https://graphviz.org/doc/info/lang.html)."""
    lines = [f"digraph {_dot(drawn.story)} {{", "  rankdir=TB;", '  node [shape=box, style=rounded, fontname="sans-serif"];']
    for number, passage in enumerate(drawn.passages):
        never = ", style=dashed" if passage.seen == 0 else ""
        lines.append(f"  p{number} [label={_dot(passage.name, passage.odds_text)}{never}];")
    for number, ending in enumerate(drawn.endings):
        name = _dot(label(ending, 40), words.odds(ending.odds))
        lines.append(f'  e{number} [label={name}, shape=oval, style=filled, fillcolor="{colour(number)}", fontcolor=white];')
    for step in drawn.steps:
        target = f"p{step.target}" if step.target is not None else f"e{step.ending}"
        visit = ", style=dotted, dir=both" if step.returns else ""
        lines.append(f"  p{step.source} -> {target} [penwidth={1 + 4 * min(step.traffic, 1):.2f}{visit}];")
    return "\n".join([*lines, "}", ""])


def to_mermaid(drawn: StoryMap) -> str:
    """The map as a Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html)."""
    lines = ["flowchart TD"]
    for number, passage in enumerate(drawn.passages):
        lines.append(f'  p{number}["{_mermaid(passage.name)}<br/>{passage.odds_text}"]')
    for number, ending in enumerate(drawn.endings):
        lines.append(f'  e{number}(["{_mermaid(label(ending, 40))}<br/>{words.odds(ending.odds)}"])')
        lines.append(f"  style e{number} fill:{colour(number)},color:#fff")
    for step in drawn.steps:
        target = f"p{step.target}" if step.target is not None else f"e{step.ending}"
        lines.append(f"  p{step.source} {'<-.->' if step.returns else '-->'} {target}")
    never = [f"p{number}" for number, passage in enumerate(drawn.passages) if passage.seen == 0]
    if never:
        lines.append(f"  style {','.join(never)} stroke-dasharray:4 3")
    return "\n".join([*lines, ""])


def _dot(*lines: str) -> str:
    """A quoted text of DOT."""
    escaped = (words.clean(line).replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return '"' + "\\n".join(escaped) + '"'


def _mermaid(text: str) -> str:
    """A text in a Mermaid label: what could end it, or be read as HTML, as a numbered entity."""
    return "".join(c if c.isalnum() or c in " _.,:…’“”-" else f"#{ord(c)};" for c in words.clean(text))
