// trap: a reference writes to the caller's variable, in each frame its own
// states: 1
// ending: end 17 global 1/2 1 1 1
// ending: end 17 local 1/2 1 1 1
VAR g = 0
~ temp mine = 1
+ [local]
    ~ add(mine, 1)
+ [global]
    ~ add(g, 5)
- { mine + g == 2:
    # ending: local
}
{ mine + g == 6:
    # ending: global
}
-> END
=== function add(ref x, by)
~ temp mine = 100
~ inner(x, by)
~ mine = 0
=== function inner(ref y, by)
~ y = y + by
