// trap: draws in a function that calls itself are counted one by one, though only their sum is kept
// ending: end 12 low 1/4 1 1 1
// ending: end 12 - 1/2 2 1 1
// ending: end 12 high 1/4 1 1 1
// states: 4
* [throw]
- ~ temp sum = coins(2)
{ sum:
- 0: # ending: low
- 2: # ending: high
}
-> END
=== function coins(left)
{ left == 0:
    ~ return 0
}
~ temp rest = coins(left - 1)
~ return rest + RANDOM(0, 1)
