// trap: -0.0 equals 0.0 and is another value: what is divided by it tells
// states: 3
// ending: done 17 - 1/2 1 2 2
// ending: end 15 - 1/2 1 2 2
VAR x = 1.0
* [Up]
    ~ x = x * 0
* [Down]
    ~ x = x * -1
    ~ x = x * 0
- 
* [On]
- { 1 / x > 0: -> above | -> below }
=== above
-> END
=== below
-> DONE
