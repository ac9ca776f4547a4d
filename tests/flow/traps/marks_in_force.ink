// trap: the mark in force is the last one met, whatever was said since
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
