// An option is offered, the way from there on closes behind it, and luck draws before the reader picks: what the option needs
// matters at that draw, too.
// ending: end 14 - 1/2 3 1 1
// ending: end 20 - 1/2 3 1 1
// states: 5
VAR key = 0
~ key = RANDOM(1, 2)
<- door
-> hall
=== hall ===
{ once:
-
-
    -> END
}
A clock strikes {RANDOM(2, 4)}.
-> DONE
=== door ===
* [Open the door.]
    {key == 1: -> END}
    -> hall
