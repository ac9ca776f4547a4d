"""Rules about what ink alone has: tunnels, gathers and a "not" that binds tighter than it reads."""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.diagnostics import Severity
from epilogue.ir.operators import Compare, Logic
from epilogue.languages.ink.advice import GATHER_ENDS_MENU, misread_not
from epilogue.rules.base import Finding, Rule, StoryFacts
from epilogue.rules.subroutines import Subroutines
from epilogue.source import NOWHERE


def left_tunnels(story: StoryFacts) -> Iterator[Finding]:
    """One finding for each divert out of a tunnel, from where nothing returns."""
    for tunnel, position in _left(story.subroutines):
        name = story.program.blocks[tunnel].name
        yield Finding(
            story.span(position),
            f"this divert leaves the tunnel {name} for good: nothing returns from there",
            f"It was called as a tunnel ({_calls(story, tunnel)}), which waits for its ->-> for ever. Say ->-> to go back, or "
            "->-> and the name of a knot to leave the tunnel and go on there.",
        )


def _left(tunnels: Subroutines) -> Iterator[tuple[int, int]]:
    """Each tunnel with the diverts out of it after which nothing returns, and readers go on choosing."""
    code, blocks = tunnels.program.code, tunnels.program.blocks
    for number in tunnels.called:
        if _is_diverted_to(tunnels, number) or number in tunnels.endless:
            continue  # also used as a passage, or nobody gets to its end
        for position in sorted(tunnels.from_(blocks[number].start, number)):
            op, target, _, _ = code[position]
            leaves = op == "jump" and not tunnels.inside(number, target) and (position == 0 or code[position - 1].op != "fork")
            if leaves and not tunnels.comes_back(target) and any(code[later].op == "offer" for later in tunnels.from_(target)):
                yield number, position


def _is_diverted_to(tunnels: Subroutines, number: int) -> bool:
    """Whether something jumps to a passage from outside of it."""
    code, start = tunnels.program.code, tunnels.program.blocks[number].start
    return any(
        i.op in ("jump", "jump_if") and i.a == start and not tunnels.inside(number, position) and code[position - 1].op != "fork"
        for position, i in enumerate(code)
    )


def _calls(story: StoryFacts, tunnel: int) -> str:
    """The lines that begin a tunnel."""
    return story.listed([story.span(call) for call in story.subroutines.called[tunnel]])


LEFT_TUNNEL = Rule(
    code="EP016",
    slug="left-tunnel",
    severity=Severity.WARNING,
    title="a tunnel that is left by a plain divert",
    what=(
        "Finds diverts that lead out of a knot that is only used as a tunnel (-> knot ->), to where no ->-> can "
        "follow and readers go on choosing."
    ),
    why=(
        "What stands after the tunnel is never read, and each time round one more tunnel waits for its end: in a "
        "long story they pile up. It works in every short test."
    ),
    bad="""\
-> hub
=== hub
You are in the hall.
+ [Go to the shop]
    -> shop ->
    You are back in the hall.
    -> hub
+ [Leave]
    -> END
=== shop
* [Buy bread]
    ->->
+ [Buy nothing]
    -> hub
""",
    good="""\
-> hub
=== hub
You are in the hall.
+ [Go to the shop]
    -> shop ->
    You are back in the hall.
    -> hub
+ [Leave]
    -> END
=== shop
* [Buy bread]
    ->->
+ [Buy nothing]
    ->-> hub
""",
    check=left_tunnels,
)


def tunnels_without_return(story: StoryFacts) -> Iterator[Finding]:
    """One finding for each tunnel that nothing returns from, but that ends the story or goes round for ever; other rules report
    those that run out or are left by a divert."""
    tunnels, code = story.subroutines, story.program.code
    left = {tunnel for tunnel, _ in _left(tunnels)}
    for number in tunnels.called:
        block = story.program.blocks[number]
        runs_out = any(code[position].op == "fall" for position in tunnels.from_(block.start))
        if number not in left and number not in tunnels.endless and not runs_out and not tunnels.comes_back(block.start):
            yield Finding(
                block.span or NOWHERE,
                f"{block.name} is called as a tunnel, but no ->-> in it leads back",
                f"What stands after -> {block.name} -> ({_calls(story, number)}) is never read. Say ->-> where the tunnel is "
                "over, or divert to it without the second arrow.",
            )


