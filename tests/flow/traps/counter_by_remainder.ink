// trap: a remainder needs threshold and period
-> room
=== room
+ [again] -> hall
* { room % 3 == 0 } { room > 4 } [out]
    -> END
=== hall
-> room
