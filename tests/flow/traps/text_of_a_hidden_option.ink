// trap: an option's text is evaluated even when it is hidden or spent, before its condition is tested
VAR seen = 0
-> menu
=== menu
* [{count()}once]
    -> menu
+ {false} [{count()}hidden]
    -> END
+ { seen == 4 } [four]
    # ending: four
    -> END
+ { seen == 2 } [two]
    -> menu
=== function count()
~ seen = seen + 1
