"""The screen of a search's profile: three lines if it was stopped, everything under -v."""

from __future__ import annotations

from epilogue.answers import Multiplier, Profile
from epilogue.views.text.layout import Paint, wrap
from epilogue.views.text.words import clean, count, plural

_FIRST = 3
_PLACES = 3


def draw_profile(profile: Profile, whole: bool, width: int, paint: Paint) -> list[str]:
    """Lines of a profile; none if nothing multiplies."""
    if not profile.multipliers:
        return []
    shown = profile.multipliers if whole else profile.multipliers[:_FIRST]
    title = "What makes the story so large, largest first:"
    if whole:
        looked = f"{count(profile.sampled)} of " if profile.sampled < profile.situations else ""
        title = (
            f"What makes the story so large, largest first ({looked}{plural(profile.situations, 'situation')}, "
            f"{plural(profile.menus, 'different menu')}):"
        )
    lines = [paint(line, "bold") for line in wrap(title, width)]
    for multiplier in shown:
        lines += wrap(clean(multiplier.what + _read(multiplier)), width, "  ", "    ")
        if whole and multiplier.advice:
            lines += [paint(line, "dim") for line in wrap(multiplier.advice, width, "    ", "    ")]
    if whole:
        for sentence in profile.together:
            lines += wrap(clean(sentence), width, "  ", "    ")
    return lines


def _read(multiplier: Multiplier) -> str:
    """Places of reads."""
    if not multiplier.places or (len(multiplier.names) > 1 and len(multiplier.places) > _PLACES):
        return ""
    lines: dict[str, list[str]] = {}
    for file, line in multiplier.places[:_PLACES]:
        lines.setdefault(file.replace("\\", "/").rpartition("/")[2], []).append(str(line))
    listed = ", ".join(f"{file} line{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}" for file, numbers in lines.items())
    further = len(multiplier.places) - _PLACES
    return f"; read {'only ' if len(multiplier.places) == 1 else ''}in {listed}" + (f" and {further} more" if further > 0 else "")
