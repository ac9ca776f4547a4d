"""Runs a story's own tests."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Literal, NamedTuple

from epilogue import answers
from epilogue.budget import BudgetSpent, stage, tick
from epilogue.diagnostics import did_you_mean, unreadable
from epilogue.flow.context import Observations
from epilogue.ir.program import Program
from epilogue.ir.values import Target
from epilogue.languages.loaded import ObservedExpression
from epilogue.machine.draws import seeded
from epilogue.machine.follow import Follower
from epilogue.machine.play import Drawn, Session
from epilogue.machine.step import Code
from epilogue.questions.endings.build import endings
from epilogue.questions.storytests import failures, matching, storytest_files, testplans
from epilogue.questions.storytests.answer import Failure, Judged, StoryTests
from epilogue.questions.storytests.stop_graph import StopGraph, TooManyTurns
from epilogue.questions.storytests.trial import Trial, TrialResult, run
from epilogue.source import Span
from epilogue.space.limits import TurnTooLarge
from epilogue.space.state_graph import GraphEnding
from epilogue.space.watch import Watch
from epilogue.story.found_endings import KnownEndings
from epilogue.story.naming import answering
from epilogue.story.project import Project, beginning
from epilogue.story.search import returning, search

SHARE = 0.5
"""Share of the time left for each search: others may follow."""
KINDS = ("end", "done", "out_of_content", "error", "stuck", "restart")


class PreparedStory:
    """A story made ready for its tests: what they expect is read once, what was searched is kept from one test to the next.

    ``watch`` says how much each search may take. Raises StoryError for an expression, a passage or an ending that the story does
    not have.
    """

    def __init__(self, project: Project, tests: Sequence[storytest_files.StoryTest], watch: Watch | None = None) -> None:
        self._watch = watch or Watch()
        self.entries = {entry.name: entry for entry in project.settings.entries}
        self.only = next(iter(self.entries)) if len(self.entries) == 1 and not project.conversations else None
        if project.settings.entries:  # each conversation is tested on its own
            project = Project(project.path, project.allow_outside, project.settings._replace(entries=()))
        self.project = project
        observed = {
            text: ObservedExpression(f"test {number}", text, demand.span)
            for number, (text, demand) in enumerate(
                (text, demand) for test in tests for demand in _demands(test) for text in demand.expect
            )
        }
        self.positions = dict(zip(observed, project.observe_all(list(observed.values())), strict=True))
        self.program: Program = beginning(project, None)[0]
        self.follower: dict[str | None, Follower] = {}
        self._searched: dict[tuple[Any, ...], StopGraph] = {}
        self.meant = {word: self._ending(word, test) for test in tests for word in test.endings}
        for test in tests:
            self.entry(test)

    def entry(self, test: storytest_files.StoryTest) -> str | None:
        """The passage a test begins at. Raises StoryError."""
        named = test.entry
        if named is None and self.only is not None:
            named = self.only
        if named is None:
            if self.entries:
                hint = f'say from = "{next(iter(self.entries))}"'
                raise unreadable("a game has several beginnings: a test has to say which", test.span, hint)
            return None
        if named in self.entries:
            if self.entries[named].values:
                problem = f"{named}: a conversation that the game sets variables for cannot be tested by itself yet"
                raise unreadable(problem, test.span)
            named = self.entries[named].at
        known = [block.name for block in self.program.blocks if block.name]
        if named not in known:
            problem = f"from: the story has no {self.program.semantics.advice.place} {named!r}"
            raise unreadable(problem, test.span, did_you_mean(named, known))
        return named

    def program_from(self, entry: str | None) -> Program:
        """The program to be played from a passage."""
        return beginning(self.project, entry)[0]

    def search(self, test: storytest_files.StoryTest) -> StopGraph:
        """Stops that can follow from where a test begins. All expressions of all tests are observed, unless that is too much to
        search: then only its own are."""
        entry = self.entry(test)
        picks = any(isinstance(item, storytest_files.Pick) for item in test.choices)
        texts = any(demand.sees or demand.never_sees for demand in _demands(test)) or (picks and not self._fixed_labels)
        own = frozenset(text for demand in _demands(test) for text in demand.expect)
        stop_graph = self._stop_graph(entry, texts, frozenset(self.positions))
        whole = stop_graph.graph is not None and stop_graph.graph.complete
        return stop_graph if whole else self._stop_graph(entry, texts, own)

    def _stop_graph(self, entry: str | None, texts: bool, expressions: frozenset[str]) -> StopGraph:
        key = (entry, texts, expressions)
        if key not in self._searched:
            positions = tuple(self.positions[text] for text in sorted(expressions))
            observed = Observations("text" if texts else "control", (), positions, decisions=True)
            result = search(self.project, observed, entry, self._watch, share=SHARE)
            program = self.program_from(entry)
            self._searched[key] = StopGraph(program, entry, returning(program, result.graph, result.done), texts)
        return self._searched[key]

    @cached_property
    def _fixed_labels(self) -> bool:
        """Whether the text of each option never varies: then states need not be told apart by their texts."""
        code = self.program.code
        return all(_is_fixed(self.program, at) for at, (op, label, _, _) in enumerate(code) if op == "string_open" and label)

    # -- endings

    @cached_property
    def report(self) -> answers.EndingsReport:
        """Endings report, if a test names an ending without a mark."""
        return endings(self.project, watch=self._watch)

    def _ending(self, word: str, test: storytest_files.StoryTest) -> Callable[[GraphEnding], bool]:
        wanted = matching.plain(word)
        marks = {mark.value for mark in self.program.marks if mark.key == "ending"}
        names = self.project.settings.endings
        for mark in marks:
            if wanted in (matching.plain(mark), matching.plain(names.get(mark, ""))):
                return lambda ending: ending.mark == mark
        if wanted in KINDS:
            return lambda ending: ending.kind == wanted
        meant = answering(self.report.endings, word)
        if meant:
            return lambda ending: self.report_ending(ending) in meant
        known = [*marks, *names.values(), *(ending.id for ending in self.report.endings), *KINDS]
        hint = did_you_mean(wanted, known, cutoff=0.5, otherwise=f"there are: {', '.join(sorted(marks) or known)}")
        lacking = f"the story has no ending {word!r}"
        if not self.report.complete:
            lacking = f"no ending {word!r} was found before the search stopped"
        raise unreadable(f"ending: {lacking}", test.ending_span, hint)

    def ends_as(self, word: str, ending: GraphEnding) -> bool:
        """Whether an ending is the one meant."""
        return self.meant[word](ending)

    def report_ending(self, ending: GraphEnding) -> answers.Ending | None:
        """Ending as the report of the story's endings has it, None if it is not among those."""
        return self.known.find(ending)

    @cached_property
    def known(self) -> KnownEndings:
        """Endings of the report, as playthroughs reach them."""
        return KnownEndings(self.program, self.report.endings)


