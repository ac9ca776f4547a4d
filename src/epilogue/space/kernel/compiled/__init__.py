"""The compiled part of the search kernel.

It knows the kinds of nodes, how to look up what was worked out before, and how to compare whole states; it knows no operator.
Where it looks up something new, it returns, and goes on from the same place once the answer is entered
(:mod:`epilogue.space.kernel.answers`).
"""
