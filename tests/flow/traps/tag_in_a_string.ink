// trap: a tag said inside a string is no part of the string
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
