"""The saliency strategies by their names: which item of a line group, or node of a node group, the game runs."""

SALIENCY = "saliency"
"""The global that says which."""
FIRST, BEST, LEAST, RANDOM = "first", "best", "best_least_recently_viewed", "random_best_least_recently_viewed"
SEEN = "best_least_recently_seen"
"""What test plans call LEAST."""
STRATEGIES = (FIRST, BEST, SEEN, LEAST, RANDOM)
