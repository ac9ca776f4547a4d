// trap: numbers of a wide range stand for themselves where they are reckoned with
// ending: end 12 odd 1/2 1000 1 1
// ending: end 12 - 199/400 995 1 1
// ending: end 12 - 1/400 5 1 1
// states: 2
* [go]
- ~ temp drawn = RANDOM(1, 2000)
{ drawn % 2:
    # ending: odd
}
{ drawn > 1990: High. }
-> END
