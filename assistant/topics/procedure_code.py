"""Kind 7: the code for a procedure, drug or supply that is named in words.

HCPCS Level II is searched in its public descriptions, CPT in labels of our own; the book's words are its owner's. A
code that is found by every word of the question, and alone so, is taken; several are named, and the choice is a
consultant's, from the operative note.
"""

from assistant.services.known import KnownTables
from assistant.services.lines import system_of, title
from assistant.topics.values import CONSULTANT, Case, Named, Question, Said, words
from assistant.wording import listed
from codesets import Hit, NotLoaded, System, procedures
from codesets import words as stemming
from codesets.own_words import cpt_labels
from consultations.answers import Source

_ASKED = words(
    r"(?:what|which|need|correct|right|proper|best|a|the|there a|find|cpt|hcpcs|procedure|billing"
    r"|looking for)\b.{0,40}\bcodes?\b|cpt (?:for|code|is)|hcpcs (?:for|code|is)|codes? for"
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


def fits(question: Question, case: Case) -> bool:
    """A code is asked for, and none is given."""
    if case.diagnoses and not question.says(_OF_SERVICES):
        return False
    return not question.own and question.says(_ASKED) and not question.says(words(r"icd|dx\b|diagnos\w+"))


def reply(question: Question, case: Case) -> Said:
    """The code that the words lead to, or the few that they may mean."""
    wanted = _wanted(question)
    found = _labels(wanted) + _supplies(question, wanted, case)
    found.sort(key=lambda one: -one[0])
    source = Source("Our own labels of CPT codes, and HCPCS Level II descriptions", "as loaded", "")
    best = [one for one in found if one[0] >= _WHOLE]
    named = [
        one for one in (best or found)[:_MOST] if case.tables.holds(system_of(one[1]), one[1]) or one[1] in cpt_labels()
    ]
    if not wanted or not named:
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
    shown = [f"{code} ({title(code, case.tables)})" for _, code in named]
    if len(best) == 1 and case.tables.holds(system_of(best[0][1]), best[0][1]):
        code = best[0][1]
        return Said(
            f"{shown[0]} fits the words of your question",
            ("Check it against the procedure note: site, approach and guidance may lead to another code.",),
            (source,),
            codes=(Named(code, system_of(code)),),
        )
    return Said(
        f"The closest {'is' if len(shown) == 1 else 'are'} {listed(shown, 'or')}",
        ("Which of them it is, the procedure note decides: site, approach, number and guidance. " + CONSULTANT,),
        (source,),
        ("Please send the procedure note without names, so that we can choose.",),
    )


_WHOLE = 0.99
_WORTH = 0.5


def _wanted(question: Question) -> set[str]:
    match = _SUBJECT.search(question.asked)
    text = match[1] if match else question.asked
    return {stem for stem in stemming.stems(text) if stem not in _NOISE and not stem.isdigit()}


def _labels(wanted: set[str]) -> list[tuple[float, str]]:
    found = []
    for code, label in cpt_labels().items():
        stems = set(stemming.stems(label))
        shared = len(wanted & stems) / len(wanted) if wanted else 0.0
        if shared >= _WORTH:
            found.append((round(shared - len(stems - wanted) * 0.001 if shared < 1 else shared, 3), code))
    return found


def _supplies(question: Question, wanted: set[str], case: Case) -> list[tuple[float, str]]:
    if not wanted:
        return []
    hits = _search(" ".join(sorted(wanted)), case.tables)
    return [(round(hit.coverage, 3), hit.code) for hit in hits if hit.coverage > _WORTH]


def _search(term: str, tables: KnownTables) -> list[Hit]:
    found = procedures.search(tables.catalogue.shelf, System.HCPCS, term, tables.day, _MOST)
    if isinstance(found, NotLoaded) and found.nearest:
        day = min(max(tables.day, found.nearest.first_day), found.nearest.last_day)
        found = procedures.search(tables.catalogue.shelf, System.HCPCS, term, day, _MOST)
    return [] if isinstance(found, NotLoaded) else found
