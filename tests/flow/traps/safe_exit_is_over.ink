// trap: after `-> DONE` and a fallback, running out of content some lines on is out of content
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
