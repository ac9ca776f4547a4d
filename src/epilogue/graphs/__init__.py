"""Algorithms on arrays and graphs in compressed sparse rows; independent of stories."""
