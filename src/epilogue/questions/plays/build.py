"""Compares real readers with the odds: saved playthroughs, and tables of endings."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Sequence
from random import Random

from epilogue.analysis.path import Path
from epilogue.analysis.readers import WeightedReader
from epilogue.analysis.samples import wilson
from epilogue.diagnostics import StoryError
from epilogue.ir.program import passages_of
from epilogue.machine import save
from epilogue.machine.draws import IndependentDraws
from epilogue.machine.play import PlayError
from epilogue.machine.step import Code
from epilogue.questions.plays.analysis import DecisionPoint, OptionCounts, options, picked
from epilogue.questions.plays.answer import Differs, EndingShare, LeftOut, MenuPicks, Picked, Place, Plays
from epilogue.questions.why.context import WhyContext
from epilogue.source import MAX_SETTINGS_BYTES, NOWHERE, Span, read_file
from epilogue.space.passage_trace import PassageSteps
from epilogue.story import naming
from epilogue.story.readers import ReadersOdds
from epilogue.story.study import Study

SCALE = 1_000_000
"""Unit of the whole-number weights."""


def from_plays(study: Study, files: Sequence[str | os.PathLike[str]]) -> Plays:
    """``files``: saved playthroughs, and tables (``.csv``) with columns ``ending`` and ``count``. Damaged and foreign ones are
    left out, and named."""
    gathered = _ReaderCounts(study)
    for path in files:
        file = os.fspath(path)
        if file.lower().endswith(".csv"):
            gathered.table(file)
        else:
            gathered.play(file)
    return gathered.answer()


class _ReaderCounts:
    def __init__(self, study: Study) -> None:
        self.study = study
        self.context = WhyContext(study)
        self.code = Code(study.program)
        self.paths: list[Path] = []
        self.left_out: list[LeftOut] = []
        self.ended: Counter[int] = Counter()
        self.unfinished = 0
        self.tables = 0

    # -- reading playthroughs

    def play(self, file: str) -> None:
        """Reads a saved playthrough."""
        try:
            saved = save.read(file)
            if saved.entry != self.study.entry:
                self.skip(file, f"it begins at {saved.entry or 'the beginning'}")
                return
            session, problem, _ = save.resume(self.code, saved, IndependentDraws(Random(0)))
            if problem is not None:
                self.skip(file, problem)
                return
            path = self.study.path(session)
        except StoryError as error:
            self.skip(file, error.diagnostics[0].message)
            return
        except PlayError as error:
            self.skip(file, str(error))
            return
        except OSError as error:
            self.skip(file, error.strerror or str(error))
            return
        self.paths.append(path)
        if path.end in self.study.ending_of:
            self.ended[self.study.ending_of[path.end]] += 1
        else:
            self.unfinished += 1

    def table(self, file: str) -> None:
        """Reads a table of endings."""
        try:
            text = read_file(file, MAX_SETTINGS_BYTES).decode("utf-8-sig")
            rows = csv.DictReader(io.StringIO(text, newline=""))
            names = {(name or "").strip().casefold(): name for name in rows.fieldnames or ()}
            if "ending" not in names or "count" not in names:
                self.skip(file, "the first line should name the columns: ending,count")
                return
            for row in rows:
                self.row(file, rows.line_num, row[names["ending"]] or "", row[names["count"]] or "")
        except OSError as error:
            self.skip(file, error.strerror or str(error))
        except (UnicodeDecodeError, csv.Error):
            self.skip(file, "this is not a table of comma-separated text")

    def row(self, file: str, line: int, name: str, count: str) -> None:
        """A line of a table."""
        count = count.strip()
        if not (count.isascii() and count.isdigit() and len(count) < 13):
            self.skip(file, f"{count!r} is not how many", line)
            return
        try:
            ending = naming.unique(self.study.endings, name)
        except naming.UnclearName as unclear:
            self.skip(file, str(unclear), line)
            return
        self.ended[self.study.endings.index(ending)] += int(count)
        self.tables += int(count)

    def skip(self, file: str, why: str, line: int = 0) -> None:
        self.left_out.append(LeftOut(file, line, why))

    # -- the answer

    def answer(self) -> Plays:
        study = self.study
        points = picked(study.graph, self.paths)
        counted = [(point, options(point)) for point in points]
        menus = [self.menu(point, counts) for point, counts in counted]
        menus.sort(key=lambda menu: -_surprise(menu))
        alike = self.alike(counted) if self.paths else None
        everybody = self.ended.total()
        endings = []
        for index, (ending, named) in enumerate(zip(study.endings, self.context.named, strict=True)):
            times = self.ended[index]
            low, high = wilson(times, everybody) if everybody else (None, None)
            states = [state for state, number in study.ending_of.items() if number == index]
            endings.append(
                EndingShare(
                    *named[:4],
                    times,
                    times / everybody if everybody else None,
                    low,
                    high,
                    _differs(low, high, ending.odds.low, ending.odds.high),
                    ending.odds,
                    None if alike is None else alike.of(states),
                )
            )
        endings.sort(key=lambda share: (-share.times, -share.blind.value))
        return Plays(
            study.project.name,
            study.project.path,
            study.complete,
            len(self.paths),
            self.unfinished,
            self.tables,
            tuple(self.left_out),
            tuple(endings),
            tuple(menus),
            self.passed_by(points),
            self.unseen(),
            alike is not None and alike.answer.playthroughs is not None,
        )

    def menu(self, point: DecisionPoint, counts: Sequence[OptionCounts]) -> MenuPicks:
        """Point as the answer has it."""
        lines = []
        for option in counts:
            low, high = wilson(option.taken, option.offered)
            differs = _differs(low, high, option.blind, option.blind)
            spot = self.context.spot(option.site)
            lines.append(Picked(spot, option.offered, option.taken, low, high, option.blind, differs, option.weight))
        return MenuPicks(sum(takings.total() for takings in point.menus.values()), tuple(lines))

    def alike(self, counted: Sequence[tuple[DecisionPoint, Sequence[OptionCounts]]]) -> ReadersOdds:
        """Odds for readers who pick as these seem to; uniform where nobody was."""
        weights = {
            point.position: {option.site: max(1, round(option.weight * SCALE)) for option in counts} for point, counts in counted
        }
        graph = self.study.graph
        return ReadersOdds(graph, WeightedReader(graph, {}, SCALE, weights), "real", self.study.unexplored)

    def passed_by(self, points: Sequence[DecisionPoint]) -> tuple[Place, ...]:
        """Options that can be on offer, but that nobody took."""
        offered: Counter[int] = Counter()
        sites: set[int] = set()
        for point in points:
            for menu, takings in point.menus.items():
                sites.update(takings)
                for site in set(menu):
                    offered[site] += takings.total()
        choices = self.study.program.choices
        left = [choices[site] for site in self.study.graph.shown - sites if not choices[site].fallback] if self.paths else []
        return tuple(sorted(Place(*_file_line(choice.span), choice.text, offered[choice.id]) for choice in left))

    def unseen(self) -> tuple[Place, ...]:
        """Passages that can be seen, but that nobody saw. Where luck could have led to several, all of them count as seen."""
        if not self.paths:
            return ()
        program, moves = self.study.program, self.study.moves
        around = passages_of(program)

        def passages_on(*ways: PassageSteps) -> set[int]:
            return {around[program.block_of[position]] for way in ways for move in way for position in move}

        begun = passages_on(moves.begins)
        can = begun.union(*(passages_on(*(way for _, way in edge)) for edge in moves.edges))
        edges = {edge for path in self.paths for edge in path.edges}
        saw = begun.union(*(passages_on(*(way for _, way in moves.edges[edge])) for edge in edges))
        blocks = [program.blocks[block] for block in can - saw if block >= 0]
        return tuple(sorted(Place(*_file_line(block.span), block.name, 0) for block in blocks))


def _file_line(span: Span | None) -> tuple[str, int]:
    span = span or NOWHERE
    return span.file, span.line


def _differs(low: float | None, high: float | None, least: float, greatest: float) -> Differs | None:
    if low is None or high is None:
        return None
    return "more" if low > greatest else "less" if high < least else None


def _surprise(menu: MenuPicks) -> float:
    """Deviation of the picks from random choice, in standard deviations."""
    surprise = 0.0
    for option in menu.options:
        if option.blind < 1:
            spread = (option.offered * option.blind * (1 - option.blind)) ** 0.5
            surprise = max(surprise, abs(option.taken - option.offered * option.blind) / spread)
    return surprise
