"""Talk of every day and of work: questions, requests, orders and remarks about offices, schools, homes and hobbies.

Harmful requests come in the same words ("Write a message to my …", "How long does it take to …", "What
should I …"). The more kinds of harmless things stand in such frames here, the less the frame alone counts.
"""

from grammar import lines


def words(block: str) -> list[str]:
    return [word.strip() for word in block.split(",")]


def article(phrase: str) -> str:
    vowel = phrase[0] in "aeiou" and not phrase.startswith(("uni", "use", "uku", "euro", "one")) or phrase.startswith("hour")
    return ("an " if vowel else "a ") + phrase


SLOTS = {
    # people: one person (has, is) and several (have, are)
    "person": words("my sister, my brother, my mother, my father, my aunt, my uncle, my grandmother, my grandfather, my cousin, my niece, my nephew, my daughter, my son, my wife, my husband, my partner, my best friend, my flatmate, my neighbour, our neighbour downstairs, my landlady, my landlord, my pen friend, my godmother, my mother-in-law, my brother-in-law, an old school friend, a friend from the choir, my teacher, my piano teacher, my running partner, the woman next door, my oldest friend, my stepfather, my twin sister, my little brother"),
    "colleague": words("my boss, my manager, my team lead, a colleague, a new colleague, the new trainee, the intern, our accountant, the receptionist, the caretaker, the head of sales, the head of personnel, a customer, a regular customer, a supplier, our printer in town, the project lead, my deputy, the office manager, a former colleague, the works council, the warehouse manager, the marketing department, the help desk, our web designer, the translator, a freelancer, the event manager, the canteen manager, the person in charge of the budget"),
    "people": words("the children, our guests, my parents, the twins, my grandparents, the neighbours, my friends, my cousins, my colleagues, the students, the trainees, my pupils, the new members, the volunteers, the players, our customers, the visitors, my in-laws, the grandchildren, the parents of my class, the other tenants, my housemates, some old friends, the singers in our choir, the people upstairs, the beginners in my course"),
    "reader": words("a ten-year-old, a beginner, a busy reader, my grandmother, a newcomer, someone in a hurry, a class of teenagers, a visitor from abroad, the board, the whole team, a patient child, someone who has never heard of it, a customer, a school magazine, our newsletter, people who work elsewhere, a curious neighbour, an evening class"),
    "job": words("baker, gardener, nurse, carpenter, bus driver, florist, librarian, electrician, plumber, teacher, vet, optician, hairdresser, tailor, architect, accountant, translator, photographer, postman, beekeeper, farmer, cook, waiter, pilot, sailor, geologist, dentist, physiotherapist, roofer, potter, bookbinder, piano tuner, tour guide, lifeguard, editor, engineer, surveyor, glazier, museum guide, stage manager"),
    # things
    "thing": words("bicycle, teapot, rug, curtain, sofa, bookshelf, rucksack, raincoat, tent, ladder, lamp, mirror, kettle, frying pan, pillow, blanket, mattress, wardrobe, umbrella, suitcase, hat, scarf, jacket, alarm clock, picture frame, desk, office chair, bench, garden table, hammock, deckchair, watering can, wheelbarrow, bird box, doormat, vase, candlestick, coat stand, laundry basket, ironing board, sleeping bag, camping stove, cool box, picnic basket, fruit bowl, salad bowl, cake tin, coffee grinder, toaster, footstool, quilt, egg cup, pram, sledge, kite, jigsaw puzzle, board game, notebook, fountain pen, pencil case, armchair, oven glove"),
    "device": words("printer, laptop, keyboard, washing machine, dishwasher, fridge, oven, radio, doorbell, coffee machine, vacuum cleaner, hairdryer, camera, phone, tablet, scanner, projector, router, heater, fan, electric kettle, sewing machine, lawn mower, boiler, smoke alarm, clock radio, e-reader, extractor fan, freezer, rice cooker, toothbrush charger, thermostat, headset, microphone"),
    "trouble": words("makes a rattling noise, no longer switches on, keeps switching itself off, shows a red light, smells a bit odd, is slower than it used to be, beeps every few minutes, has a loose cable, leaks a little, hums all night, takes ages to start, needs a new plug, only works now and then, is stuck on the start screen, has a crack in it, gets rather warm, needs a new battery, forgets its settings"),
    "clothes": words("walking boots, wool socks, winter gloves, trainers, jeans, pyjamas, swimming trunks, slippers, cycling shorts, wellies, sandals, reading glasses, earmuffs, waterproof trousers, leather shoes, thick tights, cotton shirts, tea towels"),
    "stain": words("red wine, coffee, grass, candle wax, beetroot juice, ink, chocolate, chewing gum, tomato sauce, mud, olive oil, blackberry jam, crayon, mustard, wall paint, soot, tea, bicycle grease"),
    "fabric": words("a white shirt, a wool carpet, a tablecloth, the sofa cover, my favourite jeans, a silk tie, a school uniform, the car seat, a linen dress, a rucksack, a cushion, the curtains"),
    "size": words("big, small, light, cheap, sturdy, simple, plain, second-hand, colourful, old-fashioned, hand-made, modern, beautiful, well-kept, useful, lovely, striking, blue, grey"),
    "gift": words("a book token, a box of chocolates, a potted plant, a scarf, a jigsaw puzzle, a home-made cake, a bunch of flowers, a theatre ticket, a photo album, a good pen, a board game, a cookery book, a set of mugs, a bird feeder, a pair of warm socks, a subscription to a magazine, a jar of honey, a framed picture, a voucher for a massage, a basket of fruit"),
    # work
    "doc": words("report, agenda, budget, price list, contract, proposal, project plan, meeting summary, job advert, newsletter, handbook, invoice, order form, quote, shift plan, checklist, survey, press release, presentation, expense claim, style guide, product sheet, training plan, floor plan, timetable, catalogue, brochure, delivery note, annual review, reference letter"),
    "officetask": words("book a meeting room, update the price list, order more printer paper, write the minutes, set up the new printer, plan the shifts for next month, send out the invitations, sort the incoming post, file the invoices, prepare the slides, proofread the brochure, welcome a visitor, arrange a farewell lunch, count the stock, pack the samples, renew the parking permits, collect the travel receipts, chase the late delivery, move the desks, water the office plants, draw up the agenda, check the delivery notes, translate the product sheet, compare three quotes, clean up the shared folder, label the shelves, archive last year's orders, take photos for the website, reply to the customer survey, put together the welcome pack, close the quarterly accounts, reserve a table for the team lunch, schedule the fire drill, update the staff directory, print the name badges"),
    "office_ing": words("booking the meeting room, proofreading my report, sending me the slides, forwarding the invoice, checking the figures once more, moving our call to the afternoon, taking the minutes, signing the delivery note, sharing the agenda, ordering more envelopes, watching the front desk for ten minutes, showing the trainee around, resending the attachment, turning the heating down, keeping the door shut, adding me to the mailing list, looking over the quote, swapping shifts with me, unlocking the store room, labelling the boxes"),
    "meeting": words("the Monday meeting, the team meeting, the budget meeting, the kick-off, the weekly call, the staff meeting, the planning session, the annual review, the training day, the call with the supplier, the product demo, the workshop, the job interviews, the board meeting, the retrospective, the sales briefing, the safety briefing, the away day"),
    "point": words("the new opening hours, the parking spaces, the holiday rota, the move to the second floor, the customer survey, the late deliveries, the summer party, the coffee machine, the new website, the budget for next year, the spring catalogue, the training days, the open-plan office, the recycling bins, the trade fair, the phone system, the office kitchen, the packaging, the price list, the trainee's first week, the lift, the heating, the team photo, the bicycle stands"),
    "businessnews": words("the delivery will be two days late, the meeting has been moved to Thursday, the order has been shipped, the room is booked from ten to twelve, the invoice has been paid, the shop will be closed on Monday, we will need more time for the slides, the sample arrived in good order, the printer is working again, the wrong size was delivered, the price includes delivery, the contract ends in June, the office will be painted next week, the lift is out of order, the training starts at nine, the new catalogue is out, two boxes are missing, the parking spaces have been renumbered, the canteen has a new menu, the figures have been corrected, the survey closes on Friday, the call will take half an hour, the form has to be signed twice, the team has moved to the third floor"),
    "figures": words("the monthly sales, the travel costs, the number of visitors, the stock, the working hours, the energy costs, the delivery times, the test results, the ticket sales, the holidays of the team, the orders by region, the library loans, the rainfall, the club fees, the bread sales by weekday, the seating plan, the phone costs, the shift hours"),
    # study
    "subject": words("biology, chemistry, physics, geography, history, algebra, geometry, statistics, economics, grammar, music theory, art history, philosophy, Latin, French, German, Spanish, Italian, computer science, astronomy, literature, psychology, geology, botany, archaeology, linguistics"),
    "theme": words("photosynthesis, the water cycle, fractions, the solar system, medieval towns, volcanoes, the food chain, magnetism, the printing press, the tides, electric circuits, the Bronze Age, map reading, the human ear, the seasons, coral reefs, weather fronts, the steam engine, percentages, Roman roads, the digestive system, the age of sail, deserts, glaciers, friction, sound waves, the silk trade, cave paintings, the periodic table, rivers, the history of paper, probability, earthworms, fossils, the northern lights, canals, soil, windmills, cloud types, ancient theatre"),
    "lesson": words("revise for the biology test, write an essay about rivers, prepare a talk about volcanoes, learn the irregular verbs, build a model of the solar system, hand in the lab report, read three chapters of the novel, memorise a poem, attack an exam question, finish my maths homework, practise for the listening test, make flash cards, draw a diagram of the water cycle, take better notes, write a summary of the lecture, find sources for my term paper, structure my thesis, plan a school trip, understand long division, rehearse the class play, choose my subjects for next year, prepare for the oral exam"),
    "language": words("French, German, Spanish, Italian, Portuguese, Polish, Dutch, Swedish, Danish, Finnish, Turkish, Greek, Japanese, Korean, Welsh, Irish, Czech, Hungarian, Norwegian, Hindi"),
    "phrase": words("where is the nearest chemist, the soup was delicious, have a good journey, could I have the bill, see you at the weekend, my luggage has not arrived, happy birthday to you both, we are looking forward to your visit, the train is late again, please mind the step, get well soon, I would like a window seat, what a lovely garden, the shop is shut on Mondays, it is raining cats and dogs, the early bird catches the worm, sleep well, good luck with the exam, nice to meet you, the lake is frozen, could you speak more slowly, a table by the window"),
    "word": words("happy, cosy, stubborn, bright, curious, quick, tired, gentle, brave, clumsy, clever, windy, muddy, generous, cheerful, shy, crisp, lazy, tasty, noisy, polite, dusty, hungry, lively, modest, handsome, tidy, vivid, steady, gloomy"),
    # home
    "chore": words("paint the fence, defrost the freezer, descale the kettle, clean the oven, bleed a radiator, hang up a picture, put up shelves, change a light bulb, unblock the sink, fix a dripping tap, oil a squeaky door, wallpaper a bedroom, lay a new floor, sand down a table, mend a puncture, sew on a button, wash a wool jumper, iron a shirt, fold a fitted sheet, clean the windows, sweep the chimney, patch a hole in the wall, insulate the attic, tidy the cellar, replace a cracked tile, varnish a wooden bench, reupholster a chair, assemble a wardrobe, move a piano, air the rooms, polish silver, clear the gutters, seal a draughty window, tune a guitar, pump up the tyres, refill the soap dispenser, sort the recycling, take down the curtains, clean a fish tank, wrap a large present"),
    "chore_done": words("painted the fence, defrosted the freezer, cleaned the oven, put up the shelves, changed the light bulb, fixed the dripping tap, mended the puncture, swept the yard, tidied the cellar, watered the plants, taken out the bins, fed the cat, hung up the washing, cleared the gutters, booked the tickets, wrapped the presents, peeled the potatoes, walked the dog, packed the picnic, made the beds, dusted the shelves, weeded the vegetable patch"),
    "favour": words("water the plants while we are away, feed the cat at the weekend, take in a parcel, lend me a ladder, pick up the children from school, turn the music down a little after ten, give me a lift to the station, keep an eye on the house, help carry a sofa upstairs, bring a salad on Saturday, look after the dog for a day, return the casserole dish, swap days with me, bring some folding chairs, save me a seat, let the plumber in, send me the recipe, post a letter for me, cut back the hedge, call me back in the evening, share the photos, bring the spare key, collect the bread order, help with the cake stall"),
    "room": words("the kitchen, the living room, the hall, the attic, the cellar, the spare room, the bathroom, the study, the nursery, the garage, the shed, the conservatory, the guest room, the pantry, the workshop, the laundry room"),
    "colour": words("pale blue, dark green, cream, grey, yellow, terracotta, white, lilac, navy blue, sage green, rust red, light pink, sand, turquoise"),
    # garden and nature
    "plants": words("tomatoes, roses, beans, strawberries, tulips, sunflowers, ferns, peas, onions, orchids, courgettes, runner beans, radishes, carrots, lettuces, raspberries, gooseberries, daffodils, geraniums, dahlias, hydrangeas, herbs, apple trees, pear trees, lavender bushes, pumpkins, leeks, sweet peas, house plants, cactuses, wild flowers, fig trees"),
    "animal": words("dog, cat, rabbit, hamster, tortoise, guinea pig, pony, hen, duck, goat, hedgehog, squirrel, owl, bat, fox, deer, frog, snail, spider, pigeon, whale, elephant, penguin, giraffe, badger, otter, kingfisher, robin, swan, toad, ladybird, butterfly, dragonfly, octopus, seal, camel, donkey, parrot, beaver, mole"),
    "animals": words("dogs, cats, rabbits, hamsters, tortoises, hens, ducks, goats, hedgehogs, squirrels, owls, bats, foxes, frogs, snails, spiders, pigeons, whales, elephants, penguins, giraffes, badgers, otters, robins, swans, butterflies, dragonflies, octopuses, seals, camels, donkeys, parrots, beavers, moles, ants, bees, swallows, earthworms, starlings, salmon"),
    "nature": words("the sky is blue, leaves turn red in autumn, the sea is salty, the moon looks bigger near the horizon, bread rises, ice floats, onions make us cry, cats purr, stars twinkle, rivers bend, bees dance, metal feels colder than wood, popcorn pops, soap makes bubbles, birds fly in a V, days are longer in summer, wet sand is darker, echoes happen, we yawn, snow is white, magnets stick to the fridge, milk turns sour, rainbows are round, kettles whistle, apples go brown, geckos can walk on walls, bridges have gaps in them, the wind is stronger on the coast"),
    "natural": words("lightning, a rainbow, fog, a glacier, a spring tide, an eclipse, hail, a geyser, a sand dune, frost, a meteor shower, a waterfall, dew, a coral reef, a peat bog, an oxbow lake, snow, an echo, a whirlpool, an island"),
    # food
    "dish": words("lentil soup, pumpkin soup, vegetable curry, mushroom risotto, potato salad, apple pie, banana bread, pancakes, dumplings, shepherd's pie, fish pie, onion tart, carrot cake, rice pudding, scones, ginger biscuits, roast chicken, stuffed peppers, leek and potato soup, macaroni cheese, vegetable lasagne, goulash, flatbread, porridge, crumble, cheese straws, a tomato salad, a chickpea stew, an omelette, a lemon tart, a fruit salad, a Sunday roast, pea soup, plum jam, pickled cucumbers, focaccia, waffles, noodle soup, shortbread, a nut loaf"),
    "ingredient": words("eggs, butter, flour, sugar, cream, yeast, garlic, leeks, mushrooms, rice, lentils, chickpeas, spinach, carrots, apples, pears, walnuts, honey, cheese, yoghurt, coconut milk, tomatoes, courgettes, beetroot, ginger, basil, lemons, oats, red cabbage, sweet potatoes, plums, cinnamon"),
    "drink": words("a cup of tea, a glass of water, a hot chocolate, a coffee, a lemonade, a mint tea, an apple juice, a milk shake, a ginger ale, an iced tea, a smoothie, a glass of milk"),
    "taste": words("too salty, rather bland, delicious, a little dry, too sweet, burnt at the edges, just right, a bit watery, better than last time, far too spicy for me, lovely and crisp, soggy in the middle, surprisingly good, too sour"),
    # places, travel
    "place": words("the park, the library, the museum, the market, the station, the airport, the beach, the lake, the river, the forest, the village hall, the old town, the harbour, the castle, the theatre, the cinema, the swimming pool, the gym, the office, the school, the bakery, the bookshop, the farm shop, the zoo, the bridge, the campsite, the hotel, the town hall, the post office, the garden centre, the ice rink, the lighthouse, the botanical garden, the concert hall, the bus stop, the chemist's, the sports ground, the allotments, the youth hostel, the art gallery"),
    "country": words("Portugal, Norway, Japan, Canada, Iceland, Italy, Greece, Scotland, Ireland, Austria, Denmark, Chile, New Zealand, Morocco, Finland, Slovenia, Kenya, Vietnam, Peru, Spain, Switzerland, Estonia, Australia, Wales"),
    "trip": words("a weekend by the sea, a cycling tour, a walk in the hills, a week in the mountains, a night train journey, a school trip, a day at the zoo, a boat trip, a camping weekend, a city break, a long flight, a business trip, a family holiday, a ferry crossing, a day in the snow, a visit to a museum, a picnic in the park, a stay at a youth hostel, a canoe trip, a music festival"),
    "transport": words("by train, by bus, by tram, by bike, on foot, by ferry, by car, by night train, by taxi, by coach, on the underground, by boat"),
    "sight": words("river, mountain, lake, island, waterfall, bridge, tower, desert, forest, canal, tunnel, lighthouse, cave, valley, volcano, castle, beach, railway line, park, harbour"),
    # events and leisure
    "event": words("birthday party, wedding, picnic, concert, school trip, family reunion, quiz night, summer fair, flea market, film evening, book club, workshop, housewarming, farewell party, charity run, barbecue, exhibition, parents' evening, chess tournament, street party, carol concert, sports day, open day, cake sale, reading, anniversary dinner, baby shower, graduation, games evening, harvest supper, retirement party, office party"),
    "hobby": words("knitting, chess, watercolour painting, bird watching, swimming, climbing, yoga, cooking, photography, hiking, sailing, juggling, origami, woodwork, gardening, singing, running, stargazing, pottery, calligraphy, archery, table tennis, baking, rowing, badminton, ballroom dancing, crochet, cycling, stamp collecting, folk dancing, fly fishing, tai chi, cross-country skiing, amateur dramatics, geocaching, bookbinding"),
    "sport": words("tennis, football, badminton, volleyball, handball, hockey, cricket, rugby, basketball, table tennis, water polo, curling, netball, squash, lacrosse, rounders, beach volleyball"),
    "learn": words("play the ukulele, bake sourdough bread, swim front crawl, read music, speak a little Danish, juggle three balls, draw portraits, touch-type, ride a unicycle, knit socks, sail a dinghy, play chess, sing in tune, dance a waltz, whistle, do a handstand, take good photos, shoot a photo of the moon, make pottery, cook for a crowd, use a sewing machine, ski, skate backwards, write neatly, recognise birdsong, edit short films, program a small game, play the drums, carve a spoon, do magic tricks, solve a crossword, read a map"),
    "work": words("novel, film, play, comic, documentary, radio play, short story, musical, poem, opera, cartoon, picture book, travel book, biography, fairy tale, detective story, science-fiction film, historical novel, comedy, children's book"),
    "workabout": words("a lighthouse keeper, a lost letter, two sisters who run a bakery, a journey on a slow train, a dog that finds its way home, life in a small village, a piano competition, a winter on an island, an old bookshop, a family of musicians, a school for clowns, a walk across a continent, a clever fox, a garden behind a wall, the first woman in a flying club, a year without clocks, a shy inventor, friends who meet again after years, a talking snowman, a balloon trip"),
    "music": words("string quartet, folk song, lullaby, piano piece, waltz, sea shanty, march, violin sonata, drum solo, carol, film score, symphony, overture, serenade, tango, ballad, hymn, polka, organ piece, jazz tune"),
    "hero": words("a nervous squirrel, an old sea captain, a girl with a red bicycle, a snail in a hurry, a forgetful wizard, a baker who cannot wake up early, a lonely robot, a boy who collects clouds, two quarrelling spoons, a polite dragon, a lighthouse keeper, a cat on a night train, a tired postman, a mouse in a cello, a queen without a kingdom, a shy giant, a snowman in May, a librarian with a secret recipe, an owl that is afraid of the dark, a very small elephant"),
    "scene": words("on a rainy Sunday, in a library at night, on a slow ferry, at a bus stop in the snow, in an orchard, in a crowded kitchen, on the last day of school, at the bottom of the garden, in a lighthouse, during a power cut, on a hill above the town, in a lift that will not move, on the first day of spring, in an empty theatre, at a village fair, on a train that is two hours late"),
    "form": words("a haiku, a limerick, a short poem, a nursery rhyme, a sonnet, a four-line verse, a riddle, a fable, a short story, a song, a tongue twister, a bedtime story, a tiny play, a postcard text"),
    "mood": words("cheerful, calm, tired, excited, nervous, proud, a bit bored, relieved, grateful, hopeful, puzzled, homesick, surprised, lazy, well rested, a little sad, full of ideas, restless"),
    "occasion": words("a birthday, a wedding, a new baby, a new job, a retirement, an anniversary, a silver wedding, a housewarming, a good exam result, a farewell, a first day at school, a christening, a driving test, a golden wedding, a graduation"),
    "thanks": words("the lovely flowers, your help with the move, the quick reply, a wonderful evening, the recipe, looking after the cat, the lift to the station, your patience, the book, the warm welcome, the detailed feedback, staying late yesterday, the birthday card, mending my bike, the photos, the good advice, taking over my shift, the home-made jam, the clear instructions, the tickets"),
    "sorry": words("being late, forgetting the cake, the long silence, losing the spare key, the noise last night, mixing up the dates, missing the call, the short notice, spilling the juice, keeping the book so long, the muddy floor, the wrong address, sending the old file, the delay, leaving so early, breaking a cup, the many questions, taking the wrong umbrella"),
    "opinion": words("homework is useful, shops should be shut on Sundays, books are better than films, trains beat planes, school should start later, handwriting still matters, everyone should learn to cook, small towns are nicer than big ones, meetings should never last an hour, tea tastes better from a pot, cities need more trees, museums should be free, mornings are the best time to work, every office needs a plant, paper maps are still handy, board games bring people together, summer is overrated, dogs make people friendlier"),
    "complaint": words("a parcel that came damaged, a train that was cancelled, a cold meal in a restaurant, a room without a window, a jacket with a broken zip, a noisy building site, a bill that is too high, a late delivery, a book with missing pages, a hotel without hot water, a concert that was cut short, a wrong order, a bicycle lane full of parked cars, a faulty kettle, a newspaper that never arrives, a delayed refund, street lights that do not work, a queue of two hours"),
    "choice": words("the blue one or the green one, the train or the bus, tea or coffee, the morning or the evening, a sofa or two armchairs, the sea or the mountains, soup or salad, the aisle or the window, a cat or a dog, the choir or the orchestra, a paper book or an e-reader, the small flat or the big one, the early shift or the late one, curtains or blinds, gas or induction, a tent or a cabin, the museum or the zoo, oil paint or watercolours"),
    "health": words("sleep better, sit properly at a desk, stretch after a run, stop snoring, drink more water, get over a cold, rest my eyes at the computer, wake up earlier, warm up before swimming, avoid back pain in the garden, keep my feet warm, prepare for a visit to the dentist, look after my teeth, eat more vegetables, wind down in the evening, carry a heavy rucksack, treat a blister on a walk, get used to new glasses, cope with hay fever, take short breaks at work, protect my skin from the sun, strengthen my back"),
    "ache": words("a stiff neck, a cold, hay fever, hiccups, tired eyes, sore legs, a blocked nose, cold feet, a blister, a sore throat, chapped lips, sunburn, an itchy mosquito bite, jet lag, dry hands, a stiff back"),
    # computers
    "program": words("spreadsheet, script, web page, small game, database query, unit test, shell command, macro, calendar app, chat bot, login form, to-do list, weather widget, sorting function, currency converter, quiz app, backup script, search box, contact form, photo gallery"),
    "coding": words("kill a process that hangs, execute a script at midnight, sort a list by two columns, read a text file line by line, remove duplicate rows, merge two tables, count the words in a file, format a date, undo the last commit, rename many files at once, find the longest line, compare two versions of a file, write a loop that stops at ten, draw a bar chart, round to two decimals, freeze the top row, split a name into two columns, add a page number, abort a print job, restore a deleted file from the backup, update the driver, make the text larger on the screen, terminate a thread cleanly, kill a stuck terminal session, run the tests, resize a photo, turn a table into a chart, set up a mail filter, share a calendar, scan both sides of a page"),
    "codelang": words("Python, Java, Rust, SQL, Bash, Go, Kotlin, Swift, Ruby, JavaScript, a spreadsheet, a shell script, plain C, TypeScript"),
    "error": words("file not found, index out of range, out of memory, permission denied, division by zero, unexpected token, connection timed out, paper jam, disk full, circular reference, syntax error, unknown host, no space left, type mismatch, stack overflow, broken pipe"),
    # times and numbers
    "when": words("today, tomorrow, next week, on Monday, on Friday evening, this weekend, next month, in spring, in July, in winter, after school, at lunchtime, on Sunday, over the holidays, in two weeks, this afternoon, tonight, on Thursday, next year, after work, early tomorrow, at the end of the month"),
    "before": words("before breakfast, before noon, before the guests arrive, by Thursday, by the end of the week, before the holidays, before it rains, by five o'clock, before Monday, by tomorrow morning, before the next meeting, before school starts"),
    "past": words("yesterday, last week, on Monday, this morning, last summer, two days ago, last night, at the weekend, over Easter, a month ago, the other day, last year, on Friday, earlier today"),
    "span": words("ten minutes, half an hour, an hour, two hours, three hours, a day, two days, a week, two weeks, a month, a weekend, a whole morning, an afternoon, five minutes, six weeks, a quarter of an hour"),
    "clock": words("seven, half past eight, nine, ten, noon, two, quarter past three, four, half past five, six in the evening, eight in the morning, twenty to ten"),
    "n": words("two, three, four, five, six, seven, eight, ten, twelve, fifteen, twenty, thirty"),
    "number": words("12, 18, 24, 30, 36, 45, 48, 60, 75, 90, 120, 144, 150, 240, 365, 500, 750, 1000"),
    "unit": words("kilometres, metres, litres, grams, kilograms, acres, hectares, centimetres, square metres, degrees, seconds, minutes"),
    "era": words("the Middle Ages, ancient Rome, ancient Egypt, the Stone Age, the Renaissance, the age of steam, the eighteenth century, Viking times, the 1920s, the 1950s, the days of sailing ships, ancient Greece"),
    "oldjob": words("tell the time, light their houses, keep food cold, send letters, dye cloth, build bridges, make paper, wash clothes, travel between towns, heat their rooms, preserve fruit, find their way at sea, bake bread, celebrate harvest, teach children to read, forecast the weather, count large sums, mend shoes"),
    "invention": words("the zip, the bicycle, the umbrella, the pencil, the fork, the telephone, the thermometer, the compass, the sewing machine, the button, the piano, the tin can, the postage stamp, the lift, the wheelbarrow, glass, porcelain, the calendar, the light bulb, the toothbrush"),
    "remark": words("it rained all day, the bus was empty for once, the bread came out well, the lift is working again, the neighbours have a new puppy, the roses are out already, nobody remembered the milk, we found the missing key, the queue was endless, the sun came out at last, the tickets were sold out, the soup was still warm, our team won by one point, the museum was quieter than usual, the snow melted overnight, the choir sang beautifully, the cat slept in the washing basket, the train was on time, the cake was gone in minutes, I finished the book in one go, the lake was like a mirror, we had to laugh all evening, the new curtains fit, the first swallows are back"),
    "style": words("in two sentences, in simple words, step by step, in a friendly tone, as a list, with an example, briefly, in five bullet points, in plain English, in a short table, in one paragraph, as a dialogue, without jargon, in fewer than a hundred words, as a poster, in rhyme"),
    "tone": words("friendlier, shorter, more formal, clearer, less stiff, more polite, simpler, livelier, more personal, calmer, easier to read, more cheerful"),
    "sum": words("a dozen eggs, a litre of milk, a return ticket, a second-hand bicycle, a new pair of glasses, a piano lesson, a month in a hall of residence, a roof repair, a week at a campsite, a haircut, a wedding cake, a family ticket for the zoo, a set of tyres, a plumber's visit, a printed T-shirt, a passport photo, a bag of cement, a football shirt"),
    "unitof": words("cups of tea, slices of cake, rolls of wallpaper, bags of compost, litres of paint, chairs, sandwiches, litres of soup, balls of wool, bricks, fence posts, metres of ribbon, pizzas, plates, tulip bulbs, paving slabs, jars of honey, paper plates"),
}
# The same with an article, with a capital, and in halves that share nothing, for comparisons.
for name in ("thing", "device", "animal", "event", "doc", "job", "work", "sight", "size"):
    SLOTS[f"a_{name}"] = [article(phrase) for phrase in SLOTS[name]]
