"""Foreign code of a scene (``*script``): the story's variables that it names, and the function of the game that it calls.

The code is never run, and read only as far as this needs: where it could come to variables in another way than by
``stats.name``, it may set any.
"""

from __future__ import annotations

import re

_NAME = r"[A-Za-z_$][\w$]*"
_BY_NAME = re.compile(rf"\bstats\s*(?:\.\s*({_NAME})|\[\s*(?:\"(\w+)\"|'(\w+)')\s*\])")
_WAYS_IN = re.compile(
    r"\b(?:stats|temps|this|eval|Function|constructor|with|window|self|top|parent|frames|global|globalThis)\b|[\\\[]"
)
"""Words of code that comes to variables, or to code, that it does not name; and what writes any word in another way."""
_CALLS = re.compile(r"[(`]|\bnew\b")
_ONE_CALL = re.compile(rf"\s*({_NAME})\s*\([^()]*\)\s*;?\s*")


def named_variables(code: str) -> frozenset[str] | None:
    """The names of variables that the code may set; None: any variable."""
    names = {next(filter(None, found.groups())) for found in _BY_NAME.finditer(code)}
    return None if _WAYS_IN.search(_BY_NAME.sub("", code)) else frozenset(names)


def called_function(code: str) -> str | None:
    """The function of the game whose call, with nothing of the story's variables, is all of the code."""
    call = _ONE_CALL.fullmatch(code)
    return call[1] if call is not None and named_variables(code) == frozenset() else None


def calls(code: str) -> bool:
    """Whether the code may call a function of the game."""
    return _CALLS.search(code) is not None
