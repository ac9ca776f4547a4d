"""The one contract between languages and everything after them; knows no language."""
