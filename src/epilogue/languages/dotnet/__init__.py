"""Shared parts of engines written for .NET: numbers, sorting, the pseudo-random generator. No language."""
