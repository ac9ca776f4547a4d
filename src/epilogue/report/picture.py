"""The arcs along a playthrough as a picture: SVG, written by hand, or PNG, drawn by matplotlib (the extra ``png``)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from epilogue.report import arcs, who_reads, words
from epilogue.report.answers.why import WhyPlay
from epilogue.report.arcs import Curve

WIDTH, LEFT, RIGHT, TOP, PLOT, ROW = 1000, 60, 230, 70, 340, 34
COLOURS = (
    "#c1440e",
    "#1f6f8b",
    "#6a994e",
    "#7b4b94",
    "#b5651d",
    "#3a5a98",
    "#a23e48",
    "#4f7942",
    "#8a6d3b",
    "#5b5b8c",
    "#2a9d8f",
    "#9c6644",
)
TEXT, FAINT = "#222222", "#bbbbbb"


def svg(answer: WhyPlay) -> str:
    """The whole picture."""
    curves, variables = arcs.endings(answer), arcs.variables(answer)
    points = len(answer.odds)
    bottom = TOP + PLOT
    height = bottom + 60 + ROW * len(variables) + 18 * len(answer.turning)
    title = f"{words.clean(answer.story)}: the odds of each ending, choice by choice"
    if answer.readers is not None:
        title += f", {who_reads.how(answer.readers)}"
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'font-family="sans-serif" font-size="13" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        _text(LEFT, 32, title, size=17, bold=True),
    ]
    for percent in (0, 25, 50, 75, 100):
        y = bottom - PLOT * percent / 100
        out.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#e6e6e6"/>')
        out.append(_text(LEFT - 8, y + 4, f"{percent}%", end=True))
    for number, place in enumerate(answer.turning, 1):
        x = _x(place + 1, points)
        out.append(f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{bottom}" stroke="{FAINT}" stroke-dasharray="3 4"/>')
        out.append(_text(x, TOP - 8, str(number), middle=True))
    for n, curve in reversed(list(enumerate(curves))):
        path = " ".join(f"{_x(p, points):.1f},{bottom - PLOT * value:.1f}" for p, value in enumerate(curve.heights))
        width = 3 if curve.own else 1.5
        out.append(
            f'<polyline points="{path}" fill="none" stroke="{_colour(n)}" stroke-width="{width}" stroke-linejoin="round"/>'
        )
    for n, y in enumerate(_apart([bottom - PLOT * curve.heights[-1] for curve in curves])):
        out.append(_text(WIDTH - RIGHT + 12, y + 4, curves[n].label, bold=curves[n].own, colour=_colour(n)))
    out += [_text(_x(point, points), bottom + 18, str(number), middle=True) for number, point in _ticks(answer)]
    top = bottom + 34
    for curve in variables:
        out += _variable(curve, top, points)
        top += ROW
    for number, place in enumerate(answer.turning, 1):
        out.append(_text(LEFT, top + 14, f"{number}: {arcs.moment(answer.steps[place])}"))
        top += 18
    return "\n".join([*out, "</svg>"]) + "\n"


def _x(point: int, points: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * point / max(points - 1, 1)


def _colour(n: int) -> str:
    return COLOURS[n % len(COLOURS)]


def _ticks(answer: WhyPlay) -> list[tuple[int, int]]:
    """(number of a choice, the point after it), some of them."""
    choices = [(step.number, step.at + 1) for step in answer.steps if step.number is not None]
    every = max(len(choices) // 12, 1)
    return choices[every - 1 :: every]


def _apart(heights: Sequence[float], gap: float = 15.0) -> list[float]:
    """The labels' heights, moved apart so that none covers another, upwards where there is no room below."""
    order = sorted(range(len(heights)), key=lambda n: heights[n])
    placed = list(heights)
    lowest = TOP + PLOT + 6.0
    for before, n in pairwise(order):
        placed[n] = max(placed[n], placed[before] + gap)
    for n in reversed(order):
        placed[n] = min(placed[n], lowest)
        lowest = placed[n] - gap
    return placed


def _variable(curve: Curve, top: float, points: int) -> list[str]:
    """A variable as a small line of steps below the plot."""
    room = ROW - 14
    corners: list[str] = []
    for point, value in enumerate(curve.heights):
        y = top + room * (1 - value)
        if corners:
            corners.append(f"{_x(point, points):.1f},{top + room * (1 - curve.heights[point - 1]):.1f}")
        corners.append(f"{_x(point, points):.1f},{y:.1f}")
    least, greatest = curve.range or (0.0, 1.0)
    return [
        f'<polyline points="{" ".join(corners)}" fill="none" stroke="#777777" stroke-width="1.2"/>',
        _text(WIDTH - RIGHT + 12, top + room / 2 + 4, f"{curve.label}: {least:g} to {greatest:g}", colour="#555555"),
    ]


def _text(
    x: float, y: float, text: str, size: int = 13, bold: bool = False, end: bool = False, middle: bool = False, colour: str = TEXT
) -> str:
    anchor = ' text-anchor="end"' if end else ' text-anchor="middle"' if middle else ""
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}"{anchor}{weight}>{escape(words.clean(text))}</text>'


def png(answer: WhyPlay) -> bytes:
    """The same, drawn by matplotlib. Raises ImportError where it is not installed."""
    import io

    from matplotlib.backends.backend_agg import FigureCanvasAgg  # type: ignore[import-not-found,unused-ignore]
    from matplotlib.figure import Figure  # type: ignore[import-not-found,unused-ignore]

    curves, variables = arcs.endings(answer), arcs.variables(answer)
    figure = Figure(figsize=(11, 5.5 + 0.4 * len(variables)), dpi=120, layout="constrained")
    FigureCanvasAgg(figure)
    ratios = [8, *[0.7] * len(variables)]
    axes = figure.subplots(len(ratios), 1, sharex=True, squeeze=False, gridspec_kw={"height_ratios": ratios})[:, 0]
    title = f"{words.clean(answer.story)}: the odds of each ending, choice by choice"
    axes[0].set_title(_plain(title))
    for n, curve in enumerate(curves):
        axes[0].plot(
            [100 * value for value in curve.heights],
            color=_colour(n),
            linewidth=3 if curve.own else 1.5,
            label=_plain(curve.label),
        )
    for place in answer.turning:
        axes[0].axvline(place + 1, color=FAINT, linestyle=":")
    axes[0].set_ylim(0, 102)
    axes[0].yaxis.set_major_formatter("{x:.0f}%")
    axes[0].legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    for axis, curve in zip(axes[1:], variables, strict=True):
        axis.plot(curve.heights, drawstyle="steps-post", color="#777777")
        axis.set_ylabel(_plain(curve.label), rotation=0, ha="right", va="center")
        axis.set_yticks([])
    axes[-1].set_xticks([point for _, point in _ticks(answer)], [str(number) for number, _ in _ticks(answer)])
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Title": title})
    return out.getvalue()


def _plain(text: str) -> str:
    """A text that matplotlib does not read as mathematics, nor as no label at all."""
    return text.replace("$", r"\$").lstrip("_")
