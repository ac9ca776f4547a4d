// trap: temps are per frame: recursion with a known argument unfolds
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
