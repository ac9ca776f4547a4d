// trap: READ_COUNT of a variable target keeps every candidate's count
// states: 4
// ending: end 17 been 3/4 3 3 3
// ending: end 18 - 1/4 1 2 2
VAR where = -> a
+ [a]
    -> a
+ [b]
    ~ where = -> b
    -> a
=== a
+ [stay] -> a2
+ [cross] -> b
=== a2
* { READ_COUNT(where) == 1 } [been]
    # ending: been
    -> END
* -> END
=== b
-> a2
