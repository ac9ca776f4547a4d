// trap: a tag said inside a string is no part of the string
// states: 1
// ending: end 12 without 1 1 1 1
VAR s = ""
* [go]
- ~ s = "{word()}"
{ s == "word":
    # ending: without
- else:
    # ending: with
}
-> END
=== function word()
word# tag
