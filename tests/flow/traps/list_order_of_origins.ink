// trap: LIST_ALL goes by the order of the lists, and with it what is the first of their items; an empty value keeps it
// states: 3
// ending: end 21 opal 1/2 2 2 2
// ending: end 21 tin 1/2 2 2 2
LIST metals = tin, iron
LIST stones = jade = 2, opal = 1
VAR purse = ()
+ [iron before jade]
    ~ purse += iron
    ~ purse += jade
+ [jade before iron]
    ~ purse += jade
    ~ purse += iron
- + [give it away]
    ~ purse -= (jade, iron)
+ [keep it]
- { LIST_MIN(LIST_ALL(purse)) == tin:
    # ending: tin
- else:
    # ending: opal
} -> END