def _is_fixed(program: Program, begins: int) -> bool:
    """Whether an option's text, which begins there, is always the same. It may lie elsewhere, and come back by a target."""
    code, at = program.code, begins + 1
    for _ in code:
        op, what, _, _ = code[at]
        if op == "string_close":
            return True
        if op == "jump":
            at = what
        elif op == "jump_var" and code[begins - 1][:2] == ("declare_temp", what) and isinstance(code[begins - 2].a, Target):
            at = code[begins - 2].a.position
        elif op in ("text", "tag_open", "tag_close", "nop"):
            at += 1
        else:
            return False
    return False


def _demands(test: storytest_files.StoryTest) -> list[storytest_files.Demand]:
    return [item for item in test.choices if isinstance(item, storytest_files.Demand)] + [test.final]


class TriedTest(NamedTuple):
    """A test that was run, and the story it was run on."""

    test: storytest_files.StoryTest
    result: TrialResult


def run_test(prepared: PreparedStory, test: storytest_files.StoryTest, to_the_end: bool = False) -> TriedTest:
    """Runs a test: without a search if it leaves nothing open, or little."""
    luck: Sequence[Any] = test.luck
    if test.seed is not None:
        luck = _seeded(prepared, test)
    if not test.searched:
        entry = prepared.entry(test)
        stop_graph = StopGraph(prepared.program_from(entry), entry)
        try:
            return TriedTest(test, run(Trial(test, stop_graph, prepared.positions, prepared.ends_as, luck), to_the_end))
        except TooManyTurns:
            pass
    return TriedTest(test, run(Trial(test, prepared.search(test), prepared.positions, prepared.ends_as, luck), to_the_end))


