"""The report as Markdown, for pull requests: proofs, endings, problems, payoffs."""

from __future__ import annotations

from epilogue.questions.full_report.answer import FullReport
from epilogue.views.html.panels import proved, stakes_said
from epilogue.views.text import words
from epilogue.views.text.endings import label
from epilogue.views.text.places import file_name

MOST_FINDINGS = 30


def to_markdown(whole: FullReport) -> str:
    """The report; texts of the story cannot become markup of it."""
    report = whole.endings
    lines = [f"# {_plain(report.story)}", ""]
    for kind, line in proved(report):
        sign = {"bad": "- ✘ ", "": "- ✔ "}.get(kind, "  " if line.startswith("- ") else "- ")
        lines.append(f"{sign}{_plain(line)}")
    lines += ["", "## Endings", "", "| Ending | Chance (choosing at random) | Soonest | Where |", "|---|---:|---:|---|"]
    for ending in report.endings:
        where = f"{file_name(ending.file)}:{ending.line}"
        called = label(ending, 60) if ending.conversation is None else f"{ending.conversation}: {label(ending, 60)}"
        lines.append(f"| {_plain(called)} | {words.odds(ending.odds)} | {words.choices(ending.shortest)} | {_plain(where)} |")
    lines += ["", "## Problems", ""]
    for finding in whole.check.findings[:MOST_FINDINGS]:
        cost = f" ({words.plural(finding.options, 'option')} lost)" if finding.options else ""
        lines.append(f"- **{finding.codes[0]}** {_plain(file_name(finding.file))}:{finding.line}: {_plain(finding.why)}{cost}")
    if not whole.check.findings:
        lines.append("Nothing was found." if whole.check.complete else "Nothing was found so far.")
    if len(whole.check.findings) > MOST_FINDINGS:
        lines.append(f"- … and {len(whole.check.findings) - MOST_FINDINGS} more")
    if whole.verdict is not None:
        lines += ["", "## Characters", "", _plain(stakes_said(whole.verdict))]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Escapes a text for Markdown, in a table too."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|~&$" else c for c in words.clean(text))
