"""Judges of a search, each against the Machine: oracle, replay and havoc."""
