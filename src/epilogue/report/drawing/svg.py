"""A map as SVG: boxes for passages, pills for endings, ways between them as wide as they are travelled."""

from __future__ import annotations

import math
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from epilogue.report import words
from epilogue.report.answers.story_map import Lost, Passage, Step, StoryMap
from epilogue.report.drawing.sheet import HEIGHT, WIDTH, Point, Route, Sheet
from epilogue.report.terminal import label

COLOURS = (
    "#0072b2", "#c44e00", "#00805d", "#b0568a", "#8a6508", "#2f7fb0", "#7b3294", "#8c510a",
    "#1b7837", "#c51b7d", "#4d4d4d", "#a85f00", "#35478c", "#a3342c", "#4f7a00", "#006d77",
)  # fmt: skip
"""By ending, again from the first after the last: white on each can be read (WCAG AA), and most eyes tell neighbours apart."""

STYLE = """
.map{--ink:#1d2430;--paper:#fdfcf9;--line:#8a93a3;--box:#ffffff;--faint:#6b7280;--quiet:#4f5866;--tint:#3b6ea5;
font:13px/1.25 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
@media (prefers-color-scheme:dark){.map{
--ink:#e8e6e1;--paper:#15181d;--line:#7d8796;--box:#1e232b;--faint:#939ba8;--quiet:#b3bac5;--tint:#7fb0e6}}
.map .sheet{fill:var(--paper)}.map text{fill:var(--ink);text-anchor:middle}
.map .box{fill:var(--box);stroke:var(--line);stroke-width:1.2}.map .tint{fill:var(--tint)}
.map .odds{font-size:11px;fill:var(--quiet)}.map .way{fill:none;stroke:var(--line)}
.map .back{stroke-dasharray:5 4}.map .head{fill:var(--line)}
.map .never .box{stroke:var(--faint);stroke-dasharray:4 3}.map .never text{fill:var(--faint)}
.map .ending text{fill:#ffffff;font-weight:600}
""".strip()


def colour(ending: int) -> str:
    """The colour of an ending, the same in every drawing."""
    return COLOURS[ending % len(COLOURS)]


def to_svg(drawn: StoryMap, sheet: Sheet) -> str:
    """The map as one SVG document, whole in itself; texts of the story are escaped."""
    wide, high = math.ceil(sheet.width), math.ceil(sheet.height)
    most = max((step.traffic for step in drawn.steps), default=1.0) or 1.0
    title = quoteattr(f"Map of {words.clean(drawn.story)}")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
        f'role="img" aria-label={title}>',
        f"<style>{STYLE}</style>",
        f'<rect class="sheet" width="{wide}" height="{high}"/>',
    ]
    parts += [_way(drawn, step, route, most) for step, route in zip(drawn.steps, sheet.routes, strict=True)]
    parts += [_passage(number, one, sheet.passages[number]) for number, one in enumerate(drawn.passages)]
    parts += [_ending(drawn, number, sheet.endings[number]) for number in range(len(drawn.endings))]
    return "\n".join([*parts, "</svg>", ""])


def _way(drawn: StoryMap, step: Step, route: Route, most: float) -> str:
    """One step: a smooth line, an arrow head, and a mark for each ending it puts out of reach."""
    thick = 1.0 + 6.0 * math.sqrt(min(step.traffic / most, 1.0))
    target = drawn.passages[step.target].name if step.target is not None else label(drawn.endings[step.ending or 0], 40)
    often = f"{words.chance(step.traffic)} playthroughs" if step.traffic < 1 else f"{step.traffic:.1f} times in a playthrough"
    told = [f"{drawn.passages[step.source].name} → {target}", often]
    told += [f"after this, no more: {label(drawn.endings[lost.ending], 60)}" for lost in _for_good(step)]
    stroke = f' style="stroke:{colour(step.ending)}"' if step.ending is not None else ""
    kind = "way back" if route.back else "way"
    tip, before = route.points[-1], route.points[-2]
    head = _head(tip, before, 4 + thick)
    filled = f' style="fill:{colour(step.ending)}"' if step.ending is not None else ""
    ending = "" if step.ending is None else f' data-ending="{step.ending}"'
    to = "" if step.target is None else f' data-to="{step.target}"'
    marks = "".join(_mark(route.points, n, lost.ending) for n, lost in enumerate(_for_good(step)))
    return (
        f'<g class="step" data-from="{step.source}"{to}{ending}><title>{escape(words.clean("; ".join(told)))}</title>'
        f'<path class="{kind}" d="{_curve(route.points)}" stroke-width="{thick:.1f}"{stroke}/>'
        f'<path class="head" d="{head}"{filled}/>{marks}</g>'
    )


