"""How records tell of a cause of injury, an activity and a place, and the code of each (tabular list, chapter 20).

The first that fits is taken, so the closer description stands before the wider one. Causes lack their 7th character.
"""

_FELL = r"(?:fell|fall|falling|fallen)"
_OFF = r"(?: [\w-]+){0,5}? (?:out of|down from|from|off)(?: of)? (?:(?:a|an|the|his|her|their|my) )?(?:[\w-]+ )?"
_FOOD = r"(?:\w+ ){0,2}(?:onions?|vegetables?|potato\w*|fruit|meat|bread|bagel|avocado|apples?|carrots?|food)"
_HOT_DRINK = r"hot (?:coffee|tea|cocoa|soup)"
_HIT_BY_CAR = r"[^.;]{0,80}\b(?:hit|struck|rear-ended|collid\w+)\b[^.;]{0,30}\b(?:another|other|second) (?:car|vehicle)"
_FIXED = r"(?:wall|door|table|desk|corner|edge|counter|cabinet|shelf|bed|post|chair|floor|rock|pole|window|beam)"
_PLAYER = r"(?:player|person|child|defender|teammate|opponent|goal(?:ie|keeper)|runner)"
_BITTEN = r"(?:bitten by|bite from|bit by|bite of) (?:[\w'\u2019]+ ){0,3}"


def _off(what: str) -> str:
    return rf"{_FELL}{_OFF}(?:{what})\b"


def _while(doing: str) -> str:
    return rf"\b{doing}\b[^.;]{{0,80}}\b(?:fell|crashed)\b"


_STRUCK_BY = r"(?:hit|struck)(?: \w+){0,4} (?:by|with) (?:a |the )?"
_STRUCK_OR_JAMMED = r"(?:hit|struck|jammed)(?: \w+){0,4} (?:by|with|on|against) (?:a |the )?"
_BALLS = (
    ("W21.07X", "softball", rf"{_STRUCK_BY}softball"),
    ("W21.03X", "baseball", rf"{_STRUCK_BY}baseball\b(?! bat)"),
    ("W21.02X", "soccer", rf"{_STRUCK_BY}soccer ball"),
    ("W21.06X", "volleyball", rf"{_STRUCK_OR_JAMMED}volleyball"),
    ("W21.05X", "basketball", rf"{_STRUCK_OR_JAMMED}basketball"),
)
"""Code, sport, and how being struck by its ball is told."""

