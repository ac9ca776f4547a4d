"""The common parts of plots: their frame, their type and colours, in the light and in the dark."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from epilogue.views.svg.palette import FONTS
from epilogue.views.text import words

STYLE = f"""
.plot{{--ink:#1d2430;--soft:#4f5866;--line:#cfc8b8;--grid:#e9e4d8;--paper:#fdfcf9;--bar:#3b6ea5;font-family:{FONTS};font-size:13px}}
@media (prefers-color-scheme:dark){{.plot{{
--ink:#e8e6e1;--soft:#b3bac5;--line:#4a5360;--grid:#2a303a;--paper:#15181d;--bar:#7fb0e6}}.plot .hue{{filter:brightness(1.7)}}}}
.plot text{{fill:var(--soft)}}.plot .strong{{fill:var(--ink);font-weight:600}}.plot .title{{font-size:17px}}
.plot .sheet{{fill:var(--paper)}}.plot .axis{{stroke:var(--line);fill:none}}.plot .grid{{stroke:var(--grid);fill:none}}
.plot .best{{stroke:var(--ink);fill:none;stroke-dasharray:3 4}}.plot .bar{{fill:var(--bar)}}
.plot .turning{{stroke:var(--soft);stroke-dasharray:2 4}}.plot .other{{stroke:var(--soft);fill:none}}
""".strip()
PERCENTS = (0, 25, 50, 75, 100)
GAP = 16.0


def document(wide: float, high: float, title: str, parts: Sequence[str]) -> str:
    """A whole SVG, with its background; ``title``: for screen readers."""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="plot" viewBox="0 0 {wide:.0f} {high:.0f}" width="{wide:.0f}" '
            f'height="{high:.0f}" role="img" aria-label={quoteattr(words.clean(title))}><style>{STYLE}</style>',
            f'<rect class="sheet" width="{wide:.0f}" height="{high:.0f}" rx="6"/>',
            *parts,
            "</svg>",
            "",
        ]
    )


def text(x: float, y: float, content: str, kind: str = "", anchor: str = "") -> str:
    """A line of text; ``kind``: its classes, ``anchor``: middle or end where it does not begin at ``x``."""
    classes = f' class="{kind}"' if kind else ""
    anchored = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{classes}{anchored}>{escape(words.clean(content))}</text>'


def line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    """A straight line of this class."""
    return f'<path class="{kind}" d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"/>'


def tooltip(content: str) -> str:
    """A tooltip, for the element that it stands in."""
    return f"<title>{escape(words.clean(content))}</title>"


def apart(heights: Sequence[float], lowest: float) -> list[float]:
    """The labels' heights, moved apart so that none covers another, upwards where there is no room above ``lowest``."""
    order = sorted(range(len(heights)), key=lambda n: heights[n])
    placed = list(heights)
    for before, n in pairwise(order):
        placed[n] = max(placed[n], placed[before] + GAP)
    for n in reversed(order):
        placed[n] = min(placed[n], lowest)
        lowest = placed[n] - GAP
    return placed
