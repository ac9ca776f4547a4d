// A number on its way to a variable is not overwritten by what has to be kept of the variable's old value: for the first half of a
// comparison, a string in which the variable stands.
// states: 1
// ending: end 14 - 1 2 1 1
VAR n = 1
-> q
== q
+ [One]
+ { "x{count()}" == "x{count()}" } [Two]
-
-> leave

== leave
-> END
== function count()
~ n = CHOICE_COUNT() % 3
~ return n + 0