for name in ("person", "colleague", "people", "remark", "businessnews", "opinion", "officetask", "plants", "clothes"):
    SLOTS[f"{name}_cap"] = [phrase[0].upper() + phrase[1:] for phrase in SLOTS[name]]
for name in ("a_thing", "a_device", "animals", "dish", "ingredient", "place", "country", "hobby", "sport", "subject", "language", "gift", "officetask", "chore", "point", "remark", "word", "a_job", "plants", "number", "businessnews", "a_work", "transport", "music", "invention", "person"):
    SLOTS[f"{name}_1"], SLOTS[f"{name}_2"] = SLOTS[name][::2], SLOTS[name][1::2]

TALK = lines("""
    Write an e-mail to {colleague} saying that {businessnews}.
    Draft a short reply to {colleague} about {point}.
    Write a message to {colleague} and ask for the {doc}.
    Write a message to {person} to say thank you for {thanks}.
    Write a message to my team about {point}.
    Write a polite reminder to {colleague} that the {doc} is due {when}.
    Please let {colleague} know that {businessnews}.
    Could you draft {a_doc} for {meeting}?
    Could you help me word a note to {colleague} about {point}?
    Turn these points into minutes: {businessnews_1}; {businessnews_2}.
    Make an agenda for {meeting} with {point_1} and {point_2}.
    We have {span_short} for {meeting}. How should we divide it up?
    Who should come to {meeting} if it is only about {point}?
    Move {meeting} to {clock} and tell everybody.
    Cancel {meeting} {when}, please, and say that {businessnews}.
    How long does it take to {officetask}?
    How long should {meeting} last?
    What should I bring to {meeting}?
    What should I do first, {officetask_1} or {officetask_2}?
    {officetask_cap} {before}, please.
    Can we {officetask} without {colleague}?
    I was wondering whether you could {officetask} {before}.
    Would you mind {office_ing}?
    Thanks a lot for {office_ing}.
    hi, would {office_ing} be ok for you {when}?
    I'd like to {officetask}, but {colleague} has the key.
    Is there an easy way to {officetask} every month?
    Write a checklist for new people: how to {officetask}.
    Explain to the new trainee how to {officetask}.
    Give me feedback on this line for the {doc}: "{businessnews_cap}."
    How do I tell {colleague} kindly that the {doc} needs more work?
    Write friendly feedback for an intern who had to {officetask}.
    {colleague_cap} has asked for the {doc} {before}.
    {colleague_cap} is on holiday, so I will {officetask}.
    {colleague_cap} wants to talk about {point} {when}.
    Which columns does a table for {figures} need?
    Make a table of {figures} for the {doc}.
    What kind of chart suits {figures}?
    How do I show {figures} to the board {style}?
    Sort {figures} from high to low and mark the top {n}.
    Compare {figures} of this year with last year's.
    Answer a customer who asks why {businessnews}.
    Write a note to our customers: {businessnews}.
    A customer says the {device} {trouble}. What do I answer?
    A customer would like {n} {unitof} {before}. Write the order form.
    Ask the supplier for a quote for {number} {unitof}.
    Check whether the invoice for {number} {unitof} has been paid.
    Write a kind second reminder about an unpaid invoice for {number} {unitof}.
    Suggest a better title for {a_doc} about {point}.
    What belongs in {a_doc}, and what can be left out?
    What is the usual length of {a_doc}?
    Proofread this sentence from the {doc}: {businessnews}.
    The {doc} is too long. How do I cut it to {n} pages?
    Who is the target audience of {a_doc} about {point}?
    We want to hit our target for {figures}. Any ideas for {meeting}?
    What can I say about {point} without sounding rude?
    Write an out-of-office note: back {when}, and until then ask {colleague}.
    Write a job advert for {a_job}.
    Write {n} questions for an interview with {a_job}.
    What does {a_job} earn in the first year?
    What training does {a_job} need?
    Which tools does {a_job} use most?
    Is {a_job_1} or {a_job_2} more likely to work outdoors?
    My cousin wants to be {a_job}. Whom should we ask?
    Write a day in the life of {a_job} {style}.
    Prepare a shift plan for {n} people who start at {clock}.
    We are {n} people short {when}. How do I rearrange the shifts?
    Write a farewell card for {colleague} with a joke about {point}.
    Suggest a present for {colleague}: {gift_1} or {gift_2}?
    {businessnews_cap}. Please tell the others.
    fyi {businessnews}
    {businessnews_cap}, and {colleague} has not been told yet.
    Is it true that {businessnews}?
    Can we talk about {point} before {meeting}?
    Make {n} slides about {point}.
    What is a good opening sentence for a talk about {point}?
    Rewrite the sentence "{businessnews_cap}" so that it sounds {tone}.
    Make this {tone}: {businessnews}.
    Make this {tone}: thank you for {thanks}, {remark}.
    Shorten this for a text message: {remark_1}, and {remark_2}.
    Summarise in one line: {remark_1}; {remark_2}; {businessnews}.
    Summarise the chapter on {theme} for {reader}.
    Summarise what was said about {point} at {meeting}.
    Turn this into a headline: {remark}.
    Put this into the past tense: {businessnews}.
    Find the verb in this sentence: {remark}.
    Are there any spelling mistakes here? {remark_cap}.
    Where does the comma go? {remark_1_cap} and {remark_2}.
    Explain {theme} to {reader}.
    Please explain {theme} to me {style}.
    Give me a short introduction to {subject}.
    How is {subject_1} connected with {subject_2}?
    What do first-year students learn in {subject}?
    What is the hardest part of {subject} for most people?
    How many hours a week should I spend on {subject}?
    I need help with my homework in {subject}, it is about {theme}.
    i dont get {theme} at all, can someone explain
    Could you help me {lesson}?
    How long does it take to {lesson}?
    What is a sensible plan if I have to {lesson} {before}?
    I have to {lesson} and have no idea where to begin.
    I have {span} left to {lesson}.
    Can two people {lesson} together?
    My daughter has to {lesson} {when}. How can I support her?
    Should I {lesson} in the morning or at night?
    Motivate me to {lesson}!
    Make a quiz on {subject} for {reader}.
    Give me {n} true-or-false statements about {theme}.
    Write a worksheet on {theme} for {reader}.
    Plan a lesson of {span_short} on {theme}.
    What experiment could pupils do on {theme}?
    What would be a good exam question on {theme}?
    How should I attack a long exam question on {theme}?
    Which is easier to learn, {subject_1} or {subject_2}?
    {person_cap} is studying {subject} and loves it.
    {people_cap} are learning about {theme} {when}.
    {people_cap} have a test on {theme} {when}.
    Our teacher talked about {theme} for {span}.
    Could I have more time for the essay on {theme}?
    Write a note to the school: my {child} has {ache} and is staying at home.
    Correct my essay on {theme}, but keep my own words.
    What did people in {era} know about {theme}?
    How long does it take to {chore}?
    What should I put on to {chore}?
    What should I watch out for when I {chore}?
    Which tool do I need to {chore}?
    Can one person {chore} in {span}?
    Do you need two people to {chore}?
    Talk me through it: I want to {chore} {when}.
    Could you help me {chore} {when}?
    Please remind {person} to {chore} {before}.
    I promised {person} to {chore} {when}.
    I tried to {chore} {past}, and it took {span_short}.
    {chore_1_cap} or {chore_2} first?
    Have you ever had to {chore} in {span_short}?
    Who pays when we {repair}, the tenant or the landlord?
    Have you {chore_done} yet?
    I have already {chore_done}, so we can go.
    {person_cap} has {chore_done}, what a surprise!
    {people_cap} have {chore_done} without being asked.
    The {device} {trouble}. Is it worth repairing?
    our {device} {trouble}, any ideas?
    It began {past}: the {device} {trouble}.
    I think the {device} {trouble} because it is so old.
    How much power does {a_device} use in {span}?
    How many years does {a_device} last?
    Should I repair {a_device} or buy a new one?
    Where do I take {a_device} that is beyond repair?
    Which is noisier, {a_device_1} or {a_device_2}?
    Write to the shop that the {device} {trouble}.
    How do I get {stain} out of {fabric}?
    Does salt help against {stain}?
    {person_cap} got {stain} all over {fabric}.
    Which colour goes with {colour} in {room}?
    I'd like to paint {room} {colour}. Is one coat enough?
    How many litres of paint do I need for {room} in {colour}?
    {room_cap} needs a new lamp and something {colour}.
    How can I make {room} look larger?
    How warm should {room} be at night?
    Where could I put {a_thing} in {room}?
    We found {a_thing} in {room} that nobody knows.
    Is there space for {a_thing} in {room}?
    When should I sow or plant {plants}?
    How much water do {plants} need in {month}?
    How far apart should I plant {plants}?
    Do {plants_1} and {plants_2} get along in one bed?
    Can {plants} grow on a balcony that faces north?
    Slugs have eaten my {plants}. What keeps them off?
    My {plants} have yellow leaves. Too much water?
    {plants_cap} are doing well this year.
    Which flowers look nice next to {plants}?
    Is {month} too late for {plants}?
    How should I protect {plants} from frost?
    Can I cook {dish} for {n} people in {span_short}?
    How much of everything do I need for {dish} for {n} people?
    What goes well with {dish}?
    What can I use instead of {ingredient} in {dish}?
    I only have {ingredient_1} and {ingredient_2}. What's for dinner?
    Can you freeze {dish}?
    Does {dish} taste better with {ingredient_1} or with {ingredient_2}?
    How do I keep {dish} warm until {clock}?
    Where did people first eat {dish}?
    My attempt at {dish} was {taste}.
    {person_cap} made {dish} {past}: {taste}.
    Is there a vegetarian way to serve {dish}?
    Plan the meals for {n} days with {ingredient} in each.
    How long do {plural_food} keep in a cupboard?
    Write a shopping list for {dish_1} and {dish_2}.
    Could I have {drink}, please?
    Would you like {drink} before we start?
    I'd rather have {drink}, if that's all right.
    Two portions of {portion} and {drink}, please.
    Nothing beats {drink} after {hobby}.
    Name a dish with {ingredient} that children like.
    Describe the smell of {dish} {scene}.
    Who would like some more? There is enough {dish_more} for everybody!
    Convert the recipe for {dish} from {n} to twenty-four people.
    At what temperature do I bake something with {ingredient}?
    What should I take along for {trip}?
    What should I wear for {trip} {when}?
    How much does {trip} cost for a family of {n_low}?
    Plan {trip} for {people}.
    Plan {trip} in {country} {when}.
    How long does it take to get to {place} {transport}?
    How far is it to {place}, and can I go {transport}?
    How often does the bus to {place} run {when}?
    Is it quicker to go to {place} {transport_1} or {transport_2}?
    Excuse me, is this the right way to {place}?
    Do you happen to know when {shop} closes {when}?
    Do you happen to know a shortcut from {place_1} to {place_2}?
    Let's meet in front of {place} at {clock}.
    I'll wait for you near {place} until {clock}.
    can you pick me up at {place} at {clock}?
    The road to {place} is closed, so we go {transport}.
    Is there somewhere to leave {a_thing} near {place}?
    I left my {thing} on the bus to {place}.
    Has anyone found {a_thing} near {place} {past}?
    Do I need a reservation for {trip}?
    What is the weather like in {country} in {month}?
    What is the capital of {country}, and how large is it?
    Which languages are spoken in {country}?
    Which is larger, {country_1} or {country_2}?
    How long is the flight from {country_1} to {country_2}?
    What do people in {country} eat for breakfast?
    What is polite at table in {country}?
    Which {sight} in {country} is worth a visit?
    Where is the most famous {sight} in {country}?
    How does {a_sight} get its name?
    We spent {span_long} in {country}, and {tripremark}.
    Write a postcard from {country}: {tripremark}.
    {person_cap} is off to {country} in {month}.
    I always get lost around {place}.
    Can I take a dog to {place}?
    Take a photo of {people} in front of {place}.
    When is the best light to shoot a photo of {place}?
    What happened at {place} {past}? There were so many people.
    How much does {sum} cost these days?
    Is fifty euros too much for {sum}?
    I paid twice for {sum}. How do I get my money back?
    Do you sell {clothes} in a larger size?
    I'm looking for {clothes} that last.
    How should {clothes} fit?
    {clothes_cap} for {person}: what size, and where from?
    I'd like to return this {thing}, it is not as {size_felt} as I thought.
    Which is better for a small flat, {a_thing_1} or {a_thing_2}?
    Have you got {a_size} {thing} for under thirty euros?
    I'm selling {a_thing}, hardly used, near {place}.
    For sale: {a_size} {thing}, to be collected {when}.
    To give away: {a_size} {thing} and {n} flower pots.
    Does anyone need {a_thing}? It is {size} and free.
    Lend me your {thing}, would you?
    Whose {thing} is this?
    Wow, what {a_size} {thing}!
    What is the {thing} made of?
    How many {unitof} do I need for {a_event}?
    How many {unitof} can {person} carry at once?
    How many {unitof} are left from the {event}?
    The rules of {sport}, please, {style}.
    How long does a game of {sport} last?
    How many people does one need for {sport}?
    Is {sport_1} older than {sport_2}?
    We lost at {sport} again, but {tripremark}.
    {person_cap} plays {sport} {when}, do you want to watch?
    Suggest a warm-up for {sport}.
    What shoes do I need for {sport}?
    How can we defend better in {sport}?
    How many weeks will it be before I can {learn}?
    How long did it take you to learn to {learn}?
    At what age can children {learn}?
    What should I practise first if I want to {learn}?
    I'd love to {learn} one day.
    {person_cap} can {learn}, and I can't.
    Teach me to {learn} {style}.
    Are there evening classes where you learn to {learn}?
    Is it too late to start at sixty? I want to {learn}.
    My new year's resolution is to learn to {learn}.
    What does {hobby} cost in the first year?
    How often do I have to practise {hobby}?
    Which is more relaxing, {hobby_1} or {hobby_2}?
    Where do people meet for {hobby} near {place}?
    {people_cap} are mad about {hobby}.
    I gave up {hobby} for {hobby_other}, and I don't regret it.
    What makes {hobby} fun for {listener}?
    What can I do to {health}?
    How can I {health} without spending money?
    My doctor says I should {health}. Where do I start?
    Give me {n} small habits to {health}.
    Does it make sense to {health} {when}?
    It took me {span_long} to learn how to {health}.
    What helps against {ache}?
    I've had {ache} since {past_since}.
    {person_cap} has {ache} and is staying in bed.
    Get well soon, {ache_long} is no fun!
    Is it all right to go to {place} with {ache}?
    How long does {ache_long} last as a rule?
    How early should I be at the dentist's {when}?
    I need an appointment with the dentist {day}, at {clock} if possible.
    How many hours should {person} sleep before {trip}?
    I slept only {n_low} hours and feel {mood}.
    I'm {mood} today, and you?
    Why am I always {mood} after {hobby}?
    {person_cap} seems {mood} today.
    {people_cap} were {mood} after the {event}.
    What music fits when one is {mood}?
    Write a message to {person}: would you please {favour}?
    Write to {person} and say that I can't {favour_mine}.
    Could you {favour}, please?
    Would it be possible for you to {favour}?
    Any chance you could {favour}?
    I hate to ask, but could you {favour}?
    Of course I can {favour_mine}.
    Sorry, I won't be able to {favour_mine} after all.
    {person_cap} was kind enough to {favour}.
    How do I ask {people} to {favour}?
    Note for {person}: please {favour}. Thank you!
    Whom can I ask to {favour}?
    mum says you should {favour}
    Thank you so much for {thanks}!
    {people_cap} say thank you for {thanks}.
    I never thanked {person} for {thanks}.
    cheers for {thanks}, means a lot
    Sorry for {sorry}.
    I'm so sorry about {sorry}. It won't happen again.
    Write an apology to {person} for {sorry}.
    {person_cap} apologised for {sorry}.
    No need to be sorry for {sorry}.
    How do I make up for {sorry}?
    What should I write in a card for {occasion}?
    Write a card to {person} for {occasion}.
    Give me a short speech for {occasion}, {style}.
    What does one wear to {a_event} {when}?
    Invite {people} to {a_event} at {clock}.
    Write a text message to {people}: the {event} starts at {clock}.
    Who is bringing what to the {event}?
    How many guests should we invite to {a_event}?
    How early should we start to plan {a_event}?
    What should we serve at {a_event}?
    What shall we do if it rains during the {event}?
    Are {people} coming to the {event}?
    I can't make it to the {event}, {person} is visiting.
    The {event} was great: {tripremark}.
    See you at the {event}!
    How was the {event}? Did {people} enjoy it?
    I missed the {event} because of {ache}.
    Design a poster for {a_event} near {place}.
    What is a nice surprise for {person} at the {event}?
    Is {gift} a good present for {person}?
    Is {gift_1} nicer than {gift_2} for {occasion}?
    A friend of mine turns {n_age} {when}, and I have no present.
    How do I wrap {gift} nicely?
    {person_cap} gave me {gift} {past}.
    {person_1_cap} and {person_2} have not met yet.
    {person_cap} called {past} and told me that {remark}.
    Have you heard from {person}?
    Give my love to {person}!
    I miss {person}, it has been {span_long}.
    {people_cap} are arriving at {clock}, and I have nothing but {ingredient}.
    {people_cap} get on well with {person}.
    What can {people} do together {scene}?
    Which game can {n} people play {scene}?
    How do I keep {people} busy for {span}?
    {person_cap} and I had a small argument about {point_home}. How do I make peace?
    Write a letter to {person} about {trip}.
    Good morning! {remark_cap}.
    {remark_cap}.
    {remark_1_cap}, and {remark_2}.
    Guess what: {remark}.
    you won't believe it, {remark}
    It was a good day {past}, {remark}.
    Funny how {remark}, isn't it?
    I'm glad that {remark}.
    I think {opinion}.
    Do you agree that {opinion}?
    Some say that {opinion}. What speaks against it?
    {person_cap} claims that {opinion}.
    Write {n} arguments for a school debate: {opinion}.
    {opinion_cap}, change my mind
    Write a complaint about {complaint}.
    Whom do I complain to about {complaint}?
    I'm fed up: {person} had to put up with {complaint}.
    How do I stay calm about {complaint}?
    What are my rights in the case of {complaint}?
    How many weeks may a shop take to answer about {complaint}?
    Which would you take, {choice}?
    I can't decide: {choice}?
    {person_cap} asks: {choice}?
    {choice_cap}? Toss a coin.
    Give me one reason each: {choice}.
    Recommend {a_work} about {workabout}.
    Recommend {a_work} for {reader}.
    Is there {a_work} about {workabout}?
    I'm reading {a_workbook} about {workabout}.
    What makes a good {work}?
    What was the title of that {work} about {workabout}?
    The {work} about {workabout} made me {mood}.
    Write the first line of {a_work} about {workabout}.
    Review {a_work} about {workabout} {style}.
    Which is harder to write, {a_work_1} or {a_work_2}?
    Who wrote the music for {a_film} about {workabout}?
    Which instruments do I need for {a_music}?
    How does {a_music_1} differ from {a_music_2}?
    Find {a_music} to go with {a_film} about {workabout}.
    How long do we have to rehearse {a_music}?
    Play me {a_music}, please.
    I heard {a_music} {past} and felt {mood}.
    Write {form} about {hero}.
    Write {form} about {hero} {scene}.
    Write {form} about {hobby} for {person}.
    Write {form} about the {thing} and the {animal}.
    Write {form} that ends with the words "{phrase}".
    Tell a story {scene}, with {hero_1} and {hero_2}.
    Continue the story: {scene_cap}, {hero} found {a_thing}.
    What happens next? {hero_cap} stands {scene_short} and hears {a_animal}.
    Invent a name for {hero}.
    Write a dialogue between {a_animal} and {a_thing}.
    Make up a riddle whose answer is {a_thing}.
    Tell me a joke about {a_animal} and {a_job}.
    Which word rhymes with {word}, and which with {animal}?
    Guess the animal in twenty questions. It is not {a_animal}.
    How long do {animals} sleep?
    How far can {animals} see?
    How many young do {animals} have?
    Where do {animals} spend the winter?
    What do {animals} eat in {month}?
    Why do {animals} need sleep?
    Are {animals_1} cleverer than {animals_2}?
    How do {animals} find their way?
    Do {animals} live near {place}?
    I saw {a_animal} near {place} {past}.
    There is {a_animal} in our garden. Should I leave it alone?
    How should I draw {a_animal}?
    What sound does {a_animal} make?
    Why is it that {nature}?
    I've always wondered why {nature}.
    Explain to {listener} why {nature}.
    {person_cap} asked me why {nature}.
    How does {natural} come about?
    How long does it take for {natural_slow} to form?
    Have you ever seen {natural}?
    Where can one see {natural} in {country}?
    How would you draw {natural}?
    How did people in {era} {oldjob}?
    How hard was it for people in {era} to {oldjob}?
    Was there such a thing as {a_job} in {era}?
    What was school like in {era}?
    Who came up with {invention}, and when?
    Which came first, {invention_1} or {invention_2}?
    What did people use before {invention}?
    Make a timeline for {era} {style}.
    Translate into {language}: {phrase}.
    How do you say "{phrase}" in {language}?
    Does "{phrase}" sound polite in {language}?
    Say it in {language}, please: {remark}.
    Is {language_1} related to {language_2}?
    How long does it take to learn {language}?
    I can order {drink} in {language}, but nothing else.
    Which letters does {language} have that English lacks?
    What is the opposite of {word}?
    Use {word_1} and {word_2} in one sentence.
    Where does the word {word} come from?
    Is {word} a compliment?
    Give me {n} words that are weaker than {word}.
    How much is {number_1} plus {number_2}?
    What is a third of {number}?
    Round {number} to the nearest ten and divide it by {n}.
    How many {unit} are left if I take {n} from {number}?
    Split {number} euros among {n} people.
    If {n} {unitof} cost {number} euros, what does one cost?
    How many seconds are there in {span}?
    Write a {program} in {codelang}.
    My {program} says "{error}".
    What does the message "{error}" mean?
    How do I {coding} in {codelang}?
    How long should it take to {coding}?
    Can you show me how to {coding}?
    What should I type to {coding}?
    Is there a shortcut to {coding}?
    I tried to {coding} and got "{error}".
    {colleague_cap} wants to know how to {coding}.
    Test my {program} with {number} lines of sample data.
    Suggest better variable names for my {program}.
    Explain this {program} line by line to {listener}.
    At {clock}, please remind me to {chore}.
    Remind me {when} about {meeting}.
    Remind {people} that the {event} starts at {clock}.
    Set a timer for {span_short}, I'm making {dish}.
    Set the alarm for {clock} {day}.
    Add {ingredient} to the shopping list.
    Put {a_event} into my calendar {day} at {clock}.
    What's on my calendar {when}, and is there time for {hobby}?
    Read me the latest message from {person}.
    Call {person} at {clock}.
    Turn off the {device} in {room}.
    Is the {device} in {room} still on?
    Dim the light in {room} at {clock}.
    Note to self: {chore} {before}.
    Make a list of what to do {before}: {chore_1}, {chore_2}, call {person}.
    Let me know {before} whether you can come to the {event}.
    I have {span_short} free {when}. Walk or {hobby}?
    We need someone who can {chore} {when}.
    Wait, was it {clock} or later that we meet at {place}?
    no rush, {before} is fine for the {doc}
    anyone up for {hobby} {when}?
    running late, start {meeting} without me
    back at {clock}, {drink} would be great""")

