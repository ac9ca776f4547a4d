// trap: an option's text is evaluated even when it is hidden or spent, before its condition is tested
// states: 3
// ending: end 15 four 3/4 2 2 2
// ending: out_of_content 16 - 1/4 1 2 2
// never: 11
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