TUNNEL_WITHOUT_RETURN = Rule(
    code="EP017",
    slug="tunnel-without-return",
    severity=Severity.WARNING,
    title="a tunnel without ->->",
    what=(
        "Finds knots that are used as tunnels (-> knot ->) but that no ->-> leads back from: they only end the "
        "story, or go round for ever. (If one runs out of content, EP011 reports it; if it is left by a divert, "
        "EP016.)"
    ),
    why="A tunnel is there to come back from. What stands after it has no other way in.",
    bad="""\
The road.
-> rest ->
The town.
-> END
=== rest
You rest, and fall asleep for good.
-> END
""",
    good="""\
The road.
-> rest ->
The town.
-> END
=== rest
You rest for a while.
->->
""",
    check=tunnels_without_return,
    effort="source",
)


def misread_nots(story: StoryFacts) -> Iterator[Finding]:
    """One finding for each line on which a comparison has a negation on its left."""
    code, algebra = story.program.code, story.program.semantics.algebra
    lines = set()
    for position in range(3, len(code)):
        compared, negated = code[position], code[position - 2]
        if compared.op != "apply" or negated.op != "apply":
            continue
        if isinstance(algebra(compared.a), Compare) and algebra(negated.a) is Logic.NOT:
            span = story.span(position)
            if (span.file, span.line) in lines:
                continue
            lines.add((span.file, span.line))
            misread = misread_not(story.line(span))
            if misread is not None:
                yield Finding(span, *misread)


MISREAD_NOT = Rule(
    code="EP020",
    slug="misread-not",
    severity=Severity.WARNING,
    title='"not x == y", which does not mean "x is not y"',
    what=(
        'Finds comparisons that begin with "not". In ink, "not" binds tighter than a comparison: "not tool == '
        'BUCKET" asks whether "not tool", which is true or false, equals BUCKET. (With true or false on the right '
        "it makes no difference, and is left alone.)"
    ),
    why="It reads as English but means something else: usually it is never true, or always.",
    bad="""\
CONST BUCKET = 2
VAR tool = 0
* [Take the bucket]
    ~ tool = BUCKET
* [Take nothing]
- {not tool == BUCKET: Your hands are empty.}
-> END
""",
    good="""\
CONST BUCKET = 2
VAR tool = 0
* [Take the bucket]
    ~ tool = BUCKET
* [Take nothing]
- {tool != BUCKET: Your hands are empty.}
-> END
""",
    check=misread_nots,
    effort="source",
)


def orphaning_gathers(story: StoryFacts) -> Iterator[Finding]:
    """One finding for each gather behind which options are lost."""
    return (finding for finding in story.by_cause(story.lost_options) if finding.why == GATHER_ENDS_MENU)


ORPHANING_GATHER = Rule(
    code="EP021",
    slug="orphaning-gather",
    severity=Severity.WARNING,
    title="a gather that cuts off the options below it",
    what="Finds gathers that lead away from a menu, so that the options written below them are never offered.",
    why="A gather takes readers on from every option above it. If it diverts, what stands below it has no way in.",
    bad="""\
-> rope
=== rope
He goes to find a rope.
* [Protest] "You can't!"
- -> alone
* [Stay silent]
    -> alone
=== alone
The door falls shut.
-> END
""",
    good="""\
-> rope
=== rope
He goes to find a rope.
* [Protest] "You can't!"
* [Stay silent]
- -> alone
=== alone
The door falls shut.
-> END
""",
    check=orphaning_gathers,
)


RULES: tuple[Rule[StoryFacts], ...] = (LEFT_TUNNEL, TUNNEL_WITHOUT_RETURN, MISREAD_NOT, ORPHANING_GATHER)
