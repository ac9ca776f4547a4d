// trap: a shuffle draws among what is left of its round
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
