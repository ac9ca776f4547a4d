// trap: a story that can go on for ever still ends with odds that add up; the number of ways has no end
// ending: done 9 - 1/2 - 2 -
// ending: out_of_content 10 - 1/2 - 2 -
// states: 2
-> hub
=== hub
+ [round] -> hub
+ [on]
    + + [stop] -> DONE
    + + [fall off] It is over.
    + + [back] -> hub
