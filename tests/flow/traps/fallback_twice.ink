// trap: a fallback may lead to another fallback, and a once-only fallback is spent
// states: 2
// ending: end 10 through 1 1 2 2
-> loop
=== loop
* -> again
* [real] -> loop
+ -> 
    # ending: through
    -> END
=== again
* [an option]
    -> loop
* -> loop
