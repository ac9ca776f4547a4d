// trap: a list that was emptied still knows which list it belongs to
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
