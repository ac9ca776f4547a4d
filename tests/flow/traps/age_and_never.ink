// trap: TURNS_SINCE is an age with a "never", which is -1 and does not grow
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
