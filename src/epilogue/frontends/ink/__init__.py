"""ink: source and compiled JSON to a Program."""
