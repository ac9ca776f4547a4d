"""Harlowe, the story format that Twine offers first."""
