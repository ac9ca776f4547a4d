"""Suggests how to mend a cause."""

from __future__ import annotations

import re

from epilogue.abstract.domain import AbstractValue
from epilogue.analysis.causes import Explanation
from epilogue.ir.operators import Compare
from epilogue.questions.check.context import RuleContext
from epilogue.views.text.words import joined

_MENDS = {
    "fallback": "If it is a safeguard, mark it as intended. If readers should get here, an option above it has to run out.",
    "alternatives": "Each visit shows the next of them: give readers a reason to come back, or write fewer.",
    "case": "Set what picks it so that this text can come, or remove the text.",
    "inside": "Look at the conditions in the function, and at its arguments.",
    "picked": "Its condition never holds, or the others it is picked among always come first.",
    "returning": "Let it lead on to what is lost, or remove that.",
    "unreached": "Lead to it from somewhere, or remove it.",
    "failed": "Mend the error first: options are offered together, at the end of the turn.",
    "bypassed": "Let one of the ways above it go on to it, or remove what is lost.",
    "unknown": "Look at what leads to it: no single line is to blame.",
}


def remedy(context: RuleContext, explanation: Explanation) -> str:
    """Suggests how to mend a cause."""
    words = context.words
    of_language = {
        "left": words.left,
        "closed": words.closes_a_menu[2] if words.closes_a_menu else "",
        "spent": words.spent,
        "elsewhere": words.elsewhere,
        "dropped": words.offered,
        "lasting": words.come_back,
    }
    if explanation.kind in of_language:
        return of_language[explanation.kind]
    if explanation.kind in _MENDS:
        return _MENDS[explanation.kind]
    misread = words.misread(explanation.condition) if explanation.kind == "misread" and words.misread is not None else None
    if misread is not None:
        return misread[1]
    if explanation.meant:
        return (
            "Nothing in the story ever changes what it tests. Is it a switch for testing? Name it under [assume] in "
            "epilogue.toml, or mark the line as intended. Does the game set it? Name it under [outside]. Otherwise set"
            " it where it should change."
        )
    return (
        _bounds(context, explanation)
        or f"{_reason(context, explanation)} Test something that can vary here, or remove the condition."
    )


FEW = 4


def _bounds(context: RuleContext, explanation: Explanation) -> str:
    """The range of a variable compared with a number, with advice; "" for other conditions."""
    compared = context.words.compared(explanation.condition)
    if compared is None or compared[0] not in context.program.globals:
        return ""
    name, comparison, number = compared
    known = context.evidence.range(explanation.position, name)
    values = sorted(value for _, value in known.items) if known is not None and known.items and _numbers(known) else []
    if comparison in (Compare.EQ, Compare.NE):
        if len(values) in range(1, FEW + 1):
            shown = [f"{value:g}" for value in values]
            listing = joined(shown, "or")
            return f"{name} is always {listing} here. Test for a value that it can have, or set it earlier."
        return ""
    low: float | None
    high: float | None
    most: float | None
    least: float | None
    low, high = (values[0], values[-1]) if values else (None, None) if known is None else (known.low, known.high)
    whole = bool(values) and all(type(value) is int for value in values)
    fails = explanation.kind != "always"
    if (comparison in (Compare.GT, Compare.GE)) == fails:  # fails because its greatest value is too small
        most = number if comparison in (Compare.GT, Compare.LE) else number - 1 if whole else None
        most = high if most is None or (high is not None and high < most) else most
        if most is None or most > number or (most == number and comparison in (Compare.GE, Compare.LT)):
            return ""
        mend = "Lower the test, or raise it earlier." if fails else "Lower the test, or remove it."
        return f"{name} is never above {most:g} here. {mend}"
    least = number if comparison in (Compare.LT, Compare.GE) else number + 1 if whole else None
    least = low if least is None or (low is not None and low > least) else least
    if least is None or least < number or (least == number and comparison in (Compare.LE, Compare.GT)):
        return ""
    mend = "Raise the test, or lower it earlier." if fails else "Raise the test, or remove it."
    return f"{name} is never below {least:g} here. {mend}"


def _numbers(known: AbstractValue) -> bool:
    return known.items is not None and all(kind in (int, float) for kind, _ in known.items)


def _reason(context: RuleContext, explanation: Explanation) -> str:
    """Reason why a condition never changes, if it only tests whether a passage was seen."""
    condition = explanation.condition.strip()
    if not condition:
        return "Nothing readers do before this line changes it."
    negated = condition.startswith(("not ", "!"))
    name = condition.removeprefix("not ").removeprefix("!").strip()
    called = context.words.visited and re.fullmatch(context.words.visited, name)
    name = called[1] if called else name
    named = any(name in (block.name, block.name.rpartition(".")[2]) for block in context.program.blocks if block.name)
    if named and name not in context.program.globals:
        seen = (explanation.kind == "always") != negated
        return f"{'Every' if seen else 'No'} reader who gets here has been to {name}{'' if seen else ' yet'}."
    return _where_set(context, condition) or "Nothing readers do before this line changes it."


def _where_set(context: RuleContext, condition: str) -> str:
    """Stores of a condition's variable, and that they do not help."""
    names = set(re.findall(r"\$?\w+", condition)) & set(context.program.globals)
    declaring = context.variables.declaring
    places = [
        position
        for position, i in enumerate(context.program.code)
        if i.op == "store_global" and i.a in names and position not in declaring
    ]
    if not places:
        return ""
    unmet = context.never_run(places)
    missed = {context.span(position) for position in unmet}
    others = {context.span(position) for position in places} - missed
    variables_named = " and ".join(sorted(names))
    verb = "is" if len(names) == 1 else "are"
    if not others:
        return f"{variables_named} {verb} set only where no reader gets ({context.listed(missed)})."
    lost = f" ({context.listed(missed)} no reader reaches)" if missed else ""
    return f"{variables_named} {verb} set at {context.listed(others)}{lost}, but never in a way that changes this."
