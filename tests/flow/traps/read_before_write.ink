// trap: `x + f()` where f writes x reads the old x
// states: 1
// ending: end 8 old 1 1 1 1
VAR x = 1
* go
- { x + f() == 3:
    # ending: old
    -> END
- else:
    # ending: new
    -> END
}
=== function f()
~ x = 5
~ return 2
