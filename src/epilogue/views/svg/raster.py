"""A drawing as PNG, by resvg: the same look as the SVG, in its light colours."""

from __future__ import annotations

import math
import re

from epilogue.views.svg.palette import FONTS

ZOOM = 2.0
LONGEST, PIXELS = 16_000, 40_000_000
"""A picture with a longer side, or with more pixels, is drawn smaller: few programs would show it."""
_VARIABLE = re.compile(r"(--[a-z]+):([^;}]+);?")
_SIZE = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')


def as_file(svg: str, path: str) -> bytes:
    """A drawing as the content of a file with this name: a picture for ``.png``."""
    return to_png(svg) if path.lower().endswith(".png") else svg.encode("utf-8", "replace")


def to_png(svg: str) -> bytes:
    """The picture, ``ZOOM`` pixels for each of the drawing's as far as it can be shown. resvg knows no variables, no dark
    colours and no fonts of a system's own: they are settled first."""
    import resvg_py

    light = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^}]*\})*\s*\}", "", svg).replace(FONTS, "sans-serif")
    light = light.encode("utf-8", "replace").decode()  # a file name may hold undecodable bytes
    for name, value in _VARIABLE.findall(light):
        light = light.replace(f"var({name})", value)
    light = _VARIABLE.sub("", light)
    size, zoom = _SIZE.search(light), ZOOM
    if size is not None:
        wide, high = float(size[1]), float(size[2])
        zoom = min(ZOOM, LONGEST / max(wide, high), math.sqrt(PIXELS / (wide * high)))
    return bytes(resvg_py.svg_to_bytes(svg_string=light, zoom=zoom, sans_serif_family="DejaVu Sans"))
