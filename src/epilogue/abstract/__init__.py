"""Abstract interpretation: sound over-approximations of all playthroughs, for what a search did not reach."""
