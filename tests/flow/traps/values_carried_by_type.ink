// trap: 1 and true are not the same value, carried or kept
// states: 3
// ending: end 17 true 1/2 1 2 2
// ending: end 17 whole 1/2 1 2 2
VAR x = 0
+ [whole]
    -> ask(1)
+ [true]
    -> ask(true)
=== ask(v)
+ [go]
    { "{v}" == "1":
        # ending: whole
    - else:
        # ending: true
    }
    -> END
