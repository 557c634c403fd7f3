"""Scam letters of every stage, romance scams first, and honest letters that look alike."""

from grammar import lines

SLOTS = {
    "dear": lines("My dearest {fem}\nHello my dear\nMy love\nDear {fem}\nHey beautiful\nGood morning my queen\nMy darling {fem}\nHello dear friend\nSweetheart\nHi {fem}, my angel\nMy dear {masc}\nHello handsome\nBabe"),
    "fem": lines("Margaret\nEllen\nRosa\nHelga\nIngrid\nSofia\nJoan\nDiane\nRuth\nCarla"),
    "masc": lines("Walter\nHenry\nKarl\nEdwin\nLouis\nMartin\nFrank\nGeorge"),
    "job": lines("an engineer on an oil rig\na surgeon with a peace mission\na captain of a cargo ship\nan officer on a mission overseas\na marine biologist on a research ship\na contractor on a bridge abroad\nan architect working overseas\na widowed doctor in a field hospital\na trader in gemstones\na pilot on long flights"),
    "woo": lines("""Since I saw your picture I cannot think of anything else.
        God has brought us together, I feel it in my heart.
        I have never opened up to anyone like this since my wife died.
        You are the woman I prayed for.
        I told my daughter about you and she already calls you mum.
        We have only written for two weeks, but I know that you are my soulmate.
        Soon I will hold you in my arms and we will buy the house by the lake.
        No one has ever understood me the way you do.
        I will come to you as soon as my contract ends, and then we will marry.
        Your words are the only light in this lonely place."""),
    "secret": lines("""Please do not tell your children, they would not understand our love.
        Keep this between us until I am home.
        The bank people ask silly questions, just say it is for a relative.
        Let us write on another app, the site is not private enough for us.
        Trust me as I trust you.
        Do not speak to anyone about it, it would put me in danger.
        My camera is broken, so we can't have a video call yet.
        If you love me, you will not doubt me."""),
    "need": lines("""My wallet and papers were stolen and the hotel keeps my passport.
        My daughter had an accident and the hospital wants a deposit before they operate.
        Customs has stopped the parcel with my savings and asks for a release fee.
        My account is frozen because I am abroad, and the workers must be paid.
        A pipe broke on the rig and I must replace the machine from my own pocket.
        I need to pay for my leave papers so that I can fly to you.
        The lawyer says the inheritance is released as soon as the tax is paid.
        I could buy the ticket to you if I only had the rest of the fare.
        My phone is about to be cut off, and then we could not write any more."""),
    "sum": lines("$400\n$850\n1,200 euros\n$2,500\n£900\nfive thousand\n$300\n3,700 dollars\n€650"),
    "pay": lines("""Could you get gift cards for {sum}, scratch them and send me pictures of the codes?
        Please send {sum} by wire to my agent today, I will pay back double.
        Buy {sum} in coins and send them to the address that I give you.
        Can you lend me {sum}? I will return it with interest when I am home.
        Just {sum}, my love, and you will have it back on Friday.
        Go to the shop, buy cards for {sum} and read me the numbers.
        A money transfer of {sum} in the name of my assistant is the quickest way.
        I only need your bank login so that I can pay {sum} in and you forward it to me."""),
    "kiss": lines("Yours forever\nYour loving husband to be\nKisses\nWith all my love\nForever yours\nYour man\nYour soldier\nGod bless you"),
    "org": lines("Harbour Bank\nthe parcel service\nyour bank\nthe tax office\nStreamly support\nthe energy company\nNimbus Cloud\nthe pension fund\nthe lottery board\nthe IT help desk\nPayVia"),
    "click": lines("the link below\nthis page\nthe attached form\nthe button\nthis secure link\nthe site in this message"),
    "rel": lines("Mum\nDad\nGrandma\nGrandpa\nAuntie"),
    "thing": lines("the rent\nthe school trip\nthe heating bill\nthe car repair\nthe dentist\nthe new washing machine\nmy books for the term\nthe train ticket home"),
    "day": lines("Friday\nMonday\nthe weekend\nyour birthday\nthe first of the month\nSunday"),
}

