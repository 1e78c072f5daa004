"""Kind 24: provider queries, addenda, late entries, signatures.

Source: Medicare Program Integrity Manual chapter 3 sections 3.3.2.4 and 3.3.2.5; the practice brief of AHIMA and ACDIS
on compliant queries is theirs, its principles are told in our words.
"""

from assistant.citing import guideline, integrity, manual
from assistant.topics.values import CONSULTANT, Case, Question, Said, words

_ASKED = words(
    r"addend\w*|late entr\w+|amend(?:ed|ment|ing)?\b|quer(?:y|ies)\b|correct(?:ion"
    r"|ing)? (?:to )?(?:the )?(?:note|record|chart|documentation)|add (?:it |this |that |documentation "
    r"|a note )?to the (?:note|chart|record)|after the fact|unsigned|signature|sign(?:ed)? (?:the )?note"
    r"|sign\w* (?:off|it|this|that|his|her|their|late|now|today)\b|(?:never|not|forgot to|did(?: not|n'?t)) sign"
    r"|attest\w*|cloned|copy[- ]?(?:paste|forward)|(?:change|switch|swap) (?:the |to |our |a )?(?:note|documentation"
    r"|record|diagnos[ie]s|dx|icd\S*)"
    r"|ask the (?:doctor|provider|physician|dr)|backdat\w+|go back and|document(?:ation)? (?:later|missing|not)"
)
_INTEGRITY = integrity("chapter 3", "section 3.3.2.5, amendments and late entries")
_SIGNATURE = integrity("chapter 3", "section 3.3.2.4, signatures")


_BEHIND = words(
    r"behind (?:on|in|with) (?:\w+ )?(?:notes?|charts?|charting|documentation|dictation)|back-?dat\w*"
    r"|with the (?:visit|original|service) date|notes? (?:\w+ ){0,3}(?:weeks?|months?) (?:later|after|late)"
)
_NOTICE = words(r"abn\b|advance beneficiary")
_UNDOCUMENTED = words(
    r"(?:never|not|didn'?t|did not|doesn'?t|does not) (?:wrote|write|document\w*|sa(?:y|id)|mention\w*|stat\w+"
    r"|record\w*)"
    r"|nowhere (?:in|documented)|without (?:provider )?documentation|no (?:provider )?documentation of"
)
_CODED = words(r"(?:add|code|assign|assume|report|bill|put|use|pick up)\b")
_SIGNING = words(
    r"unsigned|signature|sign(?:ed|ing)? (?:off|it|the|this|that|his|her|their|late|now|today)\b|attest"
    r"|(?:never|not|forgot to|did(?: not|n'?t)) sign"
)
_FOR_PAYMENT = words(
    r"so (?:that )?(?:it|we|they|medicare|the claim) (?:\w+ )?(?:pays?|paid|covers?)"
    r"|to get (?:it |this |the claim )?paid"
    r"|re-?bill\w*|resubmit\w*|because (?:it|the claim) (?:was )?denied"
)
_DENIED = words(r"denied|denial|reject\w*|won'?t pay|medical necessity")
_NEW_DIAGNOSIS = words(r"change|switch|swap|add\w*")
_A_NOTE = 400
"""Characters of a mail that brings a note along."""


def fits(question: Question, case: Case) -> bool:
    """Something is to be added to, or asked of, the record; a notice (ABN) to sign is another matter."""
    if case.says(_NOTICE) and question.says(_SIGNING):
        return False
    return question.says(_ASKED) or question.says(_BEHIND) or (question.says(_CODED) and case.says(_UNDOCUMENTED))


def _for_payment(question: Question) -> Said:
    """A diagnosis or a note changed after a denial: only what the record of the day already supports."""
    diagnosis = question.says(words(r"(?:change|switch|swap)\b.{0,12}(?:dx|diagnos|icd)"))
    short = (
        "Only if the note of that day already documents that condition as a reason for the service; a diagnosis is"
        " never changed to get a claim paid"
        if diagnosis
        else "No, not to get a denied claim paid: a late entry or addendum tells only what its author truly knows of"
        " the visit, and reviewers give little weight to one made after a denial"
    )
    return Said(
        short,
        (
            (
                "A denial for medical necessity is answered from the policy of the Medicare contractor (NCD,"
                " LCD or its"
                " article): where the record supports the service, appeal with it; else the denial stands."
            ),
            (
                "If the record was right and the claim was not, send a corrected claim; if the record is unclear, ask"
                " the provider with a query that does not lead."
            ),
            (
                "An addendum or late entry is marked as one, dated and signed on the day it is written, and"
                " leaves the"
                " original readable."
            ),
            CONSULTANT,
        ),
        (_INTEGRITY,),
        ("What does the note of that day say of the reason for the service?",),
    )


