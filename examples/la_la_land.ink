// La La Land: every way it could have gone.
//
// The story that Epilogue is shown on. The people and the turns of the plot come from the film; the words do not.
// The marks it uses (who:, scene:, because:, ending:) are explained in README.md beside it.

# title: La La Land, and every way it could have gone
# author: the Epilogue project

VAR love = 0            // 0 to 5: what there is between them
VAR craft = 0           // 0 to 3: how ready she is on the day it counts
VAR fund = 0            // 0 to 3: the jar on top of his refrigerator
VAR in_band = false     // he has taken the job
VAR came = false        // he was there for her show
VAR away = false        // she has gone home
VAR won = false         // the audition
VAR mia_acts = 0        // 0 not at all, 1 on a small stage, 2 in pictures
VAR seb_club = 0        // 1: a room of his own
VAR seb_plays = 0       // 1: his own music, in anybody's room
VAR mia_happy = 0       // 0 to 3
VAR seb_happy = 0       // 0 to 3

LIST plan = (seeing), parting, following, staying

CONST MOST_LOVE = 5
CONST MOST_CRAFT = 3
CONST MOST_FUND = 3

-> jam

// Moves a variable up or down without letting it leave its scale.
=== function nudge(ref what, by, most)
    ~ what = MAX(0, MIN(most, what + by))

// What one can see through the glass.
=== function in_the_jar()
{ fund:
- 0: a subway token from another city and a guitar pick
- 1: enough for a very good piano stool
- 2: enough, if nobody breathes, for a lease
- else: more money than the jar was made for
}


=== jam ===
# scene: The freeway
Ten in the morning, ninety-three degrees, and the freeway has given up being a road. Four lanes of people sit with their engines running and their windows down, each with a different song on, so that what rises off the asphalt is heat and, above the heat, a kind of accidental opera.

In a small gray car with three hubcaps, Mia is trying to cry. She has a line to say at eleven fifteen to three people behind a table, and the line is about a scan. The pages lie on the passenger seat.

In the car behind, which is older than its driver and better polished, Seb is playing a tape. It holds the first eight bars of something a trio played in a basement before he was born. There was once a ninth. An aunt recorded over it, in 1981, with a recipe for pickled plums. He has heard those eight bars some four thousand times, and each time he arrives at the plums with fresh hope.

Nothing moves. Mia has time to do one thing properly.

