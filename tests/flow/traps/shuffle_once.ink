// trap: a shuffle that is spent draws no more, a stopping one ends on its last
// states: 9
// ending: end 20 sum 1 4 0 0
VAR sum = 0
-> room
=== room
{ shuffle once:
-   ~ sum += 1
-   ~ sum += 2
}
{ shuffle stopping:
-   ~ sum += 10
-   ~ sum += 20
-   ~ sum += 100
}
{ room < 4: -> hall }
{ sum == 233:
    # ending: sum
}
-> END
=== hall
-> room
