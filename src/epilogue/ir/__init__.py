"""The one contract between front-ends and everything after them; knows no language."""
