"""Text policies, one a language: how what is said becomes lines."""

from __future__ import annotations

from collections.abc import Callable

from epilogue.machine.text.ink import InkText


def _of_yarn() -> type[InkText]:
    from epilogue.machine.text.yarn import YarnText  # late: an ink story needs none of it

    return YarnText


_POLICIES: dict[str, Callable[[], type[InkText]]] = {"ink": lambda: InkText, "yarn": _of_yarn}


def policy(dialect: str) -> type[InkText]:
    """The policy of a Program's dialect."""
    return _POLICIES[dialect]()
