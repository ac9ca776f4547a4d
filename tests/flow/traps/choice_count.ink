// trap: CHOICE_COUNT makes control depend on what was offered before
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
