"""Reasons why a test of a story failed, in words, and what would pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from epilogue.machine.follow import Follower
from epilogue.machine.play import Action, Choice, Drawn
from epilogue.questions.storytests import matching
from epilogue.questions.storytests.answer import Failure, Nearest, Taken
from epilogue.questions.storytests.nearest import nearest, similar
from epilogue.questions.storytests.plan import Anything, Demand, Pick, StoryTest
from epilogue.questions.storytests.trial import Trial, TrialNode, TrialResult
from epilogue.space.state_graph import GraphEnding
from epilogue.verify.moments import BetweenTurns
from epilogue.views.text import words
from epilogue.views.text.endings import label

if TYPE_CHECKING:
    from epilogue.questions.storytests.run import PreparedStory

NAME = re.compile(r"[^\W\d]\w*")
UNSEARCHED = "the search stopped before the story was through"
KINDS = {
    "end": "the end",
    "done": "a stop without an END",
    "out_of_content": "the story running out",
    "error": "an error",
    "stuck": "a reader with nothing to choose",
    "restart": "the beginning once more",
}


def choices_of(prepared: PreparedStory, test: StoryTest, actions: tuple[int, ...]) -> tuple[str, ...]:
    """The choices of a playthrough, as their options say."""
    return tuple(words.clean(action.text) for action in _played(prepared, test, actions) if isinstance(action, Choice))


def _played(prepared: PreparedStory, test: StoryTest, actions: tuple[int, ...]) -> list[Action]:
    entry = prepared.entry(test)
    if entry not in prepared.follower:
        prepared.follower[entry] = Follower(prepared.program_from(entry), entry)
    session = prepared.follower[entry].session(actions)
    return session.actions


def ending_in_words(prepared: PreparedStory, ending: GraphEnding) -> str:
    """The writer's name for an ending, in quotation marks if it is a name."""
    if ending.mark:
        return f"“{words.clean(prepared.project.settings.endings.get(ending.mark) or ending.mark)}”"
    told = prepared.told(ending)
    if told is None:
        return KINDS.get(ending.kind, ending.kind)
    return f"“{told.name}”" if told.name else f"{label(told, 50)} (line {told.line})"


def failure(prepared: PreparedStory, test: StoryTest, found: TrialResult) -> Failure:
    """The failure of a test that did not pass."""
    said: list[str] = []
    node: TrialNode | None = None
    about = ""
    if found.at >= 0:
        node = found.nodes[found.at]
        said = _unmet(prepared, test, found) if found.settled or not test.every else []
        number = found.at
        if test.every:
            about = "not every playthrough that fits passes; one that does not:"
        elif len(found.accepted) > 1:
            about = "of the playthroughs that fit, the one that comes closest:"
    else:
        number = found.stuck[1]
        if number >= 0 and not _all_taken(test, found):
            node = found.nodes[number]
            said = [_not_offered(prepared, test, found, node)]
        else:
            said = ["no playthrough that takes these choices comes to an ending"]
    if found.misfit:
        said.append(found.misfit)
    if not found.settled:
        hint = "[limits] in epilogue.toml lets it search for longer"
        if test.every and found.fits:
            return Failure(
                (f"not settled: {UNSEARCHED}; all that was found passes, but there may be more ({hint})",), "", (), (), None, None
            )
        said.insert(0, f"not settled: {UNSEARCHED} ({hint}); of what was found:")
    way = () if node is None else choices_of(prepared, test, found.path(number))
    luck: tuple[str, ...] = ()
    if node is not None:
        drawn = [one.outcome for one in _played(prepared, test, found.path(number)) if isinstance(one, Drawn)]
        literal = prepared.program.semantics.values.literal
        luck = tuple(literal(one) for one in drawn)
    offered = None
    if node is not None and node.stop.ending is None:
        offered = tuple(words.clean(option.text) for option in found.moment(number).options)
    return Failure(tuple(said), about, way, luck, offered, _nearest(prepared, test, found, way))


def _all_taken(test: StoryTest, found: TrialResult) -> bool:
    last = max((n for n, item in enumerate(test.choices) if isinstance(item, Pick)), default=-1)
    return any(max(node.fit, default=0) > last for node in found.nodes)


