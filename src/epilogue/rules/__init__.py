"""What can be wrong with a story: one rule a file, each with its documentation, an example and a check.

To add a rule: a module here with ``RULE = Rule(...)`` (:mod:`~epilogue.rules.base` says what each field is), entered in
:data:`epilogue.rules.registry.RULES` at the place its code has. ``check`` gets an
:class:`~epilogue.rules.examined.Examined`, which works out what it is asked for when it is first asked, and gives a
:class:`~epilogue.rules.base.Finding` for each cause. The rule's example is run by ``tests/rules/test_examples.py``: its ``bad``
source must give findings of that rule and its ``good`` source none; ``docs/rules.md`` is generated from the registry
(``python -m epilogue.rules.pages > docs/rules.md``, a test keeps it current).

What a rule needs of rooms above this one (another search with other observations, expressions of the settings worked out) comes
in as a function given to ``Examined`` by :mod:`epilogue.project.check`: add a keyword there, and a field that calls it when it is
first asked for.

Codes: EP00x what no reader sees; EP01x where play goes wrong; EP02x what the source says and surely does not mean; EP03x what the
settings ask for; EP04x the reader of the language. A rule that is not sure is silent.
"""
