"""Epilogue: every way a branching story can end, and what could have been, by proof."""
