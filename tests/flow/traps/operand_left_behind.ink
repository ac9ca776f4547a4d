// trap: a spent shuffle leaves its operand on the stack, as the engine's does; nothing after it may be misled
// states: 2
VAR n = 0
-> room
=== room
{shuffle once:
- a
}
{shuffle once:
- b
}
{ n + room == 1: -> room }
* [out { n + 1 }]
    -> END