CAUSES = (
    ("W00.0XX", rf"(?:slip\w*|{_FELL}) on (?:[\w-]+ ){{0,4}}(?:ice|snow|icy \w+)"),
    ("W18.2XX", rf"{_FELL}(?: \w+){{0,2}} in (?:the |her |his )?(?:shower|bathtub|tub)"),
    ("W11.XXX", _off("(?:step|step-)?ladder")),
    ("W12.XXX", _off("scaffold(?:ing)?")),
    ("W13.2XX", _off("roof")),
    ("W10.1XX", rf"(?:{_FELL}|trip\w*)(?: \w+){{0,3}} (?:off|from|over|on)(?: of)? (?:a |the )?curb"),
    ("W10.9XX", rf"{_FELL}(?: \w+){{0,3}} (?:down|on|off|from)(?: of)? (?:\w+ ){{0,3}}(?:stairs?|steps|staircase)"),
    ("W09.1XX", _off("swing")),
    ("W09.0XX", _off("slide")),
    ("W09.2XX", _off("jungle gym|monkey bars")),
    ("W06.XXX", _off("bed")),
    ("W07.XXX", _off("chair|stool")),
    ("W08.XXX", _off("couch|sofa|table|desk|counter")),
    ("W14.XXX", _off("tree")),
    ("V80.010", _off("horse|pony") + r"|thrown (?:from|by) (?:a |her |his |the )?horse"),
    ("V18.0XX", _off("bike|bicycle")),
    ("V00.131", _off("skateboard")),
    ("V00.141", _off("scooter")),
    ("V00.321", _while("skiing")),
    ("V00.311", _while("snowboarding")),
    ("V00.131", _while("skateboarding")),
    ("V00.211", r"\bice[- ]skating\b[^.;]{0,80}\bfell\b"),
    ("V18.0XX", r"over the handlebars|\b(?:bike|bicycle|cycling)\b[^.;]{0,120}\b(?:fell|crashed)\b"),
    ("V80.010", r"\bhorse(?:back)?\b[^.;]{0,80}\b(?:fell|thrown)\b"),
    ("V00.311", r"(?:fell|fall|crash\w*)(?: \w+){0,3} snowboard\w*|snowboard\w* (?:fall|crash|accident)"),
    ("V00.321", r"(?:fell|fall|crash\w*)(?: \w+){0,3} ski(?:ing|s)?\b|ski(?:ing)? (?:fall|crash|accident)"),
    ("W17.89X", _off("truck|trailer|porch|deck|dock|platform|wall|trampoline")),
    ("W03.XXX", rf"collid\w+ with (?:an?|the)?(?: ?other)? ?{_PLAYER}[^.;]{{0,30}} and fell"),
    ("W51.XXX", rf"collid\w+ with (?:an?|the)?(?: ?other)? ?{_PLAYER}|head[- ]to[- ]head"),
    ("W01.0XX", rf"(?:trip\w*|slip\w*|stumbl\w*)[^.;]{{0,60}}? and (?:\w+ )?{_FELL}"),
    ("W01.0XX", rf"{_FELL} after (?:trip\w+|slip\w+)|tripped over|slipped on (?:a |the )?wet"),
    ("W18.43X", r"(?:stepp\w+|step) (?:down |down off |off |off of |down from |into a hole|in a hole)[^.;]{0,40}"),
    ("W18.40X", r"\bstumbled\b|\bmisstep\w*|(?:lost|losing) (?:his|her|their) (?:footing|balance)"),
    ("V43.52X", rf"\b(?:driver|driving|drove)\b{_HIT_BY_CAR}"),
    ("V43.62X", rf"\bpassenger\b{_HIT_BY_CAR}"),
    (
        "V43.53X",
        r"\b(?:driver|driving|drove)\b[^.;]{0,100}\b(?:hit|struck|rear-ended|collid\w+)\b[^.;]{0,30}\b(?:pick-?up|van)\b",
    ),
    ("V89.2XX", r"(?:motor vehicle|car|auto(?:mobile)?|traffic) (?:accident|collision|crash)|\bMV[AC]\b|rear-ended"),
    ("W54.0XX", rf"{_BITTEN}dog|dog bite|\bdog\b[^.;]{{0,40}}\bbit\b"),
    ("W55.01X", rf"{_BITTEN}cat|cat bite|\bcat\b[^.;]{{0,40}}\bbit\b"),
    ("W55.03X", r"scratched by (?:[\w'\u2019]+ ){0,3}cat|cat scratch"),
    (
        "W57.XXX",
        r"(?:tick|mosquito|insect|bug|flea|spider) bites?|bitten by (?:an? )?(?:tick|mosquito\w*|insect|bugs?)",
    ),
    ("W50.3XX", r"bitten by (?:another|a) (?:child|person|patient|student)|human bite"),
    (
        "W50.4XX",
        r"scratched (?:(?:him|her|me) )?(?:(?:in|on) the \w+ )?(?:by|with) (?:a |an |her |his )?(?:finger)?nail",
    ),
    ("W50.1XX", r"(?:was |got )?kicked (?:in|by|on)"),
    ("W50.0XX", r"(?:was |got )(?:elbowed|hit|struck) (?:in the \w+ )?by (?:an)?other (?:player|child|person)"),
    ("Y04.0XX", r"\b(?:fist ?fight|in a fight|altercation|was punched|got punched)\b"),
    *((code, struck) for code, _, struck in _BALLS),
    *((code, rf"\b{sport}\b[^.;]{{0,80}}\b(?:struck|hit)\b[^.;]{{0,60}}\bball\b") for code, sport, _ in _BALLS),
    ("W20.8XX", r"dropped (?:[\w-]+ ){1,5}on(?:to)? (?:his|her|their|my|the)"),
    ("W20.8XX", r"\b(?:an?|the) [\w-]+ (?:fell|landed) on(?:to)? (?:his|her|my) (?:\w+ )?(?:foot|toe|head|hand)"),
    (
        "W23.0XX",
        r"(?:slammed|caught|shut|crushed|smashed|jammed|pinched)(?: \w+){0,5} (?:in|between|by) (?:\w+ ){0,4}doors?",
    ),
    (
        "W22.8XX",
        rf"(?:hit|struck|banged|bumped|stubbed)(?: \w+){{0,5}} (?:on|against) (?:a|an|the|his|her) (?:\w+ )?{_FIXED}",
    ),
    ("W45.0XX", r"(?:stepped on|stuck by|punctured by) (?:a |an )?(?:[\w-]+ )?nail"),
    ("W46.0XX", r"needle ?-?stick"),
    ("W25.XXX", r"(?:cut|lacerat\w+)[^.;]{0,60}\b(?:broken )?glass\b|broken glass|glass (?:broke|shattered)"),
    ("W26.0XX", r"\bknife (?:slip\w*|cut)|(?:cut|lacerat\w+)[^.;]{0,60}\bknife|\bknife\b[^.;]{0,30}\bcut\b"),
    ("W26.8XX", r"(?:cut|lacerat\w+)[^.;]{0,60}\b(?:can lid|lid of a can|tin can|sheet metal|metal edge|razor)"),
    ("W31.2XX", r"\b(?:table saw|band ?saw|circular saw)\b"),
    ("W28.XXX", r"\blawn ?mower\b"),
    (
        "X10.0XX",
        rf"{_HOT_DRINK}[^.;]{{0,40}}(?:spill\w*|burn\w*)|(?:spill\w*|burn\w*)[^.;]{{0,40}}{_HOT_DRINK}",
    ),
    ("X12.XXX", r"(?:boiling|scalding|hot) water"),
    ("X15.0XX", r"burn\w*[^.;]{0,40}\b(?:stove|oven)|touched (?:a |the )?(?:hot )?(?:stove|oven)"),
    ("X50.0XX", r"(?:while|when|after|from) (?:\w+ )?(?:lifting|pulling|pushing|moving) (?:\w+ ){0,3}\w+"),
    ("X50.3XX", r"(?:repetitive (?:motion|movement|use)|overuse)"),
    ("W19.XXX", rf"(?:\b{_FELL}\b(?! (?:asleep|ill|sick|short|risk|off|behind|in love))|after a fall)"),
)

