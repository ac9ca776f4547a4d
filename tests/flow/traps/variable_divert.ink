// trap: a divert held by a variable leads wherever it may have been set
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
