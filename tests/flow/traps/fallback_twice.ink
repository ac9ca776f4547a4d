// trap: a fallback may lead to another fallback, and a once-only fallback is spent
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