ACTIVITIES = (
    ("Y93.68", "volleyball"),
    ("Y93.67", "basketball"),
    ("Y93.66", "soccer"),
    ("Y93.64", "baseball|softball"),
    ("Y93.65", "lacrosse|field hockey"),
    ("Y93.63", "rugby"),
    ("Y93.62", "(?:flag|touch) football"),
    ("Y93.61", "football"),
    ("Y93.73", "tennis|pickleball|racquetball|squash"),
    ("Y93.53", "golf|golfing"),
    ("Y93.54", "bowling"),
    ("Y93.02", "running|jogging"),
    ("Y93.01", "walking(?! (?:his|her|the|their|a) dog)|hiking"),
    ("Y93.K1", "walking (?:his|her|the|their|a) dog"),
    ("Y93.55", "riding (?:a |his |her )?(?:bike|bicycle)|cycling|biking"),
    ("Y93.52", "horseback riding|riding (?:a |her |his )?horse"),
    ("Y93.11", "swimming"),
    ("Y93.18", "surfing"),
    ("Y93.24", "cross[- ]country skiing"),
    ("Y93.23", "skiing|snowboarding|sledding"),
    ("Y93.22", "(?:ice )?hockey"),
    ("Y93.21", "ice[- ]skating"),
    ("Y93.51", "skateboarding|roller ?skating|rollerblading"),
    ("Y93.31", "rock climbing|mountain climbing"),
    ("Y93.41", "dancing"),
    ("Y93.42", "yoga"),
    ("Y93.43", "gymnastics"),
    ("Y93.44", "jumping on (?:a |the )?trampoline"),
    ("Y93.45", "cheerleading"),
    ("Y93.71", "boxing"),
    ("Y93.72", "wrestling"),
    ("Y93.75", "karate|judo|jiu[- ]?jitsu|taekwondo|martial arts"),
    ("Y93.B3", "lifting weights|weight ?lifting|bench[- ]press\\w*|deadlift\\w*"),
    ("Y93.H1", "shovel\\w*|digging"),
    ("Y93.H2", "gardening|landscaping|yard ?work|(?:trimming|pruning) (?:\\w+ ){0,2}\\w+|mowing|raking|weeding"),
    ("Y93.G1", rf"(?:chopping|slicing|dicing|peeling|cutting) {_FOOD}|washing (?:the )?dishes"),
    ("Y93.G3", "cooking|baking"),
    ("Y93.E2", "doing (?:the )?laundry"),
    ("Y93.E3", "vacuuming"),
    ("Y93.E9", "(?:doing )?(?:house ?work|household chores|chores)|taking out (?:the )?(?:trash|garbage)"),
)

PLACES = (
    ("Y92.480", "sidewalk|curb"),
    ("Y92.481", "parking lot|parking garage"),
    ("Y92.482", "bike path|bicycle path"),
    ("Y92.322", "soccer (?:field|pitch)"),
    ("Y92.320", "baseball (?:field|diamond)"),
    ("Y92.321", "football field"),
    ("Y92.310", "basketball court"),
    ("Y92.312", "tennis court"),
    ("Y92.330", "(?:ice|skating) rink"),
    ("Y92.39", "gym|fitness center"),
    ("Y92.830", "park"),
    ("Y92.832", "beach"),
    ("Y92.511", "restaurant"),
    ("Y92.512", "supermarket|grocery store"),
    ("Y92.513", "store|shop|mall"),
    ("Y92.61", "construction site"),
    ("Y92.63", "factory"),
    ("Y92.219", "school"),
    ("Y92.411", "interstate|freeway"),
    ("Y92.410", "street|road"),
)

ROOMS = (
    ("0", "kitchen"),
    ("2", "bathroom|shower|bathtub"),
    ("3", "bedroom"),
    ("7", "garden|(?:back|front)? ?yard"),
    ("4", "driveway"),
    ("5", "garage"),
    ("9", "home|house|apartment|condo|condominium"),
)
"""Rooms of a residence and the last character of the place in a house of unspecified kind (Y92.00-)."""

RESIDENCES = (
    ("Y92.03", r"\b(?:apartment|condo(?:minium)?)\b", {"0": "0", "2": "1", "3": "2", "9": "9"}),
    ("Y92.01", r"\bsingle[- ]family (?:home|house)\b", {room: room for room in "02379"}),
    ("Y92.01", r"\b(?:driveway|garage)\b", {"4": "4", "5": "5"}),
    ("Y92.00", r"", {room: room for room in "02379"}),
)
"""Kinds of residence: where their codes begin, what names them, and their characters for the rooms."""
