// trap: running off the end inside a tunnel is out of content
+ [in]
    -> hole ->
    -> END
+ [out]
    -> END
=== hole
dark
