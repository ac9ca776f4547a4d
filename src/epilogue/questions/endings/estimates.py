"""Estimates from random playthroughs for the report, marked as estimates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from epilogue import answers
from epilogue.ir.program import Program, written
from epilogue.source import NOWHERE
from epilogue.story.found_endings import KnownEndings

if TYPE_CHECKING:
    from epilogue.analysis.samples import RandomSample


def estimated(program: Program, endings: Sequence[answers.Ending], samples: RandomSample) -> answers.Samples:
    """The samples, each ending with its id in the report, if it was found."""
    estimates, known = [], KnownEndings(program, endings)
    for estimate in samples.estimates:
        ending = estimate.ending
        span = written(program, ending.position, ending.mark) or NOWHERE
        again = known.find(ending)
        estimates.append(
            answers.Estimate(
                again.id if again else None,
                ending.mark or None,
                ending.kind,  # type: ignore[arg-type]
                span.file,
                span.line,
                estimate.times,
                estimate.share,
                estimate.low,
                estimate.high,
            )
        )
    return answers.Samples(samples.playthroughs, samples.share, samples.longest, samples.cut, samples.lost, tuple(estimates))
