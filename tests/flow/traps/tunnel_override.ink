// trap: a tunnel may be left for another place than it was called from
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
