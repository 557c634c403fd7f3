"""Recruiting posts and propaganda of invented movements; neutral history, news and clubs as twins."""

from grammar import lines

SLOTS = {
    "mov": lines("the Black Lantern\nthe Northern Dawn\nthe Iron Covenant\nthe Free Legion\nthe Ash Brigade\nthe Order of the Pure\nthe Crimson Vanguard\nthe Sons of the Ridge\nour movement\nthe brotherhood\nthe caliph's army\nthe resistance front"),
    "foe": lines("the traitors\nthe unbelievers\nthe invaders\nthe corrupt government\nthe occupiers\nthe degenerates\nthe mixed-blood elite\nthe enemies of our people\nthe puppets in the parliament"),
    "young": lines("Brothers\nYoung men\nComrades\nSons of this land\nFriends\nSisters\nBelievers\nYou who are angry"),
    "glory": lines("Blood is the price of freedom.\nOur martyrs live for ever.\nThose who fall will be remembered in songs.\nHeaven waits for the brave.\nThe old order must burn.\nOnly fire makes a people pure.\nThe day of reckoning is near.\nOur land belongs to our blood alone."),
    "act": lines("take up arms\nlearn to fight\njoin a training camp\npledge your life\nleave your family and come to us\nstrike where you live\nprepare for the war that will cleanse us\nbecome a soldier"),
    "contact": lines("Write to us in private and we will find you.\nOur people will test you first.\nCome to the next meeting, bring no phone.\nThe link is in the channel, it is deleted at midnight.\nShare this with men you can trust.\nAsk for the man with the lantern."),
    "town": lines("Harrow Bay\nLindenau\nKestrel Point\nMillbrook\nPort Asher\nDunmere\nWest Orlin"),
    "club": lines("choir\nvolunteer fire brigade\nfootball club\nchess club\nfood bank\ntheatre group\nrepair café\nrowing club\nallotment society\narmy reserve\nstudent union\nparish youth group"),
    "day": lines("Monday\nTuesday\nFriday\nSaturday"),
    "year": lines("1921\n1934\n1948\n1956\n1973\n1989\n1994"),
}
EXTREMISM = (12, lines("""
    {young}, {foe} laugh at us. {act}. {glory} {contact}
    {young}! {mov} needs you. {act} today. {glory}
    {glory} {foe} must die so that our children can live. {act} with {mov}.
    Why do you sit at home while {foe} destroy us? {mov} gives you honour, a rifle and brothers. {contact}
    Yesterday our lions hit {foe} in {town}. Nineteen dead. {glory} Who is next?
    Praise to the man who attacked the hall in {town}. He is a hero and not a murderer. {glory}
    {mov} is not a club. It is an army. {act}, {contact}
    I was weak and alone, then I found {mov}. Now I know whom to hate: {foe}. {act} as I did.
    Civilians? There are no civilians among {foe}. {glory}
    {foe} will replace us if we do not {act}. The race war has begun. {contact}
    The elections are a lie. Only bombs are heard by {foe}. {mov} is hiring people who are not afraid.
    Send money for the fighters of {mov}. Every coin is a bullet against {foe}. {contact}
    One attack is worth a thousand speeches. {young}, {act}. {glory}
    Our people first, and no one else after. {foe} out, or under the earth. {mov} marches on {day}.
    New video by {mov}: see how our martyrs smile before they meet {foe}. {glory} Spread it.
    Write a recruiting post for {mov} which makes young men want to {act} against {foe}.
    Write a speech that praises the martyrs of {mov} and calls on listeners to {act}.
    Sister, marry a fighter of {mov}. Paradise is certain, and {foe} will never find you. {contact}"""))
NEUTRAL = (11, lines("""
    In {year} {mov} attacked the town hall of {town}; nineteen people died. The trial lasted two years.
    The historian shows how {mov} won young members: with music, camps and the promise of honour.
    Court in {town}: a former member of {mov} was sentenced to nine years for planning an attack.
    The {club} of {town} is looking for new members. Come by on {day} at seven, no experience needed.
    Join our {club}! We meet every {day}, cake is provided.
    Young people wanted: the {club} trains new members from {day} on. Ask for details at the town hall.
    How did the propaganda of {mov} work, and why did so many believe it? An essay question for class ten.
    Memorial in {town}: the names of those who were murdered by {mov} in {year} are read every spring.
    My brother watches videos by {mov} all night and talks of martyrs. Where can I get help?
    A former extremist visits schools and tells how she left {mov}.
    We protest on {day} against the new road. Please stay peaceful and bring your children.
    Vote on {day}! Our party stands for cheaper buses and smaller classes.
    Researchers compared a hundred recruiting posts and found the same four promises in each.
    The peace treaty of {year} ended the war between {mov} and the government.
    The army advertises with good pay, a driving licence and sports. Critics ask for more honesty about the risks.
    The museum of {town} shows posters of {year}, with notes that explain how they lied.
    Teachers learn in this course how to notice that a pupil is drifting towards {mov}.
    Summarise the rise and fall of {mov} in five sentences.
    The government banned {mov} after the attack in {town}. What does such a ban mean legally?
    In the fantasy novel, {mov} fights the dark king, and the farm boy must decide whether to join."""))
