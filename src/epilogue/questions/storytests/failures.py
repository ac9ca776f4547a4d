"""Reasons why a test of a story failed, in words, and what would pass."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from epilogue.budget import attempt
from epilogue.machine.follow import Follower
from epilogue.machine.play import Action, Choice, Drawn
from epilogue.questions.storytests import matching
from epilogue.questions.storytests.answer import Failure, Nearest, Taken
from epilogue.questions.storytests.nearest import nearest, similar
from epilogue.questions.storytests.storytest_files import AnyChoices, Demand, Pick, StoryTest
from epilogue.questions.storytests.trial import Trial, TrialNode, TrialResult
from epilogue.space.state_graph import GraphEnding
from epilogue.verify.turns import BetweenTurns
from epilogue.views.text import words
from epilogue.views.text.endings import label

if TYPE_CHECKING:
    from epilogue.questions.storytests.run import PreparedStory

NAME = re.compile(r"[^\W\d]\w*")
HALF = 0.5
"""Share of the time left in which the nearest playthrough that passes is looked for."""
UNSEARCHED = "the search stopped before the end of the story"
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
    known = prepared.report_ending(ending)
    if known is None:
        return KINDS.get(ending.kind, ending.kind)
    return f"“{known.name}”" if known.name else f"{label(known, 50)} (line {known.line})"


def failure(prepared: PreparedStory, test: StoryTest, result: TrialResult) -> Failure:
    """The failure of a test that did not pass."""
    reasons: list[str] = []
    node: TrialNode | None = None
    about = ""
    if result.decisive >= 0:
        node = result.nodes[result.decisive]
        reasons = _unmet(prepared, test, result) if result.settled or not test.every else []
        number = result.decisive
        if test.every:
            about = "not every playthrough that fits the test passes; one that does not:"
        elif len(result.accepted) > 1:
            about = "of the playthroughs that fit the test, the one that comes closest:"
    else:
        number = result.stuck[1]
        if number >= 0 and not _all_taken(test, result):
            node = result.nodes[number]
            reasons = [_not_offered(prepared, test, result, node)]
        else:
            reasons = ["no playthrough that takes these choices reaches an ending"]
    if result.misfit:
        reasons.append(result.misfit)
    if not result.settled:
        hint = "[limits] in epilogue.toml lets it search for longer"
        if test.every and result.fits:
            return Failure(
                (f"not settled: {UNSEARCHED}; all that was found passes, but there may be more ({hint})",), "", (), (), None, None
            )
        reasons.insert(0, f"not settled: {UNSEARCHED} ({hint}); of what was found:")
    way = () if node is None else choices_of(prepared, test, result.path(number))
    luck: tuple[str, ...] = ()
    if node is not None:
        drawn = [action.outcome for action in _played(prepared, test, result.path(number)) if isinstance(action, Drawn)]
        literal = prepared.program.semantics.values.literal
        luck = tuple(literal(outcome) for outcome in drawn)
    offered = None
    if node is not None and node.stop.ending is None:
        offered = tuple(words.clean(option.text) for option in result.moment(number).options)
    near = attempt("looking for a playthrough that passes", lambda: _nearest(prepared, test, result, way), None, HALF)
    return Failure(tuple(reasons), about, way, luck, offered, near)


def _all_taken(test: StoryTest, result: TrialResult) -> bool:
    last = max((n for n, item in enumerate(test.choices) if isinstance(item, Pick)), default=-1)
    return any(max(node.fit, default=0) > last for node in result.nodes)


def _not_offered(prepared: PreparedStory, test: StoryTest, result: TrialResult, node: TrialNode) -> str:
    """Reason why the playthrough that gets furthest in the choices gets no further."""
    index = result.stuck[0]
    item = test.choices[index]
    assert isinstance(item, Pick)
    texts = node.stop.options
    number = sum(isinstance(choice, Pick) for choice in test.choices[: index + 1])
    named = f"choice {number}, “{words.clean(item.text)}”,"
    before = [choice for choice in test.choices[:index] if not isinstance(choice, Demand)]
    anywhere = bool(before) and isinstance(before[-1], AnyChoices)
    fits = matching.options(texts, item.text)
    if len(fits) > 1:
        return f"{named} can mean {_listed([texts[n] for n in fits])}"
    if not anywhere:
        if node.stop.ending is not None:
            return f"{named} cannot be taken: the story is over there, it ends as {ending_in_words(prepared, node.stop.ending)}"
        return f"{named} is not offered there{_meant(item.text, texts)}"
    everywhere = {text for other in result.nodes if index in other.fit for text in other.stop.options}
    last = next((choice.text for choice in reversed(before) if isinstance(choice, Pick)), None)
    after = f" after “{words.clean(last)}”" if last is not None else ""
    never = "is never offered" if result.complete else "was not found on offer"
    return f"{named} {never}{after}{_meant(item.text, sorted(everywhere))}"


def _meant(text: str, texts: Sequence[str]) -> str:
    close = [candidate for candidate in texts if similar(text, candidate)]
    return f" (did you mean “{words.clean(close[0])}”?)" if close else ""


def _listed(texts: list[str]) -> str:
    return " or ".join(f"“{words.clean(text)}”" for text in texts)


def _unmet(prepared: PreparedStory, test: StoryTest, result: TrialResult) -> list[str]:
    """Expectations that the playthrough does not meet."""
    trial, node = result.trial, result.nodes[result.decisive]
    reasons = []
    if len(test.choices) not in node.ok:
        reasons += list(_on_the_way(trial, result))
    for word, text in trial.unmet(node.stop, node.seen):
        if word == "goes on":
            hint = "" if test.plays_on else '; end the choices with "…" to let it go on'
            reasons.append(f"the story is not over there, so it does not end as {_listed(list(test.endings))}{hint}")
        elif word == "ending":
            assert node.stop.ending is not None
            reasons.append(f"it ends as {ending_in_words(prepared, node.stop.ending)}, not as {_listed(list(test.endings))}")
        elif word == "fault":
            reasons.append(_fault(result.moment(result.decisive)))
        else:
            reasons.append(_in_words(result, result.decisive, word, text))
    return reasons


def _fault(moment: BetweenTurns) -> str:
    for problem in moment.machine.problems:
        if problem.kind != "warning":
            return f"it stops with an error: {words.clean(problem.message)} ({problem.span})"
    return "a reader is left with nothing to choose"


def _on_the_way(trial: Trial, result: TrialResult) -> Iterator[str]:
    """Unmet expectations of the demand, among the choices, where the playthrough is stuck."""
    furthest: tuple[int, int] | None = None
    number = result.decisive
    while number >= 0:
        node = result.nodes[number]
        for index in node.ok:
            item = trial.test.choices[index] if index < len(trial.test.choices) else None
            if isinstance(item, Demand) and (furthest is None or index > furthest[0]):
                furthest = (index, number)
        number = node.before
    if furthest is None:
        return
    index, number = furthest
    node = result.nodes[number]
    demand = trial.test.choices[index]
    assert isinstance(demand, Demand)
    last = next((choice.text for choice in reversed(trial.test.choices[:index]) if isinstance(choice, Pick)), None)
    where = f"after “{words.clean(last)}”" if last is not None else "at the beginning"
    for word, text in trial.missing(node.stop, node.seen, demand):
        yield f"{where}, {_in_words(result, number, word, text)}"


def _in_words(result: TrialResult, number: int, word: str, text: str) -> str:
    quoted = f"“{words.clean(text)}”"
    if word == "sees":
        return f"{quoted} is not shown"
    if word == "never_sees":
        return f"{quoted} is shown"
    kind, value = result.trial.value(result.nodes[number].stop, text)
    if issubclass(kind, Exception):
        return f"{quoted} cannot be evaluated: {words.clean(str(value))}"
    values = values_in(result.trial, result.moment(number), text)
    listing = ": " + ", ".join(f"{name} = {value}" for name, value in values.items()) if values else ""
    return f"{quoted} does not hold{listing}"


def values_in(trial: Trial, moment: BetweenTurns, expression: str) -> dict[str, str]:
    """The variables that an expression names, as the story's language writes their values."""
    variables = moment.machine.globals
    literal = trial.stop_graph.player.program.semantics.values.literal
    return {name: literal(variables[name]) for name in dict.fromkeys(NAME.findall(expression)) if name in variables}


def _nearest(prepared: PreparedStory, test: StoryTest, result: TrialResult, way: tuple[str, ...]) -> Nearest | None:
    """The nearest passing way: to the choices of the test, or to the playthrough that does not pass."""
    adapted = test
    if test.every and result.fits:
        adapted = test._replace(choices=tuple(Pick(text) for text in way))
    trial = Trial(adapted, prepared.search(adapted), prepared.positions, prepared.ends_as, result.trial.luck)
    near = nearest(trial)
    if near is None:
        return None
    texts = choices_of(prepared, test, near.actions)
    return Nearest(tuple(Taken(text, change) for text, change in zip(texts, near.changes, strict=True)), near.left_out)
