// trap: CHOICE_COUNT makes control depend on what was offered before
// states: 3
// ending: end 14 - 1/2 1 2 2
// ending: end 14 alone 1/2 1 2 2
VAR open = false
+ [wait]
+ [open]
    ~ open = true
-
* {open} [first]
* { CHOICE_COUNT() == 0 } [only if nothing is offered yet]
    # ending: alone
* -> 
- -> END
