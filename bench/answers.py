"""Two thousand answers to mails made of templates over the code tables, and whether any breaks its promises.

`make check-answers` prints, over every kind of question, with wrong, deleted and invented codes among them:
recommended codes that are not on the verified list, code-shaped words without a role, quotes that do not stand in the
record, citations that lead nowhere, and answers that raise. All of them must be 0.
"""

import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from assistant import Assistant
from codesets import Catalogue, Status, install, open_catalogue
from codesets.own_words import cpt_labels, modifiers
from consultations.answers import Answer, Result
from consultations.records import CaseRecord, Document

HOW_MANY = 2_000
_DAYS = (date(2026, 5, 15), date(2026, 9, 1), date(2024, 7, 22), date(2025, 10, 20), date(2019, 3, 4))
_CODE_SHAPED = re.compile(
    r"(?<![\w.@#/$-])(?:[A-TV-Z][0-9][0-9AB](?:\.[0-9A-Z]{1,4})|[A-V][0-9]{4}|[0-9]{5}|[0-9]{4}[FTU])(?![\w@-])"
)
"""A reading of its own, so that what the assistant overlooks is found: dotted diagnoses, HCPCS and CPT numbers."""
_INVENTED = ("E11.222", "A08.12", "Z99.999", "99999", "J9998", "00000", "M54.5", "I10.9", "S72.301", "J1030", "A0021")

TEMPLATES = (
    "Can {a} and {b} be billed together? {day}",
    "Is {a} bundled into {b}, or is 59 ok? {day} Medicare.",
    "Do I need a 25 on {v} with {a}? {told} {day}",
    "Pt had {a} on {before}, now {b} on {now}. Modifier 58, 78 or 79?",
    "Should we use 59 or XS on {b} with {a}? {told} {day}",
    "Is it {a}-50 or RT/LT for both knees? {day}",
    "How many units of {j} for {dose} mg? {waste} {day}",
    "What is the CPT code for {label}? {day}",
    "What level for {minutes} minutes, established pt, is {v} ok? {day}",
    "New or established patient? Last seen 2 yrs ago by another specialty. {v} {day}",
    "{a} denied CO-97 with {v}, remark N264. What do we do? {day}",
    "Which diagnoses for this visit? {day}\n\nAssessment:\n1. {condition}\n2. {other}",
    "Which goes first, {d} or {e}? {day}",
    "Is {d} still valid on {now}? What replaced it?",
    "Are {d}, {e} and {a} billable? {day}",
    "What 7th character does {d} need? {day} fracture in routine healing.",
    "Screening colonoscopy, polyp removed, {a}. Modifier 33 or PT? {day}",
    "Can {v} go with G0439 and G2211? {day}",
    "Video visit {v} at home, POS 10 and 95? {day}",
    "Is {a} covered by Medicare in Ohio for {d}? {day}",
    "ABN signed for {a}: GA or GZ? {day}",
    "Hospital owns the machine: {a} with 26 or TC? {day}",
    "PA assisted at {a}. AS or 80? {day}",
    "What is the MUE of {a}? We billed {a} x {units}. {day}",
    "What is the ICD-10 crosswalk for ICD-9 250.00 and V58.67? {d} maybe. {day}",
    "Can the doctor addend the note for {a} after the denial? {day}",
    "97110 for {minutes} minutes and 97140 for 15 minutes, physical therapy, how many units? {day}",
    "What is {a}? And what does {d} mean? {day}",
    "Which modifier for {a} and {v}? {told} {day}",
    "May {d} and {e} be reported together? Guideline? {day}",
    "{a}, {b} and {v}-25 with {d}; is this ok? ZIP 78701, phone 512-555-0142, MRN 88213, vitamin B12, A1C 8.1. {day}",
)


@dataclass(frozen=True, slots=True)
class Broken:
    """A promise that an answer broke."""

    what: str
    detail: str


def mails(catalogue: Catalogue, seed: int, how_many: int) -> Iterator[str]:
    """Mails from the templates in turn, filled at random; the same for the same seed."""
    chance = random.Random(seed)
    procedures = [code for code in cpt_labels() if not code.startswith("99")]
    visits = [code for code in cpt_labels() if code.startswith("992")]
    diagnoses = [hit.code for term in _TERMS for hit in catalogue.search(term, _DAYS[0], 8)] + list(_INVENTED)
    drugs = ("J0881", "J3301", "J1885", "J9035", "J1030", "J9998", "Q5103", "J0897")
    for number in range(how_many):
        day = chance.choice(_DAYS)
        code_a, code_b = (chance.choice([*chance.sample(procedures, 6), chance.choice(_INVENTED)]) for _ in "ab")
        text = TEMPLATES[number % len(TEMPLATES)].format(
            a=code_a,
            b=code_b,
            v=chance.choice(visits),
            d=chance.choice(diagnoses),
            e=chance.choice(diagnoses),
            j=chance.choice(drugs),
            dose=chance.choice((4, 40, 60, 100, 7.5)),
            waste=chance.choice(("", "20 mg wasted from a single-dose vial.", "Nothing wasted.")),
            label=cpt_labels()[chance.choice(procedures)],
            minutes=chance.randrange(5, 90),
            units=chance.randrange(1, 9),
            told=chance.choice(_TOLD),
            condition=chance.choice(_TERMS),
            other=chance.choice(_TERMS),
            day=chance.choice((f"DOS {day:%m/%d/%Y}", f"Date of service {day}.", "")),
            now=f"{day:%m/%d/%Y}",
            before=f"{day - timedelta(days=chance.randrange(2, 100)):%m/%d/%Y}",
        )
        yield f"Hi,\n\n{text}\n\n{chance.choice(_CLOSINGS)}"


