"""Rules of `epilogue check` about any story: one rule a file, each with its documentation, an example and a check.

To add a rule: a module here with ``RULE = Rule(...)`` (:mod:`epilogue.rules.base` documents each field), named in
:mod:`.registry`. One about what a single language has stands in that language's folder. ``check`` gets the rule context
(:mod:`epilogue.questions.check.context`), which works out what a rule asks for when it is first asked, and returns a
``Finding`` for each cause. ``tests/questions/check`` runs the example of every rule: its ``bad`` source must give findings of
that rule and its ``good`` source none. ``docs/rules.md`` is generated from the registry (``python -m
epilogue.questions.check.rules.pages > docs/rules.md``; a test keeps it current).

What a rule needs from other rooms (another search with other observations, the value of an expression in the settings) is a
function that :mod:`epilogue.questions.check.build` passes to the context: add a keyword there, and a cached property that calls
it.

Codes: EP00x what no reader sees; EP01x where play goes wrong; EP02x what the source says and surely does not mean; EP03x what the
settings ask for; EP04x the reader of the language. A rule that is not sure is silent.
"""
