// trap: the same fallback, reached from inside or from outside its knot, enters different things
// states: 1
// ending: end 19 again 1/2 1 1 1
// ending: end 19 once 1/2 1 1 1
VAR out = false
-> k0
=== k0
* [stay]
    -> g
* [go round]
    -> side
- (g)
* ->
- { k0 == 1:
    # ending: once
- else:
    # ending: again
}
-> END
=== side
-> k0.g
