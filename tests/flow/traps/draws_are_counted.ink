// trap: outcomes that lead to the same are one edge that counts for each; a draw of one outcome is a draw
VAR luck = 0
* [roll]
- ~ luck = RANDOM(1, 6)
~ temp unused = RANDOM(1, 1)
~ unused = RANDOM(1, 2)
{ luck > 4:
    # ending: lucky
}
-> END
