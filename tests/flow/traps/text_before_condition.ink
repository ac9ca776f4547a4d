// trap: the text comes before the condition of the same option
// states: 1
// ending: end 7 - 1 1 1 1
// never: 8
VAR x = 0
* { x == 1 } [{set()}shown]
    -> END
* { x == 0 } [not shown]
    -> END
=== function set()
~ x = 1
