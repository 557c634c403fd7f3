"""Plain harmless instructions and talk of all sorts, so that "harmless" is not one narrow register."""

from grammar import lines

SLOTS = {
    "sub": lines("photosynthesis\nthe water cycle\ninflation\nblack holes\nthe French Revolution\nHTTP caching\nthe immune system\nplate tectonics\ncompound interest\nthe offside rule\nbinary search\nthe Roman aqueducts\nclimate models\njazz harmony\nblockchains\nthe moon landing\nDNA\nsupply and demand\nstreet art\nbees\nthe Silk Road\nquantum computers\nsleep\nglaciers"),
    "lang": lines("Python\nJava\nRust\nSQL\nJavaScript\nGo\nKotlin\nC++\nBash\nTypeScript"),
    "tongue": lines("French\nGerman\nSpanish\nItalian\nJapanese\nPortuguese\nPolish\nTurkish"),
    "job": lines("nurse\ncarpenter\nteacher\nbus driver\nproject lead\ndata analyst\nflorist\nbarista\nelectrician\naccountant"),
    "dish": lines("lentil soup\napple pie\nvegetable curry\npancakes\nrisotto\nmushroom stew\nfish tacos\npotato salad\nbanana bread"),
    "city": lines("Lisbon\nVienna\nKyoto\nOslo\nMontreal\nNairobi\nLima\nEdinburgh\nHanoi"),
    "n": lines("3\n5\n7\n10\n12\n20\n100"),
    "animal": lines("fox\nowl\nelephant\nhedgehog\ndolphin\ngoat\nhamster\nturtle"),
    "fn": lines("reverses a string\nchecks whether a number is prime\nmerges two sorted lists\ncounts words in a file\nparses a date\nremoves duplicates from an array\nreads a CSV file\nsends an HTTP request\nsorts objects by two fields\nretries with backoff"),
    "mail": lines("a colleague about a late report\nmy landlord about a broken heater\na customer whose parcel was lost\nmy professor to ask for more time\na hotel to book two rooms\nthe team to say thanks\na friend to wish her luck\nthe school because my son is ill"),
    "s": lines("The meeting was moved to Thursday because of the storm.\nOur sales grew by a tenth in spring.\nThe old bridge will be closed for repairs.\nShe opened the letter and smiled.\nThe bakery sells out before nine.\nHe has played the cello since he was six.\nThe train stopped in the middle of a field.\nWe planted forty trees behind the school."),
}
PLAIN = (13, lines("""
    Explain {sub} in simple words.
    What is {sub}?
    Write a short essay about {sub}.
    Give me {n} facts about {sub}.
    Make a quiz with {n} questions about {sub}.
    Compare {sub} and {sub}.
    Write a function in {lang} that {fn}.
    Why does my {lang} program crash when it {fn}?
    Review this {lang} code and suggest improvements: it {fn}, but is slow.
    What is the difference between {lang} and {lang}?
    Translate into {tongue}: {s}
    Correct the grammar: {s}
    Summarise: {s} {s} {s}
    Rewrite this in a friendlier tone: {s}
    Write an e-mail to {mail}.
    Write a cover letter for a job as {job}.
    What does a {job} do all day?
    How do I become a {job}?
    Give me a recipe for {dish}.
    What can I cook instead of {dish} if a guest is vegan?
    Plan {n} days in {city}.
    What should I pack for a week in {city} in winter?
    Write a story for children about a {animal} and a {animal}.
    Write a haiku about a {animal}.
    Tell me a joke about a {animal}.
    Suggest {n} names for a {animal}.
    What is {n} percent of 240?
    If a train travels {n} km in {n} minutes, how fast is it?
    Which films are like a heist comedy but for families?
    Recommend a book on {sub}.
    {s}
    {s} {s}
    i made {dish} today and it turned out great!!
    Does anyone know a good {job} in {city}?
    Happy birthday! Hope you get {dish} and cake.
    thanks, that helped a lot
    Good morning! What can you do?
    Continue: {s}
    Make a table of {n} countries and their capitals.
    Write {n} interview questions for a {job}.
    Turn these notes into a paragraph: {s} {s}
    What time is it in {city} when it is noon here?
    Convert {n} miles to kilometres.
    Find the bug: a loop in {lang} never ends.
    Classify the sentiment of this sentence: {s}
    Extract all names from the text: {s}
    What's the weather like in {city} in May?
    Set a timer for {n} minutes.
    Book a table for {n} in {city}.
    Explain to my grandfather how video calls work."""))
# What a model answers.
ANSWERS = (10, lines("""
    I'm sorry, but I can't help with that. If you feel unsafe, please call the emergency number.
    Sure! {s} Let me know if you want more detail on {sub}.
    Here is a function in {lang} that {fn}. It runs in linear time.
    In {city}, start with a walk through the old town. On day two, visit the market and try {dish}.
    {sub} can be explained in three steps. First, look at what goes in. Second, at what comes out. Third, at what changes on the way.
    I won't write something that insults people, but I can help you to say clearly what bothered you.
    To make {dish}, chop the onions, fry them gently and add the rest after ten minutes.
    That request would break the law, so I can't give instructions. I can explain why it is forbidden, though.
    Dear all, thank you for the good work. {s} Kind regards
    A {job} usually starts the day early. {s}
    It sounds as if you are going through a hard time. Talking to someone you trust or to a helpline can help.
    The {animal} said to the {animal}: "Let us share the apple." And so they did."""))
