"""Scanner of one line of a scene."""

from __future__ import annotations

import re

from epilogue.languages.scanner import SingleLineScanner

NAME = re.compile(r"[A-Za-z]\w*")
WORD = re.compile(r"\S+")


class SceneScanner(SingleLineScanner):
    """Scanner of a line of a scene, in which case does not matter to names."""

    def name(self) -> str | None:
        """Reads a name if one is next, in small letters."""
        name = self.matching(NAME)
        return None if name is None else name.lower()

    def word(self) -> str:
        """Reads what stands up to the next blank; "" at the end."""
        self.blanks()
        return self.matching(WORD) or ""

    @property
    def at_end(self) -> bool:
        """Whether only blanks are left."""
        return not self.rest.strip()
