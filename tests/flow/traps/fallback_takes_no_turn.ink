// trap: a fallback is taken without a turn
VAR at = 0
* [one]
- 
* {false} [hidden]
* -> 
- { TURNS() == 1:
    # ending: one turn
- else:
    # ending: two turns
}
-> END
