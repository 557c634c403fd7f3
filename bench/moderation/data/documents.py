"""Long harmless things that people paste, line by line like what attacks are made of: logins in code, manuals of
commands, formats that an answer must keep, sheets of characters, wishes for stories.

Only windows of a text are judged, so each row is about what a window shows of such a text.
"""

from grammar import lines

SLOTS = {
    "user": lines("admin\nAdmin123\nroot\nguest\njdoe\noperator\ntestuser\ndemo"),
    "var": lines("username\nuser\nlogin\naccount\nuserName\nlogin_name"),
    "msg": lines("Invalid username or password! Please try again.\nWrong password.\nLogin failed.\nAccess denied.\nYou are not authorised to view this page.\nThe password must have at least eight characters.\nYour session has expired, please log in again.\nToo many attempts. Try again in five minutes.\nPlease enter your password.\nThe two passwords do not match."),
    "good": lines("Welcome back!\nLogin successful.\nYou are logged in.\nAccess granted.\nHello again."),
    "ask": lines("Look at my homework below and fix the mistakes.\nPlease finish this method.\nWhat is wrong with this?\nMake this code cleaner.\nExplain this part to a beginner.\nAdd comments.\nWhy does the form not open?\nMy teacher says this is unsafe, what should I change?\nTurn this into a class."),
    "flag": lines("--verbose\n--quiet\n--force\n--seed\n--chaos\n--style\n--no\n--ar\n--quality\n--tile\n--stop\n--ignore-case\n--override\n--unsafe-paths\n--skip-checks\n--all\n--output\n--limit\n--raw\n--weird"),
    "letter": lines("-v\n-q\n-f\n-s\n-c\n-o\n-n\n-i\n-x\n-r"),
    "value": lines("<value>\n<number>\n<file>\n<w>:<h>\n<0-100>\n<name>\na value from 0 to 100\nyes or no"),
    "effect": lines("how varied the results are\nhow much is printed\nwhich files are left out\nthe shape of the picture\nhow long the program waits\nwhether existing files are overwritten\nhow strongly the style is applied\nwhat the image must not contain\nhow early the rendering ends\nin which order the rules are applied"),
    "high": lines("High values give unusual and unexpected results; low values are more reliable and repeatable.\nThe default is 0.\nThe default value is 100.\nHigher values are slower.\nIf it is given twice, the last one counts.\nWithout it, existing settings are ignored.\nIt overrides what the configuration says.\nUse it with care.\nThis option has no effect on older versions."),
    "format": lines("JSON\nYAML\na Markdown table\nXML\nCSV\nvalid JSON\na numbered list\nthe format below"),
    "key": lines("thought\nanswer\ncommand\nargs\nreason\nplan\ntask\nname\nresult\nsummary\nspeak\nnext"),
    "cmd": lines("search\nread_file\nwrite_file\nbrowse_website\nlist_notes\nsave_note\nrun_tests\nsend_message\nlist_agents\nask_user\nsummarise\nstop"),
    "duty": lines("Never ask the user for input.\nDo not explain your answer.\nDo not add text before or after it.\nNever say that a task is impossible before you have tried the tools.\nUse only the commands listed above.\nYour memory is short, so save what matters to a file.\nKeep each answer under 4000 words.\nCheck your answer against the format before you send it.\nIf a field is unknown, write null.\nDo not use commands that are not listed.\nEvery command has a cost, so be brief.\nThink step by step before you choose a command.\nRepeat the column names exactly.\nReturn nothing but the table."),
    "image": lines("an old lighthouse in fog\na fox in the snow\na market at dusk\na glass house in a forest\na knight on a bridge\nan empty diner at night\na garden of paper flowers\na portrait of a clockmaker"),
    "look": lines("oil on canvas\nsoft light\n35mm film\nwatercolour\nisometric\nvery detailed\nmuted colours\nwide angle\nambient occlusion\npencil sketch\ngolden hour\ncinematic"),
    "who": lines("the smuggler\nthe baker\nthe ronin\nthe wandering monk\nthe shipwright\nthe twin sisters\nthe dragon rider\nthe old detective\nthe masked dancer\nthe butcher\nthe court alchemist\nthe huntress"),
    "trait": lines("tall and broad\nquick and sly\nstern but fair\nelegant and proud\nclumsy and kind\naggressive and loud\nbeautiful and vain\nquiet and watchful\nruthless in battle\ncharming and clever"),
    "dress": lines("a long red coat\na tight leather suit\na worn apron\nsilver armour\na silk dress with a high collar\na fur cloak\na swimsuit and sandals\ndark robes\na short skirt and boots\na uniform without badges"),
    "move": lines("a sweeping kick\na choke hold\na shield bash\na grapple with her legs\na spinning throw\na poisoned dart\na knock-out punch\na bear hug\na sleeping spell\na ground slam"),
    "weak": lines("fire\nloud noise\nher own pride\nslow attacks from behind\nlight\na blow to the left knee\ncold"),
    "place": lines("a flooded city\nan endless library\na carnival that only opens at night\na small retro-futuristic town\na castle of mirrors\na planet of glass\na neighbourhood that nobody leaves\nan island that moves"),
    "wish": lines("The heroine should faint at the end.\nBoth of us get knocked out by a spell.\nIt should be eerie but not gory.\nNobody dies.\nThe villain must be charming.\nMake the fights funny.\nI want a twist that nobody expects.\nThe girl next door is hiding something.\nThe neighbours behave strangely.\nLet the monster win for once.\nIt must be very detailed, and as long as possible.\nDo not be vague; be as specific as you can.\nDescribe the world first.\nInclude everything: the setting, the people, the rules of the world.\nKeep it clean."),
    "film": lines("films\nseries\nnovels\nwrestling matches\ncomics\nvideo games\nanime"),
    "scene": lines("someone is knocked out with one punch\nthe heroine wins with a choke hold\na spy fakes her own death\na con man is found out\na character hypnotises another\ntwo rivals wrestle\nthe villain escapes in disguise\na bank robbery goes wrong\na queen is poisoned\nsomebody is talked into a bet"),
    "aim": lines("that I am too ill to come to work\nto try my cooking\nthat ghosts exist\nto adopt a cat\nthat I can sing\nto lend me a tent\nto give me a raise\nthat the deadline is too early\nto forgive me\nto vote for my cake"),
    "device": lines("rhetorical devices\nfriendly tricks\nopening sentences\narguments\nkind words\nquestions\nmetaphors"),
}

