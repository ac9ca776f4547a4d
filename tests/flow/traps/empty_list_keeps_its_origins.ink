// trap: a list that was emptied still knows which list it belongs to
// states: 1
// ending: end 14 known 1 2 1 1
LIST hues = red, green
VAR bag = (red)
* [empty]
    ~ bag -= red
* [never mind]
- { LIST_COUNT(LIST_ALL(bag)) == 2:
    # ending: known
- else:
    # ending: lost
}
-> END
