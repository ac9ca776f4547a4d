"""Checks a story: runs the rules and groups their findings by cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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
from epilogue.story.transcript import transcript
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
    rules = asked(project, select, ignore)
    watch = watch or Watch()
    watch.allow(project.settings.limits)
    with bound(watch.budget):
        return _check(project, rules, watch)


def _check(project: Project, rules: list[CheckRule], watch: Watch) -> CheckReport:
    context = examine(project, watch, broken_property.RULE in rules)
    gathered = _FindingGroup(project, context)
    unasked = []
    for rule in rules:
        found = attempt(f"looking for: {rule.title}", lambda rule=rule: list(rule.check(context)), None)  # type: ignore[misc]
        if found is None:
            unasked.append(f"{rule.title} ({rule.code})")
        for finding in found or ():
            gathered.add(rule, finding)
    graph = context.graph
    claims = attempt("deciding the properties", lambda: context.claims, ()) if broken_property.RULE in rules else ()
    undecided = [] if graph.complete else attempt("telling what is open", lambda: list(left_open(context)), [])
    report = CheckReport(
        story=project.name,
        file=project.path,
        complete=graph.complete and not unasked,
        reason=graph.reason or (watch.budget.stop_reason() if unasked else None),
        findings=tuple(gathered.found()),
        intended=gathered.intended,
        open=(*undecided, *_unsettled(context, claims), *(f"not looked for: {one}" for one in unasked)),
        rules=tuple(rule.code for rule in rules),
        held=tuple(one.name for one in claims if one.verdict == "holds"),
    )
    return report._replace(notes=tuple(unknown_notes(report, project.program, project.assumed)))


def examine(project: Project, watch: Watch, claimed: bool = False) -> RuleContext:
    """Context for the rules; the search they share begins when first needed. ``claimed``: the properties are decided in any
    case."""

    if project.settings.properties:
        from epilogue.questions.properties.build import expect  # lazy: few stories have properties

        expect(project)

    def bettered() -> list[DominatedEndings]:
        if claimed:
            # First, as their search observes more and serves this too.
            attempt("deciding the properties", lambda: context.claims, ())
        return _bettered(project, watch)

    def first() -> RuleSearch:
        found = search_apart_from_text(project, watch, share=HALF)
        graph = found.graph
        if not graph.begins and found.done is not None:
            graph = returning(project.program, graph, found.done)
        return RuleSearch(found.flow, found.graph, graph, found.done, unexplored(found.graph, found.done))

    program = beginning(project, None)[0]
    observers = frozenset(project.loaded.observed.values())
    context = RuleContext(
        program,
        project.settings,
        project.diagnostics,
        first,
        searching_again(project, watch),
        lambda: _claims(project, watch),
        bettered,
        observers,
    )
    return context


def _unsettled(context: RuleContext, claims: Sequence[Claim]) -> list[str]:
    """The properties that are neither proved nor broken."""
    unsettled = [one for one in claims if one.verdict == "open"]
    return [f"whether {one.name}, {one.formula}, holds{f': {one.why}' if context.complete else ''}" for one in unsettled]


def _claims(project: Project, watch: Watch) -> list[Claim]:
    if not project.settings.properties:
        return []
    from epilogue.questions.properties.build import properties  # lazy: few stories have properties

    with stage("deciding the properties", HALF):
        found = properties(project, Watch(watch.limits, watch.beats))
    return [Claim(Span(one.file, one.line), one.name, one.formula, one.verdict, one.why, one.path) for one in found]


def _bettered(project: Project, watch: Watch) -> list[DominatedEndings]:
    """Dominated endings, by the ending that dominates them."""
    spans = [one.span for named in project.settings.stakes.values() for one in named.values()]
    if not spans or project.settings.entries:
        return []
    from epilogue.questions.verdict.build import verdict
    from epilogue.questions.verdict.payoffs import judgeable  # lazy: few stories have stakes
    from epilogue.story.study import Study
    from epilogue.views.text.endings import label

    with stage("weighing the endings", HALF):
        study = Study(project, watch=Watch(watch.limits, watch.beats))
    if not study.complete or not any(judgeable(one.kind) for one in study.endings):
        return []
    found = verdict(project, None, study)
    named = {number: label(one.ending, 40) for one in found.endings for number in one.outcomes}
    worse: dict[str, list[str]] = {}
    ways: dict[str, tuple[int, ...]] = {}
    for one in found.endings:
        if one.judgement == "worse" and one.better is not None:
            # An outcome that is best for everybody beats all others.
            by = named[next(iter(found.everything.outcomes), one.better)]
            worse.setdefault(by, []).append(label(one.ending, 40))
            ways.setdefault(by, one.ending.path)
    return [DominatedEndings(spans[0], tuple(names), by, len(found.endings), ways[by]) for by, names in worse.items()]


def asked(project: Project, select: Sequence[str], ignore: Sequence[str]) -> list[CheckRule]:
    """Selected rules."""
    wanted = {one.code for one in map(named, select)}
    unwanted = {named(name).code for name in ignore} | {named(name, span).code for name, span in project.settings.check.ignore}
    return [rule for rule in all_rules() if (not wanted or rule.code in wanted) and rule.code not in unwanted]


def named(name: str, span: Span | None = None) -> CheckRule:
    """Rule with a code or a name. Raises StoryError with the nearest ones."""
    rules = all_rules()
    known = {word: rule for rule in rules for word in (rule.code, rule.slug)}
    found = known.get(name.strip().upper()) or known.get(name.strip().lower())
    if found is not None:
        return found
    from difflib import get_close_matches

    word = name.strip()
    close = get_close_matches(word.upper(), known, 2, 0.7) or get_close_matches(word.lower(), known, 2, 0.5)
    hint = f"did you mean {' or '.join(f'{known[one].code} ({known[one].slug})' for one in close)}?" if close else None
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
        kept = tuple(one for one in finding.lost if not intended.says(one.span, rule.code))
        if intended.says(finding.span, rule.code) or (finding.lost and not kept):
            self.intended += 1
            return
        key = (finding.span.file, finding.span.line, finding.why)
        self.causes.setdefault(key, []).append((rule, finding._replace(lost=kept)))

    def found(self) -> list[Found]:
        """Findings, possible beginnings first. Then the worst first: errors, then what costs options (what looks meant last),
        then the others; notes last."""
        together = self.equal([self.one(group) for group in self.by_variable()])
        first = self.project.perhaps_begun
        together.sort(
            key=lambda one: (
                first is None or one.why != first.message,
                _order(one),
                -one.options,
                -one.passages,
                -one.words,
                one.file,
                one.line,
                one.why,
            )
        )
        return together

    def by_variable(self) -> Iterator[list[tuple[CheckRule, base.Finding]]]:
        """Findings by cause; those caused by one variable that nothing sets and several conditions read form one group."""
        about: dict[str, list[tuple[CheckRule, base.Finding]]] = {}
        for group in self.causes.values():
            about.setdefault(group[0][1].about, []).extend(group)
        told: set[str] = set()
        for group in self.causes.values():
            name = group[0][1].about
            whole = about[name] if name else group
            places = {(finding.span, finding.why) for _, finding in whole}
            if len(places) == 1 or name not in self.context.variables.declared:
                yield group
            elif name not in told:
                told.add(name)
                span = self.context.variables.declared[name]
                spans = {span for span, _ in places}
                why = f"{name} never changes: nothing in the story sets it, and {len(spans)} conditions ask for it"
                asked = f" It is asked for at {self.context.listed(spans)}."
                yield [(rule, one._replace(span=span, why=why, fix=one.fix + asked, meant=True)) for rule, one in whole]

    def equal(self, found: list[Found]) -> list[Found]:
        """Merges equal errors at several places."""
        alike: dict[tuple[str, str], list[Found]] = {}
        for one in found:
            if one.severity == Severity.ERROR.value:
                alike.setdefault((one.codes[0], one.why), []).append(one)
        for group in alike.values():
            if len(group) >= EQUAL:
                group.sort(key=lambda one: (one.file, one.line))
                where = self.context.listed([Span(one.file, one.line, one.column) for one in group])
                first = group[0]
                fix = f"{first.fix} So it is in {len(group)} places: {where}."
                found = [one for one in found if one not in group]
                found.append(first._replace(fix=fix, lost=tuple(item for one in group for item in one.lost)))
        return found

    def one(self, group: list[tuple[CheckRule, base.Finding]]) -> Found:
        leading = min(group, key=lambda pair: (_RANK[pair[0].severity], not pair[0].code.startswith("EP02"), pair[0].code))[0]
        finding = next(finding for rule, finding in group if rule is leading)
        lost = tuple(dict.fromkeys(item for _, one in group for item in one.lost))
        meant = any(one.meant for _, one in group)
        return Found(
            codes=tuple(dict.fromkeys((leading.code, *sorted(rule.code for rule, _ in group)))),
            slug=leading.slug,
            severity="note" if meant else leading.severity.value,
            file=finding.span.file,
            line=finding.span.line,
            column=finding.span.column,
            why=finding.why,
            fix=finding.fix,
            lost=tuple(HiddenItem(one.sort, one.span.file, one.span.line, one.text, one.id) for one in _in_order(lost)),
            options=sum(one.sort == "option" for one in lost),
            words=sum(len(one.text.split()) for one in lost if one.sort == "text"),
            passages=sum(one.sort == "passage" for one in lost),
            way=None if finding.way is None else self._shown(finding.way),
            likely_meant=meant,
        )

    def _shown(self, path: Sequence[int]) -> Way | None:
        return attempt("playing the ways there", lambda: self.way(path), None)

    def way(self, path: Sequence[int]) -> Way:
        """A playthrough as a person can read it, or play it."""
        program = beginning(self.project, None)[0]
        session = Follower(program).session(path)
        moments = transcript(self.project, path)
        lines = [moment.text.strip() for moment in moments if moment.kind == "text" and moment.text.strip()]
        numbers = [getattr(action, "number", None) for action in session.actions]
        choices = None if None in numbers else tuple(number + 1 for number in numbers if number is not None)
        return Way(choices, steps_of(moments), lines[-1] if lines else "")


def _order(one: Found) -> tuple[bool, bool, bool, bool, bool]:
    meant = one.likely_meant and one.options > 0
    return (
        one.codes[0] != "EP005",
        one.severity != "error",
        one.severity == "note" and not meant,
        not one.options,
        one.likely_meant,
    )


def _in_order(lost: Iterable[base.LostContent]) -> list[base.LostContent]:
    sorts = ("passage", "option", "text", "line", "variable")
    return sorted(lost, key=lambda one: (sorts.index(one.sort), one.span))