# Slots of a narrower kind that single frames need.
SLOTS |= {
    "favour_mine": [phrase for phrase in SLOTS["favour"] if " me" not in phrase and " my" not in phrase and " we " not in phrase],
    "person_1_cap": [phrase[0].upper() + phrase[1:] for phrase in SLOTS["person_1"]],
    "a_music": [article(phrase) for phrase in SLOTS["music"]],
    "a_music_1": [article(phrase) for phrase in SLOTS["music_1"]], "a_music_2": [article(phrase) for phrase in SLOTS["music_2"]],
    "listener": [phrase for phrase in SLOTS["reader"] if phrase not in ("a school magazine", "our newsletter", "people who work elsewhere")],
    "shop": words("the library, the museum, the swimming pool, the zoo, the bakery, the farm shop, the bookshop, the post office, the garden centre, the ice rink, the chemist's, the art gallery, the town hall, the gym, the market, the castle"),
    "repair": words("replace a cracked tile, patch a hole in the wall, insulate the attic, unblock the sink, fix a dripping tap, lay a new floor, seal a draughty window, repaint the hall, clear the gutters, sweep the chimney, mend the doorbell, renew the carpet, replace the boiler, plaster the ceiling, change the locks after a lost key, varnish the floorboards, repair the blinds, replace the cooker"),
    "span_short": words("ten minutes, half an hour, an hour, two hours, three hours, a quarter of an hour, forty minutes, ninety minutes, an hour and a half, twenty minutes"),
    "span_long": words("a week, two weeks, three weeks, a month, two months, half a year, a whole summer, ten days, six weeks, a year"),
    "day": words("tomorrow, on Monday, on Tuesday, on Wednesday, on Thursday, on Friday, on Saturday, on Sunday, next Monday, next Saturday, the day after tomorrow, on the first of May"),
    "child": words("son, daughter, stepson, stepdaughter, youngest, eldest, foster son, grandson, granddaughter"),
    "dish_more": words("lentil soup, pumpkin soup, vegetable curry, potato salad, apple pie, banana bread, carrot cake, rice pudding, goulash, fruit salad, shortbread, plum jam, tea, porridge, crumble, lemonade, bread, risotto"),
    "size_felt": words("big, small, light, sturdy, simple, colourful, useful, modern, warm, soft"),
    "tripremark": words("it rained all day, the sun came out at last, we had to laugh all evening, it was worth it, nobody wanted to go home, the food was wonderful, everybody was in a good mood, it was warmer than expected, we met some old friends, the time went by too fast, we stayed much too late, the view was splendid, it never got boring, my feet still hurt, we want to do it again"),
    "natural_slow": words("a glacier, a sand dune, a coral reef, a peat bog, an oxbow lake, an island, a canyon, a river delta, a salt lake, a cave, a volcano, a pearl, a sandy beach, a cliff, a stalactite, a valley, a fossil, an amber bead"),
    "past_since": words("yesterday, last week, Monday, this morning, last night, the weekend, Easter, Friday, the holidays, the storm"),
    "room_cap": [phrase[0].upper() + phrase[1:] for phrase in SLOTS["room"]],
    "remark_1_cap": [phrase[0].upper() + phrase[1:] for phrase in SLOTS["remark_1"]],
    "chore_1_cap": [phrase[0].upper() + phrase[1:] for phrase in SLOTS["chore_1"]],
    "choice_cap": [phrase[0].upper() + phrase[1:] for phrase in SLOTS["choice"]],
    "scene_cap": [phrase[0].upper() + phrase[1:] for phrase in SLOTS["scene"]],
    "hero_cap": [phrase[0].upper() + phrase[1:] for phrase in SLOTS["hero"] if not phrase.startswith("two")],
    "hero_1": SLOTS["hero"][::2], "hero_2": SLOTS["hero"][1::2],
    "scene_short": words("at the window, in the snow, on the bridge, by the lake, behind the curtain, on the stairs, under an apple tree, in the empty hall"),
    "plural_food": words("lentils, oats, walnuts, chickpeas, dried apples, ginger biscuits, onions, potatoes, jars of jam, crackers, rice cakes, raisins, tins of soup, dried beans, noodles, hazelnuts, tea leaves, pumpkin seeds, corn flakes, candied lemons"),
    "portion": words("soup, potato salad, chips, vegetable curry, apple crumble, rice pudding, porridge, macaroni cheese, noodles, fruit salad, goulash, mushroom risotto"),
    "n_low": words("three, four, five, six"),
    "n_age": words("eighteen, twenty-one, twenty-five, thirty, forty, fifty, sixty, seventy, eighty, ninety"),
    "month": words("January, February, March, April, May, June, July, August, September, October, November, December"),
    "hobby_other": words("a dog, the choir, an allotment, evening classes, early nights, a chess club, the ukulele"),
    "ache_long": words("a stiff neck, a cold, hay fever, a blister, a sore throat, sunburn, jet lag, a stiff back, a blocked nose, a mosquito bite, a cough, a sprained ankle, a stuffy head, an itchy scalp, a dry cough, a runny nose, a hoarse voice, a sore knee"),
    "point_home": words("the washing-up, the thermostat, whose turn it is to cook, the bins, the last piece of cake, the holiday plans, the television, loud music, the seat by the window, the bathroom in the morning, board game rules, the right way to load a dishwasher"),
    "a_workbook": words("a novel, a comic, a short story, a biography, a fairy tale, a detective story, a travel book, a historical novel, a picture book, a children's book"),
    "a_film": words("a film, a documentary, a cartoon, a musical, a radio play, a comedy, a short film, a television series, a school play, a puppet show"),
}