* [Say the line again, to the windshield. # who: mia]
    She says it. She says it as though she had only just been told. The windshield is very moved, and a small true tear gets as far as her cheekbone.
    ~ nudge(craft, 1, MOST_CRAFT)
* [Roll the window down and let the other radios in. # who: mia]
    There is a mariachi band on the left, a sermon on the right, and a woman two cars up singing along to neither. For the length of a chorus Mia forgets that she is late, and forgets the scan, and is merely somebody in a good seat.
* [Look in the mirror at the man behind. # who: mia]
    He has the face of someone doing long division at a funeral. He presses a button, listens, winces, presses the button again. She wonders what could possibly be on that tape. She will know, in time, better than she knows her own telephone number.

-   And while she is at it the lane ahead clears: ten yards of open road, then twenty, with nobody in it. Seb sees it before she does.

* [Lean on the horn at once. # who: seb]
    It is an enormous horn. It was put in for a kind of American who no longer exists, to warn a kind of cow. Mia's pages leave the seat.
* [Give her four bars, and then the horn. # who: seb]
    One bar. Two. He is a patient man; he would tell anybody so. At the fourth bar he puts his whole forearm on it, and the horn, which was built to be heard across Kansas, is heard across Kansas.
* [Pull out and go around, with the horn. # who: seb]
    He swings out, draws level and leans on it as he goes, a long brass note that begins in her left ear and ends in her right. Then the next lane stops dead, and he is obliged to sit there, eighteen inches away, with his hand still on the wheel.

-   So they look at each other. It takes no time at all. He sees a woman reading in traffic. She sees a man who honks.

* [Raise a finger. It is the traditional one. # who: mia]
    She holds it up without hurry, like someone hailing a waiter, and drives on.
* [Mouth the word "sorry", meaning none of it. # who: mia]
    She has been told her apologies read as insincere. In this one instance the note is taken and used.
* [Try the tears on him. # who: mia]
    She turns the scan on him, full strength: the lip, the breath, the look of somebody whose world has just been folded up and put in a drawer. For a second and a half his face comes apart with guilt. Then she winks, and goes.
    ~ nudge(craft, 1, MOST_CRAFT)

-   That is all. Each of them tells it that night to whoever is in the kitchen, as an example of what is wrong with this town.

At eleven fifteen she gets as far as the word "scan" before the woman in the middle takes a call. {craft > 0: It is, she thinks, the best half sentence of her life.|It is not much of a half sentence, to be honest, but she would have liked to finish it.}

-> restaurant


=== restaurant ===
# scene: The restaurant
December, which in this city means that the palm trees have lights on. At Marchetti's the steaks come with a holly leaf, and the pianist comes with a list.

The list is from Mr. Pruitt, the manager. It has fourteen carols on it. At the bottom Mr. Pruitt has written NO EXTRAS and, after some thought, underlined it. Seb has been let go from Marchetti's once already this year. He has been taken back on the understanding that he has understood.

* [Play the list. # who: seb]
    He plays the list. He plays it as written, in order, with nothing in his face. Nobody looks up. A man sends back a potato. When the fourteenth carol is over there are eleven minutes left in the hour and nothing on the paper that says what to do with them.
* [Play the list with the right hand only. # who: seb]
    The right hand does as it is told. The left has not signed anything. By the ninth carol the shepherds are keeping some very late company, and a waiter has begun to put the plates down in time.
* [Close the folder. # who: seb]
    He gets through two carols and sees the other twelve coming toward him like a freight train with bells on. He closes the folder. It makes a small sound, and across the room Mr. Pruitt hears it.

-   And then he is not playing for the room at all.

Out on the street, Mia is walking home. Her car has been towed from a space that turned out to be a gesture. She has on the wrong shoes and a party dress from the wrong party, and she is thinking that it is possible to be twenty-six forever if nobody lets you start.

Then she hears it, through a door that somebody is holding for somebody.

* (inside) [Go in. # who: mia]
    She goes in. The coat-check girl asks whether she has a reservation, and Mia says yes, which feels true.
* [Stay on the sidewalk and listen through the glass. # who: mia]
    She puts her forehead nearly against the window. From there he has no sound of his own: there is only the music, a back, and a pair of hands, and it takes her a moment to see that they belong together.

-   -> tune ->

It is the man with the horn. She knows it the way one knows a bad tooth. It makes no difference.

When he stops, the room goes on eating. Mr. Pruitt is standing by the piano with an envelope, being very gentle, which is how one can tell it is final. Seb thanks him. He actually thanks him. He picks up his coat and walks {inside:between the tables|out between the tables and through the door}, straight toward the one person who heard.

* "That thing, at the end["... # who: mia]—" she says. It is a sentence with a great deal behind it. It is all going to come out at once.
* [Stand in his way and smile. # who: mia]
    She has no sentence. She has a face, and it has been told it is expressive, and she stands in his way and lets it say what it likes.

-
# because: the whole story forks on this step, and neither of them knows it
He is four steps off, then three. He has an envelope in his hand with a week's pay in it and a holly leaf stapled to the corner.

* [Brush past her. # who: seb]
    His shoulder catches hers. He is out in the cold before she has closed her mouth. It is not aimed at her; it is not aimed at anything. He is simply a door that was on its way to being slammed.
    -> party
* [Give her the nod one gives a coat stand, and go. # who: seb]
    He nods, as one nods to the furniture in a house one is leaving. By the corner it strikes him that the furniture had been about to speak. He looks back. A bus goes by, and goes by, and goes by, and there is nobody there.
    -> party
* [Stop, and kiss her. # who: seb]
    -> the_kiss


// His tune. It is heard twice on every road, and on some roads a third time.
=== tune ===
{stopping:
- It starts low, with the left hand walking up and down as if it had lost its keys. The right comes in late and apologizes. It is only a waltz, and a small one; but it goes along turning over one thing and then another, like somebody going through a coat, and at the eighth bar it finds what it was after, and holds it up. And there it stops. There ought to be more. You can hear where the rest would go. Instead he returns to the beginning, and looks again.
- The left hand loses its keys; the right hand arrives and is sorry. She knows it now well enough to lean where it leans. Eight bars, and then the hole in the air where a ninth would be. He lets it hang there longer than he used to.
- The left hand, walking. The right hand, late. He takes it slower than he did, or she hears it slower. It comes up to the eighth bar the way one comes up to a house one used to live in, and it stops outside. And then, for the first time, it does not go back. There is a ninth bar. It is very plain. It was four notes, all this time, and any child could play them.
}
->->


=== the_kiss ===
# scene: The restaurant
He stops. He does not know he is going to until he has. He looks at her: at the shoes, the wrong dress, the whole unguarded face with his tune still going on in it. Then he drops the envelope and kisses her, {restaurant.inside:in front of the dessert cart|there on the sidewalk, in front of the window and everyone in it}, like someone who has read ahead.

# because: he had nothing left that evening to be careful of
Somebody claps. It is the waiter with the plates{not restaurant.inside:, on the other side of the glass}.

"You honked at me," says Mia, when she can.

"You were reading," says Seb.

~ love = 3
Mr. Pruitt asks them, gently, to do this {restaurant.inside:outside|somewhere else}.

-> counter


=== counter ===
# scene: A lunch counter, past midnight
There is a place on Third that never closes, because the owner lost the key. They sit at the counter under a light that flatters nothing. It flatters her. They have his week's pay, less the holly leaf, and they order everything that can be eaten with one hand, since neither is willing to give back the other.

They do it all in the wrong order. They have kissed; now they must find out each other's names.

* "Mia. I'm an actress[." # who: mia]. Say it back to me as if it were a job."
    "You're an actress," he says, as if it were a job. Nobody ever has. She has to look for some time at the pie.
    ~ nudge(love, 1, MOST_LOVE)
* "Mia. I make coffee[." # who: mia] on a studio lot. I've served it to people who have been shot into space."
    "In pictures."
    "They tip as if it were real."

-   He tells her about the tape, and the aunt, and the plums. He has never told it to anyone as a thing that mattered; he generally plays it for laughs.

* [Ask what he thinks was in the ninth bar. # who: mia]
    "That's the thing," he says. "If I knew, I'd stop looking." He says it lightly. But he writes it on a napkin later, while she is finding her coat, and puts the napkin in his shoe.
    ~ nudge(love, 1, MOST_LOVE)
* [Ask for the recipe. # who: mia]
    He has it by heart. Two pounds of plums, a stick of cinnamon, and do not let it boil. They will make it in March, and it will be dreadful, and the jar will stand on the refrigerator for want of anyone brave enough to throw it out.

-   At four they are put out so that the floor can be mopped. The street is blue and entirely theirs, and her car is in a pound on the far side of the city.

* [Walk her there. # who: seb]
    It is nine miles. They do eight of them, at which point the sun comes up and shows them to each other, footsore and gray in the face, and it turns out that that is all right too.
* [Take her home, and go to the pound himself. # who: seb]
    She wakes at noon to the sound, in the street, of an unforgivable horn. Her own car is standing in front of his, with a ticket under the wiper which he has paid, and a fourth hubcap which does not match.

-   So they lose no time. Spring, for them, is not a matter of running into each other. It is a matter of whose toothbrush.

-> summer


=== party ===
# scene: A party, with pool
By spring she has decided that she imagined it. Then a friend of a friend who has sold something gives a party around a swimming pool, and there is a band.

It is the kind of band that plays the hits of one particular year. The singer has on a wig. And at the back, in a gold jacket with somebody else's shoulders in it, behind a keyboard worn on a strap like a tray of cigarettes, with the look of a man being slowly lowered into something: there he is.

"Any requests?" says the singer.

Mia, with a paper umbrella behind her ear, considers the whole range of human song.

* [Ask for the one with the synthesizer and the seagulls. # who: mia]
    It is a very short piece of music, of which the seagulls are the better part. "For the gentleman on the tray," she says. "He'll want to do the birds himself."
* [Ask for the theme from a detergent commercial. # who: mia]
    "The long version," she says. "With feeling. I'm told the pianist has studied."
* [Ask him, politely, for a carol. # who: mia]
    It is May. The singer laughs. At the back, the gold jacket goes quite still. So he did see her. So he knows.
    ~ nudge(love, 1, MOST_LOVE)

-   He finds her at the edge of the pool in the break, with the jacket over his arm, so that it looks as if he has shot something.

* "That was beneath you[." # who: seb]," he says, "and you don't even know me."
    "You honked at me once. And you went past me at Christmas like a train. I feel we've been going steady."
* "You were at Marchetti's[." # who: seb]. I was rude. I'd just been fired, but I'd have been rude anyway."
    It is hard to go on enjoying oneself at the expense of a man who gets in first. She manages, but it takes some of the shine off.
    ~ nudge(love, 1, MOST_LOVE)
* [Say that the seagulls are harder than they look. # who: seb]
    He says it with such dignity that she laughs in the wrong place, which is through the nose, and with a drink in it.

-   The party goes on as parties do, in search of itself. Around eleven she is cornered by a writer who is building a universe. There are nine moons. By the fourth, somebody in a gold jacket leans across and tells her that her car is on fire. "It isn't," he says, outside. "But it was going to be, one moon or another."

They have left their cars, it seems, on the same road, which is a long one.

-> walk


=== walk ===
# scene: The hill, in the evening
It goes up. At the top the houses give out and there is a railing, a bench and a street lamp, and, below these, the entire city, lit, doing its best. The sky is a color that a set painter would be asked to tone down.

They regard it as two people regard a bill.

"It's a shame," says Seb, "about the view."

"Wasted," Mia agrees. "On you and me, of all people."

It has got to be said, and more than once, and in full. There is a good deal of evening to be got rid of.

* [List what she dislikes about him, in order. # who: mia]
    She begins with the horn and works up. He corrects her on a point of chronology. By the time she has reached his shoes they are sitting down, and the list has acquired one or two things that she seems to have put on it because she had looked at them closely.
* [Change her shoes, at length. # who: mia]
    She has flat ones in her bag. She sits and changes, one foot and then the other, in no kind of hurry, kicking a little dust on his cuffs. He kicks a little back. It could be called a dance, though neither of them would stand for it.
    ~ nudge(love, 1, MOST_LOVE)
* [Say that she has seen better on a calendar. # who: mia]
    "From the bank," says Mia. "For March."
    "Ours had a tractor," says Seb, a little wistfully.

-   The lamp comes on over their heads, with a tick, like something that has just had an idea. There is perhaps a foot of bench between them.

* [Move up. # who: seb]
    He moves up, and explains it by the wind. There is no wind. She looks straight ahead with great severity, and does not move away.
    ~ nudge(love, 1, MOST_LOVE)
* [Tell her about the ninth bar. # who: seb]
    He means it for filler. He hears himself go on: the tape, the aunt, the plums, four thousand times. She does not laugh until he wants her to. "So you're waiting for a song to finish," she says, "that finished before you were born." It is not an unkind way to put it.
    ~ nudge(love, 1, MOST_LOVE)
* [Look for his keys. # who: seb]
    He goes through every pocket twice. He had them all along; he has had them in his left hand since the party. It is simply that a person looking for his keys is not a person who has to say good night.

-   Her car comes first. It would. They stand on either side of it as if it were for sale.

"Well," says Mia. "I never felt less."

"Not a thing," says Seb. "It's almost restful."

He watches her taillights out of sight, and then goes back for his own car, which is beside the party. It was never on this road at all. He walks down the whole hill whistling. On Monday he turns up at the coffee counter on the lot, having claimed at the gate to be a piano, and asks if she would care to see an old picture on Tuesday, at the Alcazar.

"For research," he says. "You're an actress. They act in it."

"For research," says Mia, and writes it on her wrist.

-> tuesday


=== tuesday ===
# scene: Tuesday, at eight
She has forgotten a dinner. It is with four people who are thinking of financing something, and it has been arranged by her flatmate at some cost. At ten to eight she is sitting in front of a folded napkin while a man says "content". In the ceiling there is a loudspeaker, and in the loudspeaker, very small, somebody is playing a waltz on a piano. It isn't his. It wouldn't need to be.

* (ran) [Get up and go. # who: mia]
    "I'm so sorry," she says, and for the first time in her life it comes out perfectly sincere. She runs the eleven blocks. One shoe gives out at the seventh.
* [Stay until the dessert. # who: mia]
    She stays; she smiles; there is a part for somebody like her, one of them says, looking at her as one looks at a somebody. When the plates are cleared it is twenty to nine, and she sees that she has been holding her own wrist under the table the whole time, where the writing is.

-   Under the lights of the Alcazar, a man in a clean shirt is being walked around by the crowd.

* (waited) [Wait. # who: seb]
    He has bought two tickets, and then, to be doing something, two more. {ran:At one minute past, she comes around the corner with a shoe in her hand.|The crowd goes in. The street goes quiet. At ten to nine she comes around the corner, walking very fast, already explaining, and he holds up all four tickets like a poker hand.}
* [Go in. She can find him in the dark. # who: seb]
    {ran:She finds him in the dark. She does it by walking slowly down the aisle, in front of the picture, with the light of it full on her face, until somebody stands up.|She tries to. But the picture has her kind of ending, and people are crying in every row, and by the time the lights come up he has gone out at the side. He finds her on the steps. They have seen the same last ten minutes, forty feet apart.}

-   { ran && waited:
        ~ nudge(love, 1, MOST_LOVE)
    }
    He has not done any of it gracefully, and neither has she. In the street afterward, in the middle of a disagreement about the heroine, they find that they have stopped walking; and it goes on from there.

-> summer


// Three days out of six. Her ideas and his are laid out side by side by two threads.
=== summer ===
    ~ love = MAX(love, 2)
# scene: Summer
And then it is summer, and they are insufferable. They are seen on funiculars. They have opinions in common about bread. Their friends, who have waited for years to see either of them happy, find there is less in it for a third party than they had been led to expect.

It is not long, that is all one can say against it.

-   (days)
    { days > 3: -> dreams }
    { days:
    - 1: June. A free day comes up, like a coin out of a sidewalk.
    - 2: July, and another.
    - 3: The end of August, by the light. One more; there's generally one more.
    }
    <- hers
    <- his
    -> DONE

= hers
* [Take him to a drive-in, to see the one with the giant crab. # who: mia]
    He has never in his life enjoyed a thing that was bad. He sits upright through the first reel like a man at a hearing. Then the crab comes up behind the mayor, and you can see the zipper, and she feels something give way beside her. He laughs until he has to get out and walk around the car.
    ~ nudge(love, 1, MOST_LOVE)
    -> days
* [Sit down at the kitchen table, at five in the morning, and write. # who: mia]
    By seven there is a page. By nine there is half a page, and it is better. He comes in with his hair up at the back and knows enough, God bless him, to make coffee without saying what he is doing.
    ~ nudge(craft, 1, MOST_CRAFT)
    -> days
* [Go to every open call in the county. # who: mia]
    Eleven in a day. She is a nurse, a nurse, a bride, a concerned neighbor, a nurse. They thank her at the second line, then at the third; at the last of them she gets to the bottom of the page, and hears what it's like, and means to hear it again.
    ~ nudge(craft, 1, MOST_CRAFT)
    -> days

= his
* [Take her to hear it done properly. # who: seb]
    It is downstairs, it is a hundred degrees, and there are five men on the stand who have forty years' worth of quarrels to settle by midnight. "Don't listen to the tune," he says in her ear. "Watch who's listening to who." She watches. About the second chorus she sees it. She takes hold of his sleeve and does not give it back.
    ~ nudge(love, 1, MOST_LOVE)
    -> days
* [Play three weddings in a weekend. # who: seb]
    Three first dances, three fathers, three cakes. He comes home on Sunday night with cream on his cuff and puts the money in the jar on top of the refrigerator, and they both stand and look up at it, like people with a child in a school play.
    ~ nudge(fund, 1, MOST_FUND)
    -> days
* [Do nothing whatever, on the roof. # who: seb]
    They take up a blanket and a melon. They do not improve themselves. Toward six a helicopter goes over, and she says what she supposes the pilot's wife is called, and by dark they have got the whole family through college.
    ~ nudge(love, 1, MOST_LOVE)
    -> days


=== dreams ===
# scene: Two dreams
There is a thing he wants to show her. It turns out to be a tile showroom.

It is on a corner, down five steps, with a grille across it: bathroom tile, kitchen tile, discontinued lines. He holds on to the grille and explains. From 1938 to 1961 that was the bandstand, there, where the bidets are. Everybody played it. It has a low ceiling and a dead spot by the stairs, and the sound goes around the dead spot as though somebody were asleep in it. The tile man is seventy. Tile men do not live forever. And then—

* [Tell her all of it, down to the ashtrays. # who: seb]
    He tells her where the piano goes. He tells her which way it faces. No food that needs a knife; no talking in the ballads; a light over the stairs so that nobody falls, who has come a long way to hear something. He has been walking around in that room for ten years. She can see where the tables are by the way he steps around them.
    ~ nudge(love, 1, MOST_LOVE)
* [Tell it as a joke on himself. # who: seb]
    He does the voice of the bank. He does the tile man's cough, and himself, each month, inquiring after it. It's very funny. She laughs, and watches his hands, which have not let go of the grille.

-   He has got a key, in fact. The tile man lets him come at night and play; there is still an upright at the back, under the grouts.

-> tune ->

"Now you," he says. So she tells him about her grandfather.

He ran the picture house in Saltwell, five hours east of anything. The prints came to him last, when everyone else had done with them, and there was always a reel missing. So at the end of reel three he used to stop the machine, walk down the aisle, stand up in front of the screen in his apron and tell them reel four. He had never seen it either. He made it up. He did all the voices, and he did it differently on Saturdays. Until she was nine she believed that this was what a picture was: a thing with a hole in the middle, where somebody stands up.

Seb says nothing for a bit. "That's it, though," he says. "That's the show. Never mind the nurses. You, on a stage, doing reel four."

* [Say she will do it. Say a date. # who: mia]
    "The ninth of November," says Mia. It's out before she knows. She has never had a date before; it is like having a tooth. She goes home and writes until it's light.
    ~ nudge(craft, 1, MOST_CRAFT)
* [Ask who would come. # who: mia]
    "I would," he says. "Front row. I'd be the one in the way." It is not much of an audience. It is a good deal more than she came down the steps with. They settle on the ninth of November.
    ~ nudge(love, 1, MOST_LOVE)

-   Before they lock up she takes a sample from the discontinued lines, a white one, and a pencil, and writes on it what the place is going to be called: THE NINTH BAR.

"It's a bar," she points out. "And it's the—"

"I see what it is."

* [Say that it's terrible, and put the tile in his coat. # who: seb]
    It's a pun. He has standards. He had thought of something in French. All the way home he can feel it against his ribs, the size and weight of a slice of bread.
* [Stand it on the music rack and look at it. # who: seb]
    He plays it a chord, to see. He tries it in another key. "Well," he says, in a voice she has not heard before, "it reads from the stairs."
    ~ nudge(love, 1, MOST_LOVE)

-   -> offer


=== offer ===
# scene: The offer
One night in September he comes up the back stairs with the groceries, and she is on the telephone to her mother. He can hear only the one side.

"A pianist... At the moment he's between pianos... No, it isn't a what, it's a who... There's a room he's had his eye on... It's tile, now... I know how old he is, Mama."

There is a stain on the ceiling over the stove. He stands with the bag in his arms and looks at that. He thinks of the jar on top of the refrigerator, and what is in it: {in_the_jar()}.

In his pocket is a number. Ruben, whom he has known since they were both going to be Bud Powell, has a band called Glass Parade, with a light show, a record deal and nobody to play keys. Twelve hundred a week. There would be dancers.

* [Tell her about it over supper. # who: seb]
    He tells it against himself, dancers first. She puts down her fork.
    -> supper
* [Say nothing, and go and hear what they play. # who: seb]
    What they play is not jazz, though Ruben has jazz in mind as one has Paris in mind. It has a fine, thick, cheerful sound. Twenty thousand people could dance to it. "You'd like it kept somewhere cool," Ruben says, "with the lid on. I'd like to see it get out and meet someone." He has always been maddening in this way: he has always been partly right.
    -> answer

= supper
"What do you want me to say?" says Mia.

"What you think."

* "Take it[." # who: mia], for a year," she says. "Twelve months, and then the tile man. I can share you with some dancers."
* "Do you like how they sound?"[ # who: mia] she says. He moves the salt an inch to the left, and after a while moves it back.
* "Not for me[." # who: mia], you don't," she says. "I know what you heard on the stairs. I was talking to my mother. I can wait for a thing as well as you can."
    ~ nudge(love, 1, MOST_LOVE)

-   He does the dishes, slowly, which is how he thinks.
-> answer

= answer
# because: he wanted to be a man one could describe on the telephone
The contract is nineteen pages and comes with its own pen.

* [Sign it, records and all. # who: seb]
    He signs on all nineteen. They measure him for a jacket. The first week's check is more than he made last year between Easter and the plums, and he puts the whole of it in the jar and cannot get the lid on.
    ~ in_band = true
    ~ nudge(fund, 2, MOST_FUND)
* [Sign for the one tour, and strike out the rest. # who: seb]
    Ruben sighs, and initials the strikings-out. One tour: forty cities by spring, and then they'll see. "You'll like it," he says, "that's what you're afraid of." He likes the money, at any rate. He watches it come up the side of the jar.
    ~ in_band = true
    ~ nudge(fund, 1, MOST_FUND)
* [Send it back, with thanks. # who: seb]
    He sends it back and keeps the pen. On Monday he starts with the children of the hills: half an hour each, scales, a biscuit, the mother in the doorway. He is good at it. It pays for what it costs.

-   {in_band: -> quarrel.road | -> quarrel.kitchen}


=== quarrel ===
= road
# scene: One night at home
He has been to thirty-one cities, and could tell them apart by the curtains. She has been on the telephone with somebody's front desk. She went to see them once, when they came within a day's drive. She stood among the twenty thousand and saw him in a white light, in a jacket with lights of its own, playing with one finger; and all around her they were screaming with joy, and she couldn't find what to do with her face.

Now it is the end of October, and she comes in from work and he is in the kitchen. He has one night. He has made a pie.

It's lovely until they start to talk.

* [Ask when the tour ends. # who: mia]
    "It sort of doesn't," he says. "There's this one; then there's a record they want; then there's the tour for the record." He hears it as he says it. He gets up to see about the pie.
* [Ask if he likes it. The music. # who: mia]
    He says that the lights are very well done. He says that the drummer's a sweet guy. She waits. "It's in B flat," says Seb, at last, "mostly." In August he would have talked until it was light.
* [Ask nothing. He has one night. # who: mia]
    So she says it's wonderful, and that he looks well, and that she's proud. And Seb, who can hear a flat third through a wall, puts down his glass and says, "Go on. Say it."

-   She looks at him across the candle. "Is it your dream?" she says. "That's all. If it is, I'll learn the words. But you had one, it had a staircase; and I can't tell anymore if this is the way there, or if it's just where you live."

* [Tell her the truth, which is that he can't tell either. # who: seb]
    It takes him a while. "They clap," he says at last. "I'd forgotten about that part. It goes in like sugar. And then I can't find the left hand, Mia. I sit down at night in the hotel, and it's not there." She reaches over and takes hold of it.
    ~ nudge(love, 1, MOST_LOVE)
    -> oven
* [Say that this is what a dream costs, and somebody has to pay. # who: seb]
    He says it reasonably. He has figures. It's what she wanted, surely: something steady, something for the telephone. She says she never wanted that. He says he was on the stairs.
    ~ nudge(love, -1, MOST_LOVE)
    -> oven
* [Say that it suited her, his being stuck. # who: seb]
    # because: it was the one thing he could say that had a little truth in it
    "There were two of us in the waiting room," says Seb, "and I got called in. And you can't forgive it, that you've been left there with the magazines." He even smiles. He's been thirty-one cities without sleep, and it's out, and lies between them on the good tablecloth, and they both look at it with interest.
    ~ nudge(love, -2, MOST_LOVE)
    -> oven

= kitchen
# scene: The kitchen, late
It's the end of October. The theater wants the second half of its deposit by Friday; it's a very small theater, and it wants it like a large one. She has put in all she had. She has sold the car, hubcaps and all.

Up on the refrigerator stands the jar. Nobody has mentioned the jar. They have been not mentioning it since Sunday, at every meal.

* [Ask him how the lessons are. # who: mia]
    "There's a boy in the canyon with perfect pitch," says Seb, "who hates it. He says everything hums."
    She asks what he told him. He told him that it wears off.
* [Ask what he is waiting for. # who: mia]
    "The tile man—"
    "Is as strong as a horse. I saw him Thursday, he was carrying a bath."
* [Ask nothing. Add up the column again. # who: mia]
    It comes out as it did before. He watches the pencil go down. "If I'd taken Ruben's money," he says, to the pencil. She doesn't look up. "I never said so." "No. You never do."

-   She lays down the pencil. "Is it your dream?" she says. "The club. Or is it only somewhere to be on your way to? I'm not asking to be cruel. I turn mine in on the ninth, in front of people. I'd like to know I'm not the only one who's going in."

* {fund > 0} [Get the jar down, and pay the theater. # who: seb]
    # because: he could not think of a better use for a dream than somebody else's
    He has to use a fork. He counts it out on the oilcloth in ones and fives, the weddings, the scales and biscuits, and pushes it over to her side. "Now there are two of us in," says Seb. What is left in the jar is the guitar pick.
    ~ nudge(fund, -1, MOST_FUND)
    ~ nudge(love, 1, MOST_LOVE)
    -> oven
* [Say that he's afraid of it. # who: seb]
    "If I open it," he says, "then that's what it was. At the moment it's still the best club in the country." It's the first time he has known that. She comes around the table, and the deposit can be got from her mother.
    ~ nudge(love, 1, MOST_LOVE)
    -> oven
* [Say that at least he isn't paying strangers to look at him. # who: seb]
    # because: he was ashamed, and it came out as wit
    He would give the jar and all that's in it to have that back. It's a well-made sentence. It has her whole year in it. She picks up the pencil, since it's there, and puts it in her bag.
    ~ nudge(love, -2, MOST_LOVE)
    -> oven

= oven
It is then that the smoke alarm goes. {in_band:It's the pie.|It's supper: they have forgotten there was any.} The kitchen is full of it, blue and sweet; they are both up, and both at the oven, waving the same cloth.

* [Get her coat. # who: mia]
    She gets her coat. She isn't slamming anything; she needs to be where it isn't ringing. From the foot of the stairs she hears it stop, and waits, and nobody comes down.
    ~ nudge(love, -1, MOST_LOVE)
* [Open a window, and find two forks. # who: mia]
    There's an inch in the middle that isn't coal. They eat it out of the pan, on their feet, without much to say. It isn't peace. But it has been eaten by both sides.
* [Sit down on the floor. # who: mia]
    She sits down with her back against the refrigerator. After a while he climbs up and takes the battery out, and comes and sits down too. Smoke hangs at the height of their former faces. "Twelve days," says Mia. "I'll be there," he says.
    ~ nudge(love, 1, MOST_LOVE)

-   -> before_the_show


=== before_the_show ===
# scene: The week of the show
REEL FOUR, say the handbills. WRITTEN AND PERFORMED BY. ONE NIGHT. She has drawn the little aproned man herself, in front of his white square. The rent on the theater, the lights and the printing come to all the money she has, and a little that she hasn't.

Four days left.

* [Rehearse until the bulb goes. # who: mia]
    She does it to the ironing board, to the bath, and to the wall that has the neighbor behind it. On the third night the neighbor knocks. She stops. "No," says the wall, "what happened to the bride?"
    ~ nudge(craft, 1, MOST_CRAFT)
* [Write to every casting office in the book. # who: mia]
    A hundred and sixty envelopes. She licks them all, and for two days everything tastes of ambition. One of them will be opened, by someone's assistant, on a slow afternoon; that's all an envelope can ask.
* [Get Seb to hear her lines. # who: mia]
    {in_band:It has to be by telephone, from Tulsa, at two in the morning his time. She can hear ice going into somebody's bucket down the hall.|He sits on the edge of the bath with the pages.} He reads the stage directions as if they were lyrics. He gets every joke; and at the part about the apron he loses his place.
    ~ nudge(love, 1, MOST_LOVE)

-   The ninth of November comes in gray, with a wind.

-> seat


=== seat ===
{in_band:
    # scene: A photographer's studio
    He flew in for it. He has been saying so to everyone since breakfast. But there are pictures to be taken, for the posters, and the photographer has lost the light, then found it, then gone off it. "Brood," says the photographer. "Now brood at the horizon. Now play us something." "It isn't plugged in," says Seb. It is twenty past seven. The curtain's at eight, eleven miles away.
- else:
    # scene: A wedding in the hills
    It was booked by mistake, or for the money; by now he can't say which. Two hundred guests, an ocean view, and double pay for the pianist. It was to be over by six. But the bride has locked herself in a bathroom, and at twenty past seven they are all still standing about in the wind, holding rice. The curtain's at eight, eleven miles away.
}

* [Go. Just go. # who: seb]
    # because: he had said that he would be there
    {in_band:He goes in the jacket. It has a battery in it; he runs two lights on the boulevard with his lapels winking, and behind him somebody is shouting about clause nine, which is the one with the fine.|He puts the rice in the hand of a startled boy of fifteen, who has been telling him about his piano grade, and says, "Anything in C, until she comes out." He doesn't wait to be paid.}
    ~ came = true
    ~ nudge(love, 1, MOST_LOVE)
    { in_band:
        ~ nudge(fund, -1, MOST_FUND)
    }
    -> curtain
* [Another ten minutes. It can't be more than ten. # who: seb]
    It isn't ten, and it isn't the ten after that. {in_band:He broods. He plays the dead keyboard, with expression.|At eight exactly the bathroom opens, and he plays them down the aisle, and he plays it well; that's what he will keep coming back to.} Then he drives like a man in a film, and hits every light.
    { not in_band:
        ~ nudge(fund, 1, MOST_FUND)
    }
    ~ nudge(love, -1, MOST_LOVE)
    -> curtain


=== curtain ===
# scene: Reel Four
Eleven people. She counts them through the gap, and then counts again, in case some of them were sitting behind each other. The theater holds ninety. {came:In the middle of the front row, in {in_band:a jacket that is still faintly blinking|a wedding suit with rice in the cuffs}, is Seb, breathing hard.|In the middle of the front row there's a seat with a card on it that says RESERVED, and nobody in it at all.}

There is a woman near the back, with a notebook. There's a man who has come in out of the wind.

The lights go down on the white square. Mia walks out in her grandfather's apron, and stands where the hole is.

* [Play it to the front row. # who: mia]
    {came:She plays it to Seb. She does all the voices, and she does them differently, since it's Saturday somewhere. He doesn't move for seventy minutes. She can see by him where it's good.|She plays it to the card. It's a bad house, the card; it gives nothing back. But she finds that she can be very tender with a thing that isn't there. It is after all what the play is about.}
* [Play it to the back wall. # who: mia]
    It's what they tell you to do. She sends it over all the empty seats and it comes back a little late, like a call to another country. In the apron scene she hears someone laugh at the end of the line.
* [Play it to the woman with the notebook. # who: mia]
    It isn't art, it's fishing, but she does it well. At the bride the pencil stops. At the fire it goes back into the bag. For the last ten minutes the woman simply sits there with her mouth a little open, like somebody of eight.
    ~ nudge(craft, 1, MOST_CRAFT)

-   And then it's over, and there is the sound that eleven people make.

The dressing room has a thin wall. She's sitting there with one eye off when two of the eleven go by on the far side. "Well, it was short." "Is she the one with the mop? In the ad?" "No." "I'd have liked it better with the mop." They're not even unkind. They're looking for the way out.

She takes off the other eye. She owes the theater for the lights.

{came:He is waiting in the alley by the bins, with his hands in his pockets.|By the time he comes around the corner, running, the lights are off over the door. She's in the alley with a box in her arms. In the box is the apron.}

{ came:
    -> alley.there
- else:
    -> alley.late
}


=== alley ===
= there
* [Tell her it was good. # who: seb]
    "It was good, Mia. I've heard enough things to know." She looks at him. She'd give anything to be able to take it; but he is the one person in the city whose opinion she has already had.
* [Tell her what he saw, in order. # who: seb]
    He tells her what she did with her hands before the fire. He tells her where she breathed. He goes right through it, as he would with a record, side one and side two, until she has got her forehead against his shirt.
    ~ nudge(love, 1, MOST_LOVE)
* [Say he'll pay for the lights. # who: seb]
    It's the wrong end of it to have picked up, and he knows while it's in his hand. "No," says Mia. "No, those I'll pay for."
-   -> whither

= late
* [Say he's sorry, and stop there. # who: seb]
    He doesn't say what it was. He stands in the wind and is sorry, all the way down, with nothing in front of it. She nods. It goes in, but it has a long way to go.
    ~ nudge(love, 1, MOST_LOVE)
* [Explain. # who: seb]
    It's a good explanation. There's {in_band:a photographer in it, and clause nine|a bride in it, and a bathroom}. He has got as far as the traffic when he sees that she's being polite.
    ~ nudge(love, -1, MOST_LOVE)
* [Take the box from her, and carry it. # who: seb]
    She lets him have it as far as the corner. Neither of them talks. There she takes it back, and it's as if he had been given something and it had been found to be a mistake.
-   -> whither

= whither
"I can't do it again," says Mia. "It isn't tonight. It's that I'd be thirty, and then I'd be thirty-two, and I'd be so good at being thanked." # because: seventy minutes had used up six years

* [Go home. Tonight; all five hours of it. # who: mia]
    She goes in a rented car, with the box on the seat where the pages used to be. The city stays in the mirror for a long while, doing its best.
    ~ away = true
* [Go home, meaning the flat; there's a shift at six. # who: mia]
    It is the shift that does it, in the end. Somebody has to open up. She sets the alarm, and puts the box on top of the wardrobe, where it can see her.

-   {away: -> saltwell | -> shift}


=== saltwell ===
# scene: Saltwell
Population 3,900, and a picture house with a tree in it. Her room is as it was. On the wall there's a calendar for the year she left, as if that were when time had been given up as a bad job.

Her bag stands by the door. She steps around it for six days. Her mother steps around it. Nobody says a word, until on Sunday her father, on his way to bed, picks it up, thinks better of it, and sets it down again exactly where it was.

The tree is a cottonwood. It has come up through row J. There's no roof to speak of, and the screen is a gray rag; but there are the four steps her grandfather used to come down by. She stands there in the leaves, where the hole is, and can think of nothing to tell them. The high school, her father says, has been asking for somebody, for the plays.

-> the_message


=== shift ===
# scene: The coffee counter
"Anything with it?" says Mia. She is very good at it. She has been here so long that the cups come to her hand. On the far side of the counter a woman in a space suit is crying to her agent.

When it's quiet she looks at the next casting notice, from habit. NURSE, it says. She looks at it for the length of three cappuccinos. Then she makes it into a very small boat, and goes and gives notice, for the end of the month. They're nice about it. There's a cake, in prospect. There is a high school in Saltwell that has been asking for somebody, for the plays.

-> the_message


=== the_message ===
# scene: Seb's kitchen
The telephone rings in Seb's kitchen at ten in the morning, while he's still asleep. She had put his number on the programs; hers had been cut off for the week.

"I'm trying to reach the grandfather," says a woman. She laughs. "The apron. I was at the back." It's for a picture. It will shoot in Paris, for seven months or so, and there's no part in it yet, as such; there is a hole where one would go. Tomorrow at four. Would he see that she gets it?

He says that he would. He writes it on his wrist.

* {away} [Drive to Saltwell. # who: seb]
    # because: one ought to be able to wake a person with it, for once, instead of only scaring her
    He doesn't know the street. But she once told him that the water tower kept the sun off her bed till ten. He finds the tower at eleven at night, works out the east of it, stops the car in the middle of the road and leans on the horn. All over Saltwell, lights go on. In one window someone stands up as if she'd been called by name.
    ~ nudge(love, 1, MOST_LOVE)
    -> the_news
* {away} [Ring her parents, and leave word. # who: seb]
    Her mother takes it down with a golf pencil. She reads it back to him, and puts in, on her own account, that Mia isn't sleeping. "Are you the one with his own place?" she says. "Yes," says Seb. "Not yet."
    -> word
* {not away} [Take it to her at the counter, at a run. # who: seb]
    He comes in at the wrong end of the line and goes past everyone, past the woman in the space suit. He puts his arm across the counter with the wrist up. She reads it twice. Behind him nine people who want coffee can see that somebody is being born, or has died.
    ~ nudge(love, 1, MOST_LOVE)
    -> the_news
* {not away} [Put it under her door. # who: seb]
    He writes it on the back of a handbill: the time, the street, and the word Paris. They have been very careful with each other. He stands outside with his ear near the wood until he hears her step on it.
    -> word
* (lie) {love <= 3} [Let it lie. She's said that she is done. # who: seb]
    # because: he took her at her word, and was tired, and it was easier
    He looks at his wrist. He thinks of eleven people, and the box. He thinks how her voice went when she said it: like someone setting something down. It would be a kindness, he tells himself, not to hand it to her again. He's still telling himself at four the next day, and at five; and then it is quite easy to wash off.
    -> years.home

= the_news
"No," says Mia, when she's got her breath. {away:She's in her father's coat, in the middle of the road.|She's got him into the storeroom, among the cups.} "{away:That's the whole street up.|Seb. No.} I can't have them thank me. They'd thank me and I would break, I'd be all over their floor."

"All right," says Seb. {away:"I'll sleep in the car. I'm told there's a sunrise. At eight or so I'll go."|"I'm double-parked. I could be double-parked till three or so."}

* [Be there early. # who: mia]
    When he turns the corner she's sitting on the curb already, with two coffees and her hair done. {away:"There's something I could do with that tree," says Mia. "Drive." He drives.|"I said it was the dentist," says Mia. "Drive." It's a mile and a half; he drives as if it were five hours.}
    -> to_the_audition
* [Be there late, running. # who: mia]
    It's a quarter past; he has let it be a quarter past. {away:She comes down the path with her shoes in her hand and her father's coat on over everything.|She comes out through the kitchens with her apron on, and goes back, and comes out without it.} "Don't talk," says Mia. "I'm listening to something." It's her own mouth, going.
    -> to_the_audition
* [Stay where she is. # who: mia]
    {away:At eight o'clock she's at her window behind the curtain. The car's there. She can see one elbow.|At three o'clock she's steaming milk with her back to the street. The car's there. She can hear it.}
    -> ten_minutes

= ten_minutes
* [Wait. # who: seb]
    Ten minutes go by, and ten more. It isn't a thing he has been known for, waiting; he has generally been the one who came in late. He turns the engine off, so that she'll hear that he has.
    ** [Go down to him. # who: mia]
        She goes down in what she has on. "You'd have been there till you starved," says Mia, furious, getting in. "Yes," he says.
        -> to_the_audition
    ** [Let him starve. # who: mia]
        It takes until dark. He doesn't sound the horn. She'll be grateful for that, and she'll be unable, as long as she lives, to hear a car start in the street without putting down whatever is in her hands.
        ~ nudge(love, -1, MOST_LOVE)
        -> years.home
* [Go. It's hers to say. # who: seb]
    He puts it in gear. He has always thought the worst thing one could do was not to turn up; it hadn't struck him that one might turn up, and it'd make no difference.
    -> years.home

= word
It reaches her, {away:in her mother's writing, propped on the toaster|with the print of her own shoe on it}. He hasn't come himself. She turns it over to see whether there's any more.

* (alone) [Go; alone. # who: mia]
    {away:She borrows her father's truck, and leaves while it's dark.|She changes her shift, and then her shoes.} It's strange, how quiet it is with nobody believing in her. One can hear oneself think. What she thinks is: reel four.
    -> to_the_audition
* [Ring him, and ask if he would drive. # who: mia]
    It rings once. He has been standing next to it since {away:yesterday|he got home}. "What took you so long?" says Mia, {away:five hours later, getting in|getting in}; and it's the first time either of them has laughed since the ninth.
    ~ nudge(love, 1, MOST_LOVE)
    -> to_the_audition
* [Leave it there. # who: mia]
    {away:The toast comes up. She butters it. Presently the paper gets put with the other papers, the ones that are kept for the backs.|She puts it in the box, with the apron. It's where such things go.}
    -> years.home

= to_the_audition
-> audition ->
-> bench


=== audition ===
# scene: The audition
There are three people behind a table. She looks for the telephone; there isn't one. There are six names on the sheet, and hers is last.

"We haven't any pages," says the one in the middle. "Sorry. You did this thing where somebody stands up. Would you do that? Just tell us what happened next."

* [Tell them the one he told her: the winter with the train. # who: mia]
    She tells it just as he did, with the snow, and the dog that can count. It belongs to a dead man and a town with a tree in its theater; and it comes up out of her as if it had only been waiting till she was tall enough.
* [Tell them the bride, and the fire. # who: mia]
    She knows it to the ground. There's somewhere in it, about the middle, where on the ninth of November she had heard nothing come back. She goes in there now and stays; it's quite warm when you're used to it.
* [Make one up, starting now, with two cars in a line. # who: mia]
    "There's no road," says Mia. "That's the first thing. It's all cars." She doesn't know what's next. She tells them about a horn, and about eight bars, and plums. She gets a man and a woman as far as a door, and it seems to her that she could send them either way.

-   They thank her. But they do it afterward, and they stand up.
// Luck: six names on a sheet. The readier she is, the more of the six would have gone to her; never all, and never none.
    ~ won = RANDOM(1, 6) + craft >= 5
# because: she could be as good as she liked; the rest was the weather in someone else's head
They'll let her know.
->->


=== bench ===
# scene: The bench, by day
{the_message.alone:She rings him from a booth. It's he who says where: a place with a railing|They drive up afterward without discussing it, to a place with a railing}, {the_kiss:that they always meant to come to at night|and a lamp, and a bench, where they once got rid of an evening}. By day it is mostly dust. You can see the freeway from here. You can see it isn't moving.

{love:
- 0: They sit like people waiting for the same bus. It's a wonder, really, that either of them came.
- 1: They sit with the whole bench between them. But they've both come.
- 2: There's about a foot of bench between them, as is usual.
- 3: She has taken her shoes off. He has them on his knee, for some reason, like a hat.
- else: She has got both feet in his lap. If anybody asked, they would say that they'd been here for years.
}

# because: each of them would sooner lose the other than be what the other had lost it for
"Paris," says Mia. "If I get it. And it's if. Seven months, and then if it's any good there's another. And there is your room, with the bidets. And you can't move one of them to the other." She looks at the freeway. "So tell me what one does with that."

// She speaks first here, because it is her picture. Each of them may hold on, or may let the other one go.

* "You stay[." # who: mia] here, and open it," she says. "I want it to be there. I want to be in some hotel, and know there is one place on earth where it's being done right."
    -> she_lets_go
* {love >= 2} "You could come[." # who: mia]. They've got pianos. I asked."
    -> she_asks
* {love >= 3} "I could stay[." # who: mia]. There are other pictures. There's one of that room."
    -> she_offers
* "We don't decide[." # who: mia]. Let's not. Let's see what comes."
    -> she_waits

= she_lets_go
Nobody's ever wanted it for him quite so plainly, and at such a price.

* "Then you go[." # who: seb], and you do all of it," says Seb. "Not seven months with your eye on the clock. Everything. Reel four, and then reel five." It's very quiet, and neither of them feels any need to look away.
    ~ plan = parting
    -> hill_down
* "No. I'm coming with you[." # who: seb]. It's waited for ten years, it can—well, then it can't. I'll come with you."
    ~ plan = following
    -> hill_down
* {love >= 3} "Don't go[." # who: seb]," says Seb. He had not planned to say it. It seems to have been under all the other things.
    ** [Stay, then. # who: mia]
        She looks at him, to see if he knows what he's got hold of. "All right," says Mia. "Somebody asked me. Do you know that no one ever has?"
        ~ plan = staying
        -> hill_down
    ** [Go all the same. # who: mia]
        "I have to," says Mia, "if they want me." "I know." "I'm so glad that you said it, though." "I know," says Seb.
        ~ plan = parting
        -> hill_down

= she_asks
He thinks about French pianos. He thinks about a grille, and five steps.

* "Yes[." # who: seb]," says Seb, almost before she's finished: it's that or count to ten.
    ~ nudge(love, 1, MOST_LOVE)
    ~ plan = following
    -> hill_down
* "I'd be the man who came along[." # who: seb]," he says. "I'd be so nice about it. You'd have to be careful of me for the rest of your life. Go, Mia. Go and be all of it."
    ~ plan = parting
    -> hill_down
* "Ask me when you've got it[." # who: seb]," says Seb. So they leave it like that, with the door on the latch.
    ~ plan = seeing
    -> hill_down

= she_offers
She means it. That's what is frightening: he could have it, he'd only have to hold out a hand.

* [Hold out a hand. # who: seb]
    He holds it out, and she puts hers in it. They stay so for a time like two people who have shaken on something, and are each waiting for the other to count the money.
    ~ plan = staying
    -> hill_down
* "You'd be on that stage every night[." # who: seb] of your life, behind the bar, not having gone," says Seb. "I couldn't play through it. Go."
    ~ nudge(love, 1, MOST_LOVE)
    ~ plan = parting
    -> hill_down
* "Then I'd better come with you[." # who: seb]," he says. "Or we'll be here till dark, giving each other things."
    ~ plan = following
    -> hill_down

= she_waits
He has had some practice at seeing what comes. He's been doing it for eight bars.

* [Leave it so. # who: seb]
    "We'll see, then," says Seb. It's a pretty day. One could take it for an answer.
    ~ plan = seeing
    -> hill_down
* "That's what people say[." # who: seb] who have decided," he says gently. "Let's do it on purpose. You go and I'll stay, and no one will have left anyone."
    ~ plan = parting
    -> hill_down
* {love >= 3} "I've seen[." # who: seb] what comes," says Seb. "I come. Wherever it is."
    ~ plan = following
    -> hill_down

= hill_down
They stay until a street lamp ticks on over them, in broad daylight; it's on some sort of a timer, it doesn't know. Then they go down.

-> the_call


=== the_call ===
# scene: The telephone
It's a Thursday. It rings four times, which is how many it takes to cross a kitchen.

{ won:
    "—and we'd need you by the first of the month," it says; she has missed the beginning, she'll never know just how they put it. Afterward she stands holding on to the receiver, as if it were the strap on a bus.
    -> leaving
- else:
    They're so sorry. It was between two. They want her to know that it was really between two; and she does know, it's a thing about her, she is always between two. She thanks them. She's very good at it.
    -> lost
}


=== leaving ===
    ~ mia_acts = 2
{ plan:
- parting: -> curb
- following: -> paris
- staying: -> turned_down
- else: -> winter
}

= curb
# scene: Departures
He takes her to the airport in the car with the horn. There's a line of cabs, and a man with a whistle who won't have anyone stop for long.

* [Make him say it: the piano, the stairs, the light. # who: mia]
    He says it, all of it, with the man blowing his whistle. Which way the piano faces. No food that wants a knife. "Good," says Mia. She has hold of the grille of the car, the way he holds on to the other one.
* [Give him the apron to mind. # who: mia]
    "I'd only lose it," says Mia. "It should be in a room." He folds it as they do flags. He will hang it in the kitchen, and each morning for a year he'll take it for a person.
* [Be funny, and be quick. # who: mia]
    "Well," she says. {the_kiss:"You may honk."|"I never felt less."}
    It takes him a moment. {the_kiss:He honks. In the whole line of cabs nobody has the heart to answer.|"Not a thing," says Seb.} Then there's the whistle; then there's glass, with the sky in it, and her going in.

-   -> his_room ->
-> paris_alone


// His half of it, on whatever road: whether there is a room.
=== his_room ===
# scene: The tile showroom
In the spring the tile man dies, after all, in his sleep, between one bath and the next. There's a card in the window, with a number on it.

Seb stands at the grille{not years.home.sent: with a white tile in his coat}. At home, through the glass of the jar, there is {in_the_jar()}.

* {fund >= 2} [Sign the lease. # who: seb]
    He signs it on the hood. {in_band: He has sent the jacket back to Ruben, by mail, with the battery out; Ruben has sent him a plant.} They carry forty bidets up the steps, and there's the stand underneath, with its edge worn down by shoes.
    -> a_room_of_his_own
* {fund == 1} [Sell the car, and sign. # who: seb]
    # because: he'd had enough of being on his way
    The man who buys it wants to hear the horn. Seb shows him. It goes over the roofs and comes back from the hills, and that's that. {in_band: The jacket goes too: he gets eleven dollars.} He walks to the signing, four miles, and is early.
    -> a_room_of_his_own
* {fund == 0} [Ask a bank. # who: seb]
    He does the voice for them, by accident: it's the only one he has for the purpose. They are quite nice. They have a pianist too, in the lobby, at Christmas. {in_band: And he can't, he finds, go back to Ruben after that, having said out loud what he wanted.}
    -> other_rooms
* {in_band} [One more tour first. # who: seb]
    It's only sense. With one more tour he could buy it outright. Ruben has a hat for him, this time, that goes with the jacket. By the time they get to Oslo the card is out of the window.
    ->->
* {not in_band} [Not yet. There's a hotel that wants a pianist. # who: seb]
    He isn't ready; the room's damp; he would have to find a drummer. The hotel has a list, but after one in the morning there's no one up to see it kept. He'll come back to the room when the piano's paid for. A juice bar takes it in June.
    -> other_rooms

= a_room_of_his_own
    ~ in_band = false
    ~ seb_club = 1
    ~ seb_plays = 1
There's a piano. It faces the way it should. On the first night there are nineteen people, and the second, seven; and then on some Friday in the fall he looks out past the lamp and cannot see the stairs for legs.
->->

= other_rooms
    ~ in_band = false
    ~ seb_plays = 1
So he plays in other people's rooms: at one in the morning, at the back, with the lid half down. It's his own music. He only has to give it back at closing.
->->


=== paris_alone ===
# scene: Paris
It isn't seven months; it's eleven. They build the picture out from her like a house around a stove. There comes a night when she stands at the back of a theater and hears nine hundred people stop breathing when she does.

They'd want her for the next one, and for the one after that.

* (wed) [Say yes to it; and to supper, with a kind man. # who: mia]
    He's called Thomas, and he reads menus aloud as if they had been written for him by someone dear. She had forgotten it could be easy. By the second winter there's a ring, and by the third there's somebody small, who has to be told a different story on Saturdays.
    ~ mia_happy = 2
* [Say yes to it, and to nothing else. # who: mia]
    She works. She rents a room with a piano nobody plays, and keeps her keys on it. In interviews they ask her what she does for love, and she says that she's going to need some notice of that question.
    ~ mia_happy = 1
* [Say yes, and let the letters stop. # who: mia]
    They'd been good letters. That was what was wrong with them. She would read one on the way to work and be no use till noon. So she doesn't answer the one about the plumbing, and then there isn't one for her not to answer.
    ~ mia_happy = 2
    ~ nudge(love, -1, MOST_LOVE)

-   -> years.apart


=== paris ===
    ~ in_band = false
# scene: Paris, both of them
They have two rooms up six flights, with the bath in the kitchen. She leaves at five in the morning in a black car. He listens to it go. The city is full of pianists; some of them have been there since the war.

What's he to do with his hands?

* {fund >= 3} [Take the lease of a cellar behind the market. # who: seb]
    It had been cheese. It takes every cent that was in the jar, and a paper with nine stamps on it. He carries the wheels of shelving up by himself. When it's dry he puts a piano there, facing as it ought; and above the door a white tile, with pencil on it, that he has brought over in his coat.
    ~ seb_club = 1
    ~ seb_plays = 1
* [Sit in, Tuesdays, with anyone who'll have him. # who: seb]
    There's a place under the street with a rope for a banister. For the first month they let him comp. One night in the second the old man on bass turns his head, at the eighth bar, and says something that he takes for a criticism. It was, a waiter explains, "Again."
    ~ seb_plays = 1
* [Keep the house, and learn to cook. # who: seb]
    He's good at it. There is a lot of left hand in an omelet. He says that he'll look for something when her picture's done. There's a piano in the school across the court, and at four every day when the children go at it he shuts the window.

-   She's tired and lit up when she comes in; she's got the whole day in her arms, like somebody who has been given flowers.

* [Ask him about his day first. # who: mia]
    Every night, before she has her coat off. She has made it a rule; she got it out of her own worst year, when everyone would tell her their news. He tells her. It is a short day sometimes, but it gets told.
    ~ nudge(love, 1, MOST_LOVE)
* [Take him to everything. "And this is Seb." # who: mia]
    He shakes hands. He's charming. At the fourth or the fifth of these a man says, "And what do you do?" and turns, before it's finished, to see who has come in.
    ~ nudge(love, -1, MOST_LOVE)
* [Tell him all of hers, with the voices. # who: mia]
    He laughs in the right places. He's the best audience that she's ever had; he always was, he was the only one in the row.

-   { the_kiss && love >= 4: -> years.together }
{ love >= 3: -> years.followed }
# because: gratitude is heavy, and both of them were carrying it
It goes wrong quietly. No one says a thing that could be quoted. {seb_club: The cellar does well enough.} But he catches himself one evening explaining to a stranger what he used to be going to do; and at the end of the table, she's heard.

* [Go home. # who: seb]
    -> years.returned
* [Stay, and try to do it better. # who: seb]
    He stays. On the Sunday he goes across the court and asks the nuns for the key to the piano.
    ~ seb_plays = 1
    ~ nudge(love, 1, MOST_LOVE)
    -> years.followed


=== turned_down ===
# scene: A call to make
She had said that she'd stay. It was up on a hill, with the wind blowing, and there had been nothing in her hand. Now there's a telephone.

* [Ring them, and say no. # who: mia]
    # because: she had been chosen, and wanted to choose
    They think it's the money. They're very decent. "Is there somebody we should talk to?" they ask, and she says no, it's she that decided. It's true. She puts it down, and stands there, and listens to the kitchen.
    ~ mia_acts = 0
    -> the_till
* [Ring them, and say yes; then tell him. # who: mia]
    He is in the doorway. He's heard one side of it. "I know," says Seb, quite soon. "I think I knew it when I took your hand. It was all in your other one."
    ~ nudge(love, -1, MOST_LOVE)
    ~ plan = parting
    -> leaving.curb

= the_till
-> his_room ->
{ seb_club:
    He wants her to have half. They write it down on a tile.
- else:
    So there she is, and there's no room to have stayed for. They are careful never to say so. They are getting to be very careful.
}

* {seb_club} [Ask for the stage on Mondays. # who: mia]
    Mondays it's dark in any case. She puts the apron on and stands in the light he hung for himself. There are fourteen that first Monday, and one is the man who came in out of the wind.
    ~ mia_acts = 1
    -> years.stayed
* {seb_club} [Take the till, and the door, and the books. # who: mia]
    She's good at it. There's never a short drawer; she can tell by a man's shoes whether he is going to talk in the ballads. She says good night to everybody by name, and it is a performance, of its kind.
    -> years.stayed
* {not seb_club} [Go on with the nurses. # who: mia]
    They've heard of her now. She is the one who said no to that thing; it makes them look up, at the second line, before they thank her.
    -> years.stayed
* {not seb_club} [Tell him that she minds. # who: mia]
    "I mind," says Mia, at the sink. It clears the air for nearly a year.
    ~ nudge(love, 1, MOST_LOVE)
    -> years.stayed


=== winter ===
# scene: Winter, in two time zones
So they see. Nine hours lie between them, and neither is ever awake at the same time, except that one of them is up too late.

* [Ring him every Sunday, whatever happens. # who: mia]
    There's an echo on the line, so that each of them has to hear what they have said. It's hard to be short with someone under those conditions. They learn to leave rests.
* [Write, when there's something to say. # who: mia]
    At first there's a great deal. Then there's so much that it would take a whole free day to set down; and she is waiting for one.
    ~ nudge(love, -1, MOST_LOVE)

-   Seb looks up at the jar, and there is {in_the_jar()}.

* {fund > 0} [Spend it on four days in Paris. # who: seb]
    It rains for all four. They don't see the tower, or anything else above the level of the blanket. At the station she says, "You can't keep doing that," meaning that it cost him a piano. "No," he says. He'd do it tomorrow.
    ~ nudge(fund, -1, MOST_FUND)
    ~ nudge(love, 1, MOST_LOVE)
* [Send her a tape instead. # who: seb]
    Eight bars, and then his voice, telling her what he had for lunch. She plays it till it's thin. There's a place near the end where he forgets that it's running, and you can just hear him being there.
* [Keep busy. # who: seb]
    He does. It's a well-known remedy. There was going to be a Sunday when he'd tell her all about it.
    ~ nudge(love, -1, MOST_LOVE)

-   In April they ask her to stay on for another. She gets as far as the telephone, and stands there with the receiver against her chest, where it can hear.

* {love >= 4} [Ask him to come; and mean for good. # who: mia]
    "Yes," says Seb, through the echo; and it says it again, smaller, yes.
    ~ plan = following
    -> paris
* {love >= 4} [Turn it down, and go home to him. # who: mia]
    # because: one reel was enough to know that she could
    She has made one picture. It's a good one; she could see that through her fingers. She lands on a Tuesday with a bag and no telephone number, and takes a cab to the grille.
    ~ plan = staying
    ~ mia_acts = 1
    -> his_room ->
    -> years.stayed
* [Tell him not to wait. # who: mia]
    It takes an hour, and it costs her a week's pay; they do it well. They tell each other everything that was good, in order. "Open it," she says, at the end. "Promise." There's the echo. Then he promises, and there's the echo of that.
    ~ plan = parting
    -> his_room ->
    -> paris_alone
* [Not ring. Let the Sundays go. # who: mia]
    She'll do it when she's less tired. It isn't a decision; it's merely what is left when there hasn't been one.
    ~ nudge(love, -2, MOST_LOVE)
    ~ plan = parting
    -> his_room ->
    -> paris_alone


=== lost ===
# scene: A Thursday, later
It has begun to rain, which it does here about as often as this.

{ plan:
- parting: They had said goodbye so well. It's absurd: they'd got right to the end of it, there was nothing left over; and here they both are, in the same city, on a Thursday, with no reason.
- following: He's got a French grammar in his pocket. He takes it out and puts it behind the bread.
- staying: She'd have stayed. Now it's only that she hasn't gone. They are both surprised at how unlike each other those two are.
- else: They had said they would see what came. It's come.
}

"So," says Mia.

* {love >= 2} [Stay, and go on trying; with him. # who: mia]
    "There's another one in March," she says. "There's always another one in March." He moves over, and she sits down.
    -> his_room ->
    -> two_triers
* [Stay, and go on trying; by herself. # who: mia]
    # because: it had been lost once in company, and she wanted to see what it was like without
    {love >= 3:"If I have you to come home to I'll come home," she says. It's the kind of thing one only says to somebody one could.|There isn't very much to divide. He keeps the pan.} She finds a room with a sink.
    ~ mia_acts = 1
    -> his_room ->
    -> years.alone
* [Go home, for good this time. # who: mia]
    She doesn't do it in the dark. She returns her books; she has a cake at the counter. He carries the box with the apron down to the street, and they stand on either side of it as though it were for sale.
    -> years.home

= two_triers
{ not seb_club: -> years.trying }
It's she who sees it. She's sitting on the steps, one Monday, when it's dark, with her chin on her knees, looking at the stand.

* [Ask him for Mondays. # who: mia]
    "You've got a hole there," says Mia, "in the middle of the week, where somebody could stand up." He hands her the light.
    ~ mia_acts = 1
    -> years.little_stage
* [Say nothing; it's his. There's another one in March. # who: mia]
    She has helped carry up the bidets. She knows what it's cost him; she's not going to ask for a corner of it. In March she is a nurse.
    -> years.trying


// Five years on. Every road comes out somewhere in here.
=== years ===

= apart
{ seb_club: -> cellar }
{ in_band: -> lounge }
-> the_list

= cellar
# scene: Five years later, down the steps
She's in the city for a week, to be photographed. They were to dine at the beach; but the freeway has stopped being a road, and the driver turns off, and they leave him and walk, she and {paris_alone.wed:Thomas|a friend from the picture}. There's music coming up out of the sidewalk.

There's a grille, folded back. There are five steps. Beside them on the wall is {love >= 3:a white tile under a little lamp. It says THE NINTH BAR, in pencil, in her own hand; somebody has gone over it with varnish so that it shouldn't rub|a neon sign that says LA MAIN GAUCHE. So he used the French}.

"Shall we?" says {paris_alone.wed:Thomas|the friend}.

* [Go down. # who: mia]
    There's a light over the stairs so that nobody falls.
* [Say, "Just one." # who: mia]
    One number; one drink. She holds on to the rail like someone going down into water.
* [Say, "It's late." # who: mia]
    It's true. She stands long enough to hear that he's got a good drummer. Down in the dead spot by the stairs a man with his eyes shut is listening, and no one's talking at all. So it's being done right. They find a cab.
    ~ rest(mia_happy, 1)
    -> passing

-   He's at the microphone, thanking the bass. He looks up, to see who's let the draft in.

One wouldn't know anything from his face. He thanks the drummer; he has thanked him once already. Then he sits down, and doesn't put his hands on it yet.

* [Play it. # who: seb]
    -> tune ->
    -> the_other_way ->
* [Play what was next. # who: seb]
    It's a fast one. He takes it faster. It's very brilliant, they'll talk of it afterward; only the bass player notices that he doesn't once use the bottom of the piano, as if there were somebody asleep down there.

-   {paris_alone.wed:Thomas asks|Her friend asks} if she's hungry yet. She says that she is.

{ love < 3: -> up_the_stairs }

At the foot of the stairs she turns around. He is looking straight at her over the lid. It's as far as it was across Marchetti's, and there's nobody, now, between the tables.

* [Nod. # who: seb]
    # because: they had each wanted the other to have it, and each could see that the other did
    It's a small one. It's how one tells another player that it's all right, that was the end, that was how it went. She does it too. Neither of them's sorry, or not of any of that. Then she goes up with her hand in {paris_alone.wed:her husband's|her pocket}; and he turns to the band, and counts four.
    ~ rest(mia_happy + 1, 2)
    # ending: apart-at-peace
    -> END
* [Look down at the keys. # who: seb]
    There are eighty-eight. When he looks up again there's only the light, for people not to fall by.
    ~ rest(mia_happy, 1)
    -> passing

= up_the_stairs
She goes up the five steps without turning around. It's not a thing one does, turning around, unless one's certain what there would be to see.
    ~ rest(mia_happy, 1)
-> passing

= passing
It is a warm night. The lights are on in the palm trees. Each of them, going home, will think of something that would have done to say; and it'll be nearly the same thing.
# ending: strangers
-> END

// What the tune shows her, while it lasts.
= the_other_way
{ the_kiss:
    And for as long as it goes on she's on the bench, with the dust and the freeway, and she has just asked him what they do; and he says the other thing. They're on the airplane. They have two rooms and six flights. He's burning an omelet. There's a cellar; there's a child, with his shoulders, asleep in a coat. He looks around at her from some Tuesday, and it's late, and all of it is theirs.
- else:
    And for as long as it goes on he's coming toward her between the tables at Marchetti's with an envelope in his hand, and he stops. That's all. He stops, and he kisses her, and the rest goes by like a street from a cab: no party, no seagulls, he's in the front row, everybody's in the front row. There's a river. There is a child, with his shoulders, asleep in a coat. They're out for the evening, the two of them, and they hear music coming up out of a sidewalk, and go down.
}
Then he takes his hands away, and it's only a room.
->->

= lounge
# scene: Five years later, in an airport
He's forty feet high. He is over the escalators, in the hat and the jacket, at a white piano with nothing inside it. GLASS PARADE, it says, WORLD WITHOUT END. Mia stands on the moving stairs with her passport in her hand and is carried up past his knees, and his cuff, and his enormous courteous smile.

The real one is in the lounge behind a newspaper. On the back of the paper there is a picture of her.

* [Lower it. # who: seb]
    {love >= 2:"You look well," she says. He looks rich. They have nine minutes, and use them: it's as if they had been talking all along and had just been interrupted. When they call her flight she says, "Did you ever find it? The ninth one?" "I haven't been looking," says Seb. He says it lightly.|They are so pleased. They both say so. They stand there being pleased, with the paper between them, until one of her people comes up with a coat.}
    ~ rest(mia_happy, love >= 2)
* [Turn the page. # who: seb]
    He reads about shipping. When he next looks there are just the chairs. In a minute somebody will come by and ask him to sign something; he has got his pen out, he finds; he has had it out for some time.
    ~ rest(mia_happy, 0)

-   At night, in whichever city it is, he tries to recall how it went. He gets the first four bars.
# ending: the-tour
-> END

= the_list
# scene: Five years later, at Marchetti's
It's December. The steaks come with a holly leaf. Mr. Pruitt is dead; his son has the restaurant, and his handwriting, and his underline. Fourteen carols.

She's at the corner table, with {paris_alone.wed:Thomas, who is reading out the menu|some people who are thinking of financing something}. She hasn't looked to see who it is at the piano. One doesn't.

* [Play the list. # who: seb]
    He plays the list. At the ninth she raises her head; he's let the left hand go for a walk. She writes a word along the edge of a twenty, in pencil, and puts it in the glass on her way to the coats. He gets it out at the end of the hour. It says MORE.
    ~ rest(mia_happy, 1)
* [Close the folder. # who: seb]
    It makes a small sound. Across the room the young Mr. Pruitt hears it.
    -> tune ->
    No one claps. They're eating. But at the corner table somebody has got to her feet.
    ~ rest(mia_happy, 2)

-   He has an envelope in his hand as he comes out between the tables. She's by the door, where they've mislaid her coat, and she's in his way. {love >= 3: They smile at each other like a pair of people who honk.|They each step to the same side, and then the other.} It's only a door; it takes about a second to go through.
# ending: back-to-the-list
-> END

= together
# scene: Five years later, out for the evening
Nobody followed anybody. It's a thing they are asked about, and it's what they say: there was a door, in a restaurant, and they'd just been going the same way ever since.

There is a child now, with his shoulders and her lungs, and there's a girl from the school across the court who will sit till midnight. So they go out. {seb_club:They go, as they do on any free night, to their own cellar, and sit where the customers sit.|They go where they feel like it. There's music coming up from under a street; there's a rope for a banister.} There's a boy at the piano, of twenty or so, with a great deal to say.

"He wants to do it all at once," Seb says in her ear.

"I remember," says Mia.

Presently the boy stands up, and beckons. {seb_club:It is his piano, after all.|It isn't Seb's room, he's got no room; there's only what he can do.}

* [Go up and play. # who: seb]
    -> tune ->
    The boy has his mouth open. "Where's that from?" he asks. "Is there more?"
    {not seb_plays:It's the first time Seb has touched one in front of people since they came here. It was there. It had only been waiting for somebody to ask.}
    ~ rest(3, 2 + seb_plays)
* [Shake his head, and stay in the seat beside her. # who: seb]
    She's got hold of his sleeve. He has heard that a man's a fool to give up {seb_club:an evening at his own piano|a room he'd stood in for ten years}, for a sleeve, and he has gone into it, some nights, quite carefully.
    ~ rest(3, 1 + seb_plays)

-   They go home by the river, not fast. She's telling him what happens next.
# ending: together
-> END

= followed
# scene: Five years later, at a party
There's a party for the fourth picture. {seb_club:Half of them will go on to his cellar after. It's known.|He's the one by the window, with her coat.} He came after her, that time, with a bag and a tile: everyone knows the story, it is a very good one, she tells it and he does the horn.

It's just that it's told so often. He gave up a room for her. She's never asked what it looks like now.

* [Ask him, tonight, if he'd do it again. # who: mia]
    He gives it thought; she always liked that about him. "I'd come," says Seb. "I would come sooner. I'd not have it be such an occasion." {love >= 4: It's so exactly what's the matter that they have to go out on the balcony.|She nods. She's got her hand on his cuff. It's not nothing, to be told the truth at a party.}
    ~ rest(2, 1 + (love >= 4))
* [Not ask. Straighten his tie. # who: mia]
    "You look nice," she says. "So do you," he says. {seb_plays: There's a waltz he plays, Tuesdays, that stops in the middle. People have begun to ask for it.|Behind him there's a piano with a vase on it. He has stood so that he can't see.}
    ~ rest(2, seb_plays)

-   Toward one they find their coats. It's a long way down to the street, and they go down it side by side, each on the outside for the other's sake.
# ending: he-follows
-> END

= returned
    ~ nudge(love, -1, MOST_LOVE)
# scene: Five years later, the late show
He sublets; he teaches; {seb_club:he's sold the cellar to the bass player. It still has the tile|he has a Tuesday again, in somebody's room}. The grille on the corner is a juice bar.
    ~ seb_club = 0
    ~ seb_plays = 1

They'd both been so good about it, at the station. It's what they'd been from the start of it, good. He has thought since that it might have gone better with a bit less.

The Alcazar's showing the new one.

* [Buy a ticket. # who: seb]
    He buys two, from habit. In the dark there she is, as tall as a house. {the_kiss:She tells a man in a doorway that he honked at her; and Seb, alone in row J, and out loud, answers.|She tells a man at a railing that she never felt less; and Seb, alone in row J, and out loud, answers.}
    ~ rest(2, 1)
* [Walk on by. # who: seb]
    He knows how it comes out: he was there for it, he'd made the omelets. He has got the eight bars in his head, all the way home; and then, by the pound where they used to keep the cars, he hasn't.
    ~ rest(2, 0)

-   # ending: paris-and-back
    -> END

= stayed
# scene: Five years later, a night off
The picture comes to the Alcazar. It's called something else now, and there is someone else in it: {winter:it's the second one, the one she'd have made next|they built it out from a girl from Leeds, and she's good. She's very good}.

* [See it to the end. # who: mia]
    She sees it to the end; she stays for the names. "Well?" says Seb on the sidewalk, watching her as one watches a pan. "I'd have done the train differently," says Mia. She does it for him, there, with the dog. {seb_club: He has never heard anything better, he says; and he's heard everyone: he's got a club.|They miss their bus.}
    ~ rest(1 + mia_acts, 1 + seb_club)
* [Leave at reel three. # who: mia]
    "Don't you want to know what happens?" says Seb, in the lobby. "I know what happens," says Mia. She tells him reel four all the way home, and doesn't cry till the dog.
    ~ rest(mia_acts, seb_club + (love >= 3))

-   {seb_club:On the corner the lamp is lit above the tile.|There's a light on at home; they must have left it.} {winter:She came back|She stayed}. There are days it's a present, and days that it's a bill. It depends, rather, on who is looking at it.
# ending: she-stays
-> END

= little_stage
# scene: Five years later, a Monday
There's a line down the block on a Monday, for an actress nobody's heard of. Ninety seats. They've let them sit on the steps. She stands in the light, in an apron that's more darn than apron, in the middle of the week, where the hole is.

At the back with his elbow on the till is the owner.

* [Do one with a piano in it. # who: mia]
    She looks at him across ninety heads. He shakes his; he's got the till. She waits. She's been thanked by experts, she can wait. In the end he comes down through them with his towel on his shoulder.
    -> tune ->
    "And then," says Mia.
* [Do the one about the man who wouldn't finish. # who: mia]
    It's a comedy. It has a horn in it, an aunt, and some plums. They laugh until the glasses ring; and she can hear, under all the others, coming in late, the one who it's about.

-   She was never on a poster. He's never once been in the black. They lock up at two, and go over the night, on the way home, side one and side two.
    ~ rest(2 + (love >= 3), 2 + (love >= 4))
# ending: little-stage
-> END

= trying
# scene: Five years later, in the kitchen
It's ten at night; she's in from a nurse, he's off to {in_band:the airport|work}. They meet across the kitchen table for eleven minutes, which they've got down to an art.

{in_band:He'll be back in June. On the refrigerator there's the jar, and it's full, and neither of them has lately been able to say what for.}{seb_club:He has his room. She has her Marches. It'd never do to say which of them is waiting for the other.}{not in_band && not seb_club:On the refrigerator there's the jar, with the guitar pick; there's another jar now, beside it, for her. They're neck and neck.}

* [Read him the line. # who: mia]
    "'I've got the scan,'" reads Mia. He puts his fork down. She's only been told. It's so quiet that one can hear the neighbor, in the next apartment, standing still.
    ~ rest(1 + (love >= 4), 1 + seb_club)
* [Ask for the eight bars. # who: mia]
    He plays them on the table. She can hear it perfectly well. At the end there's the hole, and both of them sit there listening for it with their heads on one side, like people who've thought they heard a key.
    ~ rest(love >= 3, 1 + seb_plays)

-   There's another one in March.
# ending: still-trying
-> END

= alone
# scene: Five years later, ninety seats
She's got a theater. It's the same one; it turned out that nobody else wanted it. She does the box office and the lights, and on Thursdays, Fridays and Saturdays the voices. She owes money in three counties. It's called REEL FIVE, this year, and it's about half full, or, as she puts it, half.

Before they go down she looks through the gap and counts.

* [Look for him. # who: mia]
    {love >= 2:He's there. He's at the end of the front row, where he'd be in the way. He has come each November, {seb_club:on the one night in the year when his own place shuts|between one job and the next}, and goes before she's got the second eye off. She has never said that she knows.|There's a man who's come in out of the wind. There's a woman in row C with his sort of shoulders. It's just a thing that she does, like the salt.}
    ~ rest(1 + (love >= 2), 1 + seb_club)
* [Not look. Go on. # who: mia]
    Forty-four; forty-five. It's nobody's business who they are. She ties the apron behind her, in a bow, and walks out to where the hole is.
    ~ rest(2, seb_club + seb_plays)

-   The light comes up on the white square. Somebody coughs, and stops. You'd hear a pin.
# ending: reel-five
-> END

= home
# scene: Saltwell
In the end she's from Saltwell. {lost:She was in the city for six years, and was once between two for a picture in Paris; they're proud of that, there.|She was in the city for six years, doing something with coffee.} No one's unkind. They ask her to do the voices.

* [Take the job at the high school. # who: mia]
    She's good. They're terrible, and she tells them so, and tells them what they almost did, by accident, in the second act; and they come back in the evening to see if they can do it on purpose.
* [Clear the leaves out of the picture house. # who: mia]
    It takes a year, with her father and a borrowed truck. They leave the tree. There is no projector, and the screen's a bed sheet, eleven bed sheets. On the first Saturday she stands up in front of it, with an apron on, and tells them reel one.
    ~ mia_acts = 1

-   And in the city there's a man who, for a while, takes every telephone call standing up.

* {love >= 3} [Drive out there; and not drive back. # who: seb]
    # because: he had tried it the other way, and it was only a city
    He gets there in the middle of the night, and has the decency to coast. In the morning she comes out for the paper. He's asleep across the front seat with {in_band:a lit-up jacket|a white tile} for a pillow.
    -> smaller_map
* (sent) [Send her the tile. # who: seb]
    He writes nothing to go with it. It gets there in two pieces. She sees what it says, though; she props it on the sill over the sink, the half with BAR and the half with NINTH.
    -> his_room ->
    -> radio
* [Leave her be. # who: seb]
    It's respect, very likely. It has the same shape as respect, and he carries it around for years without looking at the label.
    ~ nudge(love, -1, MOST_LOVE)
    -> his_room ->
    -> radio

= radio
# scene: Five years later, the kitchen radio
She's doing the dishes. She's got the radio on, for the weather, and it's gone over into something else.

{ seb_club:
    "—live from a cellar," it's saying, "down five steps." There's a cough, and somebody's glass.
- else:
    { in_band:
        It's Glass Parade. It's the slow one off the record, that they have at weddings. There are strings, and seagulls; and then, for a moment, in the middle, they all drop out, and there's a piano.
    - else:
        It's an advertisement for a hotel. Behind the voice, not loud, somebody's at a piano, whom they've told to play anything.
    }
}

* [Leave it on. # who: mia]
    -> tune ->
    She's got her hands in the water. On the other side of the wall her father's stopped his saw.
    {the_message.lie:She'll never know there was a telephone call. It's as well. There is a man in the city who knows it, every day, about ten in the morning.|{lost:She was between two, once. It's more than most have got to do the dishes to.|She was asked for, once, by name. It's more than most have got to do the dishes to.}}
    ~ rest(1 + mia_acts, seb_club + (love >= 2))
* [Turn it off, and do a voice. # who: mia]
    There's a small boy at the table, a cousin's, who has been promised the train. "Where were we?" says Mia. She dries her hands on her grandfather. "No. Don't tell me. It's different on a weekday."
    ~ rest(1 + mia_acts, seb_club)

-   It's going to be clear, they say, and cold, with a wind.
# ending: home
-> END

= smaller_map
    ~ in_band = false
    ~ seb_plays = 1
# scene: Five years later, Saltwell, a Saturday
You would have to be looking for it. There's a light over a door, on Saturdays, and people come along to it with their own chairs.

{the_message.lie:He told her about the telephone call in the second week. He'd rather have eaten the tile. She didn't speak to him from then till Easter; then she said, "I wouldn't have got it," and he said, "You would," and that was both of them forgiven, near enough.}
{ fund > 0:
    It doesn't take much of a jar to open a place in Saltwell. It was a feed store. There are five steps, since he put them in; there's a light so nobody falls. The sheriff plays bass.
    ~ seb_club = 1
- else:
    There's no room to be had, not with a guitar pick. There is the Elks, on Fridays, with an upright, and the sheriff on bass. Saltwell had never heard any of it; now they talk over who is listening to who.
}

On Saturdays it's her night. {mia_acts:She tells them the picture, under the tree, to a piano.|The seniors do the picture in the gym, and he does the storm.}

* [Miss a cue, to see what she'll do. # who: seb]
    She looks around at him from the middle of the story. There's nothing under it, there's a hole in the air. So she stands up in it. She goes on without him for sixteen bars, doing all of the voices, and he sits with his hands on his knees like a child of eight.
    ~ rest(2, 2)
* [Play her the ninth bar. # who: seb]
    -> tune ->
    She forgets what happens next. She's never forgotten before. "Well," she tells them, after a time, "and so they lived there."
    ~ rest(2, 2)

-   It's not on most maps. They used to be going to be somebody: it comes up, some winters, about February. Then it's Saturday.
# ending: smaller-map
-> END

=== function rest(mia, seb)
    ~ mia_happy = MAX(0, MIN(3, mia))
    ~ seb_happy = MAX(0, MIN(3, seb))
