"""Detection of Yarn 1, which is not supported: one message, with advice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from epilogue.diagnostics import Diagnostic, Severity
from epilogue.languages.yarn.parse.content import LINK
from epilogue.source import Span

_ONE_LINK = re.compile(r"^[ \t]*\[\[[^\[\]|\n]+\|[^\[\]|\n]+\]\]", re.MULTILINE)
_TITLE = re.compile(r"^title:[ \t]*(\w+(?:\.\w+)+)[ \t]*$", re.MULTILINE)
_LATER = re.compile(r"<<\s*(?:jump|detour|declare|once|enum)\b|^[ \t]*=>", re.MULTILINE)
_WHAT_TO_DO = (
    "versions 2 and 3 are read: convert it ('ysc upgrade' of Yarn Spinner's console does), or write each link as an option, "
    "'-> text' with <<jump Node>> indented below it, and titles without dots"
)


def yarn_1(stories: Sequence[tuple[str, str]], diagnostics: Sequence[Diagnostic]) -> Diagnostic | None:
    """The one message about a story in Yarn 1, whose files have a name and a text each, and what was found in it; None if it is
    none. An error where something is wrong with it; else its links are shown as text, as in the engine, and that is a warning."""
    links = [(name, text, link) for name, text in stories if (link := _ONE_LINK.search(text))]
    wrong = any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
    dotted = [(name, text, title) for name, text in stories if (title := _TITLE.search(text))]
    if not links and not dotted:
        return None
    if wrong and dotted:
        name, text, title = dotted[0]
        span = Span(name, text.count("\n", 0, title.start()) + 1, 1)
        return Diagnostic(Severity.ERROR, f"this is Yarn 1: the title '{title[1]}' has a dot", span, _WHAT_TO_DO)
    if not links:
        return None
    name, text, link = links[0]
    span = Span(name, text.count("\n", 0, link.start()) + 1, 1)
    if wrong and any(_LATER.search(text) for _, text in stories):
        return None
    if wrong:
        return Diagnostic(Severity.ERROR, "this is Yarn 1: '[[text|Node]]' is a link there", span, _WHAT_TO_DO)
    lines = sum(diagnostic.message == LINK for diagnostic in diagnostics)
    message = f"this is Yarn 1: '[[text|Node]]' was a link there, and is shown as text ({lines} line{'s' * (lines != 1)})"
    return Diagnostic(Severity.WARNING, message, span, _WHAT_TO_DO)
