// trap: a string made from what is said is data: white space at a function's ends is trimmed, lines are joined by glue
// states: 1
// ending: end 12 trimmed 1 1 1 1
VAR s = ""
* [go]
- ~ s = "a{word()}b"
{ s == "awordb":
    # ending: trimmed
- else:
    # ending: not trimmed
}
-> END
=== function word()

  word  

