"""The screen of ``epilogue check``: findings by cause, the worst first; those that look meant are asked about among them, if
they cost options."""

from __future__ import annotations

from collections.abc import Iterable

from epilogue.questions.check.answer import CheckReport, Found, HiddenItem, RulePage, Way
from epilogue.views.text import words
from epilogue.views.text.layout import Paint, next_lines, wrap
from epilogue.views.text.places import location, mark
from epilogue.views.text.shell import file_argument

SHOWN = 8
"""Findings shown without ``--details``, and likewise notes."""
NOTES = 4
STEPS = 4
ENDLESS = "endless-loop"
"""Rule that notes that a story never ends."""
_SIGNS = {"error": ("✘", "red"), "warning": ("!", "yellow"), "note": ("·", "dim")}
_NOUNS = {"option": "option", "text": "text", "passage": "passage", "line": "line", "variable": "variable"}


def render(report: CheckReport, width: int = 80, colour: bool = False, details: bool = False) -> str:
    """The whole screen."""
    paint = Paint(colour)
    lines = [paint(line, "bold") for line in wrap(words.clean(_title(report)), width)]
    for note in report.notes:
        lines += [paint(line, "dim") for line in wrap(words.clean(note), width)]
    if report.held:
        hold = "property holds" if len(report.held) == 1 else "properties hold"
        lines += mark("✔", "green", f"{len(report.held)} {hold} (proved): {words.clean(', '.join(report.held))}.", width, paint)
    lines += _stopped(report, width, paint)
    wrong = [finding for finding in report.findings if finding.severity != "note" or _looks_meant(finding)]
    notes = [finding for finding in report.findings if finding.severity == "note" and not _looks_meant(finding)]
    for finding in wrong if details else wrong[:SHOWN]:
        lines += ["", *_finding(report, finding, width, paint, details)]
    if len(wrong) > SHOWN and not details:
        lines += ["", *wrap(f"and {words.plural(len(wrong) - SHOWN, 'more cause')}: --details shows them", width)]
    if notes:
        lines += ["", *wrap("To look at (nothing that breaks the story):", width)]
    for finding in notes if details else notes[:NOTES]:
        lines += _finding(report, finding, width, paint, True) if details else _note(report, finding, width)
    if len(notes) > NOTES and not details:
        lines += wrap(f"and {words.plural(len(notes) - NOTES, 'more note')}: --details shows them", width, "  ", "  ")
    lines += _meant(report, width)
    if report.intended:
        lines += ["", *wrap(f"({words.plural(report.intended, 'finding')} marked as intended)", width)]
    return "\n".join([*lines, "", *_next(report, width, paint, details)])


def _title(report: CheckReport) -> str:
    wrong = sum(finding.severity != "note" for finding in report.findings)
    if wrong:
        return f"{report.story}: {words.plural(wrong, 'thing')} to mend"
    nothing = "nothing to mend" if report.complete else "nothing to mend was found so far"
    never_ends = any(finding.slug == ENDLESS for finding in report.findings)
    return f"{report.story}: {nothing}{', if it is meant never to end' if never_ends else ''}"


def _looks_meant(finding: Found) -> bool:
    """Whether a finding that looks meant costs so much that it is asked about at once."""
    return finding.likely_meant and finding.options > 0


def _meant(report: CheckReport, width: int) -> list[str]:
    """Tells how to mark a finding as intended: marks can stand only in a story's source."""
    within = [bool(finding.line) and not finding.file.lower().endswith((".toml", ".json")) for finding in report.findings]
    where = "the line" if all(within) else "the story's line"
    return ["", *wrap(f"Is it intended? Write  {report.mark}  on {where}.", width)] if any(within) else []


def _stopped(report: CheckReport, width: int, paint: Paint) -> list[str]:
    if report.complete and not report.open:
        return []
    if report.complete:
        lines = mark("!", "yellow", "Not settled:", width, paint)
    else:
        lines = mark(
            "!", "yellow", words.full_stop(f"The search stopped early: {words.clean(report.reason or '')}"), width, paint
        )
        lines += wrap("What is listed here is certain all the same. There may be more; not settled:", width, "  ", "  ")
    for claim in report.open:
        lines += wrap(words.clean(claim), width, "  - ", "    ")
    return lines


def _finding(report: CheckReport, finding: Found, width: int, paint: Paint, details: bool) -> list[str]:
    sign, style = _SIGNS[finding.severity]
    lines = mark(
        sign,
        style,
        f"{_location(report, finding.file, finding.line)}: {words.clean(finding.why)}  [{finding.codes[0]}]",
        width,
        paint,
    )
    costs = _costs(finding)
    if costs:
        question = " Intended? Mark it." if _looks_meant(finding) else ""
        lines += wrap(f"Hides {costs}{_lines(report, finding)}.{question}", width, "  ", "  ")
    lines += [line for part in finding.fix.splitlines() for line in wrap(words.clean(part), width, "  ", "  ")]
    if finding.way is not None:
        lines += _way(report, finding.way, width, details)
    if details:
        for item in finding.lost:
            lines += wrap(_item(report, item), width, "    ", "      ")
        if len(finding.codes) > 1:
            lines += wrap(f"(found by {', '.join(finding.codes)})", width, "  ", "  ")
    return lines


