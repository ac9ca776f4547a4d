"""Compares real readers with chance."""
