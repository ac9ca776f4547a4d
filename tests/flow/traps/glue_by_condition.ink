// trap: glue says nothing and yet joins lines: what decides whether it is said is no dead data where text is observed
// states: 2
// ending: end 16 - 1 2 2 2
VAR bold = 0
VAR loud = 0
+ [bold]
    ~ bold = 1
    ~ loud = 1
+ [shy]
-
+ [on]
-
One
{bold == 1:<>}two
{loud == 0:<>}three.
-> END
