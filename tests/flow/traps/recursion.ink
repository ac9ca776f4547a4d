// trap: recursion over a value that is data has no bound: the call is one operation, worked out when it is met
// ending: end 12 ten 1/2 1 1 1
// ending: end 12 - 1/2 1 1 1
// states: 1
VAR many = 3
* [go]
    ~ many = 4
* [stay]
- { sum(many) == 10:
    # ending: ten
}
-> END
=== function sum(n)
{ n == 0:
    ~ return 0
}
~ temp rest = sum(n - 1)
~ return n + rest
