// trap: once-only tests the visits of the target: arriving there by a divert spends the option
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
