// trap: what a reference that waits on the stack refers to is kept, though nobody else reads it any more
// ending: end 13 five 1 2 1 1
// states: 1
VAR other = 1
* [go]
    ~ other = 0
* [stay]
-
~ temp x = 5
{ same(x, choose()):
    # ending: five
}
-> END
=== function same(ref a, b)
~ return a == 5
=== function choose()
{ other:
    ~ return 1
}
~ return 2
