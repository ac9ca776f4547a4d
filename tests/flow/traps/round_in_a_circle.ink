// trap: steps that go round without doing anything are the story's error, not ours
VAR x = 1
+ [stay]
    -> circle
+ [go]
    -> END
=== circle
{ x: -> circle }
-> END
