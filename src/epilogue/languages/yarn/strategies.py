"""What the game decides by itself, and ``[outside]`` can say: the saliency strategies by their names (which item of a line group,
or node of a node group, it runs), and whether it goes on behind options none of which can be chosen."""

SALIENCY = "saliency"
"""The global that says which."""
FIRST, BEST, LEAST, RANDOM = "first", "best", "best_least_recently_viewed", "random_best_least_recently_viewed"
SEEN = "best_least_recently_seen"
"""What test plans call LEAST."""
STRATEGIES = (FIRST, BEST, SEEN, LEAST, RANDOM)
FALLTHROUGH = "option_fallthrough"
"""The global that says whether the game goes on behind such options."""
