// trap: what a reference refers to lives on, though its own frame never reads it again
// states: 3
// ending: end 10 one 1/2 1 2 2
// ending: end 10 two 1/2 1 2 2
~ temp mine = 1
+ [one]
+ [two]
    ~ mine = 2
- -> ask(mine) ->
-> END
=== ask(ref it)
+ [say it]
- { it == 1:
    # ending: one
- else:
    # ending: two
}
->->
