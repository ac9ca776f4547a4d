"""Checks syntax trees, to a project that lowering can trust: names, enums, types, what is counted and where it begins."""
