// Dialogue of a game: it enters a knot when the player talks to somebody, and comes back after each talk.
EXTERNAL has_coin()
VAR trust = 0
VAR raining = false
VAR knows_secret = false
-> END

=== innkeeper ===
{innkeeper > 1: "You again." | "A new face."}
* [Ask about the lighthouse]
    "I know nothing of it," she says, too quickly.
    ~ trust = trust + 1
+ [Order a cup of cider]
    {has_coin():
        ~ trust = MIN(trust + 1, 2)
        # ending: cider
        The cup is warm.
        -> END
    }
    # ending: thirsty
    "Come back with a coin."
    -> END
* {trust > 1} [Ask again, quietly]
    ~ knows_secret = true
    # ending: secret
    "The lamp has been dark since the wedding."
    -> END
- # ending: turned away
She turns to another guest.
-> END

=== lighthouse ===
{not knows_secret:
    # ending: locked
    The door is locked.
    -> END
}
{raining: -> storm}
# ending: inside
You go in.
-> END

= storm
The stairs are wet.
* [Climb]
    # ending: fallen
    You slip.
    -> END
* [Wait for the rain to pass]
    # ending: inside
    You go in.
    -> END