def _note(report: CheckReport, finding: Found, width: int) -> list[str]:
    costs = _costs(finding)
    hint = f" ({costs}; intended? mark it)" if costs and finding.likely_meant else f" ({costs})" if costs else ""
    return wrap(
        f"{_location(report, finding.file, finding.line)}: {words.clean(finding.why)}{hint}  [{finding.codes[0]}]",
        width,
        "  ",
        "      ",
    )


def _costs(finding: Found) -> str:
    parts = []
    for number, noun in ((finding.options, "option"), (finding.passages, "passage"), (finding.words, "word")):
        if number:
            parts.append(words.plural(number, noun))
    for sort, noun in (("line", "recorded line"), ("variable", "variable")):
        number = sum(item.sort == sort for item in finding.lost)
        if number > (sort == "variable"):
            parts.append(words.plural(number, noun))
    return words.joined(parts)


def _lines(report: CheckReport, finding: Found) -> str:
    """Lines of the lost options, if they are few."""
    lines = sorted({(item.file, item.line) for item in finding.lost if item.sort in ("option", "line") and item.line})
    if not lines or (len(lines) == 1 and lines[0] == (finding.file, finding.line)):
        return ""
    shown = [_location(report, file, line) for file, line in lines[:SHOWN]]
    if len(shown) > 1 and all(text.startswith("line ") for text in shown):
        shown = [f"lines {shown[0].removeprefix('line ')}", *(text.removeprefix("line ") for text in shown[1:])]
    return f" ({', '.join(shown)}{', …' if len(lines) > SHOWN else ''})"


def _item(report: CheckReport, item: HiddenItem) -> str:
    text = words.clean(item.text)
    name = f" {words.clean(item.id)}" if item.id else ""
    shown = text if len(text) <= 70 else text[:69] + "…"
    return f"{_NOUNS[item.sort]}{name}, {_location(report, item.file, item.line)}: {shown}"


def _way(report: CheckReport, way: Way, width: int, details: bool) -> list[str]:
    if not way.steps:
        return wrap("It happens at once, before anything is chosen.", width, "  ", "  ")
    steps = [words.clean(step) for step in way.steps]
    if details or len(steps) <= STEPS:
        shown = steps
    else:
        shown = [f"({words.plural(len(steps) - STEPS, 'step')} before)", *steps[-STEPS:]]
    lines = wrap(f"How to get there: {' > '.join(shown)}", width, "  ", "    ")
    if way.last_words:
        lines += wrap(f"Last words: {words.quote(way.last_words, 60)}", width, "  ", "    ")
    if way.choices:
        numbers = ",".join(map(str, way.choices))
        lines.append(f"  epilogue play {file_argument(report.file)} --choices {numbers}")  # on one line, to be copied
    return lines


def _location(report: CheckReport, file: str, line: int) -> str:
    return location(file, line, report.file, "somewhere")


def _next(report: CheckReport, width: int, paint: Paint, details: bool) -> list[str]:
    file = file_argument(report.file)
    commands = []
    if report.findings:
        commands.append((f"epilogue check --explain {report.findings[0].codes[0]}", "what this rule is about"))
        if not details:
            commands.append((f"epilogue check {file} --details", "everything found, piece by piece"))
    if not report.complete:
        commands.append((f"epilogue check {file} --time 10m", "search further"))
    commands.append((f"epilogue endings {file}", "every way it can end"))
    return next_lines(commands, width, paint)


# -- wording by rule


def explain(page: RulePage, width: int = 80, colour: bool = False) -> str:
    """The documentation of one rule."""
    paint = Paint(colour)
    lines = [paint(line, "bold") for line in wrap(f"{page.code} {page.slug} ({page.severity}): {page.title}", width)]
    lines += ["", *wrap(page.what, width), "", *wrap(page.why, width)]
    if page.settings:
        lines += ["", "With this in epilogue.toml:", "", *_source(page.settings)]
    lines += [
        "",
        "It finds something in this:",
        "",
        *_source(page.bad),
        "",
        "and nothing in this:",
        "",
        *_source(page.good),
    ]
    silent = [
        f"To silence it: # epilogue: ignore {page.code} on the line (or // epilogue: ignore {page.code} where no tag can stand), "
        f'--ignore {page.code}, or ignore = ["{page.code}"] under [check] in epilogue.toml.'
    ]
    return "\n".join([*lines, "", *wrap(silent[0], width), "", "Next: epilogue check STORY"])


def listing(pages: Iterable[RulePage], width: int = 80) -> str:
    """Every rule in a line."""
    lines = []
    for page in pages:
        lines += wrap(f"{page.title} ({page.severity})", width, f"{page.code}  ", "       ")
    return "\n".join([*lines, "", "Next: epilogue check --explain EP001"])


def _source(text: str) -> list[str]:
    return [f"    {line}" if line else "" for line in text.rstrip("\n").splitlines()]