def _for_good(step: Step) -> list[Lost]:
    """The endings that the step puts out of reach each time it is taken."""
    return [lost for lost in step.lost if lost.share > 1 - 1e-9]


def _mark(points: tuple[Point, ...], number: int, ending: int) -> str:
    """A point of no return: a diamond near the start of the line, in the colour of the ending that is lost."""
    (x1, y1), (x2, y2) = points[0], points[1]
    long = math.hypot(x2 - x1, y2 - y1) or 1.0
    far = min(14 + 11 * number, long * 0.8)
    x, y = x1 + (x2 - x1) * far / long, y1 + (y2 - y1) * far / long
    return (
        f'<path class="lost" data-ending="{ending}" d="M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z" fill="{colour(ending)}" '
        f'stroke="var(--paper)" stroke-width="1"/>'
    )


def _curve(points: tuple[Point, ...]) -> str:
    """A smooth line through the points: vertical at its ends, between them as steep as from the point before to the one after
    (Catmull and Rom, 1974)."""
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    last = len(points) - 1
    slopes = [0.0] * len(points)
    for n in range(1, last):
        rise = points[n + 1][1] - points[n - 1][1]
        slopes[n] = (points[n + 1][0] - points[n - 1][0]) / rise if rise else 0.0
    for n, ((x1, y1), (x2, y2)) in enumerate(pairwise(points)):
        third = (y2 - y1) / (3 if 0 < n < last - 1 else 2)
        path += (
            f"C{x1 + slopes[n] * third:.1f} {y1 + third:.1f} {x2 - slopes[n + 1] * third:.1f} {y2 - third:.1f} {x2:.1f} {y2:.1f}"
        )
    return path


def _head(tip: Point, before: Point, size: float) -> str:
    """An arrow head; the line comes in vertically, unless it comes from the side."""
    dx, dy = (0.0, tip[1] - before[1]) if abs(tip[1] - before[1]) > 1 else (tip[0] - before[0], 0.0)
    long = math.hypot(dx, dy) or 1.0
    ux, uy = dx / long, dy / long
    x, y = tip[0] - ux * size, tip[1] - uy * size
    side = size / 2
    corners = (tip, (x - uy * side, y + ux * side), (x + uy * side, y - ux * side))
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in corners) + "z"


def _passage(number: int, passage: Passage, at: Point) -> str:
    x, y = at[0] - WIDTH / 2, at[1] - HEIGHT / 2
    seen = "not known" if passage.seen is None else "never" if not passage.seen else _odds(passage.seen)
    kind = "passage never" if passage.seen == 0 else "passage"
    where = f"{passage.name}, line {passage.line}: {seen}; {words.plural(passage.words, 'word')}"
    if passage.why:
        where += f"; {passage.why}"
    box = f'x="{x:.1f}" y="{y:.1f}" width="{WIDTH}" height="{HEIGHT}" rx="9"'
    tint = f'<rect class="tint" {box} opacity="{0.05 + 0.3 * (passage.seen or 0):.2f}"/>'
    return (
        f'<g class="{kind}" data-passage="{number}" tabindex="0"><title>{escape(words.clean(where))}</title>'
        f'<rect class="box" {box}/>{tint if passage.seen else ""}'
        f'<text x="{at[0]:.1f}" y="{at[1] - 2:.1f}">{escape(_short(passage.name))}</text>'
        f'<text class="odds" x="{at[0]:.1f}" y="{at[1] + 14:.1f}">{escape(seen)}</text></g>'
    )


def _ending(drawn: StoryMap, number: int, at: Point) -> str:
    ending = drawn.endings[number]
    x, y = at[0] - WIDTH / 2, at[1] - HEIGHT / 2
    name, odds = label(ending, 200), words.odds(ending.odds)
    return (
        f'<g class="ending" data-ending="{number}" tabindex="0"><title>{escape(words.clean(f"{name}: {odds}"))}</title>'
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{WIDTH}" height="{HEIGHT}" rx="22" fill="{colour(number)}"/>'
        f'<text x="{at[0]:.1f}" y="{at[1] - 2:.1f}">{escape(_short(label(ending, 24)))}</text>'
        f'<text class="odds" style="fill:#fff" x="{at[0]:.1f}" y="{at[1] + 14:.1f}">{escape(odds)}</text></g>'
    )


def _odds(share: float) -> str:
    return "always" if share > 1 - 1e-9 else words.chance(share)


def _short(name: str) -> str:
    """A name that fits its box: of a path that is too long, the end."""
    name = words.clean(name)
    if len(name) <= 24:
        return name
    last = name.rpartition(".")[2]
    return f"…{last}" if len(last) <= 22 and last != name else f"{name[:23]}…"