def _not_offered(prepared: PreparedStory, test: StoryTest, found: TrialResult, node: TrialNode) -> str:
    """Reason why the playthrough that gets furthest in the choices gets no further."""
    place = found.stuck[0]
    item = test.choices[place]
    assert isinstance(item, Pick)
    texts = [option.text for option in node.stop.moment.options]
    number = sum(isinstance(one, Pick) for one in test.choices[: place + 1])
    named = f"choice {number}, “{words.clean(item.text)}”,"
    before = [one for one in test.choices[:place] if not isinstance(one, Demand)]
    anywhere = bool(before) and isinstance(before[-1], Anything)
    fits = matching.options(tuple(texts), item.text)
    if len(fits) > 1:
        return f"{named} can mean any of {_listed([texts[n] for n in fits])}"
    if not anywhere:
        if node.stop.ending is not None:
            return f"{named} cannot be taken: the story is over there, it ends in {ending_in_words(prepared, node.stop.ending)}"
        return f"{named} is not offered there{_meant(item.text, texts)}"
    everywhere = {option.text for one in found.nodes if place in one.fit for option in one.stop.moment.options}
    last = next((one.text for one in reversed(before) if isinstance(one, Pick)), None)
    after = f" after “{words.clean(last)}”" if last is not None else ""
    never = "is never offered" if found.complete else "was not found on offer"
    return f"{named} {never}{after}{_meant(item.text, sorted(everywhere))}"


def _meant(text: str, texts: list[str]) -> str:
    close = [one for one in texts if similar(text, one)]
    return f" (did you mean “{words.clean(close[0])}”?)" if close else ""


def _listed(texts: list[str]) -> str:
    return " or ".join(f"“{words.clean(text)}”" for text in texts)


def _unmet(prepared: PreparedStory, test: StoryTest, found: TrialResult) -> list[str]:
    """Expectations that the playthrough does not meet."""
    trial, node = found.trial, found.nodes[found.at]
    said = []
    if len(test.choices) not in node.ok:
        said += list(_on_the_way(trial, found))
    for word, text in trial.unmet(node.stop, node.seen):
        if word == "goes on":
            hint = "" if test.plays_on else '; end the choices with "…" to let it go on'
            said.append(f"the story is not over there, so it does not end in {_listed(list(test.endings))}{hint}")
        elif word == "ending":
            assert node.stop.ending is not None
            said.append(f"it ends in {ending_in_words(prepared, node.stop.ending)}, not in {_listed(list(test.endings))}")
        elif word == "fault":
            said.append(_fault(found.moment(found.at)))
        else:
            said.append(_in_words(found, found.at, word, text))
    return said


def _fault(moment: BetweenTurns) -> str:
    for problem in moment.machine.problems:
        if problem.kind != "warning":
            return f"it stops with an error: {words.clean(problem.message)} ({problem.span})"
    return "a reader is left with nothing to choose"


def _on_the_way(trial: Trial, found: TrialResult) -> Iterator[str]:
    """Unmet expectations of the demand, among the choices, where the playthrough is stuck."""
    furthest: tuple[int, int] | None = None
    number = found.at
    while number >= 0:
        node = found.nodes[number]
        for place in node.ok:
            item = trial.test.choices[place] if place < len(trial.test.choices) else None
            if isinstance(item, Demand) and (furthest is None or place > furthest[0]):
                furthest = (place, number)
        number = node.before
    if furthest is None:
        return
    place, number = furthest
    node = found.nodes[number]
    demand = trial.test.choices[place]
    assert isinstance(demand, Demand)
    last = next((one.text for one in reversed(trial.test.choices[:place]) if isinstance(one, Pick)), None)
    where = f"after “{words.clean(last)}”" if last is not None else "at the beginning"
    for word, text in trial.missing(node.stop, node.seen, demand):
        yield f"{where}, {_in_words(found, number, word, text)}"


def _in_words(found: TrialResult, number: int, word: str, text: str) -> str:
    quoted = f"“{words.clean(text)}”"
    if word == "sees":
        return f"{quoted} is not shown"
    if word == "never_sees":
        return f"{quoted} is shown"
    kind, value = found.trial.value(found.nodes[number].stop, text)
    if issubclass(kind, Exception):
        return f"{quoted} cannot be worked out: {words.clean(str(value))}"
    values = values_in(found.trial, found.moment(number), text)
    told = ": " + ", ".join(f"{name} = {value}" for name, value in values.items()) if values else ""
    return f"{quoted} does not hold{told}"


def values_in(trial: Trial, moment: BetweenTurns, expression: str) -> dict[str, str]:
    """The variables that an expression names, as the story's language writes their values."""
    variables = moment.machine.globals
    literal = trial.stop_graph.player.program.semantics.values.literal
    return {name: literal(variables[name]) for name in dict.fromkeys(NAME.findall(expression)) if name in variables}


def _nearest(prepared: PreparedStory, test: StoryTest, found: TrialResult, way: tuple[str, ...]) -> Nearest | None:
    """The nearest passing way: to the choices of the test, or to the playthrough that does not pass."""
    asked = test
    if test.every and found.fits:
        asked = test._replace(choices=tuple(Pick(text) for text in way))
    trial = Trial(asked, prepared.search(test), prepared.positions, prepared.ends_as, found.trial.luck)
    near = nearest(trial)
    if near is None:
        return None
    taken = choices_of(prepared, test, near.actions)
    return Nearest(tuple(Taken(text, change) for text, change in zip(taken, near.changes, strict=True)), near.left_out)