_QUERY = words(r"quer(?:y|ies)\b|ask the (?:doctor|provider|physician|dr)")
_UNDOCUMENTED_SAID = Said(
    (
        "No: a diagnosis is coded only from what the provider documents; findings, laboratory values and the"
        " notes of a dietitian or nurse do not name it for the provider"
    ),
    (
        (
            "Ask the provider with a query that gives the clinical indicators and does not lead; the"
            " diagnosis"
            " is coded when the provider has added it to the record."
        ),
        (
            "Others' notes may give the body mass index, the stage of an ulcer and a few more, where the"
            " provider has documented the condition itself (I.B.14)."
        ),
        CONSULTANT,
    ),
    (guideline("I.A.19"), guideline("I.B.14"), _INTEGRITY),
)
_BY_WORDS = (
    (
        _SIGNING,
        Said(
            (
                "A missing signature is mended by a signature attestation of the author, not by adding a late"
                " signature to the note"
            ),
            (
                (
                    "The attestation names the author, the patient and the date of service, and says that the"
                    " author made the entry. Orders cannot be attested this way. Beyond the short delay of"
                    " transcription, signatures are not added later."
                ),
                CONSULTANT,
            ),
            (_SIGNATURE,),
        ),
    ),
    (
        _BEHIND,
        Said(
            "Not under the visit's date: each is a late entry, dated and signed on the day it is written",
            (
                (
                    "It names the date of the visit, and tells only what the author truly remembers or can show; the"
                    " original, where there is one, stays readable. Notes belong to the visit or as soon as practicable"
                    " after it, and reviewers give little weight to what is written weeks later."
                ),
                "A service is billed when its note stands; claims that went out before are to be looked at again.",
                CONSULTANT,
            ),
            (_INTEGRITY, manual("chapter 12 section 30.6.1", "documentation of visits")),
        ),
    ),
    (
        words(r"cloned|copy"),
        Said(
            "Copied text counts only where the note shows that it was true and looked at on that day",
            (
                "Each visit stands on its own record; text that is the same in every note does not show necessity.",
                CONSULTANT,
            ),
            (integrity("chapter 3", "section 3.3.2.1.1, progress notes"),),
        ),
    ),
)
"""What is said of a matter that its own words name."""


def reply(question: Question, case: Case) -> Said:
    """What the rule allows, by what is asked."""
    if question.says(_QUERY) and not question.says(_SIGNING):
        return _query(case)
    if question.says(_CODED) and case.says(_UNDOCUMENTED):
        return _UNDOCUMENTED_SAID
    told = next((said for pattern, said in _BY_WORDS if question.says(pattern)), None)
    if told:
        return told
    if question.says(_FOR_PAYMENT) or (case.says(_DENIED) and question.says(_NEW_DIAGNOSIS)):
        return _for_payment(question)
    return Said(
        (
            "Yes, by the author, as a late entry or addendum that is marked as one, with its own date and"
            " signature, and the original left readable"
        ),
        (
            (
                "It tells only what the author truly remembers or can show, is made as soon as possible, and never"
                " changes the record to get a claim paid or after a denial or a request for records. Reviewers"
                " weigh an entry that was made long after the service accordingly."
            ),
            "The claim is billed from what the record says on the day it is billed.",
            CONSULTANT,
        ),
        (_INTEGRITY,),
    )


def _query(case: Case) -> Said:
    return Said(
        (
            "Send a query that does not lead: the clinical indicators from the record, an open question or"
            " choices that they support, with other and unable to determine"
        ),
        (
            (
                "No new diagnosis is put to a yes or no, nothing is said of payment, quality or risk scores,"
                " and the query is kept. Its answer goes into the record as a dated addendum by the provider."
            ),
            "Until it is answered, code what the record says.",
        ),
        (guideline("I.A.19 and III"), _INTEGRITY),
        ()
        if case.diagnoses or len(case.text) > _A_NOTE
        else ("Which words of the record (findings, tests, treatment) are the query about?",),
    )
