// trap: a counter that is copied is kept in full, for as long as that matters
// states: 8
// ending: end 20 - 1/2 9 2 3
// ending: end 20 all 1/4 6 4 4
// ending: end 20 none 1/4 1 1 1
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
