// trap: a divert held by a variable leads wherever it may have been set
// states: 1
// ending: end 12 one 1/2 1 1 1
// ending: end 15 two 1/2 1 1 1
VAR next = -> one
+ [one]
+ [two]
    ~ next = -> two
- -> next
=== one
# ending: one
-> END
=== two
# ending: two
-> END
