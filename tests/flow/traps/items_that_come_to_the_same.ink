// trap: adding a number to two items of a list that have the same one fails
// states: 1
// ending: error 9 - 1/2 1 1 1
// ending: end 12 - 1/2 1 1 1
LIST hues = red = 1, rose = 1, green = 2
VAR bag = (red)
* [both]
    ~ bag += rose
    ~ bag = bag + 1
* [one]
    ~ bag = bag + 1
- -> END
