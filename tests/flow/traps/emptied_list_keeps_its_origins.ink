// trap: a list that nothing is assigned to still knows which list it belonged to
// states: 1
// ending: end 13 known 1 1 1 1
LIST hues = red, green
VAR bag = (red)
* [empty]
    ~ bag = ()
- { LIST_COUNT(LIST_ALL(bag)) == 2:
    # ending: known
- else:
    # ending: lost
}
-> END
