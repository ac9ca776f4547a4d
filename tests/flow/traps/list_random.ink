// trap: LIST_RANDOM of an empty list is none, and no draw
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
