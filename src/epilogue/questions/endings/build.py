"""Every ending of a story, its odds, and what no reader can see: the answer of `epilogue endings`."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, NamedTuple

from epilogue import answers
from epilogue.budget import attempt, bound
from epilogue.flow.context import Observations, UnboundedConstruct
from epilogue.flow.operators import flow_operators
from epilogue.flow.specialise import specialise
from epilogue.ir.outside import unsettled
from epilogue.ir.program import Program
from epilogue.questions.endings.report import endings_report, found_endings, with_check, with_unknown
from epilogue.settings import KNOWN_READERS, Limits
from epilogue.space.watch import Watch
from epilogue.story.found_endings import FoundEndings, StoryIdentity
from epilogue.story.project import Project, beginning, playable
from epilogue.story.search import HALF, PLAIN, SearchResult, returning, search, search_apart_from_text, searching_again
from epilogue.story.settling import OddsWanted, Settling, odds_wanted
from epilogue.story.suggest import key, string

if TYPE_CHECKING:
    from epilogue.flow.graph import FlowGraph
    from epilogue.verify.checks import GraphPurpose, VerificationResult


READ = 20_000
"""Most states for which the amount read is computed exactly."""
NARROW = 0.01
"""Width of odds up to which no estimates are given unasked."""
PLAYTHROUGHS, SECONDS, STEPS, SHORT = 20_000, 2.0, 20_000, 200_000
"""The most random playthroughs for estimates that nobody asked for, and the time for them; where the number of states is limited,
or all is settled, choices and draws instead, so that the answer is reproducible. Steps of control in one turn of them."""
LARGE = 1_000
"""Number of states from which a profile is worthwhile."""
AGAIN = (
    "{0} asks about its own past, so it is told as a conversation that the game begins again and again. Only once? Then say "
    'so in epilogue.toml, under [entries]: {1} = {{ at = {2}, times = "once" }}'
)


def endings(
    project: Project,
    precision: answers.Precision = "control",
    by: str | None = None,
    entry: str | None = None,
    watch: Watch | None = None,
    details: bool = False,
    samples: int | None = None,
    verify: bool = False,
    profile: bool = False,
    readers: str = "blind",
    checked: bool = False,
    odds: OddsWanted = "exact",
) -> answers.EndingsReport:
    """All endings with their odds, and what no reader can see; ``details``: also how much is read; ``samples``:
    estimates from so many random playthroughs (given anyway where a search that stopped early leaves the odds wide);
    ``verify``: the search is checked against the Machine; ``profile``: profiles any search that is not small, not only
    one that was stopped; ``readers``: whose odds these are (:mod:`epilogue.story.readers`); ``checked``: the same
    search also checks the story; ``odds``: how far these are to be known before the search ends, with all else settled
    (:mod:`epilogue.story.settling`). ``watch`` limits it. Raises StoryError for an entry, expression or readers that do not
    fit."""
    watch = watch or Watch()
    watch.allow(project.settings.limits)
    with bound(watch.budget):
        return _endings(project, precision, by, entry, watch, details, samples, verify, profile, readers, checked, odds)


def _endings(
    project: Project,
    precision: answers.Precision,
    by: str | None,
    entry: str | None,
    watch: Watch,
    details: bool,
    samples: int | None,
    verify: bool,
    profile: bool,
    readers: str,
    checked: bool,
    odds: OddsWanted,
) -> answers.EndingsReport:
    blind = readers in KNOWN_READERS[:2]
    if not blind:
        from epilogue.story.readers import check_name

        check_name(project.settings, readers, project.path)
    at_end = (project.observe("--by", by),) if by is not None else ()
    watch = watch or Watch()
    result = search_apart_from_text(project, watch, entry) if checked else None
    if result is None or result.flow is None:  # with its text, a story may be too large to explore
        observed = Observations(precision, at_end, (), project.settings.assume, decisions=not blind)
        wanted = odds_wanted(odds, by, details, blind)
        program = beginning(project, entry)[0]
        settled = None if wanted == "exact" else Settling(program, wanted, precision != "control").ends
        result = search(project, observed, entry, watch, settled=settled)
    program, start = beginning(project, entry)
    story = StoryIdentity(program, project.settings, project.name, project.path, None if start is None else entry)
    again = searching_again(project, watch)
    parts = found_endings(program, result.graph, entry, result.done)
    report = endings_report(story, result.flow, result.graph, parts, precision, by, entry, again)
    report = _with_beginnings(project, with_unknown(report, program, project.assumed))
    if details:
        not_known = answers.Details(None, None)
        read = attempt("counting words", lambda: reading(project, entry, result).means, not_known, HALF) if blind else not_known
        if result.flow is not None:
            flow, playable_here = result.flow, not result.graph.begins and not unsettled(program)
            numbers = attempt("looking at numbers", lambda: compared(program, flow, playable_here), (), HALF)
            read = read._replace(numbers=numbers)
        report = report._replace(details=read)
    if not blind:
        from epilogue.story.readers import report_for_readers

        report = report_for_readers(project, report, result, readers, by, entry)
    unfinished = not result.graph.complete and not report.settled
    if result.done is not None and (unfinished or (profile and len(result.done.keys) >= LARGE)):
        report = report._replace(profile=attempt("looking for what multiplies", lambda: multiplied(program, result), None))
    if samples is not None or (blind and _wide(report)):
        timed = samples is None and not watch.limits.states and not report.settled
        share = min(HALF, SECONDS / max(watch.budget.left, SECONDS)) if timed else HALF
        estimates = attempt("playing at random", lambda: _samples(program, result, parts[0], report, samples, watch), None, share)
        report = report._replace(samples=estimates)
    if verify and result.done is not None:
        from epilogue.verify.checks import GraphPurpose

        purpose = GraphPurpose(None if start is None else entry, at_end, precision == "text")
        beside = attempt("checking against play", lambda: verified(program, result, purpose), None)
        report = report if beside is None else with_check(report, beside)
    return report._replace(unfinished=tuple(watch.budget.unfinished))


def _with_beginnings(project: Project, report: answers.EndingsReport) -> answers.EndingsReport:
    """Adds notes on how the game begins its conversations, where nobody says so."""
    if project.game is not None and not project.conversations and project.loaded.beginnings.again:
        name = project.loaded.beginnings.begun[0]
        report = report._replace(entry=AGAIN.format(name, key(name), string(name)))
    left = project.perhaps_begun
    if left is None or left.hint is None:
        return report
    return report._replace(notes=(f"{left.message}. {left.hint[0].upper()}{left.hint[1:]}", *report.notes))


def _wide(report: answers.EndingsReport) -> bool:
    """Whether a search that stopped early leaves the odds so wide that estimates tell more."""
    if report.unsettled is None:
        return False
    odds = [ending.odds for ending in report.endings] + [ending.odds for ending in report.unsettled.endings]
    return any(interval.high - interval.low > NARROW for interval in odds)


def _samples(
    program: Program,
    result: SearchResult,
    found: FoundEndings,
    report: answers.EndingsReport,
    playthroughs: int | None,
    watch: Watch,
) -> answers.Samples | None:
    """Estimates from random playthroughs, as many as take a moment if no number is given; None if likelihoods are unknown: in a
    game, or with a world outside."""
    from epilogue.analysis.samples import Effort, OpenStates, sample
    from epilogue.questions.endings.estimates import estimated

    if result.done is None or result.graph.begins:
        return None
    rest = None if result.graph.complete else OpenStates.of(result.done, found.graph, found.result)
    effort = Effort(STEPS if watch.limits.states or report.settled else inf, SHORT) if playthroughs is None else None
    sampled = sample(result.done.reduced, flow_operators(program), playthroughs or PLAYTHROUGHS, effort, rest)
    return None if sampled is None else estimated(program, report.endings, sampled)


def compared(program: Program, flow: FlowGraph, playable: bool) -> tuple[answers.ComparedNumber, ...]:
    """The numbers that the story compares."""
    from epilogue.questions.endings.numbers import compared_numbers

    return compared_numbers(flow, flow_operators(program), playable)


def multiplied(program: Program, result: SearchResult) -> answers.Profile:
    """Profile of what multiplies the states found."""
    from epilogue.questions.endings.multipliers import multipliers
    from epilogue.questions.endings.profile import profile

    done = result.done
    assert done is not None
    return multipliers(program, done.reduced.graph.slots, profile(done.reduced, done.keys))


def verified(program: Program, result: SearchResult, purpose: GraphPurpose) -> VerificationResult:
    """Verifies the search."""
    from epilogue.verify.checks import verify

    done = result.done
    assert done is not None
    return verify(program, done.reduced, done.graph, lambda state: done.state_keys.fixed_slots(done.keys[state]), purpose)


class AmountRead(NamedTuple):
    """``means``: of the number of words read, and of the share of the text that is seen. ``words``: read in each of some random
    playthroughs; empty where the text could not be searched."""

    means: answers.Details
    words: tuple[int, ...] = ()


def with_amount_read(
    project: Project, report: answers.EndingsReport, watch: Watch | None = None
) -> tuple[answers.EndingsReport, tuple[int, ...]]:
    """The report of a story that was checked, with how much is read; and the words read in each of some random playthroughs."""
    watch = watch or Watch()
    watch.allow(project.settings.limits)
    with bound(watch.budget):
        result = search_apart_from_text(project, watch)
        unread = AmountRead(answers.Details(None, None))
        read = attempt("counting words", lambda: reading(project, None, result), unread, HALF)
        return report._replace(details=read.means, unfinished=(*report.unfinished, *watch.budget.unfinished)), read.words


def reading(project: Project, entry: str | None, result: SearchResult) -> AmountRead:
    """How much is read by readers who choose at random: exact where the search was complete (``result``) and the text allows it,
    else of random playthroughs."""
    from epilogue.analysis.odds import analyse_endings
    from epilogue.questions.endings.reading import exact_reading, sampled_reading, words_in_playthroughs
    from epilogue.space.limits import TurnTooLarge
    from epilogue.space.turn import Turns
    from epilogue.space.word_counts import collect_texts

    program, start = playable(project, entry)
    if result.graph.complete and len(result.graph.kind) <= READ:
        observations, limits = Observations("coverage", assume=project.settings.assume), Limits(states=READ)
        coverage = search(project, observations, entry, Watch(limits), plain=PLAIN)
        if coverage.done is not None:
            graph = returning(program, coverage.graph, coverage.done)
            texts = collect_texts(coverage.done, program)
            exact = exact_reading(program, graph, texts, analyse_endings(graph, fractions=False))
            if exact is not None:
                return AmountRead(answers.Details(*exact), words_in_playthroughs(graph, texts))
    if unsettled(program):
        return AmountRead(answers.Details(None, None))
    operators = flow_operators(program)
    try:
        flow = specialise(program, operators, Observations("coverage"), start)
        nodes = flow.nodes()
        return AmountRead(answers.Details(*sampled_reading(program, Turns(flow, nodes, operators), nodes, flow.entry.id)))
    except (UnboundedConstruct, TurnTooLarge):
        return AmountRead(answers.Details(None, None))
