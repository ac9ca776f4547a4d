"""The facade and public Python API: load a story, then ask.

>>> story = load("examples/la_la_land.ink")
>>> report = endings(story)
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any, NamedTuple

from epilogue import settings as settings_file
from epilogue.budget import BudgetSpent, attempt, bound, stage
from epilogue.diagnostics import Diagnostic, Severity, StoryError, unreadable
from epilogue.flow.context import Observations, Unbounded
from epilogue.flow.focus import Focus, focused
from epilogue.flow.graph import FlowGraph, copy_of
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import reduce
from epilogue.flow.specialise import specialise
from epilogue.frontends import registry
from epilogue.frontends.base import Observed
from epilogue.ir.outside import anything, begun_with, converse, declare, unsettled
from epilogue.ir.program import Program
from epilogue.machine.follow import Follower
from epilogue.machine.play import Choice
from epilogue.report import build, model
from epilogue.report.found_endings import Story
from epilogue.report.suggest import entries_table, key, string
from epilogue.settings import Limits
from epilogue.source import Span
from epilogue.space.search import Search, explore
from epilogue.space.state_graph import StateGraph
from epilogue.space.watch import Watch

if TYPE_CHECKING:
    from epilogue.flow.unknown import Taken
    from epilogue.space.verify import Asked, Verified

PLAIN = 6_000
"""Situations after which a second search is reduced further: the reduction takes some time, too."""
READ = 20_000
"""Most situations for which the amount read is computed exactly."""
LARGE = 1_000
"""So many situations are worth saying what multiplies them."""

CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])")
HALF = 0.5
"""Share of the time left for a stage that others follow."""
SEARCHED = 0.75
"""Share of its time that a command searches in; the rest is for analyses."""
SHOWN = 20
"""Most passages named that the game perhaps begins."""
AGAIN = (
    "{0} asks about its own past, so it is told as a conversation that the game begins again and again. Only once? Then say "
    'so in epilogue.toml, under [entries]: {1} = {{ at = {2}, times = "once" }}'
)
UNFOLD = 1, 24
"""How far tunnels and threads inside themselves are worked out, and how far once the search has come to where that stopped."""


class Project:
    """A loaded story: its ``program``, ready to be played or analysed; the same as a ``game`` plays it, if its settings name
    entries; what its reader warned of (``diagnostics``), its ``settings`` and the ``path`` given. ``conversations``: those the
    settings name; where none are named and the story has no one beginning, each of its entries is a passage by its own name.
    ``begun``: the conversation that alone is played (:func:`one_conversation`)."""

    def __init__(self, path: str, allow_outside: bool, settings: settings_file.Settings) -> None:
        self.path = path
        self.taken: list[Taken] = []
        self.allow_outside = allow_outside
        self.settings = settings
        self.begun: settings_file.Entry | None = None
        self.conversations = frozenset(entry.name for entry in settings.entries)
        self.observed = [
            Observed(f"stakes.{who}.{name}", expression.text, expression.span)
            for who, stakes in settings.stakes.items()
            for name, expression in stakes.items()
        ]
        try:
            self.read(self.observed)
        except StoryError:
            self.read(())  # for its marks: a stake that names an ending is no expression
            named = ending_names(self)
            left = [one for one in self.observed if called(named, one.text) is None]
            if len(left) == len(self.observed):
                raise
            self.observed = left
            self.read(left)

    def read(self, observed: Sequence[Observed]) -> None:
        """Read the story, with the code of these expressions, and what is declared of the world outside."""
        with stage("reading"):
            self.loaded = registry.load(self.path, self.allow_outside, observed)
        self.taken = []  # what is asked for now may tell more apart
        self.program = declare(self.loaded.program, self.settings.outside)
        if self.begun is not None or self.settings.entries:
            self.program = self.program._replace(unbegun=frozenset())
        if self.begun is not None:
            self.program, self.game = begun_with(self.program, self.begun), None
            return
        talks = self.loaded.beginnings.conversations
        if talks and not self.settings.entries:
            spans = {block.name: block.span for block in self.program.blocks}
            entries = [settings_file.Entry(at, at, {}, False, spans[at] or Span(self.path, 0)) for at in talks]
            self.settings = self.settings._replace(entries=tuple(entries))
        self.game = converse(self.program, self.settings.entries) if self.settings.entries else None

    def settle(self, flow: FlowGraph) -> None:
        """Give functions that nothing is known of what stands for all that they may give."""
        from epilogue.flow.unknown import settle_unknown  # late: few stories call any

        found = settle_unknown(flow)
        anew = {one.position for one in found}
        self.taken = [*(one for one in self.taken if one.given.values and one.position not in anew), *found]

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """Warnings of the front-end and of :attr:`perhaps_begun`; no errors."""
        return [*filter(None, [self.perhaps_begun]), *self.loaded.diagnostics]

    @property
    def perhaps_begun(self) -> Diagnostic | None:
        """Warns of passages that the beginning does not lead to: they are no part of what is proved."""
        found, program = self.loaded.beginnings, self.program
        if not program.unbegun:
            return None
        span = next(block.span for block in program.blocks if block.name == found.left[0])
        nodes, them = ("1 node is", "it") if len(found.left) == 1 else (f"{len(found.left)} nodes are", "them")
        perhaps = (*found.begun, *found.perhaps)
        more = [f"# and {len(perhaps) - SHOWN} more: epilogue init writes them all"] if len(perhaps) > SHOWN else []
        lines = [f"does your game begin {them}? Then put this into epilogue.toml:", *entries_table(perhaps[:SHOWN]), *more]
        return Diagnostic(Severity.WARNING, f"{nodes} not reached from {found.begun[0]}", span, "\n".join(lines))

    @property
    def texts(self) -> dict[str, str | None]:
        """Every file that was read, with its text; None for settings that are not there."""
        settings = dict.fromkeys(map(os.path.abspath, settings_file.places(self.path)))
        if self.settings.file is not None:
            settings[os.path.abspath(self.settings.file)] = self.settings.text
        return {**self.loaded.texts, **settings}

    @property
    def name(self) -> str:
        """The story's title tag, or its file's name as a person would say it."""
        for mark in self.program.marks:
            if mark.key == "title" and mark.value:
                return mark.value
        return CAMEL.sub(" ", self.program.name).replace("_", " ")

    def observe(self, key: str, text: str) -> int:
        """Read the story again with one more expression; the position of its code. Raises StoryError for one that does not
        fit."""
        (position,) = self.observe_all([Observed(key, text, Span(key, 0))])
        return position

    def observe_all(self, asked: Sequence[Observed]) -> tuple[int, ...]:
        """Read the story again with these expressions beside those of the settings; the positions of their code.

        Raises StoryError for one that does not fit."""
        if asked:
            self.read([*self.observed, *asked])
        return tuple(self.loaded.observed[one.key] for one in asked)


def ending_names(project: Project) -> tuple[str, ...]:
    """Names of endings known before any is found: their marks, and those in the settings."""
    names = project.settings.endings
    marks = (mark.value for mark in project.program.marks if mark.key == "ending" and mark.value)
    return tuple(dict.fromkeys((*marks, *names, *names.values())))


def called(names: Iterable[str], text: str) -> str | None:
    """The name that a claim or stake consists of, or None if it is an expression of the story."""
    return next((name for name in names if name.casefold() == text.strip().casefold()), None)


def load(path: str, allow_outside: bool = False) -> Project:
    """Read a story and the settings beside it. Raises :class:`~epilogue.diagnostics.StoryError`."""
    main, _ = registry.find(path)
    return Project(str(main), allow_outside, settings_file.load(str(main)))


def compiled(path: str, allow_outside: bool = False) -> str:
    """The story as compiled ink. Raises StoryError."""
    from epilogue.frontends.ink.json_write import to_json
    from epilogue.frontends.ink.read import compile_file

    main, frontend = registry.find(path)
    if frontend.name != "ink":
        raise unreadable("this story is not in ink", Span(str(main), 0), "only ink can be written as compiled ink")
    return to_json(compile_file(main, allow_outside))


def endings(
    project: Project,
    precision: model.Precision = "control",
    by: str | None = None,
    entry: str | None = None,
    watch: Watch | None = None,
    details: bool = False,
    samples: int | None = None,
    verify: bool = False,
    profile: bool = False,
    readers: str = "blind",
) -> model.EndingsReport:
    """Every ending with its odds, and what no reader can see; ``details``: how much is read, too; ``samples``:
    estimates from so many playthroughs at random; ``verify``: the search is
    checked against the Machine; ``profile``: what multiplies is told of any search that is not small, not only of one that was
    stopped; ``readers``: whose odds these are (:mod:`epilogue.project.readers`). ``watch`` says how much it may take. Raises
    StoryError for an entry, expression or readers that do not fit."""
    watch = watch or Watch()
    watch.allow(project.settings.limits)
    with bound(watch.budget):
        return _endings(project, precision, by, entry, watch, details, samples, verify, profile, readers)


def _endings(
    project: Project,
    precision: model.Precision,
    by: str | None,
    entry: str | None,
    watch: Watch,
    details: bool,
    samples: int | None,
    verify: bool,
    profile: bool,
    readers: str,
) -> model.EndingsReport:
    blind = readers in settings_file.KNOWN_READERS[:2]
    if not blind:
        from epilogue.project.readers import check_name

        check_name(project.settings, readers, project.path)
    at_end = (project.observe("--by", by),) if by is not None else ()
    watch = watch or Watch()
    found = search(project, Observations(precision, at_end, (), project.settings.assume, decisions=not blind), entry, watch)
    program, start = beginning(project, entry)
    story = Story(program, project.settings, project.name, project.path)
    again = searching_again(project, watch)
    report = build.endings_report(story, found.flow, found.graph, precision, by, entry, found.done, again)
    report = _with_beginnings(project, build.with_unknown(report, program, project.taken))
    if details:
        not_known = model.Details(None, None)
        read = attempt("counting words", lambda: reading(project, entry, found), not_known, HALF) if blind else not_known
        report = report._replace(details=read)
    if not blind:
        from epilogue.project.readers import read_by

        report = read_by(project, report, found, readers, by, entry)
    if found.done is not None and (not found.graph.complete or (profile and len(found.done.keys) >= LARGE)):
        report = report._replace(profile=attempt("looking for what multiplies", lambda: multiplied(program, found), None))
    if samples is not None:
        taken = attempt("playing at random", lambda: _samples(program, found, report, samples), None, HALF)
        report = report._replace(samples=taken)
    if verify and found.done is not None:
        from epilogue.space.verify import Asked

        asked = Asked(None if start is None else entry, at_end, precision == "text")
        checked = attempt("checking against play", lambda: verified(program, found, asked), None)
        report = report if checked is None else build.checked(report, checked)
    return report._replace(unfinished=tuple(watch.budget.unfinished))


def _with_beginnings(project: Project, report: model.EndingsReport) -> model.EndingsReport:
    """Adds notes on how the game begins its conversations, where nobody says so."""
    if project.game is not None and not project.conversations and project.loaded.beginnings.again:
        name = project.loaded.beginnings.begun[0]
        report = report._replace(entry=AGAIN.format(name, key(name), string(name)))
    left = project.perhaps_begun
    if left is None or left.hint is None:
        return report
    return report._replace(notes=(f"{left.message}. {left.hint[0].upper()}{left.hint[1:]}", *report.notes))


def beginning(project: Project, entry: str | None) -> tuple[Program, int | None]:
    """The program to be played, and the position it begins at if that is not its own beginning: a game begins with any of its
    entries, if ``entry`` is a conversation that the settings name or none is named. Raises StoryError."""
    settled = {one.position: one.given for one in project.taken if one.given.values}
    if project.game is not None and (entry is None or entry in project.conversations):
        return project.game._replace(outside={**project.game.outside, **settled}), None
    program = project.program._replace(outside={**project.program.outside, **settled})
    return program, None if entry is None else entry_position(program, entry)


def one_conversation(project: Project, entry: str | None) -> tuple[Project, str | None]:
    """The story as a game that begins with the conversation of this name plays that one alone, and the passage it begins at; as
    they are, where no conversation is called so. Without a name: the only one, if the settings name none."""
    entries = project.settings.entries
    only = len(entries) == 1 and entry is None and not project.conversations
    begun = entries[0] if only else next((one for one in entries if one.name == entry), None)
    if begun is None:
        return project, entry
    alone = copy(project)
    alone.begun, alone.taken, alone.conversations = begun, [], frozenset()
    alone.settings = project.settings._replace(entries=())
    alone.read(alone.observed)
    return alone, begun.at


class Found(NamedTuple):
    """What a search gives: the unreduced FlowGraph, the StateGraph, and the search itself (None: it could not be worked out)."""

    flow: FlowGraph | None
    graph: StateGraph
    done: Search | None


def search(
    project: Project,
    observations: Observations,
    entry: str | None = None,
    watch: Watch | None = None,
    focus: Callable[[FlowGraph], FlowGraph] = copy_of,
    share: float = SEARCHED,
) -> Found:
    """Every situation of a story from its beginning (or an ``entry``). ``focus`` copies the FlowGraph into the one that is
    searched. ``share``: of the time that is left, what it may take; the rest is for what it means.

    Limits that ``watch`` leaves open are those of the settings; else the command takes :data:`~epilogue.space.watch.PATIENCE`. A
    construct that cannot be made finite gives no FlowGraph and a truncated StateGraph that names it; so does a budget that is
    spent before the first step.
    """
    watch = watch or Watch()
    watch.allow(project.settings.limits)
    try:
        with bound(watch.budget), stage("following the story", share):
            return _searched(project, observations, entry, watch, focus)
    except Unbounded as construct:
        return Found(None, StateGraph.stopped(construct.what, construct.span), None)
    except BudgetSpent as spent:
        code = beginning(project, entry)[0].code
        span = None if spent.position is None else code[spent.position].span
        return Found(None, StateGraph.stopped(spent.reason, span, spent.by), None)


def _searched(
    project: Project,
    observations: Observations,
    entry: str | None,
    watch: Watch,
    focus: Callable[[FlowGraph], FlowGraph],
) -> Found:
    """Raises Unbounded, and BudgetSpent before the first step."""
    found: Found | None = None
    for unfold in UNFOLD:
        try:
            program, start = playable(project, entry)
            operators, open_ended = flow_operators(program), anything(program)
            with stage("unfolding the story"):
                flow = specialise(open_ended, operators, observations, start, unfold)
                if unsettled(open_ended):
                    project.settle(flow)
            with stage("leaving out what makes no difference"):
                reduced = reduce(focus(flow))
            done = explore(reduced, operators, watch, deeper=unfold != UNFOLD[-1])
        except BudgetSpent:
            if found is None:
                raise
            return found
        found = Found(flow, done.graph, done)
        if not done.graph.too_deep:
            break
    assert found is not None
    return found


def searching_again(project: Project, watch: Watch) -> Callable[[FlowGraph, Focus], StateGraph]:
    """Searches a FlowGraph once more, for a given focus, in the time left."""

    def again(flow: FlowGraph, on: Focus) -> StateGraph:
        def explored() -> StateGraph:
            within = Watch(watch.limits, watch.beats)
            return explore(reduce(focused(flow, on)), flow_operators(flow.program), within, PLAIN).graph

        return attempt("looking again for what was not met", explored, StateGraph.stopped(watch.budget.told(), None), HALF)

    return again


def _samples(program: Program, found: Found, report: model.EndingsReport, playthroughs: int) -> model.Samples | None:
    """Estimates from so many playthroughs; None where nobody knows how likely what is: in a game, or of the world outside."""
    from epilogue.analyses.samples import sample
    from epilogue.report.estimates import estimated

    if found.done is None or found.graph.begins:
        return None
    taken = sample(found.done.reduced, flow_operators(program), playthroughs)
    return None if taken is None else estimated(program, report.endings, taken)


def multiplied(program: Program, found: Found) -> model.Profile:
    """What multiplies the situations that were found."""
    from epilogue.analyses.profile import profile
    from epilogue.report.multipliers import multipliers

    done = found.done
    assert done is not None
    return multipliers(program, done.reduced.graph.slots, profile(done.reduced, done.keys))


def verified(program: Program, found: Found, asked: Asked) -> Verified:
    """The search beside the Machine."""
    from epilogue.space.verify import verify

    done = found.done
    assert done is not None
    return verify(program, done.reduced, done.graph, lambda state: done.situations.kept(done.keys[state]), asked)


def reading(project: Project, entry: str | None, found: Found) -> model.Details:
    """Mean number of words read and share of text seen by readers who pick blindly: exact where the search was complete
    (``found``) and the text allows it, else of random playthroughs."""
    from epilogue.analyses.endings import analyse_endings
    from epilogue.analyses.texts import exact_reading, sampled_reading
    from epilogue.space.said import texts_along
    from epilogue.space.turn import Limit, Turns

    program, start = playable(project, entry)
    if found.graph.complete and len(found.graph.situation) <= READ:
        told = search(project, Observations("coverage", assume=project.settings.assume), entry, Watch(Limits(states=READ)))
        if told.done is not None:
            graph = build.returning(program, told.graph, told.done)
            exact = exact_reading(program, graph, texts_along(told.done, program), analyse_endings(graph))
            if exact is not None:
                return model.Details(*exact)
    if unsettled(program):
        return model.Details(None, None)
    operators = flow_operators(program)
    try:
        flow = specialise(program, operators, Observations("coverage"), start)
        nodes = flow.nodes()
        return model.Details(*sampled_reading(program, Turns(flow, nodes, operators), nodes, flow.entry.id))
    except (Unbounded, Limit):
        return model.Details(None, None)


def entry_position(program: Program, name: str) -> int:
    """The position of a knot, stitch or label. Raises StoryError with the nearest names."""
    starts = {block.name: block.start for block in program.blocks if block.name}
    if name in starts:
        return starts[name]
    from difflib import get_close_matches

    close = get_close_matches(name, starts, 3)
    hint = f"did you mean {' or '.join(close)}?" if close else None
    raise unreadable(f"the story has no {program.semantics.advice.place} {name!r}", Span(program.sources[0], 0), hint)


def playable(project: Project, entry: str | None = None) -> tuple[Program, int | None]:
    """The program to be played along paths, and where it begins, as :func:`beginning` has it: with what functions that nothing
    is said of may give, whether or not the story was searched in this run. Raises StoryError."""
    program, start = beginning(project, entry)
    open_ended = anything(program)
    if unsettled(open_ended):
        asked = Observations(at_end=tuple(project.loaded.observed.values()))  # whoever asks, what stands for all is the same
        project.settle(specialise(open_ended, flow_operators(program), asked, start))
        program, start = beginning(project, entry)
    return program, start


def transcript(project: Project, path: Sequence[int], entry: str | None = None) -> list[model.Moment]:
    """A playthrough written out: what is said, which options are taken, what luck decides."""
    program, start = playable(project, entry)
    session = Follower(program, None if start is None else entry).session(path)
    moments: list[model.Moment] = []
    turns = iter(session.turns)
    lines = next(turns, ())
    begun = False
    for action in [*session.actions, None]:
        talk = action is not None and not isinstance(action, Choice) and action.site == program.hub
        if action is None or isinstance(action, Choice) or (talk and begun):
            moments.extend(model.Moment("command" if line.kind else "text", line.text) for line in lines)
            lines = next(turns, ())
        begun = begun or talk
        if isinstance(action, Choice):
            moments.append(model.Moment("choice", action.text))
        elif action is not None:
            moments.append(_drawn(program, action.site, action.outcome, project.path))
    return moments


def _drawn(program: Program, site: int, outcome: Any, main: str) -> model.Moment:
    """What luck or the world outside decided."""
    outside = {sets.site: sets.outside for entry in program.entries for sets in entry.sets}
    outside.update({sets.site: sets.outside for sets in program.game_sets})
    outside.update(program.outside)
    if site == program.hub:
        return model.Moment("outside", f"the game begins {outcome}")
    if site in outside and outside[site].weights is None:
        return model.Moment("outside", f"{outside[site].name}: {program.semantics.values.shown(outcome)}")
    from epilogue.project.telling import Luck  # late: it reads the source again

    return model.Moment("chance", Luck(program).placed(site, outcome, main))
