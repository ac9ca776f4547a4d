"""Parses ink's source to its syntax tree: one module for each kind of construct."""
