"""When a search may end before it is complete, because everything asked is settled.

It is looked at after 1,000, 2,000, 4,000, … states, and not before as many as the FlowGraph has nodes, so that looking costs less
than searching does. All of this counts states, and never time: a search ends after the same number of them each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from epilogue.budget import BudgetSpent, stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from epilogue.analysis.conversations import Conversation
    from epilogue.ir.program import Program
    from epilogue.space.search import Search
    from epilogue.space.state_graph import StateGraph
    from epilogue.space.unexplored import Unexplored

OddsWanted = Literal["cheap", "exact", "1%", "none"]
"""Precision that odds must have before a search ends: exact, as long as that is ``cheap``; exact; within one percent; any."""
WEAKER: dict[OddsWanted, tuple[OddsWanted, ...]] = {
    "exact": ("cheap", "1%", "none"),
    "cheap": ("none",),
    "1%": ("none",),
    "none": (),
}
"""Those whose searches never end, nor come farther, where one for these odds would have ended."""
FIRST = 1_000
"""Number of states after which is looked at first; then after each doubling."""
PER_NODE = 1
"""States explored for each node of the FlowGraph before it is looked at: interpreting these takes time, too."""
CHEAP = 16_000
"""Number of states that exact odds may take without being asked for, unless the search is nearly through by then."""
NARROW = 0.01
"""Width of odds known to within one percent."""
HALF = 0.5
"""Share of the time left for a look."""


def odds_wanted(asked: OddsWanted, by: str | None, details: bool, blind: bool) -> OddsWanted:
    """The odds needed: values at endings, counts, lengths, and the odds of other readers take a complete search."""
    return "exact" if by is not None or details or not blind else asked


class Settling(NamedTuple):
    """Ends a search of a ``program`` that is to know these ``odds``. ``texts``: whether it observes them."""

    program: Program
    odds: OddsWanted
    texts: bool

    def ends(self, search: Search) -> bool:
        """Whether the search may end here."""
        if not self._looks(search):
            return False
        try:
            with stage("seeing what is settled", HALF):
                return self._settled(search)
        except BudgetSpent:
            return False

    def _looks(self, search: Search) -> bool:
        states = len(search.frontier.looked_at)
        doublings, left = divmod(states, FIRST)
        if left or not doublings or doublings & (doublings - 1) or states < PER_NODE * len(search.reduced.nodes):
            return False
        if self.odds != "cheap":
            return True
        return states >= CHEAP and not (search.nearly_through and states < 2 * CHEAP)

    def _settled(self, search: Search) -> bool:
        from epilogue.analysis.claims import claims
        from epilogue.analysis.conversations import conversations
        from epilogue.analysis.odds import is_cyclic, not_worked_out
        from epilogue.analysis.settled import all_settled
        from epilogue.space.unexplored import Unexplored
        from epilogue.story.search import returning  # lazy: most searches end before they are looked at

        closed = search.so_far()
        unexplored = Unexplored(closed)
        talks = conversations(closed.graph)
        graph = closed.graph if talks else returning(self.program, closed.graph, closed)
        found = not_worked_out(graph)._replace(cyclic=is_cyclic(graph), known=True)
        known = claims(self.program, graph, found, unexplored, self.texts)
        if not all_settled(closed, self.program, known, unexplored, talks) or not self._narrow(graph, unexplored, talks):
            return False
        search.rest = unexplored
        return True

    def _narrow(self, graph: StateGraph, unexplored: Unexplored, talks: Sequence[Conversation]) -> bool:
        """Whether the odds are as narrow as asked. Those of conversations are not known before a search is complete."""
        if self.odds != "1%" or talks:
            return True
        from epilogue.analysis.odds import EndingResult, analyse_endings
        from epilogue.analysis.unfinished import OddsBounds

        result = analyse_endings(graph, fractions=False)
        bounds = OddsBounds(graph, result, unexplored)
        members: dict[object, list[EndingResult]] = {}
        for ending in result.endings:
            members.setdefault(ending.ending._replace(held=0, values=()), []).append(ending)
        every = [bounds.endless(), *map(bounds.ending, members.values())]
        return all(interval.greatest - interval.least <= NARROW for interval in every)
