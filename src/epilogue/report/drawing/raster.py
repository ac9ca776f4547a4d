"""A drawing as PNG, by resvg: the same look as the SVG, in its light colours."""

from __future__ import annotations

import re

_VARIABLE = re.compile(r"(--[a-z]+):([^;}]+)")


def to_png(svg: str, zoom: float = 2.0) -> bytes:
    """The picture, ``zoom`` pixels for each of the drawing's. resvg knows no variables and no dark colours: they are settled
    first."""
    import resvg_py

    light = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^}]*\})*\s*\}", "", svg)
    for name, value in _VARIABLE.findall(light):
        light = light.replace(f"var({name})", value)
    return bytes(resvg_py.svg_to_bytes(svg_string=light, zoom=zoom, sans_serif_family="DejaVu Sans"))
