"""Compiles ink's syntax tree to containers: one module for each kind of construct, each writing into a container."""
