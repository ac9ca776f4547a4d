// trap: after `-> DONE` and a fallback, running out of content is what it is
* [go]
- * [hidden] {false} text
* -> out
- -> DONE
=== out
One line.
Another line.
