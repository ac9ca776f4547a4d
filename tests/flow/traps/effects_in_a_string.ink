// trap: a function called inside a string, inside a condition, has its effects once, in order
VAR x = 0
* { "{f()}{f()}" == "12" } { x == 2 } [in order]
    -> END
* [never]
    -> END
=== function f()
~ x = x + 1
~ return x
