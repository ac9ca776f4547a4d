"""From what the analyses found to the report: names, places, last words, and causes in a writer's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from epilogue.analyses.endings import EndingResult, EndingsResult, analyse_endings, distances, way_by
from epilogue.analyses.unseen import Cause, causes
from epilogue.flow.graph import FlowGraph, Kind, writes_of
from epilogue.flow.operators import flow_operators
from epilogue.ir.operators import to_text
from epilogue.ir.program import Program
from epilogue.ir.values import Value
from epilogue.machine.follow import Follower
from epilogue.report import model
from epilogue.report.sources import Sources, misread_not
from epilogue.settings import Settings
from epilogue.source import Span
from epilogue.space.state_graph import Ending, StateGraph
from epilogue.space.walk import Walked, walk

if TYPE_CHECKING:
    from epilogue.space.verify import Verified

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
) -> model.EndingsReport:
    """The report of every ending; ``flow`` is the unreduced FlowGraph that ``graph`` came from."""
    result = analyse_endings(graph)
    never_offered: tuple[model.Unseen, ...] = ()
    never_shown: tuple[model.Unseen, ...] | None = None
    if flow is not None and graph.complete:
        unseen = _Unseen(story, flow, graph)
        never_offered = unseen.options()
        never_shown = unseen.texts() if precision != "control" else None
    choices = result.expected_choices
    return model.EndingsReport(
        story=story.name,
        file=story.file,
        outcome="complete" if graph.complete else "truncated",
        reason=_reason(story.program, graph),
        precision=precision,
        choices_in_text=len(story.program.choices),
        states=graph.states,
        transitions=graph.transitions,
        cyclic=result.cyclic,
        playthroughs=result.playthroughs,
        expected_choices=None if choices is None else float(choices),
        endless_odds=float(result.endless),
        endings=_endings(story, graph, result, by, entry),
        never_offered=never_offered,
        never_shown=never_shown,
        by=by,
        notes=_notes(story.program),
        entry=None if entry is None else _ENTRY.format(entry),
        stopped_by=graph.stopped_by,  # type: ignore[arg-type]
        looked_at=graph.looked_at,
    )


_ENTRY = (
    "From {} on, as if the story began there: variables as declared, nothing visited yet. That can be more, or less, than "
    "what a reader can bring there from the beginning."
)


def checked(report: model.EndingsReport, found: Verified) -> model.EndingsReport:
    """The report with what the check says; after a difference nothing in it counts as proved and no odds are known."""
    check = model.Check(found.steps, found.of, found.changed, found.differences)
    if not found.differences:
        return report._replace(check=check)
    doubtful = [
        ending._replace(
            odds=_doubtful(ending.odds),
            variants=tuple(variant._replace(odds=_doubtful(variant.odds)) for variant in ending.variants),
        )
        for ending in report.endings
    ]
    return report._replace(check=check, outcome="doubtful", endings=tuple(doubtful))


def _doubtful(odds: model.Odds) -> model.Odds:
    return model.Odds(odds.value, None, 0.0, 1.0)


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
    story: Story, graph: StateGraph, result: EndingsResult, by: str | None, entry: str | None
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
        passage = _passage(story.program, ending.position)
        key = ending.mark or passage or "start"
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
                odds=_odds(sum((m.odds for m in members), Fraction(0)), result.open),
                playthroughs=None if None in counts else sum(c for c in counts if c is not None),
                shortest=soonest.shortest,
                longest=None if None in lengths else max(x for x in lengths if x is not None),
                path=tuple(path),
                last_words=follower.last_words(path),
                passage=passage,
                message=ending.message,
                variants=_variants(members, result) if by is not None else (),
            )
        )
    endings.sort(key=lambda e: (-e.odds.value, e.file, e.line, e.id))
    return tuple(endings)


def _variants(members: list[EndingResult], result: EndingsResult) -> tuple[model.Variant, ...]:
    return tuple(
        model.Variant(_spoken(m.ending.values[0]), _odds(m.odds, result.open), m.playthroughs, m.shortest) for m in members
    )


def _spoken(value: tuple[type, Any]) -> str:
    kind, content = value
    return f"error: {content}" if issubclass(kind, Exception) else to_text(content)


def _passage(program: Program, position: int) -> str | None:
    """The outermost named block the position stands in: a knot."""
    block = program.blocks[program.block_of[position]]
    parts = [part for part in block.name.split(".") if part]
    return parts[0] if parts and not parts[0].isdigit() and not parts[0].startswith("g-") else None


def _odds(value: Fraction | float, open_mass: Fraction | float) -> model.Odds:
    """The odds with their bounds: what is settled, and what unexplored situations could add."""
    exact = value if isinstance(value, Fraction) and not open_mass else None
    return model.Odds(float(value), exact, float(value), min(1.0, float(value + open_mass)))


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

    def options(self) -> tuple[model.Unseen, ...]:
        """Options that are never on offer (fallbacks are never shown, so they do not count)."""
        missing = [s for s in self.program.choices if s.id not in self.graph.shown and not s.fallback]
        at = {i.a: place for place, i in enumerate(self.program.code) if i.op == "offer"}
        return self.explained([(at[site.id], site.text, site.span) for site in missing])

    def texts(self) -> tuple[model.Unseen, ...]:
        """Texts that are never said."""
        missing = [
            (place, " ".join(i.a.split()), i.span)
            for place, i in enumerate(self.program.code)
            if i.op == "text" and i.a.strip() and place not in self.graph.spoken
        ]
        return self.explained(missing)

    def explained(self, missing: list[tuple[int, str, Span | None]]) -> tuple[model.Unseen, ...]:
        if not missing:
            return ()
        if self.walked is None:
            self.walked = walk(self.flow, self.graph, flow_operators(self.program))
        constants = _constants(self.flow, self.walked)
        found = causes(self.program, self.walked, constants, [place for place, _, _ in missing])
        unseen = []
        for place, text, span in missing:
            where = span or NOWHERE
            cause = self.worded(found[place])
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
        assigned.update(writes_of(node))
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
                outcome = random.choice(stop.outcomes)
                stop = turns.draw(stop, outcome, env)
        read += sum(said[n] for n in trail)
        share += sum(words.get(position, 0) for position in {nodes[n].position for n in trail if said[n]}) / total
    return model.Details(read / playthroughs, share / playthroughs)
