"""A map as SVG: boxes for passages, pills for endings, ways between them as wide as they are travelled."""

from __future__ import annotations

import math
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from epilogue.questions.story_map.answer import LinkLoss, Passage, PassageLink, StoryMap
from epilogue.views.svg.map_layout import HEIGHT, MARGIN, Bend, MapLayout, PlacedBox, Route
from epilogue.views.svg.measure import width
from epilogue.views.svg.palette import FONTS, colour
from epilogue.views.text import words
from epilogue.views.text.endings import label
from epilogue.views.text.places import file_name

STYLE = f"""
.map{{--ink:#1d2430;--paper:#fdfcf9;--line:#8a93a3;--box:#ffffff;--faint:#6b7280;--quiet:#4f5866;--tint:#3b6ea5;
font-family:{FONTS};font-size:13px}}
@media (prefers-color-scheme:dark){{.map{{
--ink:#e8e6e1;--paper:#15181d;--line:#7d8796;--box:#1e232b;--faint:#939ba8;--quiet:#b3bac5;--tint:#7fb0e6}}
.map .hue{{filter:brightness(1.5)}}}}
.map .sheet{{fill:var(--paper)}}.map text{{fill:var(--ink);text-anchor:middle}}
.map .box{{fill:var(--box);stroke:var(--line);stroke-width:1.2}}.map .tint{{fill:var(--tint)}}
.map .odds{{font-size:11px;fill:var(--quiet)}}.map .way{{fill:none;stroke:var(--line)}}
.map .back{{stroke-dasharray:6 4}}.map .visit{{stroke-dasharray:1.5 3.5}}.map .head{{fill:var(--line)}}
.map .never .box{{stroke:var(--faint);stroke-dasharray:4 3}}.map .never text{{fill:var(--faint)}}
.map .ending text{{fill:#ffffff;font-weight:600}}
.map .heading{{text-anchor:start;fill:var(--quiet);font-size:12px}}.map .title{{text-anchor:start;font-size:20px;font-weight:600}}
""".strip()
TOP, LEGEND = 58, 22
"""Height of the title above a map that stands alone, and of a line of its legend below."""


def to_svg(drawn: StoryMap, sheet: MapLayout, alone: bool = False) -> str:
    """The map as one SVG document, whole in itself; texts of the story are escaped. ``alone``: it is no part of a page, and has
    its title above and what the signs mean below."""
    wide = math.ceil(max(sheet.width, 480) if alone else sheet.width)
    legend, below = _legend(drawn, sheet, wide) if alone else ("", 0)
    top = TOP if alone else 0
    high = math.ceil(sheet.height) + top + below
    most = max((step.traffic for step in drawn.steps), default=1.0) or 1.0
    title = quoteattr(f"Map of {words.clean(drawn.story)}")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="0 {-top} {wide} {high}" width="{wide}" height="{high}" '
        f'role="img" aria-label={title}>',
        f"<style>{STYLE}</style>",
        f'<rect class="sheet" y="{-top}" width="{wide}" height="{high}"/>',
    ]
    if alone:
        parts.append(_title(drawn))
    parts += [f'<text class="heading" x="{x:.1f}" y="{y:.1f}">{escape(heading)}</text>' for x, y, heading in sheet.headings]
    parts += [_way(drawn, step, route, most) for step, route in zip(drawn.steps, sheet.routes, strict=True) if route.bends]
    parts += [_passage(number, passage, sheet.passages[number]) for number, passage in enumerate(drawn.passages)]
    parts += [_ending(drawn, number, sheet.endings[number]) for number in range(len(drawn.endings))]
    return "\n".join([*parts, legend, "</svg>", ""])


def _title(drawn: StoryMap) -> str:
    summary = words.plural(len(drawn.endings), "ending")
    within = ", within each conversation" if drawn.game else ""
    odds = f"; odds of a reader who chooses at random{within}"
    summary += odds if drawn.complete else " found; the search stopped early, there may be more"
    return (
        f'<text class="title" x="{MARGIN:g}" y="{38 - TOP}">{escape(words.clean(drawn.story))}</text>'
        f'<text class="heading" x="{MARGIN:g}" y="{58 - TOP}">{summary}</text>'
    )


