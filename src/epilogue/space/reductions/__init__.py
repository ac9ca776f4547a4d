"""State-space reductions, one per file; none changes an ending, its odds or a count."""
