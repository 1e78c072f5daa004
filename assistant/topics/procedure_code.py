"""Kind 7: the code for a procedure, drug or supply that is named in words.

HCPCS Level II is searched in its public descriptions, CPT in labels of our own; the book's words are its owner's. A
code that is found by every word of the question, and alone so, is taken; several are named, and the choice is a
consultant's, from the operative note.
"""

from dataclasses import replace
from itertools import combinations

from assistant.services.lines import system_of, title
from assistant.topics.drug_names import drug_code, listed_by
from assistant.topics.labels import Found, labelled
from assistant.topics.values import CONSULTANT, Case, Named, Question, Said, words
from assistant.wording import listed
from codesets import words as stemming
from codesets.claims import Payer
from codesets.own_words import drugs_named
from consultations.answers import Source

_ASKED = words(
    r"(?:what|which|need|correct|right|proper|best|a|the|there a|find|cpt|hcpcs|procedure|billing"
    r"|looking for)\b.{0,40}\bcodes?\b|cpt (?:for|code|is)|(?:what|which)(?:'?s| is"
    r"| are)? (?:the )?(?:cpt|hcpcs)s?\b|(?:right|correct|proper|need|the) (?:the )?cpts?\b|hcpcs (?:for"
    r"|code|is)|codes? for"
    r"|how (?:do|should|would|to|can) (?:i|we|you)?\s?(?:code|bill|report)|what (?:do|should|would|can|to) (?:i"
    r"|we)?\s?(?:code|bill|use|report)"
)
_OF_SERVICES = words(r"cpt|hcpcs|procedures?\b|drug|supply|inject|infus|remov|repair|excis|biops|test\b|surgery")
_SUBJECT = words(
    r"(?:codes?|cpt|hcpcs|code|bill|report|use|coding|billing)\s+(?:should |do |would |can |is |to |we |i |use "
    r"|be |used |billed |reported |bill |correct |it )*(?:for|of|when|if|is it for)?\s*(?:an? |the |our |doing "
    r"|this )?(.+)"
)
_NOISE = frozenset(
    stemming.stems(
        "what which code cpt hcpcs procedure bill billing report use used correct right proper best should"
        " would need for a the an we i our do does it patient"
        " performed done office today doctor dr provider physician please advise you is are when with in of on"
        " to and level ii new if only medicare drug injection per"
    )
)
_MOST = 4
_WHOLE = 0.99
_WORTH = 0.5
_REPAIRS = frozenset(str(code) for code in range(12001, 13154))
_EXCISIONS = frozenset(str(code) for code in range(11400, 11647))
_NOTES = (
    (
        _REPAIRS,
        (
            "Lengths of repairs of one kind (simple, layered or complex) in one group of sites are added; others are"
            " billed apart, the lesser with 59."
        ),
    ),
    (
        _EXCISIONS,
        (
            "The size is the largest diameter of the lesion with the narrowest margins on both sides, measured before"
            " it is cut out; benign or malignant says the pathology report, so wait for it. A layered closure is billed"
            " apart, a simple one is included."
        ),
    ),
    (
        {"17000", "17003", "17004"},
        "17000 is for the first, 17003 for each of the 2nd to 14th; 17004 alone for 15 or more.",
    ),
    ({"10060", "10061"}, "10061 is for an abscess that is complicated, or for several."),
    ({"58300", "58301", "11981", "11982"}, "The device has a HCPCS code of its own."),
)
"""What decides within a family, by the NCCI Policy Manual (chapters I and III) and CMS's descriptions."""


def fits(question: Question, case: Case) -> bool:
    """A code is asked for, and none is given."""
    if case.diagnoses and not question.says(_OF_SERVICES):
        return False
    return not question.own and question.says(_ASKED) and not question.says(words(r"icd|dx\b|diagnos\w+"))


