"""What can happen at most: a sound over-approximation of every playthrough, for what a search did not get to."""
