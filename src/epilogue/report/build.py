"""From what the analyses found to the report: names, places, last words, and causes in a writer's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from epilogue.analyses.claims import claims
from epilogue.analyses.endings import EndingResult, EndingsResult, analyse_endings, distances, way_by
from epilogue.analyses.stops import until_first_return
from epilogue.analyses.unfinished import Bounds
from epilogue.analyses.unseen import Cause, causes
from epilogue.flow.graph import Draw, FlowGraph, Kind, Offer
from epilogue.flow.operators import flow_operators
from epilogue.ir.operators import to_text
from epilogue.ir.program import Program
from epilogue.ir.values import Value
from epilogue.machine.follow import Follower
from epilogue.report import model
from epilogue.report.sources import Sources, misread_not
from epilogue.report.stops import stopping
from epilogue.report.unsettled import between, counted, passage, unsettled
from epilogue.settings import Settings
from epilogue.source import Span
from epilogue.space.state_graph import Ending, StateGraph
from epilogue.space.walk import Walked, walk

if TYPE_CHECKING:
    from epilogue.space.unexplored import Unexplored

NOWHERE = Span("", 0)


class Story(NamedTuple):
    """What the report says of the story itself: ``name`` as a person would say it, ``file`` as the user gave it."""

    program: Program
    settings: Settings
    name: str
    file: str


def endings_report(
    story: Story,
    flow: FlowGraph | None,
    graph: StateGraph,
    precision: model.Precision,
    by: str | None,
    entry: str | None,
    rest: Unexplored | None = None,
    marked: Mapping[int, str] = {},
) -> model.EndingsReport:
    """The report of every ending; ``flow`` is the unreduced FlowGraph that ``graph`` came from, ``rest`` what can come from what
    the search left open, if it did. ``marked``: the situations that the author marks as a return to the beginning."""
    whole, graph = graph, until_first_return(story.program, graph, marked)
    result = analyse_endings(graph)
    bounds = Bounds(graph, result, rest)
    chances = Chances(bounds)
    settled = claims(story.program, graph, result, rest, precision != "control")
    never_offered: tuple[model.Unseen, ...] = ()
    never_shown: tuple[model.Unseen, ...] | None = None
    if flow is not None:
        unseen = _Unseen(story, flow, whole)
        never_offered = unseen.options(settled.options.refuted)
        never_shown = unseen.texts(settled.texts.refuted) if settled.texts is not None else None
    choices = None if graph.outside else result.expected_choices
    return model.EndingsReport(
        story=story.name,
        file=story.file,
        outcome="complete" if graph.complete else "truncated",
        reason=_reason(story.program, graph),
        precision=precision,
        choices_in_text=len(story.program.choices),
        states=whole.states,
        transitions=whole.transitions,
        cyclic=result.cyclic,
        playthroughs=result.playthroughs,
        expected_choices=None if choices is None else float(choices),
        endless=chances.endless(),
        endings=_endings(story, graph, result, chances, by, entry),
        never_offered=never_offered,
        never_shown=never_shown,
        by=by,
        notes=_notes(story.program),
        entry=None if entry is None else _ENTRY.format(entry),
        claims=counted(settled),
        stops=stopping(story.program, flow, bounds, settled, () if rest is None else rest.always_offered),
        unsettled=None if graph.complete else unsettled(story.program, story.settings, bounds, settled),
    )


_ENTRY = (
    "From {} on, as if the story began there: variables as declared, nothing visited yet. That can be more, or less, than "
    "what a reader can bring there from the beginning."
)


def _notes(program: Program) -> tuple[str, ...]:
    """What the model leaves out of this story."""
    seeds = sorted({i.span.line for i in program.code if i.op == "seed_random" and i.span})
    if not seeds:
        return ()
    lines = ", ".join(map(str, seeds))
    return (f"Luck is taken as fair and independent: that the story seeds it (line {lines}) is not imitated.",)


def _reason(program: Program, graph: StateGraph) -> str | None:
    if graph.stopped_at is None:
        return graph.reason
    return f"{graph.reason} ({program.code[graph.stopped_at].span or program.name})"


# -- endings


def _endings(
    story: Story, graph: StateGraph, result: EndingsResult, chances: Chances, by: str | None, entry: str | None
) -> tuple[model.Ending, ...]:
    groups: dict[Ending, list[EndingResult]] = {}
    for found in result.endings:
        groups.setdefault(found.ending._replace(values=()), []).append(found)
    edges = distances(graph)[1]
    follower = Follower(story.program, entry)
    taken: dict[str, int] = {}
    endings = []
    for ending, members in groups.items():
        soonest = min(members, key=lambda m: m.shortest)
        path = [action.value for action in way_by(graph, edges, soonest.state)]
        span = story.program.code[ending.position].span or NOWHERE
        within = passage(story.program, ending.position)
        key = ending.mark or within or "start"
        taken[key] = taken.get(key, 0) + 1
        number = f"{key}-{taken[key]}" if taken[key] > 1 else key
        counts = [m.playthroughs for m in members]
        lengths = [m.longest for m in members]
        endings.append(
            model.Ending(
                id=number,
                name=story.settings.endings.get(number) or story.settings.endings.get(ending.mark) or ending.mark or None,
                kind=ending.kind,  # type: ignore[arg-type]
                file=span.file,
                line=span.line,
                odds=chances.of(members),
                playthroughs=None if None in counts else sum(c for c in counts if c is not None),
                shortest=soonest.shortest,
                longest=None if None in lengths else max(x for x in lengths if x is not None),
                path=tuple(path),
                last_words=follower.last_words(path),
                passage=within,
                message=ending.message,
                variants=_variants(members, chances) if by is not None else (),
            )
        )
    endings.sort(key=lambda e: (-e.odds.value, -e.odds.high, e.file, e.line, e.id))
    return tuple(endings)


def _variants(members: list[EndingResult], chances: Chances) -> tuple[model.Variant, ...]:
    return tuple(model.Variant(_spoken(m.ending.values[0]), chances.of([m]), m.playthroughs, m.shortest) for m in members)


def _spoken(value: tuple[type, Any]) -> str:
    kind, content = value
    return f"error: {content}" if issubclass(kind, Exception) else to_text(content)


class Chances:
    """The odds of what was found, with their bounds: what unexplored situations could add, and what the world outside decides."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds

    def of(self, endings: list[EndingResult]) -> model.Odds:
        """Of one of these endings."""
        return between(self.bounds.ending(endings))

    def endless(self) -> model.Odds:
        """Of never ending."""
        return between(self.bounds.endless())


