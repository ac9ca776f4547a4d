// trap: a branch with equal sides decides nothing, but its condition may still fail
VAR y = 1
+ [one]
+ [zero]
    ~ y = 0
- { 4 / y > 2:
    -> over
- else:
    -> over
}
=== over
-> END
