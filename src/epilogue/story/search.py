"""One search of a story for a set of observations, and its results for analyses."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from epilogue.analysis.stops import until_first_return
from epilogue.budget import BudgetSpent, attempt, bound, stage
from epilogue.flow.context import Observations, UnboundedConstruct
from epilogue.flow.focus import Focus, focused
from epilogue.flow.graph import FlowGraph, copy_of
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import reduce
from epilogue.flow.specialise import specialise
from epilogue.ir.operators import Operators
from epilogue.ir.outside import anything, unsettled
from epilogue.ir.program import Program
from epilogue.space.search import PLAIN_STATES, Search, Settled, explore
from epilogue.space.state_graph import StateGraph
from epilogue.space.watch import Watch
from epilogue.story.project import Project, beginning, playable

if TYPE_CHECKING:
    from epilogue.flow.externals import AssumedResult
    from epilogue.settings import Limits
    from epilogue.space.unexplored import Unexplored


PLAIN = 6_000
"""Number of states from which a search that observes more than endings is reduced further: that takes time, and merges less."""
HALF = 0.5
"""Share of the time left for a stage that others follow."""
SEARCHED = 0.75
"""Share of its time that a command searches in; the rest is for analyses."""
UNFOLD = 1, 24
"""Depth of recursive subroutines and threads worked out, at first and once the search has come to where that stopped."""


class SearchResult(NamedTuple):
    """The result of a search: the unreduced FlowGraph, the StateGraph, and the search itself (None: it could not be worked
    out)."""

    flow: FlowGraph | None
    graph: StateGraph
    done: Search | None


class EarlierSearch(NamedTuple):
    """A past search, and its request. ``assumed``: results assumed of functions that nothing is known of."""

    observations: Observations
    entry: str | None
    focus: Callable[[FlowGraph], FlowGraph]
    limits: Limits
    result: SearchResult
    assumed: tuple[AssumedResult, ...]

    def answers(
        self, observations: Observations, entry: str | None, focus: Callable[[FlowGraph], FlowGraph], limits: Limits
    ) -> bool:
        """Whether another search would find nothing new: it observed the same, or was complete and also observed conditions
        that nobody asks for now."""
        if (self.entry, self.focus) != (entry, focus):
            return False
        if not self.result.graph.complete:
            return self.observations == observations and self.limits == limits
        within = limits.states is None or self.result.graph.looked_at <= limits.states
        return within and observations in (self.observations, self.observations._replace(never=()))


class FocusedSearch(NamedTuple):
    """A past search of a FlowGraph for a focus."""

    flow: FlowGraph
    focus: Focus
    limits: Limits
    graph: StateGraph

    def answers(self, flow: FlowGraph, focus: Focus, limits: Limits) -> bool:
        """Whether another search would find nothing new: it observed the same, or was complete and observed more."""
        if flow is not self.flow:
            return False
        if not self.graph.complete:
            return (focus, limits) == (self.focus, self.limits)
        within = limits.states is None or self.graph.looked_at <= limits.states
        return within and not any(focus.without(self.focus))


def search_once(
    project: Project,
    observations: Observations,
    entry: str | None = None,
    watch: Watch | None = None,
    focus: Callable[[FlowGraph], FlowGraph] = copy_of,
    share: float = SEARCHED,
) -> SearchResult:
    """The :func:`search` for this, run once for all the questions about a loaded story.

    One that observed decisions and was stopped early is made anew: it is too large to be held while others are made."""
    watch = watch or Watch()
    watch.allow(project.settings.limits)
    for earlier in project.searches:
        if earlier.answers(observations, entry, focus, watch.limits):
            project.assumed = list(earlier.assumed)
            return earlier.result
    result = search(project, observations, entry, watch, focus, share)
    if result.graph.complete or not observations.decisions:
        project.searches.append(EarlierSearch(observations, entry, focus, watch.limits, result, tuple(project.assumed)))
    return result


def search_apart_from_text(project: Project, watch: Watch, entry: str | None = None, share: float = SEARCHED) -> SearchResult:
    """Search that finds the endings, with the story's text left in its FlowGraph: unread text is looked for there."""
    return search_once(project, Observations("coverage", assume=project.settings.assume), entry, watch, focused, share)


def release(project: Project) -> None:
    """Releases the searches that did not observe decisions: no more is asked of them."""
    project.searches = [earlier for earlier in project.searches if earlier.observations.decisions]
    project.focused, project.flows = [], []


