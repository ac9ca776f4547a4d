// trap: a remainder needs threshold and period
// states: 7
// ending: end 8 - 1 - 6 -
-> room
=== room
+ [again] -> hall
* { room % 3 == 0 } { room > 4 } [out]
    -> END
=== hall
-> room
