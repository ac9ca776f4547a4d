"""Judges of a search: the oracle, replay and havoc, each against the Machine."""
