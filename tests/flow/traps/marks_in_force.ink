// trap: the mark in force is the last one met, whatever was said since
// states: 3
// ending: end 13 first 1/4 1 2 2
// ending: end 13 second 1/4 1 2 2
// ending: end 16 third 1/2 2 2 2
# ending: first
+ [keep]
+ [change]
    # ending: second
- -> rest
=== rest
+ [stay]
    -> END
+ [more]
    # ending: third
    -> END
