// trap: whole numbers have 32 bits and divide towards zero; floats are single precision
// states: 1
// ending: end 13 as_the_engine 1/3 1 1 1
// ending: end 18 single 1/3 1 1 1
// ending: end 23 mixed 1/3 1 1 1
VAR big = 2147483647
VAR x = -7
VAR f = 0.1
+ [whole]
    { big + 1 < 0 and x / 2 == -3 and x % 2 == -1:
        # ending: as the engine
    }
    -> END
+ [float]
    { f + 0.2 == 0.3:
        # ending: single
    }
    -> END
+ [mixed]
    { 7 / 2 == 3 and 7 / 2.0 == 3.5 and 3 == 3.0 and "{7.0 / 2}" == "3.5":
        # ending: mixed
    }
    -> END
