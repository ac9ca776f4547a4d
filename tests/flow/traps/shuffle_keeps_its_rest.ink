// trap: a shuffle draws among what is left of its round
// states: 10
// ending: end 12 - 5/6 5 0 0
// ending: end 12 in_order 1/6 1 0 0
VAR got = 0
~ draw()
~ draw()
~ draw()
{ got == 123:
    # ending: in order
}
-> END
=== function draw()
{ shuffle:
-   ~ got = got * 10 + 1
-   ~ got = got * 10 + 2
-   ~ got = got * 10 + 3
}
