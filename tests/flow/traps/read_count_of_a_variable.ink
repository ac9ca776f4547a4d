// trap: READ_COUNT of a variable target keeps every candidate's count
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
