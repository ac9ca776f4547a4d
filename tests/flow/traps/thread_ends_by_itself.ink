// trap: DONE in a thread ends the thread alone; options it made stay
// states: 1
// ending: end 11 side 1/2 1 1 1
// ending: end 7 - 1/2 1 1 1
<- side
* [main]
    -> END
=== side
* [side]
    # ending: side
    -> END
- -> DONE
