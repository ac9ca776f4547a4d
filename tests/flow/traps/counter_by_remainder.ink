// trap: a remainder needs threshold and period
-> room
=== room
+ [again] -> room
* { room % 3 == 0 } { room > 4 } [out]
    -> END
