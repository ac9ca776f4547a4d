"""Terms and advice of reports on ink."""

from __future__ import annotations

from epilogue.ir.advice import Advice

ADVICE = Advice(
    place="knot, stitch or label",
    ends_the_story="If the story is over here, say -> END. If not, divert to where it goes on.",
    fallback="Add an option without a condition, or a fallback (* -> somewhere) for when no other is left.",
    sticky="Make one that leads out sticky (+ in place of *), or add a fallback (* -> somewhere) for when no other is left.",
    spent="Make it sticky (+ in place of *), or do not send readers through it before it is offered.",
    left="Nothing below it in the same passage is ever read. Move the divert behind what should come first, or take that out.",
    nowhere="this divert never leads there",
    elsewhere="The variable it diverts to never holds that passage when a reader comes here: set it somewhere before.",
    ended="-> END ends the story here, and the options gathered before it are never offered",
    offered="Say -> DONE in its place: that ends this thread or passage, and offers the options that threads and conditional "
    "blocks have gathered.",
    lasting="this tunnel never comes back: no ->-> in it is reached, so what follows is lost",
    tunnel="->->",
    endless="{} only tunnels into itself",
    constant="say CONST in place of VAR",
    warned="ink's own compiler warns of it, too.",
    was_visited="{} > 0",
    closes_a_menu=(
        r"\s*-(?!>)",
        "this gather ends the menu; the options below are lost",
        "A gather closes every choice above it at its depth, and what stands below it belongs to what comes next. Put the gather "
        "below the last option, or give it one dash more.",
    ),
)
