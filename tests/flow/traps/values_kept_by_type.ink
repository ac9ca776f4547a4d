// trap: 1, 1.0 and true are equal but not the same value
// states: 3
// ending: end 18 true 1/2 1 2 2
// ending: end 18 whole 1/2 1 2 2
VAR x = 0
+ [whole]
    ~ x = 1
+ [true]
    ~ x = true
- (rest)
+ [go]
- { "{x}" == "1":
    # ending: whole
}
{ "{x}" == "true":
    # ending: true
}
-> END
