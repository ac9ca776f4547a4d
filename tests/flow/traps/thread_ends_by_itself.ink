// trap: DONE in a thread ends the thread alone; options it made stay
<- side
* [main]
    -> END
=== side
* [side]
    # ending: side
    -> END
- -> DONE