_TERMS = (
    *("type 2 diabetes with chronic kidney disease", "hypertension", "low back pain", "asthma", "gout", "migraine"),
    *("fracture of lower end of radius", "heart failure", "pneumonia", "iron deficiency anemia", "multiple sclerosis"),
)
_TOLD = (
    "",
    "Different lesion on the other arm.",
    "Same lesion.",
    "Scheduled for the injection, no other complaint.",
    "We also managed her hypertension and adjusted meds.",
    f"Note: {sorted(modifiers())[3]} was on the old claim.",
)
_CLOSINGS = ("Thanks, Dana", "Thx!\n-- \nRiver Clinic, 12 Main St, Austin, TX 78701", "", "> older mail quoted 99213")


def broken(answer: Answer, record: CaseRecord, catalogue: Catalogue) -> Iterator[Broken]:
    """Every promise that the answer breaks, looked at without the assistant's own checks."""
    yield from _codes(answer, catalogue)
    yield from _roles(answer)
    yield from _quotes(answer, record)
    yield from _citations(answer, catalogue)
    yield from (Broken("a draft that blocks its own approval", sentence) for sentence in answer.blocking)


def _codes(answer: Answer, catalogue: Catalogue) -> Iterator[Broken]:
    for line in answer.code_lines:
        found = catalogue.check(line.system, line.code, answer.facts.date_of_service)
        unknown = found.status is Status.NOT_LOADED_FOR_DATE and line.result is Result.NOT_RUN
        if not (found.status is Status.VALID or unknown) or not found.billable:
            yield Broken("a recommended code outside the verified list", f"{line.code}: {found.sentence}")


def _roles(answer: Answer) -> Iterator[Broken]:
    known = {line.code for line in answer.code_lines} | {mention.code for mention in answer.mentions}
    reasons = [line.why for line in answer.code_lines]
    prose = [answer.headline, answer.summary, *answer.before_you_send, *answer.questions, *reasons]
    for text in [*prose, *(reply.answer for reply in answer.replies)]:
        for word in _CODE_SHAPED.findall(text):
            if word not in known:
                yield Broken("a code-shaped word without a role", f"{word} in {text[:120]}")


def _quotes(answer: Answer, record: CaseRecord) -> Iterator[Broken]:
    texts = {document.name: " ".join(document.text.split()) for document in record.documents}
    quotes = [(quote.quote, quote.document) for line in answer.code_lines for quote in line.evidence]
    for quote, document in [*quotes, *((reply.asked, reply.document) for reply in answer.replies)]:
        if " ".join(quote.split()) not in texts.get(document, ""):
            yield Broken("a quote that is not verbatim", quote)


def _citations(answer: Answer, catalogue: Catalogue) -> Iterator[Broken]:
    places = [place for line in answer.code_lines for place in line.sources]
    for place in [*places, *(place for reply in answer.replies for place in reply.sources)]:
        if not 0 < place <= len(answer.sources):
            yield Broken("a citation without its source", str(place))
    names = {release.name for release in catalogue.shelf.releases()}
    for source in answer.sources:
        dated = source.edition.startswith(("in force", "effective"))
        if dated and source.title.removesuffix(", tabular list") not in names:
            yield Broken("a citation of a release that is not loaded", source.title)


def measure(catalogue: Catalogue, seed: int = 1, how_many: int = HOW_MANY) -> tuple[Counter[str], list[Broken]]:
    """The answers by the topic of their subject, and every broken promise."""
    assistant = Assistant(catalogue)
    topics: Counter[str] = Counter()
    found: list[Broken] = []
    for text in mails(catalogue, seed, how_many):
        record = CaseRecord(date(2026, 11, 23), (Document("your mail", text),))
        answer = assistant.draft(record)
        topics[answer.topic] += 1
        found += broken(answer, record, catalogue)
    return topics, found


def main() -> None:
    """Over the stores in the folder named, or over the bundled release alone."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(made)
        if len(sys.argv) == 1:
            install(folder)
        with open_catalogue(folder) as catalogue:
            topics, found = measure(catalogue)
    for topic, count in topics.most_common():
        print(f"{count:>6,}  {topic}")
    for what, count in Counter(one.what for one in found).most_common():
        example = next(one.detail for one in found if one.what == what)
        print(f"{count:>6,}  {what}, such as {example}")
    sys.exit(f"{len(found)} broken promises" if found else 0)


if __name__ == "__main__":
    main()
