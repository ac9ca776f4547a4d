"""Small stories for the page."""

FORK = """VAR brave = false
A door.
+ [Open it]
  ~ brave = true
  -> inside
+ [Walk away] -> away
== inside
Dust, and a letter.
+ [Read it] -> read
+ [Burn it] -> burnt
== read
It was for you. # ending: read
-> END
== burnt
Ash. # ending: burnt
-> END
== away
The street, as before. # ending: away
-> END
"""
"""Three endings, one of them behind "Read it"."""

LUCK = """-> toss
== toss
A coin goes up.
+ [Look]
  {RANDOM(1, 2) == 1: -> heads}
  -> toss
== heads
Heads. # ending: heads
-> END
"""

XSS = """<script>alert('text')</script>
VAR evil = "<img src=x onerror=alert(1)>"
# title: <script>alert("title")</script>
+ [<script>alert('option')</script>] It says {evil}. # <b onclick=alert(2)>tag</b>
  -> knot
+ ["><svg onload=alert(3)>] -> knot
+ {evil == 1} [</script><script>alert('never')</script>] -> knot
== knot
</pre></script><script>alert(4)</script> # ending: <script>alert('mark')</script>
-> END
"""
"""Everywhere a story can say something, it says a script."""
XSS_NAME = "<script>alert('file')<!--&.ink".replace("/", "")