# -- what no reader can see


class _Unseen:
    def __init__(self, story: Story, flow: FlowGraph, graph: StateGraph) -> None:
        self.story = story
        self.program = story.program
        self.flow = flow
        self.graph = graph
        self.sources = Sources()
        self.walked: Walked | None = None
        intended = {(mark.span.file, mark.span.line) for mark in self.program.marks if mark.span and _is_intended(mark)}
        self.intended = intended

    def options(self, sites: Iterable[int]) -> tuple[model.Unseen, ...]:
        """The options of these sites, which are never on offer."""
        at = {i.a: place for place, i in enumerate(self.program.code) if i.op == "offer"}
        missing = [self.program.choices[site] for site in sites]
        return self.explained([(at[site.id], site.text, site.span) for site in missing])

    def texts(self, positions: Iterable[int]) -> tuple[model.Unseen, ...]:
        """The texts at these positions, which are never said."""
        code = self.program.code
        return self.explained([(place, " ".join(code[place].a.split()), code[place].span) for place in positions])

    def explained(self, missing: list[tuple[int, str, Span | None]]) -> tuple[model.Unseen, ...]:
        if not missing:
            return ()
        if self.walked is None:
            operators = flow_operators(self.program)
            if self.graph.complete:
                self.walked = walk(self.flow, self.graph, operators)
            else:
                from epilogue.space.unexplored import walked_at_most  # late: only where a search stopped early

                self.walked = walked_at_most(self.flow, operators)
        constants = _constants(self.flow, self.walked)
        found = causes(self.program, self.walked, constants, [place for place, _, _ in missing])
        unseen = []
        for place, text, span in missing:
            where = span or NOWHERE
            cause = None if place in self.walked.unsure else self.worded(found[place])
            intended = self.meant(where) or (cause is not None and self.meant(Span(cause.file, cause.line)))
            unseen.append(model.Unseen(where.file, where.line, text, cause, intended))
        unseen.sort(key=lambda u: (u.file, u.line))
        return tuple(unseen)

    def worded(self, cause: Cause) -> model.Cause | None:
        """The cause as a line of the story and a reason, None where nothing better than "unreachable" is known."""
        code = self.program.code
        span = code[cause.position].span or NOWHERE
        if cause.kind in ("always", "never", "guard"):
            span = code[cause.position - 1].span or span
            condition = self.sources.condition(span)
            other = misread_not(condition)
            said = f'"{condition}"' if condition else "the condition"
            if condition.replace("_", "").isalnum():
                said = condition
            truth = "always true" if cause.kind == "always" else "always false"
            why = other or f"{said} is {truth}{' here' if not cause.fixed else ''}"
            meant = other is None and (cause.fixed or self.assumed(condition))
            return model.Cause(span.file, span.line, why, meant)
        if cause.kind == "left":
            menu = self.sources.line(span).lstrip().startswith("-")
            why = (
                "this gather ends the menu; the options below are lost" if menu else "the story leaves here; what follows is lost"
            )
            return model.Cause(span.file, span.line, why)
        if cause.kind == "spent":
            return model.Cause(span.file, span.line, "this option is always used up before it is met")
        if cause.kind == "elsewhere":
            return model.Cause(span.file, span.line, "this divert never leads there")
        return model.Cause(span.file, span.line, "nothing leads here")

    def assumed(self, condition: str) -> bool:
        return any(name in condition.split() for name in self.story.settings.assume)

    def meant(self, span: Span) -> bool:
        """Whether the writer marked the line (or the one above) or named it in the settings."""
        if any((span.file, line) in self.intended for line in (span.line, span.line - 1)):
            return True
        return any(
            span.line == place.line and span.file.replace("\\", "/").endswith(place.file.replace("\\", "/"))
            for place in self.story.settings.intended
        )


