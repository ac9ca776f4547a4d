// trap: recursion over a value that is data has no bound: the analysis says so, with the line
// unbounded: 12
* [go]
- { sum(4) == 10:
    # ending: ten
}
-> END
=== function sum(n)
{ n == 0:
    ~ return 0
}
~ temp rest = sum(n - 1)
~ return n + rest
