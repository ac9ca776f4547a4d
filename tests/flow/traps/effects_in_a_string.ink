// trap: a function called inside a string, inside a condition, has its effects once, in order
// states: 1
// ending: end 7 - 1/2 1 1 1
// ending: end 9 - 1/2 1 1 1
VAR x = 0
* { "{f()}{f()}" == "12" } { x == 2 } [in order]
    -> END
* [whatever]
    -> END
=== function f()
~ x = x + 1
~ return x
