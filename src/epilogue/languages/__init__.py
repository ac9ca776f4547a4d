"""Languages: one folder each, which reads source into a Program and says what that means."""