def search(
    project: Project,
    observations: Observations,
    entry: str | None = None,
    watch: Watch | None = None,
    focus: Callable[[FlowGraph], FlowGraph] = copy_of,
    share: float = SEARCHED,
    settled: Settled | None = None,
    plain: int | None = None,
) -> SearchResult:
    """Every situation of a story from its beginning (or an ``entry``), or as many as it takes until all that is asked is
    ``settled``. ``focus`` copies the FlowGraph into the one that is searched. ``share``: of the time that is left, what it may
    take; the rest is for what it means. ``plain``: number of states from which it is reduced further, if not as usual for what
    it observes.

    Limits that ``watch`` leaves open are those of the settings; else the command takes :data:`~epilogue.space.watch.PATIENCE`. A
    construct that cannot be made finite gives no FlowGraph and a truncated StateGraph that names it; so does a budget that is
    spent before the first step.
    """
    watch = watch or Watch()
    watch.allow(project.settings.limits)
    try:
        with bound(watch.budget), stage("following the story", share):
            plain = plain or (PLAIN if observations.decisions else PLAIN_STATES)
            return _searched(project, observations, entry, watch, focus, settled, plain)
    except UnboundedConstruct as construct:
        return SearchResult(None, StateGraph.stopped(construct.what, construct.span), None)
    except BudgetSpent as spent:
        code = beginning(project, entry)[0].code
        span = None if spent.position is None else code[spent.position].span
        return SearchResult(None, StateGraph.stopped(spent.reason, span, spent.by), None)


def _searched(
    project: Project,
    observations: Observations,
    entry: str | None,
    watch: Watch,
    focus: Callable[[FlowGraph], FlowGraph],
    settled: Settled | None,
    plain: int,
) -> SearchResult:
    """Raises UnboundedConstruct, and BudgetSpent before the first step."""
    result: SearchResult | None = None
    for unfold in UNFOLD:
        try:
            program, start = playable(project, entry)
            operators, open_ended = flow_operators(program), anything(program)
            with stage("unfolding the story"):
                flow = _unfolded(project, open_ended, operators, observations, start, unfold)
            with stage("leaving out what makes no difference"):
                reduced = reduce(focus(flow))
            done = explore(reduced, operators, watch, plain, unfold != UNFOLD[-1], settled=settled)
        except BudgetSpent:
            if result is None:
                raise
            return result
        result = SearchResult(flow, done.graph, done)
        if not done.graph.too_deep:
            break
    assert result is not None
    return result


def _unfolded(
    project: Project, program: Program, operators: Operators, observations: Observations, start: int | None, unfold: int
) -> FlowGraph:
    """The FlowGraph for these observations, made once: searches with and without its text begin with the same one."""
    asked = program, observations, start, unfold
    for known, flow in project.flows:
        if known == asked:
            return flow
    flow = specialise(program, operators, observations, start, unfold)
    if unsettled(program):
        project.settle(flow)
    else:
        project.flows.append((asked, flow))
    return flow


def searching_again(project: Project, watch: Watch) -> Callable[[FlowGraph, Focus], StateGraph]:
    """Searches a FlowGraph once more, for a given focus, in the time left; once for all the questions about a loaded story."""

    def again(flow: FlowGraph, focus: Focus) -> StateGraph:
        def explored() -> StateGraph:
            within = Watch(watch.limits, watch.beats)
            return explore(reduce(focused(flow, focus)), flow_operators(flow.program), within, PLAIN, count=False).graph

        for earlier in project.focused:
            if earlier.answers(flow, focus, watch.limits):
                return earlier.graph
        stopped = StateGraph.stopped(watch.budget.stop_reason(), None)
        graph = attempt("looking again for what was not met", explored, stopped, HALF)
        project.focused.append(FocusedSearch(flow, focus, watch.limits, graph))
        return graph

    return again


def unexplored(graph: StateGraph, done: Search | None) -> Unexplored | None:
    """Bounds on what can follow where the search stopped."""
    if done is None or graph.complete:
        return None
    if done.rest is not None:
        return done.rest
    from epilogue.space.unexplored import Unexplored  # lazy: only where a search stopped early

    return attempt("bounding what was left open", lambda: Unexplored(done), None, HALF)


def returning(program: Program, graph: StateGraph, done: Search | None) -> StateGraph:
    """The graph in which a return to the beginning of the story is an ending."""
    return until_first_return(program, graph, _marked(program, done))


def _marked(program: Program, done: Search | None) -> dict[int, str]:
    """States that the author marks as a return to the beginning."""
    if done is None or not any(mark.key == "ending" for mark in program.marks):
        return {}
    from epilogue.space.returns import marked_returns  # lazy: few stories mark their endings

    return marked_returns(done.keys, done.graph)
