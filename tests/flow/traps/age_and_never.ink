// trap: TURNS_SINCE is an age with a "never", which is -1 and does not grow
// states: 5
// ending: end 21 long_ago 1/2 1 3 3
// ending: end 21 never 1/2 1 3 3
VAR long = false
+ [visit]
    -> place ->
+ [do not]
-
+ [wait]
-
+ [wait more]
- 
{ TURNS_SINCE(-> place) == -1:
    # ending: never
- else:
    { TURNS_SINCE(-> place) >= 2:
        # ending: long ago
    }
}
-> END
=== place
there
->->
