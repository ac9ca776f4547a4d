"""Twine: stories in Twee files and in published HTML."""
