// trap: a counter that is only compared is kept no further; the play is endless in principle, the graph is not
// states: 7
-> room
=== room
+ [again] -> room
+ { room > 5 } [out]
    -> END