def reply(question: Question, case: Case) -> Said:
    """The codes that the words lead to, one for each procedure, or the few that they may mean."""
    found = _labelled(question, case)
    supplies = _supplies(question, case)
    source = Source("Our own labels of CPT codes, and HCPCS Level II descriptions", "as loaded", "")
    taken = [one.codes[0] for one in found if one.sure] + [code for sure, code in supplies if sure]
    near = [code for one in found for code in one.codes if code not in taken]
    near += [code for sure, code in supplies if not sure and not taken]
    taken = [code for code in dict.fromkeys(taken) if case.tables.holds(system_of(code), code)]
    notes = tuple(note for codes, note in _NOTES if any(code in codes for code in taken or near))
    if taken:
        rest = (f"Not taken, but near: {listed(_shown(near[:2], case), 'and')}.",) if near else ()
        return Said(
            f"{listed(_shown(taken, case))} {'fits' if len(taken) == 1 else 'fit'} the words of your question",
            (
                "Check it against the procedure note: site, approach and guidance may lead to another code.",
                *notes,
                *rest,
            ),
            (source,),
            codes=_apart(taken, case),
        )
    if near:
        shown = _shown(list(dict.fromkeys(near))[:_MOST], case)
        return Said(
            f"The closest {'is' if len(shown) == 1 else 'are'} {listed(shown, 'or')}",
            (
                "Which of them it is, the procedure note decides: site, approach, number and guidance. " + CONSULTANT,
                *notes,
            ),
            (source,),
            ("Please send the procedure note without names, so that we can choose.",),
        )
    return Said(
        "We found no code that these words lead to",
        ("CPT's own text is not loaded here, and its index is licensed. " + CONSULTANT,),
        (source,),
        (
            (
                "What exactly was done, by which approach, on which site, and with which guidance? Send the"
                " procedure note without names."
            ),
        ),
    )


def _apart(codes: list[str], case: Case) -> tuple[Named, ...]:
    """The codes, each done by itself: column 2 of an edit that a modifier opens carries one, of another it goes."""
    found = {code: Named(code, system_of(code)) for code in codes}
    said = "XS" if case.plan.written.paid_by is Payer.MEDICARE else "59"
    for one, other in combinations(codes, 2):
        edit = case.tables.pair(one, other, case.plan.written.setting).row
        if edit is not None and edit.indicator == 1:
            found[edit.column2] = replace(Named(edit.column2, system_of(edit.column2)), modifiers=(said,))
        elif edit is not None:
            found.pop(edit.column2, None)
    return tuple(found.values())


def _shown(codes: list[str], case: Case) -> list[str]:
    return [f"{code} ({title(code, case.tables)})" for code in codes]


def _labelled(question: Question, case: Case) -> tuple[Found, ...]:
    """By the words of the question; where they name nothing surely, by those around it."""
    own = labelled(_told(question))
    if any(one.sure for one in own):
        return own
    around = max(labelled(question.context), labelled(case.text), key=lambda found: sum(one.sure for one in found))
    return around if any(one.sure for one in around) else own


def _told(question: Question) -> str:
    match = _SUBJECT.search(question.asked)
    return match[1] if match else question.asked


def _supplies(question: Question, case: Case) -> list[tuple[bool, str]]:
    """Drugs and supplies of HCPCS Level II, and whether every word leads to the code; brands by their substance."""
    named = drugs_named(question.asked) or drugs_named(question.context)
    if named:
        return [(True, code) for name in named if (code := drug_code(name, case.tables))]
    wanted = {stem for stem in stemming.stems(_told(question)) if stem not in _NOISE and not stem.isdigit()}
    if not wanted:
        return []
    hits = listed_by(" ".join(sorted(wanted)), case.tables)
    whole = [hit.code for hit in hits if hit.coverage > _WHOLE]
    return [(len(whole) == 1, hit.code) for hit in hits if hit.coverage > (_WHOLE if whole else _WORTH)]
