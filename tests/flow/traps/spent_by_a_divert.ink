// trap: once-only tests the visits of the target: arriving there by a divert spends the option
// states: 3
// ending: end 12 - 1 3 2 3
+ [walk in]
    -> hall.inside
+ [look]
    -> hall
=== hall
* (inside) [enter]
    -> yard
* [leave]
    -> END
=== yard
-> hall
