// trap: a tunnel goes into itself as deep as a number says, and comes back through each of its levels with its own
// ending: end 12 six 1/4 1 3 3
// ending: end 12 - 3/4 2 1 2
// states: 3
VAR sum = 0
-> start
=== start
-> down(2) ->
{ sum == 6:
    # ending: six
}
-> END
=== down(level)
+ { level > 0 } [deeper]
    -> down(level - 1) ->
    ~ sum = sum + level * 2
+ [turn back]
- ->->