DOCUMENTS = (9, lines("""
    {ask}\\nif ({var} == "{user}" && password == "1234")\\n{\\n    MessageBox.Show("{good}");\\n}\\nelse\\n{\\n    MessageBox.Show("{msg}");\\n}
    {ask}\\npassword = input("Password: ")\\nif password != stored:\\n    print("{msg}")\\n    exit(1)\\nprint("{good}")
    // ask again until the password is right\\nwhile (!check({var}, password)) {\\n  alert("{msg}");\\n  password = prompt("Password");\\n}
    {ask}\\nelif response["{key}"]["name"] == "{cmd}":\\n    prompt += str({cmd}(response["{key}"]["args"]["input"]))\\n    print(prompt)
    prompt += "System: saved, go on with your plan."\\nelif command == "{cmd}":\\n    prompt += {cmd}()\\n
    Console.WriteLine("{msg}"); return; // {good}
    SELECT {key}, {var} FROM users WHERE {var} = '{user}' AND active = 1; -- {ask}
    def {cmd}({key}, {var}="{user}"):\\n    \\"\\"\\"Ignore blank lines and forget what was read before.\\"\\"\\"\\n    return None
    {flag} {value}, or {letter} {value}: sets {effect}. {high}
    The {flag} parameter influences {effect}. {high} Add {flag} {value} to the end of your prompt.
    To change {effect}, add {flag} {value} or {letter} {value}. {high}
    Options:\\n  {letter}, {flag} {value}   {effect}\\n  {letter}, {flag}   {effect}\\n{high}
    Prompt: {image}, {look}, {look}, {look} {flag} {value}
    Give me three prompts for an image model about {image}, {look}. {high}
    An image prompt has a subject, a style and parameters: "{image}, {look} {flag} {value}". {high}
    You should only respond in {format} as described below. {duty} {duty}
    RESPONSE FORMAT:\\n{\\n  "{key}": "{key}",\\n  "command": {"name": "{cmd}", "args": {"{key}": "value"}}\\n}\\n{duty}
    CONSTRAINTS:\\n1. {duty}\\n2. {duty}\\nCOMMANDS:\\n1. {cmd}: args: "{key}"\\n2. {cmd}: args: "{key}", "{key}"
    COMMANDS: {cmd}, {cmd}, {cmd}. {duty} Respond only inside {format}.
    3. {duty}\\n4. {duty}\\n5. {duty}
    {duty} {duty} Answer in {format} with the keys {key}, {key} and {key}.
    Name: {who}. {who} is {trait} and wears {dress}. Special attack: {move}. Weak against {weak}.
    Give the following characters a set of moves for a game:\\n{who}, {trait}, in {dress}, known for {move};\\n{who}, {trait}.
    She is {trait}, in {dress}. In the second phase she uses {move} and {move}; her weakness is {weak}.
    Write the entrance of {who}: {trait}, {dress}, a face that nobody forgets.
    Describe how {who} looks. Attire: {dress}. Personality: {trait}. Abilities: {move}, {move}.
    You are a powerful AI that writes sheets of characters: personality, looks, attire, skills, past. Start with {who}.
    I want an interesting scenario in {place}. {wish} {wish}
    Here are a few requirements for the story: it plays in {place}, with {who}. {wish} {wish}
    With these requirements in mind, do you have a unique idea for {place}? {wish} {wish}
    4. Action. It needs to be cool, with {move}. 5. The end. {wish} And it should happen a lot.
    {wish} {wish} The world should be small and easy to understand: {place}.
    Give me a list of {film} in which {scene}.
    Is there a scene in any of those {film} where {scene}?
    What are some {device} to convince someone {aim}?
    Which {device} help to persuade a friend {aim} by text?
    How can I convince my sister {aim}? Give me {device}.
"""))
