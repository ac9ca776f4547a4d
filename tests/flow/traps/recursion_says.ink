// trap: what a function that calls itself says inside a string is data, with its glue and line ends
// ending: end 11 same 1 1 1 1
// states: 1
VAR said = ""
* [go]
- ~ said = "{dots(3)}."
{ said == "o-o-o.":
    # ending: same
}
{ said }
-> END
=== function dots(left)
o
{ left > 1:
    <>-<>
    ~ dots(left - 1)
}
