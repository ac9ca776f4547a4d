// trap: a draw among very many numbers counts each of them, though they are told apart by what they are compared with alone
// ending: end 14 low 1/4 250000 1 1
// ending: end 14 exactly 1/1000000 1 1 1
// ending: end 14 - 749999/1000000 749999 1 1
// states: 2
VAR drawn = 0
* [go]
- ~ drawn = RANDOM(1, 1000000)
{
- drawn <= 250000: # ending: low
- drawn == 300000: # ending: exactly
- drawn + 1 < 0: # ending: never
}
-> END
