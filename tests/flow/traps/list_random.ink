// trap: LIST_RANDOM of an empty list is none, and no draw
// states: 2
// ending: end 18 - 1/3 2 1 1
// ending: end 18 nothing 1/2 1 1 1
// ending: end 18 red 1/6 1 1 1
LIST hues = red, green, blue
VAR bag = ()
+ [none]
+ [all]
    ~ bag = LIST_ALL(hues)
- ~ bag = LIST_RANDOM(bag)
{ bag == red:
    # ending: red
}
{ not bag:
    # ending: nothing
}
-> END