# labels fraud; each entry: rows, templates
FRAUD = [
    (26, [
        "{dear}, {woo} {woo} I am {job}. {need} {pay} {secret} {kiss}",
        "{dear},\n\n{woo} {need} {secret} {pay}\n\n{kiss}",
        "{dear}, {need} {pay} {kiss}",
        "{dear}! {need} I am so ashamed to ask you. {pay} {secret}",
        "{woo} {pay} {secret}",
        "{dear}, did you get to the shop? {pay} I wait for you, {woo}",
        "{dear} you said you love me, why do you ask so many questions? {need} {pay}",
        "{dear}, I am {job} and I cannot reach my bank from here. {pay} {kiss}",
    ]),
    (12, [
        # the wooing alone, with the marks of the script: far away, fast, secret
        "{dear}, I am {job}, widowed, with one daughter. {woo} {woo} {secret}",
        "{dear}, {woo} I am {job}, so I can't meet you yet. {secret} {kiss}",
        "{dear}, what are you doing today? I am {job} and a lonely man with a good heart. I saw your profile. Do you own your house, do you live alone? {secret}",
        "{dear}, {woo} Tell me, do you have savings, dear? I want to show you how I invest, so that we have something for our future. {secret}",
    ]),
    (9, [
        "Your account at {org} is suspended. Confirm your card and PIN on {click} within 24 hours or it will be closed.",
        "Dear customer, we noticed a strange login. To keep your account at {org}, enter your password at {click} now.",
        "{org}: your parcel could not be delivered. Pay a fee of 1.99 at {click}.",
        "Congratulations! You have won {sum} in a draw that you never entered. To receive it, pay a handling fee and send us your bank details.",
        "Hi {rel}, this is my new number, the old phone is broken. I have to pay a bill today, can you send {sum}? I'll pay you back tomorrow.",
        "{rel}, I'm in jail, please don't tell anyone. The lawyer needs {sum} in cash, a man will come to pick it up.",
        "This is {org}. A refund of {sum} waits for you. Install the helper program and let our agent into your computer.",
        "Are you at your desk? I am in a meeting and need gift cards for clients, {sum}. Buy them now and send me the codes. Keep it quiet. Your boss",
        "Earn {sum} a week from home, no skills needed. Receive money on your account, keep ten percent and forward the rest.",
        "Double your coins in 48 hours. Guaranteed. Send {sum} to our wallet and receive twice as much back.",
        "I am a lawyer and manage the fortune of a late client without heirs who shares your name. Send {sum} for the papers and you will receive millions.",
        "Your computer is infected! Call this number at once, do not switch it off. Payment by gift card only.",
        "I recorded you through your camera. Send {sum} in coins or everyone in your contacts gets the video.",
        "Flat in the centre, very cheap. I am abroad and cannot show it, but send {sum} as deposit and I post the keys.",
        "You are hired! Before you start, buy the equipment from our supplier for {sum}; we refund it with the first salary.",
        "Our bank account has changed. Please pay the open invoice of {sum} to the new account today. It is urgent and confidential.",
        "Help the children after the flood! Send {sum} by gift card only, no receipts, every minute counts.",
        "Invest {sum} with my mentor and withdraw {sum} every day. I could not believe it either. Write me in private, only three places left.",
    ]),
]
HONEST = [
    (14, [
        "{dear}, I miss you. Two more weeks of this job, then I am home. Kiss the children from me. {kiss}",
        "{dear}, happy anniversary! {woo} See you tonight, I have cooked.",
        "{dear}, thank you for the walk yesterday. I would love to see you again on {day}. No hurry.",
        "{dear}, I never thought I would fall in love again at my age. Shall we tell the children on {day}? I would like to meet your daughter.",
        "Hi {rel}, can you lend me something for {thing}? I'll ring you tonight and explain. Love, your boy",
        "{rel}, I have transferred {sum} for {thing}, it should be there by {day}. Call me when you have it.",
        "Dear {fem}, enclosed is the cheque for {thing}. Please keep the receipt. Greetings to {masc}.",
        "Hi {rel}! Thanks a lot for the gift card, I bought books with it. See you on {day}.",
        "{dear}, the ship is in port until {day}. I will call you by video at eight, the whole crew sends greetings.",
        "{dear}, I am {job} and we work long days, but the food is good. I'll be home on {day}. Give the dog a hug.",
        "Dear {masc}, it has been a year since you left us, and I still set the table for two. With all my love, your {fem}",
        "My wife and I met online. We wrote for two weeks, then met for coffee, and last month we married.",
        "{rel}, could you pick up a gift card for {fem}'s birthday, about twenty? I pay you back on {day}.",
    ]),
    (7, [
        "Your statement from {org} is ready. Log in as usual to read it. We never ask for your password by e-mail.",
        "{org}: your parcel arrives on {day} between nine and twelve.",
        "Reminder: the invoice of {sum} is due on {day}. You find our bank details on the invoice. Questions? Call the number on our site.",
        "Warning from {org}: criminals pretend to be us and ask for gift cards. We never do. Hang up and call us.",
        "The man wrote that he loved her and needed {sum} for a ticket. She told the bank, the bank told the police. A report on romance scams.",
        "I think my mother is being scammed: a man she never met asks her for {sum} in gift cards. What can I do?",
        "Your refund of {sum} for the returned shoes was paid to your card.",
        "Your salary for this month was transferred. The payslip is in the portal.",
        "Two-factor login is now active on your account at {org}. If this was not you, change your password in the settings.",
        "Our club collects money for {thing}. Cash goes to the treasurer, who writes receipts.",
        "We would like to offer you the position. The contract is attached; you will get a laptop from us on your first day.",
        "The flat can be viewed on {day}. The deposit is due when both sides have signed.",
        "How do index funds work, and is {sum} enough to begin?",
        "I lost {sum} to a fake investment site. Is there a way to report it?",
        "Can I return a gift card that I bought for {sum} yesterday?",
        "Team lunch on {day}: please send Carla {sum} divided by ten, by bank transfer or in cash.",
        "A colleague asks whether {org} changed its account. Please check by phone before we pay {sum}.",
    ]),
]
