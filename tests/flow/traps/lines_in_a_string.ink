// trap: a string may hold line ends; those at the ends of what a function says go
// states: 1
// ending: end 14 in_two_lines 1 1 1 1
VAR s = ""
* [go]
- ~ s = "{lines()}"
{ s == "onetwo":
    # ending: joined
}
{ s == "{lines()}":
    # ending: in two lines
}
{ s ? "one":
-> END
}
=== function lines()
one

two
