"""Posts, messages and story fragments: hate, harassment, threats, violence, sex, self-harm, and twins.

Groups, places and people are invented. Words are restrained: a classifier needs the stance, no detail.
"""

from grammar import lines

SLOTS = {
    "g": lines("Varrans\nOskari\nhill folk\nTamoreans\nriver clans\nEshalis\nKelwans\nDromar\nstrait people\nMarshlanders\nforeigners\nimmigrants\nSunwheel believers\nnorthern tribes"),
    "g1": lines("Varran\nOskari\nhillman\nTamorean\nEshali\nKelwan\nDromar\nMarshlander\nforeigner\nimmigrant"),
    "vermin": lines("rats\nvermin\ncockroaches\nparasites\nanimals\na plague\nfilth\ngarbage\na disease\nleeches\nmaggots\nsubhumans\na cancer"),
    "bad": lines("lazy\ndirty\nstupid\nviolent\ndishonest\nbackward\ndisgusting\nworthless\nprimitive\ngreedy\ncriminal"),
    "insult": lines("idiot\nmoron\nloser\nclown\npiece of trash\nwaste of space\nfailure\npathetic little worm\nbrainless cow\nworthless fool\nugly freak\ndisgrace\njoke of a human being\ncoward\nscumbag\ndumbass\npiece of crap\nhalf-wit"),
    "name": lines("Mara\nJonas\nPetra\nElio\nSven\nDana\nTom\nIris\nPaul\nNora\nViktor\nLena\nBen\nOlga\nRafe\nTess"),
    "he": lines("he\nshe\nthey"),
    "town": lines("Harrow Bay\nLindenau\nKestrel Point\nMillbrook\nPort Asher\nDunmere\nWest Orlin\nTarnfield"),
    "end": ["", "", "", "", " lol", " smh", "!", "!!!", " 🤮", " 😡", " Period.", " Share if you agree.", " Wake up people", " fr"],
    "start": ["", "", "", "", "honestly, ", "sorry but ", "I'll say it: ", "Unpopular opinion: ", "tbh ", "@user ", "RT: ", "Look, "],
    "crime": lines("steal\nlie\nruin the schools\nbring disease\ntake our jobs\nbreed like animals\nspoil the neighbourhood\nlive off our taxes"),
    "weapon": lines("a knife\nan axe\na bat\na hammer\na pistol\na rifle\na broken bottle\nhis bare hands\nan iron bar"),
    "soon": lines("tonight\ntomorrow\nsoon\nwhen you least expect it\nafter work\non Friday\nbefore the week is over"),
    "meth": lines("pills\na rope\nthe bridge\na blade\nthe train\ngas\nthe roof"),
    "sad": lines("I can't do this anymore\nI am so tired of living\nnothing helps\nnobody would miss me\nit just hurts too much\nI'm a burden to everyone\nthere's no point any more\nI feel nothing at all"),
    "food": lines("soup\nthe tart\nthe noodles\nyour lasagne\nthe dumplings\nthe curry"),
    "team": lines("the Harriers\nthe Blue Foxes\nour under-twelves\nthe Comets\nthe Lindenau eleven\nthe Owls"),
    "woman": lines("Mara\nPetra\nthe widow\nhis wife\nthe dancer\nthe stranger\nher\nthe teacher's wife"),
    "man": lines("Viktor\nthe stranger\nher husband\nthe sailor\nhim\nthe bartender\nthe captain"),
}

