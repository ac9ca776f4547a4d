"""The story's own tests: read from files, run against the story, and brought up to date."""
