"""Text policies, one a language: how what is said becomes lines."""

from __future__ import annotations

from epilogue.machine.text.ink import InkText
from epilogue.machine.text.yarn import YarnText

POLICIES: dict[str, type[InkText]] = {"ink": InkText, "yarn": YarnText}
"""By the dialect of a Program."""
