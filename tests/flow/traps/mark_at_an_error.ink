// trap: where a step can fail, the mark in force is observed, though another follows
// ending: error 12 early 1/2 1 1 1
// ending: end 14 late 1/2 1 1 1
// states: 1
VAR zero = 1
* [go]
    ~ zero = 0
* [stay]
-
# ending: early
It is time.
{ 1 / zero }
# ending: late
-> END
