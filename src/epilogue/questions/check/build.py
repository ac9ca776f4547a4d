"""Checks a story: runs the rules and groups their findings by cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import get_args

from epilogue.answers import steps_of
from epilogue.budget import attempt, bound, stage
from epilogue.diagnostics import Severity, unreadable
from epilogue.machine.follow import Follower
from epilogue.questions.check.answer import CheckReport, Found, HiddenItem, RulePage, Way
from epilogue.questions.check.claims import Claim, DominatedEndings
from epilogue.questions.check.context import RuleContext, RuleSearch
from epilogue.questions.check.rules import broken_property
from epilogue.questions.check.rules.registry import all_rules
from epilogue.questions.check.rules.unsettled import left_open
from epilogue.rules import base
from epilogue.source import Span
from epilogue.space.watch import Watch
from epilogue.story.project import Project, beginning
from epilogue.story.search import returning, search_apart_from_text, searching_again, unexplored
from epilogue.story.transcript import Transcripts
from epilogue.story.unknown_code import unknown_notes

CheckRule = base.Rule[RuleContext]
HALF = 0.5
"""Share of the time left for each of several searches."""
EQUAL = 4
"""Equal errors needed to report them as one."""
_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def check(project: Project, select: Sequence[str] = (), ignore: Sequence[str] = (), watch: Watch | None = None) -> CheckReport:
    """All findings of the rules, the worst first. ``select``: these rules alone; ``ignore``: not these, nor those the settings
    name; both by code or name. Raises StoryError for an unknown rule."""
    rules = selected_rules(project, select, ignore)
    watch = watch or Watch()
    watch.allow(project.settings.limits)
    with bound(watch.budget):
        return _check(project, rules, watch)


def _check(project: Project, rules: list[CheckRule], watch: Watch) -> CheckReport:
    context = examine(project, watch, broken_property.RULE in rules)
    gathered = _FindingGroup(project, context)
    unasked = []
    attempt("searching", lambda: context.searched, None)
    for rule in sorted(rules, key=lambda rule: get_args(base.RuleEffort).index(rule.effort)):
        # What proofs rest on is computed once, so the first of them may need all the time there is; the others share it.
        share = 1.0 if rule.effort == "proof" else HALF
        findings = attempt(f"looking for: {rule.title}", lambda rule=rule: list(rule.check(context)), None, share)  # type: ignore[misc]
        if findings is None:
            unasked.append(f"{rule.title} ({rule.code})")
        for finding in findings or ():
            gathered.add(rule, finding)
    graph = context.graph
    claims = attempt("deciding the properties", lambda: context.claims, ()) if broken_property.RULE in rules else ()
    undecided = [] if graph.complete else attempt("telling what is open", lambda: list(left_open(context)), [])
    report = CheckReport(
        story=project.name,
        file=project.path,
        complete=graph.complete and not unasked,
        reason=graph.reason or (watch.budget.stop_reason() if unasked else None),
        findings=tuple(gathered.findings()),
        intended=gathered.intended,
        open=(*undecided, *_unsettled(context, claims), *(f"not looked for: {title}" for title in unasked)),
        rules=tuple(rule.code for rule in rules),
        held=tuple(claim.name for claim in claims if claim.verdict == "holds"),
        mark=f"{context.words.comment} epilogue: intended{context.words.comment_end}",
    )
    return report._replace(notes=tuple(unknown_notes(report, project.program, project.assumed)))


def examine(project: Project, watch: Watch, claimed: bool = False) -> RuleContext:
    """Context for the rules; the search they share begins when first needed. ``claimed``: the properties are decided in any
    case."""

    if project.settings.properties:
        from epilogue.questions.properties.build import expect  # lazy: few stories have properties

        expect(project)

    def dominated() -> list[DominatedEndings]:
        if claimed:
            # First, as their search observes more and serves this too.
            attempt("deciding the properties", lambda: context.claims, ())
        return _dominated(project, watch)

    def first() -> RuleSearch:
        result = search_apart_from_text(project, watch, share=HALF)
        graph = result.graph
        if not graph.begins and result.done is not None:
            graph = returning(project.program, graph, result.done)
        searched = beginning(project, None)[0]
        return RuleSearch(searched, result.flow, result.graph, graph, result.done, unexplored(result.graph, result.done))

    program = beginning(project, None)[0]
    observers = frozenset(project.loaded.observed.values())
    context = RuleContext(
        program,
        project.settings,
        project.diagnostics,
        first,
        searching_again(project, watch),
        lambda: _claims(project, watch),
        dominated,
        observers,
    )
    return context


def _unsettled(context: RuleContext, claims: Sequence[Claim]) -> list[str]:
    """The properties that are neither proved nor broken."""
    unsettled = [claim for claim in claims if claim.verdict == "open"]
    return [f"whether {claim.name}, {claim.formula}, holds{f': {claim.why}' if context.complete else ''}" for claim in unsettled]


def _claims(project: Project, watch: Watch) -> list[Claim]:
    if not project.settings.properties:
        return []
    from epilogue.questions.properties.build import properties  # lazy: few stories have properties

    with stage("deciding the properties", HALF):
        decided = properties(project, Watch(watch.limits, watch.beats))
    return [Claim(Span(prop.file, prop.line), prop.name, prop.formula, prop.verdict, prop.why, prop.path) for prop in decided]


def _dominated(project: Project, watch: Watch) -> list[DominatedEndings]:
    """Dominated endings, by the ending that dominates them."""
    spans = [expression.span for named in project.settings.stakes.values() for expression in named.values()]
    if not spans or project.settings.entries:
        return []
    from epilogue.questions.verdict.build import endings_by_payoff
    from epilogue.questions.verdict.payoffs import judgeable  # lazy: few stories have stakes
    from epilogue.story.study import Study
    from epilogue.views.text.endings import label

    with stage("weighing the endings", HALF):
        study = Study(project, watch=Watch(watch.limits, watch.beats))
    if not study.complete or not any(judgeable(ending.kind) for ending in study.endings):
        return []
    rows, golden = endings_by_payoff(study)
    named = {number: label(row.ending, 40) for row in rows for number in row.outcomes}
    worse: dict[str, list[str]] = {}
    ways: dict[str, tuple[int, ...]] = {}
    for row in rows:
        if row.judgement == "worse" and row.better is not None:
            # An outcome that is best for everybody beats all others.
            best = named[next(iter(golden), row.better)]
            worse.setdefault(best, []).append(label(row.ending, 40))
            ways.setdefault(best, row.ending.path)
    return [DominatedEndings(spans[0], tuple(names), best, len(rows), ways[best]) for best, names in worse.items()]


def selected_rules(project: Project, select: Sequence[str], ignore: Sequence[str]) -> list[CheckRule]:
    """Selected rules."""
    wanted = {rule.code for rule in map(rule_named, select)}
    unwanted = {rule_named(name).code for name in ignore} | {
        rule_named(name, span).code for name, span in project.settings.check.ignore
    }
    return [rule for rule in all_rules() if (not wanted or rule.code in wanted) and rule.code not in unwanted]


def rule_named(name: str, span: Span | None = None) -> CheckRule:
    """Rule with a code or a name. Raises StoryError with the nearest ones."""
    rules = all_rules()
    known = {word: rule for rule in rules for word in (rule.code, rule.slug)}
    rule = known.get(name.strip().upper()) or known.get(name.strip().lower())
    if rule is not None:
        return rule
    from difflib import get_close_matches

    word = name.strip()
    close = get_close_matches(word.upper(), known, 2, 0.7) or get_close_matches(word.lower(), known, 2, 0.5)
    hint = f"did you mean {' or '.join(f'{known[match].code} ({known[match].slug})' for match in close)}?" if close else None
    raise unreadable(f"there is no rule {name!r}", span, hint or f"there are: {', '.join(rule.code for rule in rules)}")


def page(rule: CheckRule) -> RulePage:
    """The documentation of a rule."""
    return RulePage(
        rule.code,
        rule.slug,
        rule.severity.value,
        rule.title,
        rule.what,
        rule.why,
        rule.bad,
        rule.good,
        rule.settings,
    )


class _FindingGroup:
    """Findings put together by cause: the same line and the same reason."""

    def __init__(self, project: Project, context: RuleContext) -> None:
        self.context = context
        self.causes: dict[tuple[str, int, str], list[tuple[CheckRule, base.Finding]]] = {}
        self.intended = 0
        self.project = project

    def add(self, rule: CheckRule, finding: base.Finding) -> None:
        """Adds a finding unless intended."""
        intended = self.context.intended
        lost = tuple(item for item in finding.lost if not intended.says(item.span, rule.code))
        if intended.says(finding.span, rule.code) or (finding.lost and not lost):
            self.intended += 1
            return
        key = (finding.span.file, finding.span.line, finding.why)
        self.causes.setdefault(key, []).append((rule, finding._replace(lost=lost)))

    def findings(self) -> list[Found]:
        """Findings, possible beginnings first. Then the worst first: errors, then what costs options (what looks meant last),
        then the others; notes last."""
        together = self.equal([self.merged(group) for group in self.by_variable()])
        first = self.project.perhaps_begun
        together.sort(
            key=lambda finding: (
                first is None or finding.why != first.message,
                _order(finding),
                -finding.options,
                -finding.passages,
                -finding.words,
                finding.file,
                finding.line,
                finding.why,
            )
        )
        return together

    def by_variable(self) -> Iterator[list[tuple[CheckRule, base.Finding]]]:
        """Findings by cause; those caused by one variable that nothing sets and several conditions read form one group."""
        about: dict[str, list[tuple[CheckRule, base.Finding]]] = {}
        for group in self.causes.values():
            about.setdefault(group[0][1].about, []).extend(group)
        reported: set[str] = set()
        for group in self.causes.values():
            name = group[0][1].about
            whole = about[name] if name else group
            places = {(finding.span, finding.why) for _, finding in whole}
            if len(places) == 1 or name not in self.context.variables.declared:
                yield group
            elif name not in reported:
                reported.add(name)
                span = self.context.variables.declared[name]
                spans = {span for span, _ in places}
                why = f"{name} never changes: nothing in the story sets it, and {len(spans)} conditions ask for it"
                places_asked = f" It is asked for at {self.context.listed(spans)}."
                yield [
                    (rule, finding._replace(span=span, why=why, fix=finding.fix + places_asked, meant=True))
                    for rule, finding in whole
                ]

    def equal(self, findings: list[Found]) -> list[Found]:
        """Merges equal errors at several places."""
        alike: dict[tuple[str, str], list[Found]] = {}
        for finding in findings:
            if finding.severity == Severity.ERROR.value:
                alike.setdefault((finding.codes[0], finding.why), []).append(finding)
        for group in alike.values():
            if len(group) >= EQUAL:
                group.sort(key=lambda finding: (finding.file, finding.line))
                where = self.context.listed([Span(finding.file, finding.line, finding.column) for finding in group])
                first = group[0]
                fix = f"{first.fix} So it is in {len(group)} places: {where}."
                findings = [finding for finding in findings if finding not in group]
                findings.append(first._replace(fix=fix, lost=tuple(item for finding in group for item in finding.lost)))
        return findings

    def merged(self, group: list[tuple[CheckRule, base.Finding]]) -> Found:
        leading = min(group, key=lambda pair: (_RANK[pair[0].severity], not pair[0].code.startswith("EP02"), pair[0].code))[0]
        finding = next(finding for rule, finding in group if rule is leading)
        lost = tuple(dict.fromkeys(item for _, member in group for item in member.lost))
        meant = any(member.meant for _, member in group)
        return Found(
            codes=tuple(dict.fromkeys((leading.code, *sorted(rule.code for rule, _ in group)))),
            slug=leading.slug,
            severity="note" if meant else leading.severity.value,
            file=finding.span.file,
            line=finding.span.line,
            column=finding.span.column,
            why=finding.why,
            fix=finding.fix,
            lost=tuple(HiddenItem(item.sort, item.span.file, item.span.line, item.text, item.id) for item in _in_order(lost)),
            options=sum(item.sort == "option" for item in lost),
            words=sum(len(item.text.split()) for item in lost if item.sort == "text"),
            passages=sum(item.sort == "passage" for item in lost),
            way=None if finding.way is None else self._shown(finding.way),
            likely_meant=meant,
        )

    @cached_property
    def _follower(self) -> Follower:
        return Follower(beginning(self.project, None)[0])

    @cached_property
    def _transcripts(self) -> Transcripts:
        return Transcripts(self.project)

    def _shown(self, path: Sequence[int]) -> Way | None:
        return attempt("playing the ways there", lambda: self.way(path), None)

    def way(self, path: Sequence[int]) -> Way:
        """A playthrough as a person can read it, or play it."""
        session = self._follower.session(path)
        moments = self._transcripts.of(path)
        lines = [moment.text.strip() for moment in moments if moment.kind == "text" and moment.text.strip()]
        numbers = [getattr(action, "number", None) for action in session.actions]
        choices = None if None in numbers else tuple(number + 1 for number in numbers if number is not None)
        return Way(choices, steps_of(moments), lines[-1] if lines else "")


def _order(finding: Found) -> tuple[bool, bool, bool, bool, bool]:
    meant = finding.likely_meant and finding.options > 0
    return (
        finding.codes[0] != "EP005",
        finding.severity != "error",
        finding.severity == "note" and not meant,
        not finding.options,
        finding.likely_meant,
    )


def _in_order(lost: Iterable[base.LostContent]) -> list[base.LostContent]:
    sorts = ("passage", "option", "text", "line", "variable")
    return sorted(lost, key=lambda item: (sorts.index(item.sort), item.span))
