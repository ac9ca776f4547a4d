"""A story as the rules see it: everything they may ask, computed on first use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from functools import cached_property
from typing import NamedTuple

from epilogue.analysis.causes import Causes, Explanation
from epilogue.analysis.claims import SettledClaims, claims, unreached_endings
from epilogue.analysis.evidence import Evidence
from epilogue.analysis.intended import IntendedFindings
from epilogue.analysis.odds import EndingsResult, actions_of, analyse_endings, distances, way_to
from epilogue.analysis.outlook import Reachability, reachability
from epilogue.analysis.stops import loops, termination
from epilogue.analysis.unseen import UnseenCause, guards_against_error
from epilogue.diagnostics import Diagnostic
from epilogue.flow.focus import Focus
from epilogue.flow.graph import Call, FlowGraph, Node, NodeKind, Offer
from epilogue.flow.passes import unreduced
from epilogue.graphs.components import components
from epilogue.ir.program import Program, in_unbegun
from epilogue.machine.follow import with_idle_draws
from epilogue.questions.check.claims import Claim, DominatedEndings
from epilogue.questions.check.soft_locks import soft_locks
from epilogue.questions.check.source_facts import SourceFacts
from epilogue.rules.base import LostContent
from epilogue.settings import Settings
from epilogue.source import NOWHERE, Span
from epilogue.space.search import Search
from epilogue.space.state_graph import GraphEnding, StateGraph, StateKind
from epilogue.space.unexplored import Unexplored


class RuleSearch(NamedTuple):
    """``program``: the story as it was searched. ``flow``: its unreduced FlowGraph with all text (None: not built). ``whole``:
    its StateGraph; ``graph``: the same until the first return to the beginning. ``done``: the search; ``unexplored``: what can
    follow what it left open, None if nothing is."""

    program: Program
    flow: FlowGraph | None
    whole: StateGraph
    graph: StateGraph
    done: Search | None
    unexplored: Unexplored | None


class Stop(NamedTuple):
    """A state of the graph where play stops."""

    ending: GraphEnding
    state: int


class RuleContext(SourceFacts):
    """Results that a rule may ask for, computed on first use. ``first``: searches the story apart from its text.
    ``again``: searches a FlowGraph once more, observing a focus. ``claims``: decides the properties of the settings;
    ``dominated``: judges the endings by the stakes."""

    def __init__(
        self,
        program: Program,
        settings: Settings,
        diagnostics: Sequence[Diagnostic],
        first: Callable[[], RuleSearch],
        again: Callable[[FlowGraph, Focus], StateGraph],
        claims: Callable[[], Sequence[Claim]],
        dominated: Callable[[], Sequence[DominatedEndings]],
        observers: Set[int] = frozenset(),
    ) -> None:
        super().__init__(program, settings, observers)
        self.diagnostics = diagnostics
        self._search = first
        self._search_again = again
        self._claims = claims
        self._dominated = dominated
        self.intended = IntendedFindings(program, settings, self.sources)
        self.in_other_entry = in_unbegun(program)

    # -- the search

    @cached_property
    def searched(self) -> RuleSearch:
        """The search and its unreduced FlowGraph."""
        return self._search()

    @property
    def graph(self) -> StateGraph:
        """The StateGraph up to the first return to the beginning."""
        return self.searched.graph

    @property
    def complete(self) -> bool:
        """Whether nothing was left out of the search."""
        return self.graph.complete

    @cached_property
    def result(self) -> EndingsResult:
        """The endings and their odds."""
        return analyse_endings(self.graph)

    @cached_property
    def stops(self) -> Sequence[Stop]:
        """Where play stops; the likeliest first where the search is complete. Odds take long elsewhere, and tell little."""
        graph = self.graph
        if self.complete:
            return [Stop(result.ending, result.state) for result in self.result.endings]
        ends = (state for state, kind in enumerate(graph.kind) if kind == StateKind.ENDING)
        return [Stop(graph.endings[graph.ending[state]], state) for state in ends]

    def way(self, state: int) -> tuple[int, ...]:
        """Action indices of a shortest way to a state."""
        actions = [action.value for action in way_to(self.graph, self._distances[1], state)]
        return with_idle_draws(self.searched.program, actions, self.graph.idle)

    def way_over(self, edge: int) -> tuple[int, ...]:
        """Action indices of a shortest way that ends with this edge."""
        way = [*self.graph.way(self._distances[1], self.graph.source(edge)), edge]
        return tuple(action.value for action in actions_of(self.graph, way))

    def far(self, state: int) -> int:
        """Fewest choices to reach a state, -1 if no way was found."""
        return self._distances[0][state]

    @cached_property
    def _distances(self) -> tuple[list[int], list[int]]:
        return distances(self.graph)

    @cached_property
    def claims(self) -> Sequence[Claim]:
        """The properties of the settings, decided."""
        return self._claims()

    @cached_property
    def dominated(self) -> Sequence[DominatedEndings]:
        """Dominated endings, by what dominates them; none is proved dominated if the search is incomplete."""
        return self._dominated()

    # -- what readers meet

    @cached_property
    def evidence(self) -> Evidence:
        """Evidence of what readers meet, or never do."""
        return Evidence(self.program, self.searched.flow, self.searched.whole, self._search_again)

    @cached_property
    def never(self) -> Focus:
        """Texts, sides of conditions and beginnings of passages proved unreachable, among those the FlowGraph contains."""
        unmet = wanted = self._unmet()
        if self.searched.flow is not None and self.complete:
            wanted = unmet.joined(self._claims_of_causes(unmet))  # one search decides what causes rest on, too
        return unmet.without(unmet.without(self.evidence.never(wanted)))

    @cached_property
    def single_loops(self) -> dict[int, tuple[int, ...]]:
        """State in a closed cycle that offers one option at a time -> the sites of the cycle's options."""
        graph, loops = self.graph, dict[int, tuple[int, ...]]()
        for component in components(graph.first, graph.target):
            inside = set(component)
            edges = [edge for state in component for edge in graph.edges(state)]
            plain = all(graph.kind[s] == StateKind.CHOICE and len(graph.edges(s)) == 1 for s in component)
            if plain and edges and all(graph.target[edge] in inside for edge in edges):
                sites = tuple(sorted({graph.label[edge] for edge in edges}))
                loops.update((state, sites) for state in component)
        return loops

    def must_stop(self, state: int) -> bool:
        """Whether play from this state cannot go on for ever; the rules for dead stops report such states."""
        return not self._from_here.endless[state]

    @cached_property
    def _from_here(self) -> Reachability:
        return reachability(self.graph, {})

    def lost_before(self, state: int) -> str:
        """Point where a reader of this bad end has already lost every ending, as a sentence; "" if there is none."""
        graph, spans = self.graph, set[Span]()
        group = {state: 0}
        leading = reachability(graph, group).endings
        for edge, before in self._locks:
            if leading[graph.target[edge]] and graph.kind[before] == StateKind.CHOICE:
                span = self.program.choices[graph.label[edge]].span
                spans.update((span,) if span else ())
        if not spans:
            return ""
        s = "s" if len({span.line for span in spans}) > 1 else ""
        return f" Readers are lost before that: after the option{s} at {self.listed(spans)} no ending can be reached."

    @cached_property
    def _locks(self) -> list[tuple[int, int]]:
        return list(soft_locks(self.graph))

    @cached_property
    def menus(self) -> dict[int, tuple[int, ...]]:
        """Position of a stop -> sites of the options that may be on offer there, if some reader reaches it with none."""
        flow = self.searched.flow
        stopped = {e.position for e in self.graph.endings if e.kind in ("done", "out_of_content", "stuck")}
        if flow is None or not stopped:
            return {}
        reduced, sites_at = unreduced(flow), dict[int, set[int]]()
        for node in reduced.nodes:
            if node.kind is NodeKind.STOP and node.position in stopped:
                offers = [offered.offer for offered in reduced.liveness.at_stop[node.id]]
                sites = {offer.site for offer in offers if isinstance(offer, Offer) and not offer.fallback}
                if sites:
                    sites_at.setdefault(node.position, set()).update(sites)
        return {position: tuple(sorted(sites)) for position, sites in sites_at.items()}

    def used_up(self, stop: Stop) -> bool:
        """Whether readers reach a menu that is empty because they have used up its once-only options; not because a condition
        fails."""
        choices = self.program.choices
        sites = set(self.dry.get(stop.ending.position, ()))
        graph = self.graph
        way = graph.way(self._distances[1], stop.state)
        taken_sites = {graph.label[edge] for edge in way if graph.kind[graph.source(edge)] == StateKind.CHOICE}
        return bool(sites & taken_sites) and all(site in taken_sites for site in sites if not choices[site].condition)

    @cached_property
    def dry(self) -> dict[int, tuple[int, ...]]:
        """The entries of ``menus`` whose options can all be taken only once."""
        choices = self.program.choices
        return {position: sites for position, sites in self.menus.items() if all(choices[site].once for site in sites)}

    def _unmet(self) -> Focus:
        """Positions not met on the walk."""
        evidence = self.evidence
        texts = frozenset(position for position in (*self.texts, *self.recorded) if position in evidence.nodes_at)
        sides = frozenset((position, truth) for position in self.conditions for truth in (True, False))
        entered = {self.passage[node.position] for node in evidence.walked.nodes if node.id in evidence.walked.visited}
        first = {self.begins(number) for number in self.program.passages if number not in entered}
        places = first | (self.variables.stores - self.variables.declaring - self._in_calls)
        wanted = Focus(texts, sides, frozenset(position for position in places if position in evidence.nodes_at))
        return wanted.without(evidence.seen(wanted))

    def _claims_of_causes(self, unmet: Focus) -> Focus:
        """Claims that the causes of everything that may be lost rest on, and the marks of endings that the walk missed."""
        code, nodes_at, shown = self.program.code, self.evidence.nodes_at, self.searched.whole.shown
        marks = {
            position
            for position, i in enumerate(code)
            if (i.op, i.a) == ("mark", "ending") and position in nodes_at and not self.met(position)
        }
        offers = [
            position
            for position, i in enumerate(code)
            if i.op == "offer" and i.a not in shown and not self.in_other_entry(position)
        ]
        passages = {self.begins(number) for number in self.program.passages}
        lost = unmet.texts | self.left_texts | (unmet.places & passages) | marks
        causes = Causes(self.program, self.evidence, self.settings.assume, self.sources)
        return causes.claims([*offers, *sorted(lost)]).joined(Focus(frozenset(), frozenset(), marks))

    def never_run(self, places: Iterable[int]) -> list[int]:
        """Positions among these, which set a variable, that are proved unreachable."""
        flow = self.searched.flow
        if flow is None or not self.control_is_complete:
            return []
        known = [position for position in places if position not in self._in_calls]
        return [position for position in known if position not in flow.ran or position in self.never.places]

    def met(self, position: int) -> bool:
        """Whether a reader reaches a position."""
        return self.evidence.met(position)

    def read(self, position: int) -> bool:
        """Whether some reader is known to see a text: shown, or part of an option on offer."""
        work = [node for node in self.evidence.nodes_at.get(position, ()) if node.id in self.evidence.walked.visited]
        seen: set[int] = set()
        while work:
            node = work.pop()
            if not node.label and node.kind is NodeKind.TEXT:
                return True
            instruction = self.program.code[node.position]
            if instruction.op == "offer":  # the option that this text belongs to
                if instruction.a in self.searched.whole.shown:
                    return True
            elif node.id not in seen:
                seen.add(node.id)
                work += [follow for follow in node.succ if follow.id in self.evidence.walked.visited]
        return False

    @cached_property
    def _in_calls(self) -> Set[int]:
        """Code of functions whose calls are one operation: what is met in them is unknown."""
        calls = [node.offer.callee for node in self.evidence.walked.nodes if isinstance(node.offer, Call)]
        return frozenset[int]().union(*(callee.region for callee in calls))

    # -- conditions

    @cached_property
    def conditions(self) -> tuple[int, ...]:
        """Positions of the writer's own conditions that are evaluated node by node: not those of alternatives such as
        ``{one|two}``."""
        conditions = [
            position
            for position, nodes in self.evidence.nodes_at.items()
            if self.program.code[position].op in ("jump_if", "skip_unless")
            and any(node.kind is NodeKind.BRANCH for node in nodes)
            and position not in self._in_calls
            and self._written(position)
        ]
        return tuple(sorted(conditions))

    def _written(self, position: int) -> bool:
        """Whether the writer wrote the condition there; else it is generated."""
        if not self.words.generates:
            return not self.words.alternates(self.program, position)
        code = self.program.code
        counts = position > 2 and code[position - 3].op == "choice_count"  # asks only whether any option is left
        return (
            not counts
            and not guards_against_error(self.program, position)
            and bool(self.sources.condition(code[position - 1].span or code[position].span))
        )

    # -- what no reader sees

    @cached_property
    def settled(self) -> SettledClaims:
        """The claims on options and endings, proved and open."""
        return claims(self.program, self.graph, self.result, self.searched.unexplored, False)

    @cached_property
    def never_leaving(self) -> tuple[int, ...]:
        """Sites of options that are on offer for ever, if it is proved that no playthrough ends; else none. A game goes on by
        itself."""
        graph, unexplored = self.graph, self.searched.unexplored
        unbounded = not graph.complete and unexplored is None  # then nothing is proved
        if graph.begins or unbounded or termination(graph, self.result, self.settled) != "never":
            return ()
        closed = [site for loop in loops(graph, self.result) if loop.closed for site in loop.offered]
        return tuple(unexplored.always_offered if unexplored is not None and unexplored.always_offered else closed)

    @cached_property
    def unreached_endings(self) -> dict[str, bool]:
        """Endings the author marks that no playthrough was found to reach; the value: whether that is proved."""
        reached = {result.ending.mark for result in self.result.endings}
        return unreached_endings(self.program, reached, self.settled)

    def why_unreached(self, mark: str) -> Explanation | None:
        """Cause why nobody reaches a mark of an ending; None if unknown."""
        return self._causes.of_mark(mark) if self.searched.flow is not None else None

    @cached_property
    def lost_options(self) -> dict[int, LostContent]:
        """Options proved never to be on offer, by the position that would offer them."""
        graph, unexplored = self.searched.whole, self.searched.unexplored
        if not graph.complete and unexplored is None:
            return {}
        possible = graph.shown if unexplored is None else graph.shown | unexplored.waiting | unexplored.offered
        lost = {}
        for position, instruction in enumerate(self.program.code):
            if instruction.op == "offer":
                site = self.program.choices[instruction.a]
                if site.id not in possible and not site.fallback and not self.in_other_entry(position):
                    lost[position] = LostContent("option", site.span or NOWHERE, " ".join(site.text.split()))
        return lost

    def only_labels(self, lost: Sequence[LostContent]) -> bool:
        """Whether these are all labelled options that something jumps to: their content is still read."""
        reached = {site.span for site in self.program.choices if self.met(site.target)}
        return all(item.sort == "option" and item.span in reached for item in lost)

    @cached_property
    def lost_texts(self) -> dict[int, LostContent]:
        """Texts proved never to be shown, by position. Of code not worked out at all, functions are left out: what a function
        says may have become a value."""
        lost = sorted((self.never.texts | self.left_texts) - self._in_calls)
        return {
            position: LostContent("text", self.span(position), self.texts[position])
            for position in lost
            if position in self.texts
        }

    @cached_property
    def left_texts(self) -> frozenset[int]:
        """Texts, and names of recordings, that nothing leads to."""
        if not self.control_is_complete:
            return frozenset()
        return frozenset(
            position
            for position in (*self.texts, *self.recorded)
            if position not in self.evidence.nodes_at and not self.in_other_entry(position) and self.outside_functions(position)
        )

    @cached_property
    def control_is_complete(self) -> bool:
        """Whether the FlowGraph contains all control that can be reached."""
        if self.searched.flow is None:
            return False
        return self.complete or not any(node.kind is NodeKind.LIMIT for node in self.evidence.walked.nodes)

    def outside_functions(self, position: int) -> bool:
        """Whether a position belongs to a block, and neither to a function nor to the code of a call."""
        number = self.program.block_of[position]
        return number >= 0 and self.passage[position] not in self.functions and position not in self._in_calls

    @cached_property
    def lost_passages(self) -> dict[int, LostContent]:
        """Passages proved unreachable, functions aside: by the position they begin at."""
        blocks, lost_at = self.program.blocks, {}
        for number in self.program.passages:
            first = self.begins(number)
            lost = (
                first in self.never.places
                if first in self.evidence.nodes_at
                else self.control_is_complete and not self.entered(number)
            )
            if (
                lost
                and number not in self.program.unbegun
                and number not in self.functions
                and not self.entered(number)
                and not self._is_empty(number)
            ):
                lost_at[first] = LostContent("passage", blocks[number].span or NOWHERE, blocks[number].name)
        return lost_at

    def _is_empty(self, passage: int) -> bool:
        """Whether it says and does nothing: it only holds declarations."""
        block = self.program.blocks[passage]
        for op, name, _, _ in self.program.code[block.start : block.end]:
            hidden = op in ("load_global", "store_global") and name in self.program.hidden
            if not (hidden or op in ("push", "apply") or (op == "end" and name)):
                return False
        return True

    def entered(self, passage: int) -> bool:
        """Whether a reader reaches anything in a passage, or in one that is part of it."""
        return passage in self._entered

    @cached_property
    def _entered(self) -> frozenset[int]:
        nodes_at = self.evidence.nodes_at
        met = {self.passage[position] for position in nodes_at if self.met(position) and position not in self.never.places}
        for number in reversed(self.program.passages):
            parent = self.program.blocks[number].parent
            if number in met and parent >= 0:
                met.add(parent)
        return frozenset(met)

    def begins(self, passage: int) -> int:
        """Position a passage begins at: its first that was worked out, if any."""
        block = self.program.blocks[passage]
        first = (
            position
            for position in range(block.start, block.end)
            if position in self.evidence.nodes_at and self.passage[position] == passage
        )
        return next(first, block.start)

    @cached_property
    def constant_conditions(self) -> tuple[Explanation, ...]:
        """Conditions that have the same value whenever a reader reaches them."""
        if not self.never.sides:
            return ()
        explanations = []
        for position, truth in sorted(self.never.sides):
            nodes = [node for node in self.evidence.nodes_at[position] if node.kind is NodeKind.BRANCH and node.expr is not None]
            if (position, not truth) not in self.never.sides and any(node.id in self.evidence.walked.visited for node in nodes):
                explanations.append(
                    self._causes.condition(UnseenCause("never" if truth else "always", position, self._fixed(nodes)))
                )
        return tuple(explanations)

    def is_last_resort(self, position: int) -> bool:
        """Whether a condition is only tested after another of the same list failed: an exhaustive list of cases is written so
        that its last one always holds."""
        code, block_of = self.program.code, self.program.block_of
        block = self.program.blocks[block_of[position]]
        before = block.start - 1
        if before < 0 or code[before].op != "jump_if" or position == block.start:
            return False
        return self.program.blocks[block_of[before]].parent == block.parent

    def _fixed(self, nodes: list[Node]) -> bool:
        """Whether a condition depends on nothing that ever changes."""
        return all(node.expr is not None and node.expr.reads <= self._causes.constants for node in nodes)

    def why(self, positions: Iterable[int]) -> dict[int, Explanation | None]:
        """Causes of what no reader sees, by position; None if none is certain."""
        positions = list(positions)
        return self._causes.of(positions) if positions else {}

    @cached_property
    def _causes(self) -> Causes:
        assert self.never is not None  # `never` comes first: it proves everything in one search
        return Causes(self.program, self.evidence, self.settings.assume, self.sources)
