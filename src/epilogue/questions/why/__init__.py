"""Reasons why a playthrough ended as it did, what decides an ending, and what a choice risks."""
