"""The arcs along a playthrough as a picture: how the odds of each ending went, and below them the variables that changed."""

from __future__ import annotations

from epilogue.questions.why import arcs
from epilogue.questions.why.answer import WhyPlay
from epilogue.questions.why.arcs import Curve
from epilogue.views.svg.figure import PERCENTS, apart, document, line, text, tooltip
from epilogue.views.svg.measure import fitted
from epilogue.views.svg.palette import colour
from epilogue.views.text import words

WIDTH, LEFT, RIGHT, TOP, PLOT, ROW = 1000.0, 60.0, 250.0, 76.0, 340.0, 34.0


def svg(answer: WhyPlay) -> str:
    """The whole picture."""
    curves, variables = arcs.endings(answer), arcs.variables(answer)
    points, bottom = len(answer.odds), TOP + PLOT
    title = f"{words.clean(answer.story)}: the odds of each ending, choice by choice"
    parts = [text(LEFT, 34, fitted(title, WIDTH - LEFT - 20, 17, True), "strong title")]
    for percent in PERCENTS:
        y = bottom - PLOT * percent / 100
        parts += [line("grid", LEFT, y, WIDTH - RIGHT, y), text(LEFT - 8, y + 4, f"{percent}%", anchor="end")]
    for number, step in enumerate(answer.turning, 1):
        x = _x(step + 1, points)
        name = f"{number}: {arcs.moment(answer.steps[step])}"
        parts.append(
            f"<g>{tooltip(name)}{line('turning', x, TOP, x, bottom)}{text(x, TOP - 8, str(number), 'strong', 'middle')}</g>"
        )
    for curve in reversed(curves):
        path = "L".join(f"{_x(p, points):.1f} {bottom - PLOT * value:.1f}" for p, value in enumerate(curve.heights))
        thick = 3.5 if curve.own else 1.8
        parts.append(
            f'<path class="hue" d="M{path}" fill="none" stroke="{colour(curve.number)}" stroke-width="{thick}" '
            f'stroke-linejoin="round">{tooltip(curve.label)}</path>'
        )
    right = WIDTH - RIGHT
    for curve, y in zip(curves, apart([bottom - PLOT * curve.heights[-1] for curve in curves], bottom - 2), strict=True):
        parts.append(f'<circle class="hue" cx="{right + 14}" cy="{y:.1f}" r="5" fill="{colour(curve.number)}"/>')
        name = fitted(curve.label, RIGHT - 32, 13, curve.own)
        parts.append(text(right + 25, y + 4.5, name, "strong" if curve.own else ""))
    parts += [text(_x(point, points), bottom + 19, str(number), anchor="middle") for number, point in _ticks(answer)]
    parts.append(text(right + 14, bottom + 19, "← number of the choice"))
    top = bottom + 38
    for curve in variables:
        parts += _variable(curve, top, points)
        top += ROW
    for number, step in enumerate(answer.turning, 1):
        parts.append(text(LEFT, top + 14, fitted(f"{number}: {arcs.moment(answer.steps[step])}", WIDTH - LEFT - 20, 13)))
        top += 19
    return document(WIDTH, top + 22, title, parts)


def _x(point: int, points: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * point / max(points - 1, 1)


def _ticks(answer: WhyPlay) -> list[tuple[int, int]]:
    """(number of a choice, the point after it), some of them."""
    choices = [(step.number, step.at + 1) for step in answer.steps if step.number is not None]
    every = max(len(choices) // 12, 1)
    return choices[every - 1 :: every]


def _variable(curve: Curve, top: float, points: int) -> list[str]:
    """A variable as a small line of steps below the plot."""
    room = ROW - 14
    corners: list[str] = []
    for point, value in enumerate(curve.heights):
        y = top + room * (1 - value)
        if corners:
            corners.append(f"{_x(point, points):.1f} {top + room * (1 - curve.heights[point - 1]):.1f}")
        corners.append(f"{_x(point, points):.1f} {y:.1f}")
    least, greatest = curve.range or (0.0, 1.0)
    caption = f"{curve.label}: {least:g} to {greatest:g}"
    return [
        f'<path class="other" d="M{"L".join(corners)}" stroke-width="1.3">{tooltip(caption)}</path>',
        text(WIDTH - RIGHT + 14, top + room / 2 + 4, fitted(caption, RIGHT - 20, 13)),
    ]
