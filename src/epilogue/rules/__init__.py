"""Rules of `epilogue check`: their form, and what those that belong to one language may ask.

The rules of every story are in :mod:`epilogue.questions.check.rules`. A language has its own in the ``rules.py`` of its folder,
and says so in its :class:`~epilogue.languages.base.Language`; they import this room and nothing above it.
"""
