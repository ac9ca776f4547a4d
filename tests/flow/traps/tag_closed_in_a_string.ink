// trap: a tag that ends in a string it does not begin in is an error of the story, and takes nothing out of the string
// states: 1
// ending: end 11 - 1/2 1 1 1
// ending: error 13 - 1/2 1 1 1
VAR n = 1
+ [two]
    ~ n = 2
+ [one]
-
{ "ash{f()}" == "ash5": yes }
-> END
=== function f()
{ n == 2: # t }
~ return 5
