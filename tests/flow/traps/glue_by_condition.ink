// trap: glue says nothing and yet joins lines: what decides whether it is said is no dead data where text is observed
// states: 1
// ending: end 11 - 1 2 1 1
VAR bold = false
+ [bold]
    ~ bold = true
+ [shy]
-
One
{bold:<>}two.
-> END