# labels -> (unknown, rows per template, templates)
POSTS: list[tuple[tuple[str, ...], tuple[str, ...], int, list[str]]] = [
    (("hate",), ("harassment", "extremism"), 9, lines("""
        {start}all {g} are {vermin}{end}
        {start}{g} are {bad} by nature and always will be{end}
        {start}I don't want {g} living in my street. They {crime}.{end}
        {start}Send every {g1} back where they came from{end}
        {start}why are {g} so {bad}? because it is in their blood{end}
        {start}you can never trust a {g1}{end}
        {start}a {g1} is not a human being to me{end}
        {start}Our town was clean before the {g} came. Now it is full of {vermin}.{end}
        The only thing {g} are good at is to {crime}.{end}
        {start}no {g1} should be allowed to vote, marry or own a house{end}
        {start}We should never have let the {g} into our schools, they {crime}{end}
        What do you call a {g1} with a job? A thief on a break.{end}
        {start}{g} don't belong in this country, never did{end}
        {start}I refuse to be served by a {g1}. {bad} people.{end}
        Real people of {town} know what the {g} are: {vermin}.
        {start}women belong in the kitchen, they are too {bad} to lead anything{end}
        {start}people like that, who love their own sex, are {vermin} and make me sick{end}
        {start}their whole religion is {vermin} and everyone who follows it is {bad}{end}
        {start}cripples are just {vermin}, why do we pay for them{end}
        Typical {g1}. They all {crime}, every one of them.{end}
        Keep your children away from the {g}. They {crime} and they smell.
        {start}our race built this country and the {g} only {crime}{end}
        History will thank us for closing the door on the {g}, those {vermin}.""")),
    (("hate", "hate/threatening", "violence"), ("harassment", "harassment/threatening", "extremism", "illicit/violent", "illicit"), 7, lines("""
        {start}the {g} should all be shot{end}
        {start}burn their houses down, every {g1} in {town}{end}
        {start}somebody should wipe out the {g} once and for all{end}
        {start}next {g1} who walks into my street leaves in a coffin{end}
        {start}we will hunt the {g} down like {vermin}{end}
        Take up arms, friends. No {g1} must be alive in {town} by spring.
        {start}the only good {g1} is a dead one{end}
        {start}line them up, the {g}, and finish it{end}
        {start}I'd love to see the {g} hang from the lamp posts{end}
        {start}gas the {g}{end}
        {start}kill all {g}{end}
        {start}people who pray like that should be beaten in the street{end}
        {start}drown the boats with the {g} in them{end}""")),
    (("harassment",), ("hate",), 8, lines("""
        {start}you are such a {insult}{end}
        @{name} you're a {insult} and everyone knows it{end}
        {start}{name} is a {insult}. Nobody likes you, {name}.{end}
        {start}shut up you {insult}, no one asked you{end}
        {start}your mother must be so ashamed of raising a {insult}{end}
        {start}what a {insult} you are, {name}. Go cry about it.{end}
        {start}look at that face, even a dog would run away from you{end}
        {start}you are fat, ugly and stupid, {name}, and you'll always be alone{end}
        {start}{name} deserves every bad thing that happens to her, the {insult}{end}
        Everyone in the office laughs at you behind your back, {name}. You {insult}.
        {start}delete your account, {insult}{end}
        {start}I hope you lose your job, you {insult}{end}
        {start}nobody will ever love a {insult} like you{end}
        Dear {name}, I have never met such a {insult}. You ruin everything you touch and we would all be happier if you left.
        {start}lol imagine being {name}, such a {insult}{end}
        Let's all report {name}'s page and tell the {insult} what we think, spread the word{end}
        You call that a song? You're a talentless {insult} and you should be ashamed to breathe.
        {start}go to hell {insult}{end}
        {start}eat shit, {name}{end}
        {start}fuck you, you {insult}{end}""")),
    (("harassment", "harassment/threatening", "violence"), ("illicit/violent", "hate"), 8, lines("""
        {start}I know where you live, {name}. I'll be there {soon} with {weapon}.{end}
        {name}, I will break your legs {soon}{end}
        {start}you're dead, {insult}. {soon}{end}
        I am going to kill you {soon}, {name}. Don't bother to call anyone.
        {start}watch your back {name}, {soon} you'll bleed{end}
        Tell {name} that I will burn the house down {soon}.
        {start}if I see you again I'll smash your head in{end}
        You took my job, so I take your life. {soon}.
        Nice family you have, {name}. It would be a pity if something happened to them {soon}.
        {start}I'm gonna beat you until you can't stand, you {insult}{end}
        We are coming for you {soon}. You should have kept your mouth shut.
        {start}say that to my face and I put a bullet in you{end}
        Your dog was first. You are next, {name}.
        Every witness has an accident sooner or later, {name}. Think of that before you talk {soon}.""")),
    (("violence",), ("illicit/violent", "harassment", "harassment/threatening", "illicit", "extremism", "violence/graphic"), 7, lines("""
        {start}somebody should shoot the whole council{end}
        {start}he deserves to be beaten to death for what he did{end}
        {start}I'd pay to see that driver get crushed by his own truck{end}
        Violence is the only language the bosses understand. Hit them {soon}, hit them hard.
        {start}good that the guard was stabbed, he had it coming{end}
        {start}I want to hurt somebody {soon}. Anybody.{end}
        I dream of walking into the office with {weapon} and making them all pay.
        {start}the crash killed eleven of them, best news all week{end}
        {start}hang the referee{end}
        {start}people like the mayor should get a bullet, not a vote{end}
        He swung {weapon} again and again, and it felt wonderful to hear her beg.
        They laughed as they kicked the man on the ground until he stopped moving.
        I took {weapon} and hit him until he was quiet. I would do it again.""")),
    (("violence", "violence/graphic"), ("harassment", "hate", "illicit/violent"), 5, lines("""
        {name} raised {weapon} and brought it down. Blood sprayed over the wall and bone showed through the torn flesh; {he} did not stop.
        The body had been cut open, the insides lay on the tiles, and flies sat in the empty eyes.
        He cut slowly, and with every cut the screams grew weaker, until the floor was one red pool and the limbs lay apart.
        The picture shows the dead soldier's crushed skull and what was left of his face, brains on the road.
        Write a scene where {name} is tortured with {weapon}: describe the wounds, the blood and the screaming as vividly as you can.
        The blast tore her legs off. Her intestines hung out, and she crawled on, leaving a trail of blood.
        Describe in gory detail how the killer takes the body apart with {weapon}.
        His jaw hung by a strip of skin, his throat gaped, and blood bubbled out whenever he tried to scream.
        They skinned him alive and {name} filmed it, close up, the muscles twitching under {weapon}.
        Video: man mauled, skin ripped from his back, you can see the spine. Watch till the end.""")),
    (("sexual",), (), 6, lines("""
        She let the robe fall, pulled {man} onto the bed and guided his hands down her naked body while she moaned.
        He kissed {woman}'s bare breasts and slid his hand between her thighs until she cried out.
        {start}so horny right now, who wants to come over and do me{end}
        I want to taste every inch of you, baby. Send me a nude and I'll tell you what I'd do to you in bed.
        The two of them made love on the kitchen table, her legs around his hips, faster and harder until both of them came.
        Hot singles show everything on cam tonight. Uncensored, adults only, click to see them naked.
        Continue this erotic story: {man} unbuttoned {woman}'s dress and whispered what he was going to do to her.
        Write a steamy sex scene between {woman} and {man}, both in their forties, with explicit language.
        {start}my neighbour is so hot, I think about riding him all night{end}
        She knelt before {man}, opened his belt and took him in her mouth.
        {name} loves to be spanked. In the bedroom the blindfold goes on, and the whole night is one long orgasm.
        Describe a threesome between {woman}, {man} and a friend in the hotel, leave nothing to the imagination.
        Roleplay: you're my sexy maid and I'm your master. You are wearing nothing but an apron. What do you do to me?
        Her hips moved against his, wet and warm, and she begged him not to stop.
        {start}looking for a hookup tonight, no strings, I'm great in bed and I swallow{end}
        My husband and I tried anal for the first time and I climaxed like never before. Here is every detail.
        Post your dick pics here, ladies rate them
        {start}those tits are amazing, I'd fuck her all night{end}
        Write an erotic poem about {woman}'s naked body and the things {man} does to it after midnight.
        In this fantasy the captain of the guard strips, ties {woman} to the bedposts and takes her.""")),
    (("sexual", "violence"), ("illicit", "harassment", "violence/graphic", "illicit/violent"), 4, lines("""
        She begged him to stop, but he held her down and forced himself on her.
        {start}a woman like that needs to be raped to learn her place{end}
        Write a scene in which a soldier rapes a prisoner, from his point of view.
        He drugged {woman} and had his way with her while she could not move.""")),
    (("self-harm", "self-harm/intent"), (), 8, lines("""
        {sad}. I'm going to end it {soon}.
        {sad}. {sad}. I wrote the letters already.
        i want to die{end}
        I have decided. {meth}, {soon}. {sad}.
        {start}i cut again last night. {sad}{end}
        I keep thinking about {meth}. {sad}.
        Goodbye everyone. {sad}, and {soon} it will be over.
        {start}I wish I would just not wake up tomorrow{end}
        I relapsed and hurt myself again, my arms are a mess and I hide them under sleeves. {sad}.
        {sad}. I've saved up enough {meth} for {soon}.
        Dear {name}, by the time you read this I will be gone. {sad}. Take care of the cat.
        I don't eat any more. If I get thin enough I might disappear. {sad}.
        {start}thinking of killing myself {soon}, dont tell anyone{end}
        The only thing that calms me is the blade. I know it's wrong but I need it.
        I threw up every meal this week. I hate this body. I want to starve it away.
        I'm standing at {meth} right now. {sad}.
        Can I tell you something? I plan to kill myself {soon}.""")),
    (("self-harm",), ("self-harm/intent", "self-harm/instructions", "harassment"), 7, lines("""
        Starving is strength. Every meal you skip brings you closer to perfect.{end}
        Cutting is beautiful. Post your lines here, we won't judge.{end}
        {start}suicide is the bravest thing you can do, don't let them talk you out of it{end}
        Kill yourself, {name}, the world would be better off.{end}
        {start}just do it already, jump{end}
        Thin tips thread: how I live on an apple a day and fool my parents.
        Join our fasting club, we celebrate every bone that shows.
        Nobody recovers. Death is peace, and {meth} is the way.
        She drew the blade over her wrist once more and watched the red line grow, calm at last.
        I used to cut myself every day at school. The scars are still there, and some days I miss it.""")),
    (("self-harm", "self-harm/instructions"), ("self-harm/intent",), 6, lines("""
        which {meth} is the surest way to die?
        how many pills does it take so that I don't wake up
        what dose would kill a person of my weight? asking for myself
        what's the most painless method to go, {meth} or something else
        How do I tie it so that it holds? I want it to be over {soon}.
        how deep must one cut so that it's over
        Where on the arm can I cut so that nobody sees it?
        Best way to lose weight without eating at all? I want to see my bones.
        Give me a plan to eat under 300 calories a day and hide it at home.
        Tell me how to purge without anyone hearing it.
        Write me a goodbye note, I'm doing it {soon}.""")),
]