def _is_intended(mark: Any) -> bool:
    return bool(mark.key == "epilogue" and mark.value == "intended")


def _constants(flow: FlowGraph, walked: Walked) -> frozenset[int]:
    """Slots without a store, visit counts aside."""
    assigned: set[int] = set()
    for node in walked.nodes:
        assigned.add(node.slot)
        if isinstance(node.offer, Draw) and node.offer.picked is not None:
            assigned.add(node.offer.picked)
        elif isinstance(node.offer, Offer):
            assigned.update(slot for slot, _ in node.offer.captures)
    return frozenset(slot for slot, key in enumerate(flow.slots.keys) if key[0] == "g") - assigned


# -- details


def sampled_details(
    program: Program, flow: FlowGraph, operators: Mapping[str, Callable[..., Value]], playthroughs: int = 400
) -> model.Details:
    """Mean words read and share of the text seen, over blind playthroughs with a fixed seed (each cut off at 2,000 choices)."""
    from random import Random

    from epilogue.space.turn import Chance, Menu, Stop, Turns

    random = Random(1)
    nodes = flow.nodes()
    if any(isinstance(n.offer, Draw) and n.offer.outside is not None and n.offer.outside.weights is None for n in nodes):
        return model.Details(None, None)
    turns = Turns(flow, nodes, operators)
    words = {at: len(i.a.split()) for at, i in enumerate(program.code) if i.op == "text"}
    said = [words.get(n.position, 1) if n.kind is Kind.TEXT and not n.label else 0 for n in nodes]
    total = sum(words.values()) or 1
    read, share = 0, 0.0
    for _ in range(playthroughs):
        env = list(turns.start)
        trail = turns.trail = []
        stop: Menu | Chance | Stop = turns.run(flow.entry.id, env, [])
        for _ in range(2000):
            if isinstance(stop, Stop):
                break
            if isinstance(stop, Menu):
                stop = turns.run(turns.take(random.choice(stop.offers), env), env, [])
            else:
                outside = nodes[stop.node].offer.outside  # type: ignore[union-attr]
                outcome = random.choices(stop.outcomes, outside and outside.weights)[0]
                stop = turns.run(turns.draw(stop.node, outcome, env), env, list(stop.offers))
        read += sum(said[n] for n in trail)
        share += sum(words.get(position, 0) for position in {nodes[n].position for n in trail if said[n]}) / total
    return model.Details(read / playthroughs, share / playthroughs)
