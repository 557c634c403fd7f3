"""Everyday questions, requests and remarks, one by one and several together.

Harmful questions begin like harmless ones ("How long does it take to …", "Could you help me …"). Without
these rows the frame alone looks harmful, and the more so the more such sentences a text has.
"""

from grammar import lines

SLOTS = {
    "adj": lines("old\nnew\nsmall\nbig\nred\nblue\nwhite\ncheap\nexpensive\nbroken\ndirty\nwet\nfrozen\nround\nempty\nsecond-hand\nhand-made\nantique\nlight\nheavy\nsoft\nquiet\nlong\nshort\ndark\nbright\nfunny\nordinary\nbeautiful\nsimple\nwooden\nplastic\nwoollen\nGerman\nItalian\nmodern\nwarm\ncold\nfamous\nlocal"),
    "thing": lines("bicycle\nlawn mower\nteapot\ncarpet\nwindow\ncurtain\nsofa\nbookshelf\nbackpack\nraincoat\nkayak\ntent\nladder\nfence\nshed\ngreenhouse\ncamera\nradio\nlaptop\nprinter\nkeyboard\nviolin\nguitar\npiano\ndrum\nclock\nlamp\ncandle\nmirror\nfridge\noven\nkettle\nfrying pan\nknife\ntoaster\nbathtub\nsink\npillow\nblanket\nmattress\nwardrobe\numbrella\nsuitcase\nhat\nscarf\nboot\njacket\ndress\nring\nnecklace\ndoll's house\nkite\njigsaw puzzle\nchessboard\nboard game\nfootball\nracket\nskateboard\nsledge\ncaravan\nvan\ntractor\nferry\nrowing boat\nstatue\nfountain\npostbox\nbench\nhedge\nfish tank\nbird house\nbeehive\nletter\nmap\ndiary\nposter\npainting\nsweater\nquilt\nbasket\nshelf\ntable\nchair\ndoor\nroof\nchimney\nbalcony\ncellar"),
    "food": lines("bread\nsourdough\njam\ncheese\nyoghurt\nbutter\npancakes\nporridge\nrisotto\ndumplings\nnoodles\nlentil soup\npumpkin soup\nstew\ncurry\nroast potatoes\nsalad\npickles\nolive oil\nvinegar\ncoffee\ngreen tea\nlemonade\napple juice\nchocolate\ncaramel\nice cream\ngingerbread\ncheesecake\napple pie\nmarzipan\nmustard\nhoney\nsoap\ncandles\npaper\nglass\nrope\nink\nbrick\nceramic tiles\nporcelain\nfelt\nsilk"),
    "plant": lines("tomatoes\nroses\nlavender\nbasil\nmint\nbeans\nstrawberries\napple trees\ntulips\nsunflowers\nferns\ncactuses\nmoss\nweeds\nivy\npotatoes\npeas\nonions\ngrapes\norchids"),
    "animal": lines("dog\ncat\nrabbit\nhamster\nbudgie\ngoldfish\ntortoise\nguinea pig\npony\nhen\nduck\ngoat\nsheep\nbee\nhedgehog\nsquirrel\nowl\nbat\nfox\ndeer\nfrog\nsnail\nsnake\nspider\nant\nmosquito\nmouse\npigeon\nwhale\nshark\nlion\nelephant\npenguin"),
    "who": lines("my sister\nmy brother\nmy mother\nmy father\nmy uncle\nmy aunt\nour neighbour\nmy grandmother\nmy grandfather\nmy best friend\nmy colleague\nmy boss\nthe new trainee\nour teacher\nthe children\nmy son\nmy daughter\nmy nephew\nthe twins\nmy flatmate\nour guests\nthe team\nmy class\nthe choir\nour landlady\na customer\nmy wife\nmy husband\nmy partner\nmy cousin\na pen friend"),
    "place": lines("the garden\nthe park\nthe library\nthe museum\nthe market\nthe station\nthe airport\nthe beach\nthe lake\nthe river\nthe mountains\nthe forest\nthe village\nthe city centre\nthe old town\nthe harbour\nthe castle\nthe theatre\nthe cinema\nthe swimming pool\nthe gym\nthe office\nthe school\nthe kitchen\nthe attic\nthe basement\nthe hospital\nthe bakery\nthe bookshop\nthe farm\nthe zoo\nthe island\nthe bridge\nthe campsite\nthe hotel\nthe church\nthe town hall"),
    "when": lines("today\ntomorrow\nnext week\non Monday\non Friday evening\nthis weekend\nnext month\nin spring\nin July\nin winter\nbefore breakfast\nafter school\nat lunchtime\nevery morning\non Sundays\nover the holidays\nin two weeks\nthis afternoon\ntonight\nby Thursday\nnext year"),
    "act": lines("repair\nclean\npaint\npolish\nbuild\nmove\ncarry\nwrap\nmeasure\ndraw\nsell\nbuy\nrent\nlend\nreplace\ndescale\nvarnish\nrestore\ninsulate\nassemble\ntake apart\nhang up\nstore\ninstall\nadjust\noil\nsand down\nglue\nstitch\ndecorate"),
    "hobby": lines("knitting\nchess\nwatercolours\nbird watching\nswimming\nclimbing\nyoga\ncooking\nphotography\nhiking\nsailing\njuggling\norigami\nwoodwork\ngardening\nplaying the cello\nsinging\nrunning\nastronomy\npottery\ncalligraphy\nmagic tricks\nfencing\narchery\nmodel trains\nSpanish\nprogramming\nshooting videos\ntable tennis\nbaking"),
    "event": lines("birthday party\nwedding\npicnic\nconcert\nschool trip\nfamily reunion\nquiz night\nsummer fair\nflea market\njob interview\nmarathon\nfilm evening\nbook club\nworkshop\nhousewarming\nfarewell party\ncharity run\nbarbecue\nexhibition\nstaff meeting\nparents' evening\nchess tournament"),
    "topic": lines("the tides\nrainbows\nvolcanoes\nthe postal service\nmedieval guilds\nthe Olympic Games\nlighthouses\nglaciers\nmusical scales\nthe Renaissance\nvaccines\nsolar panels\nrecycling\npensions\nthe stock exchange\ntime zones\ndialects\nopera\ncomic books\nthe human heart\ndinosaurs\ncomets\nthe water supply\ntrams\nphotography\nthe history of tea\nsigns of the zodiac\npoetry\nbank holidays\nbreakfast around the world"),
    "n": lines("two\nthree\nfour\nfive\nsix\n10\n12\n20\n30\n50"),
    "time": lines("minutes\nhours\ndays\nweeks"),
    "trouble": lines("squeaks\nleaks\nsmells of smoke\nis stuck\nmakes a strange noise\nno longer shuts\nis full of dust\nhas a scratch\nloses its colour\nkeeps falling over\nis too heavy for me\nstopped working\nhas a crack\ndoes not fit"),
    "feel": lines("was lovely\nwas too crowded\nwas shut\nwas further than we thought\nwas worth the trip\nhas changed a lot\nis being renovated\nwas full of tourists\nis my favourite spot\nlooked better in the rain"),
    "style": lines("in two sentences\nin simple words\nstep by step\nfor a ten-year-old\nin a friendly tone\nas a list\nwith an example\nbriefly\nin five bullet points\nlike a newspaper"),
}
EVERYDAY = lines("""
    How often should one {act} {a_thing}?
    How do I {act} {a_thing} without damaging it?
    How do you {act} {a_thing} on your own?
    What do I need to {act} {a_thing}?
    Is it hard to {act} {a_thing}?
    How much does it cost to {act} {a_thing} {when}?
    Can I {act} {a_thing} at home, or is it better to ask someone?
    What is the best way to {act} {a_thing}?
    Where can I buy {a_thing} near {place}?
    What is the difference between {a_thing} and {a_thing}?
    Could you help me to {act} {a_thing}?
    Help me get ready for {an_event} with {who} {when}.
    Can you help me find {a_thing} for {who}?
    Write to {who} that the {event} is {when}.
    How did people make {food} in the past?
    How is {food} made?
    How do they make {food} in a factory?
    What goes into {food}, and how long does it keep?
    Give me a recipe for {food} that works for {n} people.
    Can I make {food} without sugar?
    How long should I cook {food}?
    Describe {place} {when} as if you had been there.
    Explain {topic} {style}.
    Tell me about {topic} {style}.
    What should everyone know about {topic}?
    {someone} has taken up {hobby}. Any tips?
    {someone} keeps asking me about {topic}.
    How do I teach {who} {hobby}?
    How many {time} of {hobby} a week make sense for a beginner?
    What do I need to start with {hobby}?
    Do we need anything special for {place} {when}?
    What can we do at {place} with {who} when it rains?
    How do we get from {place} to {place} {when}?
    When does {place} open {when}?
    We went to {place}, and it {feel}.
    {someone} has been to {place} and says it {feel}.
    My {thing} {trouble}. What can I do?
    The {thing} {trouble} since {who} borrowed it.
    Our {adj} {thing} {trouble}, so we need another one {when}.
    Thanks again for your help with the {event}.
    How do I look after {plant} {when}?
    How do I get rid of weeds between {plant}?
    What kills the lice on my {plant} without poison?
    When do I cut back {plant}?
    What do {plant} need in order to grow?
    What does a {animal} eat {when}?
    How do I keep a {animal} away from {plant}?
    How do I calm a {animal} that is afraid of fireworks?
    How old does a {animal} get?
    Is a {animal} a good pet for {who}?
    Suggest {n} presents for {who} for under 30 euros.
    Suggest {n} games for a {event}.
    Give me {n} ideas for a {event} with {who}.
    Make a packing list for {n} days in {place}.
    Make a timetable for a {event} that begins at ten.
    Draft an invitation to a {event} {when}.
    Write a toast for {who} at the {event}.
    Write a poem about {a_thing} and a {animal}.
    Write a story in which {who} finds {a_thing} in {place}.
    Compare {hobby} and {hobby} for someone with little time.
    Which is cheaper, {food} from the shop or from {place}?
    Why does the {thing} get so warm?
    Why do people like {hobby} so much?
    Why is {topic} taught in school?
    Do you know a good book on {topic}?
    Do you think {who} would like {a_thing}?
    Should I buy {a_thing} now or wait until the sales?
    Should we invite {who} to the {event}?
    I am looking for {a_thing} in {n} different colours.
    I forgot to {act} the {thing} before {who} came.
    I have {n} {time} {when}: what can I cook with {food}?
    The {event} is {when}, and nothing is ready yet.
    {someone} baked {food} for the {event}, which was great.
    Remind me {when} to {act} the {thing}.
    Translate "the {adj} {thing} in {place}" into French.
    Find a rhyme for {thing}.
    What is another word for {adj}?
    How far is {place} from {place} on foot?
    How do I ask {who} for a favour politely?
    How do I tell {who} that I can't come to the {event}?
    How do I choose {a_thing} that lasts?
    How can I make {place} nicer {when}?
    How many people fit into a {event} in {place}?
    What was {a_thing} called a hundred years ago?
    What time should we leave for {place} {when}?""")


def article(phrase: str) -> str:
    return ("an " if phrase[0] in "aeiou" else "a ") + phrase


SLOTS["a_thing"] = ["the {adj} {thing}", "my {thing}", "this {adj} {thing}", *map(article, SLOTS["thing"])]
SLOTS["an_event"] = [article(e) for e in SLOTS["event"]]
SLOTS["someone"] = [w[0].upper() + w[1:] for w in SLOTS["who"]]