def _legend(drawn: StoryMap, sheet: MapLayout, wide: float) -> tuple[str, int]:
    """The legend of the signs used, and its height."""
    back = any(route.back for route in sheet.routes)
    visit = any(step.returns and route.bends for step, route in zip(drawn.steps, sheet.routes, strict=True))
    lost = next(
        (loss for step, route in zip(drawn.steps, sheet.routes, strict=True) if route.bends for loss in _for_good(step)), None
    )
    signs = ['<path class="way" d="M0 0h22" stroke-width="4"/>'], ["the wider a line, the more often it is taken"]
    if back:
        signs[0].append('<path class="way back" d="M0 0h22" stroke-width="1.5"/>')
        signs[1].append("leads back")
    if visit:
        signs[0].append('<path class="way visit" d="M0 0h22" stroke-width="1.5"/>')
        signs[1].append("a visit: play comes back")
    if lost is not None:
        signs[0].append(f'<path d="M11 -5l5 5l-5 5l-5 -5z" fill="{colour(lost.ending)}"/>')
        signs[1].append("from here on, the ending of that colour is out of reach")
    if any(passage.seen for passage in drawn.passages):
        signs[0].append(f'<rect class="tint" x="2" y="-6" width="18" height="12" rx="3" opacity="{_tint(1.0)}"/>')
        signs[1].append("the more colour in a box, the likelier it is seen")
    x, y = MARGIN, sheet.height
    parts = []
    for sign, meaning in zip(*signs, strict=True):
        long = 30 + width(meaning, 12) + 22
        if x > MARGIN and x + long > wide:
            x, y = MARGIN, y + LEGEND
        parts.append(f'<g transform="translate({x:.1f} {y:.1f})">{sign}<text class="heading" x="30" y="4">{meaning}</text></g>')
        x += long
    return "".join(parts), math.ceil(y - sheet.height + LEGEND)


def _way(drawn: StoryMap, step: PassageLink, route: Route, most: float) -> str:
    """One step: a smooth line, an arrow head, and a mark for each ending it puts out of reach."""
    thick = 1.0 + 4.0 * math.sqrt(min(step.traffic / most, 1.0))
    target = drawn.passages[step.target].name if step.target is not None else label(drawn.endings[step.ending or 0], 40)
    often = words.share_of(step.traffic, "playthroughs") if step.traffic < 1 else f"{step.traffic:.1f} times per playthrough"
    facts = [f"{drawn.passages[step.source].name} → {target}" + (", and back" if step.returns else ""), often]
    facts += [f"rules out {label(drawn.endings[lost.ending], 60)}" for lost in _for_good(step)]
    stroke = f' style="stroke:{colour(step.ending)}"' if step.ending is not None else ""
    kind = "way visit" if step.returns else "way back" if route.back else "way"
    hue = " hue" if step.ending is not None else ""
    filled = f' style="fill:{colour(step.ending)}"' if step.ending is not None else ""
    ending = "" if step.ending is None else f' data-ending="{step.ending}"'
    to = "" if step.target is None else f' data-to="{step.target}"'
    marks = "".join(_mark(route.bends, n, lost.ending) for n, lost in enumerate(_for_good(step)))
    path, heads = _loop(route.bends, 4 + thick) if step.source == step.target else _line(route.bends, 4 + thick, step.returns)
    return (
        f'<g class="step" data-from="{step.source}"{to}{ending}><title>{escape(words.clean("; ".join(facts)))}</title>'
        f'<path class="{kind}{hue}" d="{path}" stroke-width="{thick:.1f}"{stroke}/>'
        f'<path class="head{hue}" d="{heads}"{filled}/>{marks}</g>'
    )


def _for_good(step: PassageLink) -> list[LinkLoss]:
    """The endings that the step puts out of reach each time it is taken."""
    return [lost for lost in step.lost if lost.share > 1 - 1e-9]


def _mark(bends: tuple[Bend, ...], number: int, ending: int) -> str:
    """A point of no return: a diamond near the start of the line, in the colour of the ending that is lost."""
    x, y = _along(bends[0], bends[1], 15.0 + 12.0 * number)
    return (
        f'<path class="lost" data-ending="{ending}" d="M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z" fill="{colour(ending)}" '
        f'stroke="var(--paper)" stroke-width="1"/>'
    )


