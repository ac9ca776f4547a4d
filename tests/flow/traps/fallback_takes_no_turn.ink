// trap: a fallback is taken without a turn
// states: 1
// ending: end 15 one_turn 1 1 1 1
// never: 8
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
