// trap: steps that go round without doing anything are the story's error, not ours
// states: 1
// ending: end 9 - 1/2 1 1 1
// ending: error - - 1/2 1 1 1
VAR x = 1
+ [stay]
    -> circle
+ [go]
    -> END
=== circle
{ x: -> circle }
-> END
