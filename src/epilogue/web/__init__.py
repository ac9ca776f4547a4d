"""The page that follows a story as it is edited: a local server, and the process beside it that does the work."""
