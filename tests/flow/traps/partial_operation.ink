// trap: a partial operation is an effect: `unused` is never read, yet the division by zero ends the story
// states: 1
// ending: end 11 - 1/2 1 1 1
// ending: error 10 - 1/2 1 1 1
VAR y = 1
VAR unused = 0
+ one
+ zero
    ~ y = 0
- ~ unused = 1 / y
-> END
