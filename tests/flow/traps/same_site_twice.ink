// trap: two threads offer the same site twice; what they carry is part of the option
// states: 1
// ending: end 17 first 1/2 1 1 1
// ending: end 17 second 1/2 1 1 1
VAR won = 0
<- door(1)
<- door(2)
-> DONE
=== door(n)
+ [open]
    ~ won = n
    { won == 1:
        # ending: first
    - else:
        # ending: second
    }
    -> END
