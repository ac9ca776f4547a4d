"""Builds the report of a story: all answers in one."""

from __future__ import annotations

import sys
from collections import defaultdict
from functools import partial
from random import Random

from epilogue.analysis.outlook import mean_odds, reachability
from epilogue.answers import EndingsReport, Moment
from epilogue.budget import attempt, bound, stage, tick
from epilogue.diagnostics import unreadable
from epilogue.machine.draws import IndependentDraws
from epilogue.machine.play import Session
from epilogue.machine.step import Code
from epilogue.questions.check.build import check
from epilogue.questions.endings.build import endings, with_amount_read
from epilogue.questions.full_report.answer import FullReport, PassageRisks, ReportedRisk
from epilogue.questions.properties.build import expect
from epilogue.questions.story_map.answer import GameMap, Passage, StoryMap
from epilogue.questions.story_map.build import story_map
from epilogue.questions.story_map.game import game_map
from epilogue.questions.verdict.build import verdict
from epilogue.questions.whatif.build import NEAREST, WhatIfRequest, whatif
from epilogue.questions.why.build import why
from epilogue.questions.why.risk import risks
from epilogue.source import NOWHERE, Span
from epilogue.space.state_graph import StateKind
from epilogue.space.watch import Watch
from epilogue.story.project import Project
from epilogue.story.search import release
from epilogue.story.study import Study
from epilogue.story.transcript import Transcripts

SAMPLES = 300
LONGEST = 1_000
CHOICES = 20_000
"""Limits of random playthroughs: how many, choices of each, choices in all."""
HALF, THIRD = 1 / 2, 1 / 3
"""Shares of the time left for checking the story, and then for its endings and how much is read."""
NO_MAP = StoryMap("", "", False, (Passage("(not drawn: the time was up)", "", "", 0, 0, None, "", ()),), (), ())


def full_report(project: Project, session: Session | None = None, watch: Watch | None = None) -> FullReport:
    """All answers; for a playthrough (``session``), also why it ended so and what could have been. Raises StoryError."""
    watch = watch or Watch()
    watch.allow(project.settings.limits)
    with bound(watch.budget):
        expect(project)
        return _of_story(project, session, watch) if project.game is None else _game(project, session, watch)


def _of_story(project: Project, session: Session | None, watch: Watch) -> FullReport:
    limits = watch.asked
    with stage("checking the story", HALF):
        checked = check(project, watch=Watch(limits))
    with stage("following the story", THIRD):
        report, words = with_amount_read(project, endings(project, watch=Watch(limits), checked=True), Watch(limits))
    readings = _readings(project, report)
    release(project)  # frees memory for the search below
    study = Study(project, watch=Watch(limits))
    drawn = attempt("drawing the map", lambda: story_map(study), NO_MAP)
    stakes = bool(project.settings.stakes)
    dream = None
    if session is not None and session.ended is not None:
        ask = WhatIfRequest("dream") if stakes else NEAREST
        dream = attempt("looking for what could have been", lambda: whatif(project, session, ask, study), None)
    return FullReport(
        endings=report,
        readings=readings,
        map=drawn,
        check=checked,
        verdict=attempt("weighing the endings", lambda: verdict(project, study=study), None) if stakes else None,
        risks=attempt("looking for risks", lambda: option_risks(study), ()),
        words=words_in(drawn),
        read=words or attempt("counting words", lambda: words_read(study), ()),
        why=None if session is None else attempt("telling what decided it", lambda: why(project, session, study=study), None),
        whatif=dream,
    )


def _game(project: Project, session: Session | None, watch: Watch) -> FullReport:
    """Report of a game, valid for every order of its conversations. Raises StoryError for a playthrough."""
    if session is not None:
        hint = "leave out --play; of a playthrough of one conversation tells: epilogue why STORY PLAY"
        raise unreadable("the report on a game of several conversations cannot show one playthrough", Span(project.path, 0), hint)
    limits = watch.asked
    with stage("checking the story", HALF):
        checked = check(project, watch=Watch(limits))
    with stage("following the story", THIRD):
        report = endings(project, watch=Watch(limits), checked=True)
    drawn = attempt("drawing the map", lambda: game_map(project, Watch(limits)), GameMap((), NO_MAP))
    return FullReport(
        endings=report,
        readings=_readings(project, report),
        map=drawn.together,
        check=checked,
        verdict=None,
        risks=(),
        words=words_in(drawn.together),
        read=(),
        talks=drawn.talks,
    )


def _readings(project: Project, report: EndingsReport) -> tuple[tuple[Moment, ...], ...]:
    """A way to each ending, written out; empty if time ran out."""
    written = Transcripts(project)
    return tuple(tuple(attempt("writing ways out", partial(written.of, ending.path), ())) for ending in report.endings)


def words_in(drawn: StoryMap) -> int:
    """Words of a story; text that several conversations share counts once."""
    return sum({(passage.file, passage.line, passage.group): passage.words for passage in drawn.passages}.values())


def option_risks(study: Study) -> tuple[PassageRisks, ...]:
    """Effect of each option ever offered on the odds, by passage."""
    graph, program = study.graph, study.program
    if not study.complete or not study.found_endings.result.known:
        return ()
    states = [state for state, situation in enumerate(graph.kind) if situation == StateKind.CHOICE]
    count = len(study.endings)
    visits = study.found_endings.result.visits
    rows = mean_odds(graph, study.ending_of, count)  # means are shown, not compared
    weights = [max(float(often), sys.float_info.min) if often else 0.0 for often in visits]
    _, after = risks(graph, states, rows, reachability(graph, study.ending_of), weights)
    position_of = {i.a: position for position, i in enumerate(program.code) if i.op == "offer"}
    grouped: defaultdict[str, list[ReportedRisk]] = defaultdict(list)
    for risk in after:
        tick()
        if risk.site is None:
            continue
        site = program.choices[risk.site]
        span = site.span or NOWHERE
        loses = tuple(n for n in range(count) if risk.always >> n & 1)
        odds = tuple(float(value) for value in risk.mean)
        block = program.blocks[program.block_of[position_of[risk.site]]].name
        passage = next((p for p in _names(study) if block == p or block.startswith(f"{p}.")), "(the beginning)")
        grouped[passage].append(ReportedRisk(span.file, span.line, " ".join(site.text.split()), odds, loses))
    for options in grouped.values():
        options.sort(key=lambda option: (option.file, option.line))
    order = sorted(grouped, key=lambda name: (grouped[name][0].file, grouped[name][0].line))
    return tuple(PassageRisks(name, tuple(grouped[name])) for name in order)


def _names(study: Study) -> list[str]:
    """The passages' names, the innermost first."""
    return sorted((study.program.blocks[block].name for block in study.program.passages), key=len, reverse=True)


def words_read(study: Study) -> tuple[int, ...]:
    """Words read in each of a number of random playthroughs, reproducible; those that go on and on are left out. They are
    played, as the text could not be searched."""
    code, random = Code(study.program), Random(1)
    counts: list[int] = []
    left = CHOICES
    for _ in range(SAMPLES):
        session = Session(code, IndependentDraws(random), entry=study.entry)
        for _ in range(min(left, LONGEST)):
            tick()
            if session.ended is not None or not session.options:
                break
            session.choose(random.randrange(len(session.options)))
            left -= 1
        if session.ended is not None or not session.options:
            counts.append(len(session.transcript.split()))
    return tuple(counts)
