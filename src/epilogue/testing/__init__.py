"""For other tests: story builders, toy models, conformance."""
