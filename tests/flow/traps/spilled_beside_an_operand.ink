// trap: a part of a string that waits reads what is stored, and what is stored comes from a spilled operand: two places, not one
// states: 1
// ending: end 14 - 1 2 1 1
VAR n = 1
VAR s = ""
* [Stay]
* [Go]
- ~ s = "a{n}{f()}"
{ s == "a11": -> right | -> wrong }
=== function f
~ n = CHOICE_COUNT() % 3
~ return 1
=== right
{ n == 0: -> END }
* [Never] -> END
=== wrong
* [Never] -> DONE
// never: 15 17
