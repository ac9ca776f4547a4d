// trap: 1 and true are not the same value, carried or kept
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