def _along(start: Bend, other: Bend, far: float) -> tuple[float, float]:
    """The point of a curve so far from its beginning, or near its end if it is shorter."""
    half = (other.y - start.y) / 2
    x2, x3 = start.x + start.slope * half, other.x - other.slope * half
    x, y = start.x, start.y
    for step in range(1, 46):
        t = step / 50
        before = x, y
        x = start.x * (1 - t) ** 3 + 3 * x2 * t * (1 - t) ** 2 + 3 * x3 * t * t * (1 - t) + other.x * t**3
        y = start.y + 2 * half * (1.5 * t - 1.5 * t * t + t**3)
        far -= math.hypot(x - before[0], y - before[1])
        if far <= 0:
            break
    return x, y


def _line(bends: tuple[Bend, ...], head: float, both: bool) -> tuple[str, str]:
    """A smooth line through the bends that ends where its arrow head begins, and the head; ``both``: one at its start, too."""
    down = 1 if bends[-1].y > bends[0].y else -1
    first, last = bends[0], bends[-1]
    heads = _head(last, down, head)
    if both:
        heads += _head(first, -down, head)
        bends = (first._replace(y=first.y + down * head), *bends[1:])
    bends = (*bends[:-1], last._replace(y=last.y - down * head))
    path = f"M{bends[0].x:.1f} {bends[0].y:.1f}"
    for start, other in pairwise(bends):
        half = (other.y - start.y) / 2
        if start.slope == other.slope and abs(start.x + 2 * half * start.slope - other.x) < 0.1:
            path += f"L{other.x:.1f} {other.y:.1f}"
        else:
            path += (
                f"C{start.x + start.slope * half:.1f} {start.y + half:.1f} "
                f"{other.x - other.slope * half:.1f} {other.y - half:.1f} {other.x:.1f} {other.y:.1f}"
            )
    return path, heads


def _loop(bends: tuple[Bend, ...], head: float) -> tuple[str, str]:
    """Round from the side of a box to the same side."""
    (x, y, _), (far, _, _), (_, end, _) = bends
    reach = x + (far - x) * 4 / 3
    path = f"M{x:.1f} {y:.1f}C{reach:.1f} {y - 8:.1f} {reach:.1f} {end + 8:.1f} {x + head - 1:.1f} {end:.1f}"
    return path, f"M{x:.1f} {end:.1f}l{head:.1f} {-head / 2:.1f}v{head:.1f}z"


def _head(tip: Bend, down: int, size: float) -> str:
    """An arrow head; the line comes in upright."""
    return f"M{tip.x:.1f} {tip.y:.1f}l{-size / 2:.1f} {-down * size:.1f}h{size:.1f}z"


def _tint(seen: float) -> str:
    return f"{0.05 + 0.3 * seen:.2f}"


def _passage(number: int, passage: Passage, box: PlacedBox) -> str:
    kind = "passage never" if passage.seen == 0 else "passage"
    where = f"{passage.name}, {file_name(passage.file)}, line {passage.line}: {passage.odds_text}; "
    where += words.plural(passage.words, "word")
    if passage.why:
        where += f"; {passage.why}"
    frame = f'x="{box.x - box.width / 2:.1f}" y="{box.y - HEIGHT / 2:.1f}" width="{box.width:.1f}" height="{HEIGHT:g}" rx="9"'
    tint = f'<rect class="tint" {frame} opacity="{_tint(passage.seen)}"/>' if passage.seen else ""
    return (
        f'<g class="{kind}" data-passage="{number}" tabindex="0"><title>{escape(words.clean(where))}</title>'
        f'<rect class="box" {frame}/>{tint}{_texts(box)}</g>'
    )


def _ending(drawn: StoryMap, number: int, box: PlacedBox) -> str:
    ending = drawn.endings[number]
    title = words.clean(f"{label(ending, 200)}: {words.odds(ending.odds)}")
    return (
        f'<g class="ending" data-ending="{number}" tabindex="0"><title>{escape(title)}</title>'
        f'<rect x="{box.x - box.width / 2:.1f}" y="{box.y - HEIGHT / 2:.1f}" width="{box.width:.1f}" '
        f'height="{HEIGHT:g}" rx="22" fill="{colour(number)}"/>{_texts(box, "fill:#fff")}</g>'
    )


def _texts(box: PlacedBox, style: str = "") -> str:
    style = style and f' style="{style}"'
    return (
        f'<text x="{box.x:.1f}" y="{box.y - 2:.1f}">{escape(box.name)}</text>'
        f'<text class="odds"{style} x="{box.x:.1f}" y="{box.y + 14:.1f}">{escape(box.below)}</text>'
    )
