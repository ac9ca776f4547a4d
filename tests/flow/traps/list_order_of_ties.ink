// trap: of items with the same number the one that was added first is the greatest and the least
// states: 3
// ending: end 22 gold 3/4 3 2 2
// ending: end 22 ruby 1/4 1 2 2
LIST metals = tin, iron, gold
LIST stones = opal, jade, ruby
VAR purse = ()
+ [the ruby]
    ~ purse += ruby
    ~ purse += gold
+ [gold]
    ~ purse += gold
    ~ purse += ruby
- + [keep both]
+ [lay the ruby aside, and take it back]
    ~ purse -= ruby
    ~ purse += (ruby, gold)
- { LIST_MAX(purse) == ruby:
    # ending: ruby
- else:
    # ending: gold
} -> END