def _seeded(prepared: PreparedStory, test: storytest_files.StoryTest) -> list[Any]:
    """Outcomes drawn with the luck of a seed, as far as the choices can be taken."""
    entry = prepared.entry(test)
    program = prepared.program_from(entry)
    session = Session(Code(program), seeded(program, test.seed), entry=entry)
    for item in test.choices:
        if isinstance(item, storytest_files.Pick):
            fits = matching.options(tuple(option.text for option in session.options), item.text)
            if len(fits) != 1:
                break
            session.choose(fits[0])
    return [action.outcome for action in session.actions if isinstance(action, Drawn)]


def run_tests(
    project: Project,
    tests: Sequence[storytest_files.StoryTest],
    watch: Watch | None = None,
    test_plans: Sequence[testplans.Plan] = (),
) -> StoryTests:
    """Every test, then every plan, in order. ``watch`` says how much each search may take; what a limit leaves no time for is
    not settled. Raises StoryError for a test that asks for what the story does not have."""
    judged: dict[int, Judged] = {}
    reason: str | None = None
    prepared: PreparedStory | None = None
    for number in sorted(range(len(tests)), key=lambda number: tests[number].searched):  # those that are merely played first
        test = tests[number]
        try:
            with stage(f"running the test “{test.name}”"):
                tick()
                prepared = prepared or PreparedStory(project, tests, watch)
                judged[number] = judge(prepared, test)
        except TurnTooLarge as turn:
            judged[number] = unfinished(test.name, test.span, test.every, turn.what)
        except BudgetSpent as spent:
            reason = spent.limit
            judged[number] = unfinished(test.name, test.span, test.every, reason)
    plans = []
    for test_plan in test_plans:
        try:
            with stage(f"playing {test_plan.name}"):
                tick()
                plans.append(testplans.judge(project, test_plan))
        except BudgetSpent as spent:
            reason = spent.limit
            plans.append(unfinished(test_plan.name, Span(test_plan.path, 1), False, reason))
    in_order = (judged[number] for number in range(len(tests)))
    return StoryTests(project.name, project.path, (*in_order, *plans), reason)


def unfinished(name: str, span: Span, every: bool, reason: str) -> Judged:
    """The verdict of a test that a limit left no time for."""
    failure = Failure((f"not finished: {reason}",), "", (), (), None, None)
    return Judged(name, span.file, span.line, "open", every, 0.0, None, failure)


def judge(prepared: PreparedStory, test: storytest_files.StoryTest) -> Judged:
    """Runs one test and returns its verdict."""
    started = time.perf_counter()
    result = run_test(prepared, test).result
    outcome: Literal["passed", "failed", "open"] = "passed" if result.passed else "failed" if result.settled else "open"
    way: tuple[str, ...] | None = None
    failure: Failure | None = None
    if result.passed and not test.every:
        way = failures.choices_of(prepared, test, result.path(result.decisive))
    elif not result.passed:
        failure = failures.failure(prepared, test, result)
    elapsed = time.perf_counter() - started
    return Judged(test.name, test.span.file, test.span.line, outcome, test.every, elapsed, way, failure)
