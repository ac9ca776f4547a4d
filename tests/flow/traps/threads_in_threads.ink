// trap: a thread that starts itself goes as deep as the data says, and each option carries its own value
// ending: end 25 low 1/4 1 1 1
// ending: end 25 - 1/4 1 1 1
// ending: end 25 high 1/4 1 1 1
// ending: end 12 - 1/4 1 1 1
// states: 1
LIST rooms = (kitchen), (hall), (attic)
-> go
=== go
<- offered(rooms)
+ [stay]
-> END
=== offered(list)
{ LIST_COUNT(list) == 0:
    -> DONE
}
<- offered(list - LIST_MIN(list))
+ [{LIST_MIN(list)}] -> there(LIST_VALUE(LIST_MIN(list)))
- -> DONE
=== there(where)
{ where:
- 1: # ending: low
- 3: # ending: high
}
-> END
