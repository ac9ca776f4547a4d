// trap: a function that calls itself changes a variable of its caller, a global it is given, and one it names
// ending: end 14 all 1 1 1 1
// states: 1
LIST all = a, b, c
VAR here = ()
VAR steps = 0
* [go]
- ~ temp mine = LIST_ALL(all)
~ move(mine, here)
{ mine == () && here == (a, b, c) && steps == 3 && move == 1:
    # ending: all
}
{ here }
-> END
=== function move(ref from, ref to)
~ temp one = LIST_MIN(from)
{ one:
    ~ from -= one
    ~ to += one
    ~ steps++
    ~ move(from, to)
}
