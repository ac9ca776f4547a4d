// trap: running off the end inside a tunnel is out of content
// states: 1
// ending: end 9 - 1/2 1 1 1
// ending: out_of_content in a subroutine 11 - 1/2 1 1 1
+ [in]
    -> hole ->
    -> END
+ [out]
    -> END
=== hole
dark
