// trap: a tunnel may be left for another place than it was called from
// states: 3
// ending: end 21 over 1/4 1 2 2
// ending: end 9 back 1/2 1 2 2
// ending: end 13 back 1/4 1 2 2
+ [through]
    -> pass(-> over, false) ->
    # ending: back
    -> END
+ [over]
    -> pass(-> over, true) ->
    # ending: back
    -> END
=== pass(-> elsewhere, leave)
* { leave } [leave]
    ->-> elsewhere
+ [return]
    ->->
=== over
# ending: over
-> END
