"""Payoffs of each ending, and which outcomes are the best trade-offs."""
