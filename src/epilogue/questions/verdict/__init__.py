"""Who gets what at each ending, and which outcomes are the best trade-offs."""
