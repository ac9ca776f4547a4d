"""Tests of languages: conformance of every one, its cases, the page made of them, and the judges."""
