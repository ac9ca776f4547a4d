// trap: what an option enters depends on where play came from, not only on where it is offered
// states: 2
// ending: end 12 - 1 1 2 2
VAR next = -> k2
-> k0
=== k0
* one
    ++ ->
-> next
=== k2
* { TURNS_SINCE(-> k0) == 1 } [a turn ago]
    -> END
