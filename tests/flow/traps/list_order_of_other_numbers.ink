// trap: only the order of items with the same number can be read
// states: 7
// ending: end 25 opal 1/4 1 4 4
// ending: end 25 tin 3/4 2 4 4
LIST metals = tin, iron
LIST stones = opal
VAR purse = ()
-> market
=== market
+ { purse !? tin } [tin]
    ~ purse += tin
    -> market
+ { purse !? iron } [iron]
    ~ purse += iron
    -> market
+ { purse !? opal and purse ? iron } [an opal]
    ~ purse += opal
    -> market
+ -> 
    + + [is that all?]
        { LIST_MIN(purse) == opal:
            # ending: opal
        - else:
            # ending: tin
        } -> END
