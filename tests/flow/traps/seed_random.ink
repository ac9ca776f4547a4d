// trap: SEED_RANDOM is no draw, and decides nothing: what is drawn after it is drawn as before
// ending: end 10 high 1/2 1 1 1
// ending: end 10 - 1/2 1 1 1
// states: 2
* [go]
- ~ SEED_RANDOM(100)
{ RANDOM(1, 2) == 2:
    # ending: high
}
-> END
