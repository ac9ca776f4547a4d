// trap: a counter that is only compared is kept no further: play is endless, the graph is not
// states: 4
// ending: end 8 - 1 - 4 -
-> room
=== room
+ [again] -> hall
+ { room > 3 } [out]
    -> END
=== hall
-> room
