// trap: outcomes that lead to the same are one edge that counts for each; a draw of one outcome is a draw
// states: 14
// ending: end 13 - 2/3 8 1 1
// ending: end 13 lucky 1/3 4 1 1
VAR luck = 0
* [roll]
- ~ luck = RANDOM(1, 6)
~ temp unused = RANDOM(1, 1)
~ unused = RANDOM(1, 2)
{ luck > 4:
    # ending: lucky
}
-> END
