"""The look that all drawings share: colours by ending, and type."""

from __future__ import annotations

COLOURS = (
    "#0072b2", "#c44e00", "#00805d", "#b0568a", "#8a6508", "#2f7fb0", "#7b3294", "#8c510a",
    "#1b7837", "#c51b7d", "#4d4d4d", "#a85f00", "#35478c", "#a3342c", "#4f7a00", "#006d77",
)  # fmt: skip
"""Colours of endings, in a cycle: white on each can be read (WCAG AA), and most eyes tell neighbours apart."""
FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif'


def colour(ending: int) -> str:
    """The colour of an ending, the same in every drawing."""
    return COLOURS[ending % len(COLOURS)]
