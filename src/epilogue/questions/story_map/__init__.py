"""The story as a map of its passages, and a game as a map of its conversations."""
