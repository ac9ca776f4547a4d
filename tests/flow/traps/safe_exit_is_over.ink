// trap: after `-> DONE` and a fallback, running out of content some lines on is out of content
// states: 1
// ending: out_of_content 15 - 1 1 1 1
// never: 9
* [go]
- <- options
-> DONE
=== options
* {false} [hidden]
    -> END
* -> out
=== out
One line.
Another line.
A third line.
