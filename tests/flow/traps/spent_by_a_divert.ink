// trap: once-only tests the visits of the target: arriving there by a divert spends the option
+ [walk in]
    -> hall.inside
+ [look]
    -> hall
=== hall
* (inside) [enter]
    { hall.inside > 1:
        -> END
    }
    -> hall
* [leave]
    -> END
