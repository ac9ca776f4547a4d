// trap: in which order items were added does not tell situations apart where nothing reads it
// states: 4
// ending: end 13 - 1 5 1 3
LIST metals = tin, iron, gold
LIST stones = opal, jade, ruby
VAR purse = ()
-> market
=== market
+ { purse !? ruby } [a ruby]
    ~ purse += ruby
    -> market
* { LIST_MAX(stones) != opal } [no more] {purse ? ruby: With|Without} a ruby. {LIST_COUNT(purse)}, {LIST_MIN(metals)}.
    -> END
+ { purse !? gold } [gold]
    ~ purse += gold
    -> market