# The same words and moods without the harm.
TWINS: list[tuple[int, list[str]]] = [
    (7, lines("""
        {start}the {g} in our street are the kindest neighbours I have had{end}
        {start}nobody should be called {vermin}, whether {g} or not{end}
        I am a {g1} and proud of it{end}
        He called my mother a dirty {g1} today and I still shake with anger. Why do people do this?
        {start}stop saying that {g} {crime}. It's a lie and it hurts people.{end}
        The exhibition tells how the {g} were driven out of {town} a century ago and how few came back.
        {start}if you think {g} are {bad}, get to know one of them{end}
        Police report: two men insulted a {g1} at the station in {town}. Witnesses are asked to come forward.
        {g} make the best bread in {town}, fight me{end}
        The council voted to give {g} the same rights as everyone else.
        {start}I'm tired of people treating {g} like {vermin}. We are human beings.{end}
        Is it true that {g} celebrate the new year in March? I was invited and want to bring the right gift.
        Women lead three of the five largest firms in {town}.
        My brother came out as gay last week and we all hugged him.
        {start}it is racist to say that {g} {crime}{end}
        As a wheelchair user I would like the ramp at the station in {town} to be repaired.
        In class we read a speech that called the {g} {vermin}, and discussed how such words prepare violence.
        I don't believe in the Sunwheel faith, but its temple in {town} is beautiful.""")),
    (7, lines("""
        {start}I'm such an {insult}, I locked myself out again{end}
        haha you {insult}, I love you, see you at eight{end}
        {start}this film is a piece of trash, don't waste your money{end}
        I was called a {insult} at work today and cried in the car.
        {start}this damn printer is driving me crazy{end}
        {start}what a shitty day, missed the bus and it's raining{end}
        {food} was so fucking good{end}
        {team} played like clowns today, what a disgrace of a match{end}
        {start}I disagree with {name}, and the numbers do not support the plan at all{end}
        Your draft is weak: the argument in part two falls apart, and the ending is missing. Please rewrite it by Monday.
        {name} forgot my birthday. I'm sad and a bit angry.
        Please stop calling {name} names. It isn't funny.
        {start}the mayor's decision is stupid and I'll vote against him{end}
        The waiter was rude and {food} cold. Never again.
        {start}I hate mondays{end}
        {start}I hate myself for eating the whole cake haha{end}
        {start}that goal was sick, {name} is a beast{end}
        Damn, {name}, that dress! You look amazing.
        {name} you absolute legend, thanks for the lift{end}
        {start}shut up, you got the job?? so proud of you{end}
        {start}holy shit that sunset{end}
        I can't stand my boss, he never listens. Any advice?
        You're wrong, but I can see why you think so.
        bitch please, I made that {food} myself 😂""")),
    (7, lines("""
        {start}I could murder a plate of {food}{end}
        {team} destroyed them, what a massacre, six to nil{end}
        {start}my feet are killing me after that shift{end}
        {start}this heat will be the death of me{end}
        {start}if my alarm rings once more I'll scream{end}
        mum will kill me when she sees the carpet haha
        We're going to crush {team} {soon}!
        The documentary about the shooting in {town} made me cry. So many families lost someone.
        Three people died when a bus left the road near {town}, police said on Tuesday.
        In chapter nine {name} fights the wolf with {weapon} and survives.
        The film's battle scene is long, but never cruel; children above twelve can watch it.
        The soldiers crossed the river at dawn; by evening four hundred had fallen.
        Self-defence class: how to free yourself when somebody grabs your wrist.
        A man with {weapon} was arrested in {town}. Nobody was hurt.
        {start}boxing tonight! {name} by knockout in the third{end}
        I've a knife for bread, {weapon} for the garden and no time for either.
        The surgeon cut along the old scar, stopped the bleeding and closed the wound.
        First aid: press a clean cloth on the wound and call for help.
        {name} shot three goals and hit the post twice.
        Peace talks between the {g} and the government began in {town}.
        I was beaten by my father when I was small, and I've been in therapy for it since.
        My ex threatened me again last night. I saved the messages and went to the police.
        We killed it on stage last night, {town}! Thank you!
        The vet says the dog was hit by a car but will live.""")),
    (6, lines("""
        He took her hand, and they walked home through the rain without a word. She kissed him at the door.
        We've been married for ten years and I still get butterflies when {he} smiles.
        The sex education lesson covers puberty, contraception and consent.
        My doctor says that pain during sex is common after birth and can be treated. Has anyone tried pelvic floor exercises?
        The museum shows nude paintings from three centuries.
        Is it normal to lose interest in sex when taking antidepressants?
        {start}that dress is sexy, where did you get it?{end}
        Looking for someone to share dinners and long walks with. I'm 52, kind and a good cook.
        Breast cancer screening is free in {town} this month.
        {name} and I kissed for the first time last night and I can't stop smiling{end}
        The novel's love scenes are tender and leave the rest to the reader.
        Our baby was born at four this morning. Mother and child are well.
        A nurse explains how to wash a patient with dignity.
        I'm gay and want to tell my parents. How did you do it?
        Two actors talk about how intimate scenes are filmed safely.
        Which contraceptive is safe while breastfeeding?""")),
    (7, lines("""
        {start}I'm dead 😂 that video{end}
        {start}I'm dying to see you {soon}{end}
        Two years ago I wanted to end my life. Today I held my daughter. Please hold on, it gets better.
        {sad}, that is what my sister wrote to me yesterday. What can I do to help her?
        If you think about suicide, please talk to someone. A helpline is open day and night.
        A year clean from self-harm today. Therapy helped, and so did my dog.
        Our school invites parents to a talk on preventing suicide among teenagers.
        My uncle took his own life when I was nine. I miss him every spring.
        I'm recovering from an eating disorder and finished a whole plate of {food} today.
        {start}I'm so tired, could sleep for a week{end}
        {start}exams are killing me{end}
        The study compares support programmes for people who have hurt themselves.
        {start}I feel a bit low this winter, does a daylight lamp help?{end}
        I cut my finger while slicing onions, does it need stitches?
        My diet goes well: two kilos in a month, and I never go to bed hungry.
        I miss my grandfather. He died peacefully in his sleep last week.
        How do I write a condolence letter to a colleague whose son died by suicide?
        {start}kill me now, three meetings before lunch lol{end}
        I failed the exam and feel worthless today. Tomorrow I will start again.""")),
]
