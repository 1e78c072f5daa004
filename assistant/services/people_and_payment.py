"""The words that tell who gave a service, with whose equipment, for what relationship, and under which notice."""

from assistant.services.told import Told

PEOPLE_AND_PAYMENT: dict[Told, str] = {
    Told.PROBLEM_TREATED: (
        r"\b(?:prescri(?:bed|ption)|rx'?d|rx (?:for|given|sent)|start\w* on|treated (?:for|with)|amox\w*"
        r"|antibiotics?)\b"
        r"|\balso (?:had|has|have|c/o|complain\w*|present\w*|diagnosed|dx'?d)\b"
    ),
    Told.OWN_EQUIPMENT: (
        r"\b(?:we|office|practice|clinic) (?:also )?owns? (?:the |our |an? )?(?:own )?[\w-]+"
        r"|\bour own (?:machine|equipment"
        r"|scanner|unit|x-?ray|ultrasound)|\bin our (?:own )?office on our"
    ),
    Told.TEACHER_PRESENT: (
        r"\b(?:present (?:for|during|throughout)|key (?:portion|part|component)s?|(?:personally )?(?:saw"
        r"|examined|evaluated)"
        r" (?:and (?:examined|evaluated) )?(?:the )?(?:patient|pt)|participated in)\b"
    ),
    Told.NOBODY_SUPERVISED: (
        r"\b(?:md|do|dr\.?|doc|doctor|physician)\b(?:'s| was| is"
        r"| were)?[^.;?]{0,30}\b(?:out of (?:the )?(?:office|town"
        r"|building|clinic)|at the hospital|off-?site|away|on vacation|in surgery|in the or|not (?:in|on-?site|there"
        r"|present|here))\b|\b(?:no|without an?) (?:md|physician|doctor|doc)\b[^.;?]{0,15}\b(?:in|on|there"
        r"|present|around)"
        r"|\b(?:nobody|no one|no other \w+)(?: else)?(?: was)? (?:in|on-?site|there|present)\b"
    ),
    Told.PERSONALLY: (
        r"\bpersonally (?:did|perform\w*|provid\w*|gave|administer\w*|furnish\w*)|\b(?:mda?"
        r"|anesthesiologist) (?:alone|only"
        r"|solo|by (?:him|her)self)\b|\bno crna\b"
    ),
    Told.NOTICE_REFUSED: (
        r"\b(?:refus\w+|declin\w+|won'?t|will not|would(?: not|n'?t)|did(?: not|n'?t) want) (?:to )?sign"
        r"|\brefus\w+ (?:the |to (?:complete|choose|accept) (?:the |an )?)abn\b"
    ),
    Told.NOTICE_SIGNED: (
        r"\babn (?:is |was |has been )?(?:signed|on file|obtained)|\bsigned (?:an? |the )?(?:abn"
        r"|advance beneficiary)|\b(?:have|has|got|had|with) (?:an? |the )?(?:signed )?abn\b"
    ),
    Told.NO_NOTICE: (
        r"\b(?:no|without(?: an?)?|never (?:got|signed) an?|did(?: not|n't) (?:get|sign|have|obtain) an?"
        r"|forgot (?:the|an?|to get an?)|missing) (?:signed )?abn\b"
    ),
    Told.EXCLUDED: (
        r"\b(?:statutor\w+|excluded (?:by (?:law|statute|medicare))?|never (?:covered|covers|pays?|paid)"
        r"|non-?covered by (?:law|statute)"
        r"|cosmetic|hearing aids?|routine (?:dental|foot|eye))"
    ),
    Told.RESIDENT: r"\bresidents?\b(?! of)",
    Told.SHARED: r"\b(?:split|shared)(?:/shared)?\b|\bsplit[- ]shared",
    Told.ASSISTED: r"\bassist(?:ed|ant|ing)?\b(?: (?:at|in|with|surgeon|surgery))?",
    Told.NON_PHYSICIAN: r"\b(?:NP|PA|PA-C|nurse practitioner|physician assistant|CNS|APRN|APP)\b",
    Told.PLAN_OF_CARE_PT: (
        r"\bphysical therap\w+|\bPT (?:plan|eval|session|visit|clinic|notes?|minutes|units|services?)|\b(?:our"
        r"|a) PT\b|\bPTA\b|(?-i:\bPT\b)(?! (?:is|was|has|had|came|seen|states|reports|with|w/|c/o|who|to|in)\b)"
    ),
    Told.PLAN_OF_CARE_OT: (
        r"\boccupational therap\w+|\bOT (?:plan|eval|session|visit|clinic|services?)|\bCOTA\b|\bOTA\b"
    ),
    Told.PLAN_OF_CARE_SLP: r"\bspeech(?:[- ]language)? (?:therap\w+|patholog\w+)|\bSLP\b",
    Told.READING_ONLY: (
        r"\b(?:read(?:s|ing)?|interpret\w*|interp)(?: and (?:report|interpretation))? only\b"
        r"|professional component|only (?:read|interpret|did the (?:read|interp))"
        r"|(?:hospital|facility|another (?:group|practice)|imaging center) owns|(?:owned|done|performed) (?:by"
        r"|at|in) (?:the )?hospital|hospital'?s? (?:machine|equipment|scanner)"
        r"|(?:do not|don't|doesn't) own the"
        r"|\b(?:over-?)?(?:reads?|reading|interprets?|interpreting)\b[^.;?]{0,40}\b(?:at|for|in) (?:the |a |our )?"
        r"(?:local )?(?:hospital|facility|(?-i:ER|ED)|imaging center)\b"
    ),
    Told.TECHNICAL_ONLY: (
        r"technical component|technical only|(?:(?<!our )radiologist|outside (?:group|cardiologist|radiologist)"
        r"|another (?:physician"
        r"|group|doctor)) (?:reads|interprets|bills the read)"
    ),
    Told.NO_MORE_WORK: (
        r"\b(?:just|only|merely|simply) (?:a )?(?:refill\w*|renew\w*|mention\w*|continu\w*)|\bno (?:other"
        r"|additional|extra"
        r"|separate|further|new) (?:work|problems?|complaints?|issues?|evaluation|concerns?)|\bnothing (?:else"
        r"|additional|new)"
        r"|\b(?:stable|unchanged)[^.;?]{0,20}\b(?:refill\w*|renew\w*|no changes?)"
    ),
    Told.NO_CONTINUITY: (
        r"\b(?:urgent care|walk-?in|one[- ]time|(?:won'?t|will not|not|no) (?:be )?follow(?:ing"
        r"|ed)?(?:[- ]?up)? with us"
        r"|no (?:ongoing|continuing|longitudinal) (?:care|relationship)"
        r"|never (?:been )?seen (?:here )?(?:before|again)"
        r"|just (?:this )?once|second opinion)\b"
    ),
    Told.NURSE_ALONE: (
        r"\b(?:crna|nurse anesthetist)\b[^.;?]{0,25}\b(?:solo|alone|independent\w*|by (?:him|her)self|(?:not|un"
        r"|without|no)"
        r"[ -]?(?:medical(?:ly)? )?(?:direct\w*|supervis\w*))|\b(?:not|non|without"
        r"|no)[ -](?:medical(?:ly)? )direct\w*"
    ),
}
"""Each is looked for in every sentence, in either case."""
