"""For tests of languages: what every one must get right (conformance), its cases, the page made of them, and the judges."""
