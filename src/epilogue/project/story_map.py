"""The map of a story: its passages, the ways between them, its endings."""

from __future__ import annotations

from epilogue.analyses import story_map as analysis
from epilogue.analyses.endings import analyse_endings
from epilogue.analyses.outlook import reach
from epilogue.analyses.story_map import Step, StoryMap
from epilogue.ir.program import passages_of
from epilogue.project.study import Study
from epilogue.space.moves import Moves


def mapped(study: Study) -> StoryMap:
    """The map in numbers: passages by their place in ``study.program.passages``, -1 for what stands outside of any."""
    program, graph = study.program, study.graph
    place = {block: number for number, block in enumerate(program.passages)}
    around = passages_of(program)
    at = [place.get(around[block], -1) for block in program.block_of]

    def steps(moves: Moves) -> tuple[Step, ...]:
        return tuple([(at[move.at], at[move.to]) for move in moves])

    ways = [[(float(weight), steps(moves)) for weight, moves in edge] for edge in study.moves.edges]
    visits = analyse_endings(graph).visits
    return analysis.story_map(graph, steps(study.moves.begins), ways, len(place), visits, reach(graph, study.ending_of))
