"""Decisions of the game that ``[outside]`` can declare: the saliency strategy, by name (which item of a line group, or node of
a node group, runs), and whether it goes on behind options none of which can be chosen."""

SALIENCY = "saliency"
"""Global with its name."""
FIRST, BEST, LEAST, RANDOM = "first", "best", "best_least_recently_viewed", "random_best_least_recently_viewed"
SEEN = "best_least_recently_seen"
"""Name of LEAST in test plans."""
STRATEGIES = (FIRST, BEST, SEEN, LEAST, RANDOM)
FALLTHROUGH = "option_fallthrough"
"""The global that says whether the game goes on behind such options."""
