"""Random small stories, the same for the same seed."""
