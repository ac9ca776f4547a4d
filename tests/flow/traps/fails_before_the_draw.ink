// trap: what fails first comes first: the sum is used after the draw, but its division fails before it
// states: 1
// ending: error 7 - 1 1 1 1
VAR y = 0
VAR x = 0
* go
- ~ x = (1 / y) + RANDOM(1, 6)
-> END
