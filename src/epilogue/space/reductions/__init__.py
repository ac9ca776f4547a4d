"""State-space reductions, one a file: none changes an ending, its odds or a count."""
