// trap: a spent shuffle leaves its operand on the stack, as the engine's does; nothing after it may be misled
// states: 3
// ending: end 19 sum 1 1 1 1
VAR n = 0
-> room
=== room
{shuffle once:
- a
}
{shuffle once:
- b
}
~ n = n + room * 2 + 1
{ room < 9: -> hall }
* [out]
    { n == 99:
        # ending: sum
    }
    -> END
=== hall
-> room
