// trap: a branch with equal sides decides nothing, but its condition may still fail
// states: 1
// ending: end 15 - 1/2 1 1 1
// ending: error 9 - 1/2 1 1 1
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
