// trap: a partial operation is an effect: `unused` is never read, yet the division by zero ends the story
VAR y = 1
VAR unused = 0
+ one
+ zero
    ~ y = 0
- ~ unused = 1 / y
-> END
