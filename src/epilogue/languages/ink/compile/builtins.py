"""The functions of the language itself."""

from __future__ import annotations

NATIVES = {
    "MIN": 2, "MAX": 2, "POW": 2, "FLOOR": 1, "CEILING": 1, "INT": 1, "FLOAT": 1, "LIST_MIN": 1, "LIST_MAX": 1,
    "LIST_ALL": 1, "LIST_COUNT": 1, "LIST_VALUE": 1, "LIST_INVERT": 1,
}  # fmt: skip
"""Native functions and the number of arguments each takes."""

COMMANDS = {
    "CHOICE_COUNT": "choiceCnt", "TURNS": "turn", "TURNS_SINCE": "turns", "READ_COUNT": "readc", "RANDOM": "rnd",
    "SEED_RANDOM": "srnd", "LIST_RANGE": "range", "LIST_RANDOM": "lrnd",
}  # fmt: skip
"""Functions that are control commands of the runtime, by the command's name."""


def is_builtin(name: str) -> bool:
    """Whether a name belongs to the language, so that nothing of the story may have it (LIST_RANGE is free, as ink has it)."""
    return name in NATIVES or (name in COMMANDS and name != "LIST_RANGE")
