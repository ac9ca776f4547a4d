"""Parses the files of a Yarn project to their syntax trees."""
