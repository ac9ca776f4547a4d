// trap: a function that calls itself fails at a depth that is data
// ending: error 12 - 1/2 1 1 1
// ending: end 9 - 1/2 1 1 1
// states: 1
VAR count = 2
* [go]
* [fail]
    ~ count = -2
- { down(count) } -> END
=== function down(left)
{ left != 0 && left > -5:
    { 10 / (left + 3) }
    ~ down(left - 1)
}
