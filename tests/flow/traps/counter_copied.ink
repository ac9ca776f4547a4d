// trap: a counter that is copied is kept in full, for as long as that matters
VAR n = 0
-> room
=== room
* [a] -> hall
* [b] -> hall
* [c] -> hall
+ [out]
    ~ n = room * 2
    { n == 8:
        # ending: all
    }
    { n == 2:
        # ending: none
    }
    -> END
=== hall
-> room
