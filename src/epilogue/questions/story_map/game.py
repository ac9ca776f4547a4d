"""Maps of a game of several conversations: each for all the ways a game can begin it, and all of them in one."""

from __future__ import annotations

import os
from collections.abc import Sequence

from epilogue.analysis.conversations import Conversation, conversations
from epilogue.answers import Ending
from epilogue.budget import tick
from epilogue.flow.context import Observations
from epilogue.ir.program import Program
from epilogue.questions.story_map.answer import ConversationMap, GameMap, Passage, PassageLink, StoryMap
from epilogue.questions.story_map.build import never_met, story_map
from epilogue.space.passage_trace import PassageStep, PassageSteps, PassageTrace, WeightedSteps, trace_passages
from epilogue.space.state_graph import StateGraph
from epilogue.space.watch import Watch
from epilogue.story.found_endings import FoundEndings, StoryIdentity, endings_of
from epilogue.story.project import Project, beginning
from epilogue.story.search import search

LARGEST = 10_000
"""Most states searched: an endless game may have unlimited states, but its map soon stops changing."""
GAME = "(the game)"
"""Box from which every conversation begins."""


class SearchedConversation:
    """One conversation of a game that was searched, as a map is drawn from it (:class:`.build.MapInput`).

    The steps that the game takes into it count each way to begin alike."""

    apart = True

    def __init__(
        self,
        story: StoryIdentity,
        project: Project,
        whole: StateGraph,
        along: PassageTrace,
        talk: Conversation,
        ids: dict[str, int],
    ) -> None:
        tick()
        self.project = project
        self.program: Program = story.program
        self.graph = talk.graph
        self.complete = whole.complete
        self.found_endings = FoundEndings(talk.graph, None, talk, whole)
        found_endings = endings_of(story, self.found_endings, ids, None)
        self.endings: tuple[Ending, ...] = tuple(found_ending.ending for found_ending in found_endings)
        self.ending_of = {state: index for index, found_ending in enumerate(found_endings) for state in found_ending.states}
        assert story.program.hub is not None
        entry = next(candidate for candidate in story.program.entries if candidate.name == talk.name)
        begins = PassageStep(story.program.hub, story.program.blocks[entry.block].start)
        edges: list[WeightedSteps] = [along.edges[edge] if edge >= 0 else [] for edge in talk.edges]
        for number, start in enumerate(talk.starts):
            edges[number] = [(1, moves) for moves in _into(story.program, whole, along, talk.name, start, begins.to)]
        self.moves = PassageTrace((begins,), edges)


def _into(program: Program, whole: StateGraph, along: PassageTrace, name: str, start: int, first: int) -> list[PassageSteps]:
    """Moves of a conversation before its first decision, for every way of reaching it; ``first``: where it begins. An edge may
    begin others, too, that lead to the same: those begin elsewhere."""
    distinct: dict[PassageSteps, None] = {}
    for edge, names in whole.begins.items():
        if whole.target[edge] == start and name in names:
            ways = [moves for _, moves in along.edges[edge]]
            own = [moves for moves in ways if not moves or program.block_of[moves[0].at] == program.block_of[first]]
            distinct.update(dict.fromkeys(own if len(names) > 1 and own else ways))
    return list(distinct)


def game_map(project: Project, watch: Watch | None = None) -> GameMap:
    """The maps of all conversations; of a large game those of its first :data:`LARGEST` steps. Raises StoryError."""
    watch = watch or Watch()
    watch.allow(project.settings.limits)
    watch.asked = watch.limits._replace(states=min(watch.limits.states or LARGEST, LARGEST))
    observations = Observations("control", (), (), project.settings.assume, decisions=True, passages=True)
    result = search(project, observations, None, watch)
    story = StoryIdentity(beginning(project, None)[0], project.settings, project.name, project.path)
    along = PassageTrace((), [[] for _ in result.graph.target]) if result.done is None else trace_passages(result.done)
    ids: dict[str, int] = {}
    apart = conversations(result.graph, apart=True)
    searched_talks = [SearchedConversation(story, project, result.graph, along, talk, ids) for talk in apart]
    talks = tuple(ConversationMap(talk.name, story_map(searched)) for talk, searched in zip(apart, searched_talks, strict=True))
    unmet: tuple[Passage, ...] = ()
    if searched_talks:
        unmet = never_met(searched_talks[0], {passage.name for talk in talks for passage in talk.map.passages})
    return GameMap(talks, _together(project, talks, unmet, result.graph.complete))


def _together(project: Project, talks: Sequence[ConversationMap], unmet: tuple[Passage, ...], complete: bool) -> StoryMap:
    """Map of all conversations: from the game, each beside the others."""
    passages = [Passage(GAME, os.path.basename(project.path), project.path, 1, 0, 1.0, "", ())]
    endings: list[Ending] = []
    steps: list[PassageLink] = []
    for talk in talks:
        first, ended = len(passages), len(endings)
        steps.append(PassageLink(0, first, None, 1 / len(talks), ()))
        for step in talk.map.steps:
            target = None if step.target is None else first + step.target
            ending = None if step.ending is None else ended + step.ending
            lost = tuple(loss._replace(ending=ended + loss.ending) for loss in step.lost)
            steps.append(step._replace(source=first + step.source, target=target, ending=ending, lost=lost))
        shown = list(talk.map.passages)
        if shown and shown[0].name != talk.name:
            shown[0] = shown[0]._replace(name=f"{shown[0].name} ({talk.name})")
        passages += shown
        endings += talk.map.endings
    return StoryMap(project.name, project.path, complete, (*passages, *unmet), tuple(steps), tuple(endings), True)
