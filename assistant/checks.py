"""The checks that are made of every answer, drafted or amended. Each looks at the answer and the record alone."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from assistant.diagnoses.client_codes import UNCHECKED
from assistant.reading.mentions import mentions
from assistant.reading.passages import READ_AT_MOST, SUBJECT, unread_part
from assistant.reading.quotes import plain
from assistant.wording import counted, listed
from codesets import SPOKEN, Catalogue, Note, Status, Validity, spoken_day
from consultations.answers import Answer, Check, CodeLine, Evidence, Result, Role, System
from consultations.records import CaseRecord


def date_of_service(answer: Answer) -> Check:
    """An assumed date is a warning, and is said."""
    day = spoken_day(answer.facts.date_of_service)
    if answer.facts.date_assumed:
        return Check(
            "date_of_service",
            Result.WARNING,
            "the date of service is assumed",
            f"The record names none that we could take, so we checked on {day}.",
            remedy="Reply with the date of service, and we check again.",
        )
    return Check("date_of_service", Result.PASS, f"date of service {day}")


def validity(answer: Answer) -> Iterator[Check]:
    """What checking the code lines showed; `assistant.verification` has just written it into the lines."""
    day = spoken_day(answer.facts.date_of_service)
    valid = tuple(line.code for line in answer.code_lines if line.result is Result.PASS)
    if valid:
        yield Check("valid_on_date", Result.PASS, f"{counted(len(valid), 'code')} valid on {day}", codes=valid)
    for system, lines in _by_system(answer.unchecked_lines).items():
        codes = tuple(dict.fromkeys(line.code for line in lines))
        said = f"{listed(codes)} could not be checked for {day}"
        it = "it" if len(codes) == 1 else "them"
        remedy = f"Look {it} up in the {SPOKEN[system]} release for {day}, or ask your payer."
        yield Check("valid_on_date", Result.NOT_RUN, said, remedy=remedy, codes=codes)
    for line in answer.code_lines:
        # a line that fails blocks by itself; its check says so beside the others without blocking twice
        if line.result in (Result.FAILS, Result.WARNING):
            said = f"{line.code} is not valid on {day}"
            yield Check("valid_on_date", Result.WARNING, said, line.reason, codes=(line.code,))


def _by_system(lines: tuple[CodeLine, ...]) -> dict[System, list[CodeLine]]:
    found: dict[System, list[CodeLine]] = {}
    for line in lines:
        found.setdefault(line.system, []).append(line)
    return found


def evidence(answer: Answer) -> Iterator[Check]:
    """Every recommended code rests on words of the record."""
    bare = tuple(line.code for line in answer.code_lines if not line.evidence)
    if bare:
        yield Check("evidence", Result.WARNING, f"no evidence is quoted for {listed(bare)}", codes=bare)
    elif answer.code_lines:
        yield Check("evidence", Result.PASS, "every code has a quote of your record")


def verbatim(answer: Answer, record: CaseRecord) -> Iterator[Check]:
    """Every quote stands in the document that it names, white space apart."""
    texts = [(document.name, plain(document.text)) for document in record.documents]
    texts.append((SUBJECT, plain(record.subject)))
    for quote, of in _quotes(answer):
        if not any(name == quote.document and plain(quote.quote) in text for name, text in texts):
            yield Check(
                "verbatim",
                Result.FAILS,
                f"a quote for {of} is not in the record",
                f"\u201c{quote.quote}\u201d does not stand in {quote.document}.",
                codes=(of,) if of in {line.code for line in answer.code_lines} else (),
            )


def _quotes(answer: Answer) -> Iterator[tuple[Evidence, str]]:
    """Every quote of an answer, and what it is quoted for."""
    for line in answer.code_lines:
        yield from ((quote, line.code) for quote in line.evidence)
    for reply in answer.replies:
        yield Evidence(reply.asked, reply.document), "a question"
    for query in answer.queries:
        yield from ((quote, "the provider query") for quote in query.indicators)


def excludes1(answer: Answer, catalogue: Catalogue) -> Iterator[Check]:
    """Pairs that an Excludes1 note sets apart: a warning, for the conditions may be unrelated (I.A.12.a)."""
    codes = [line.code for line in answer.diagnoses if line.system is System.ICD10CM]
    conflicts = excluding_pairs(codes, answer.facts.date_of_service, catalogue)
    for code, other, note in conflicts:
        yield Check(
            "excludes1",
            Result.WARNING,
            f"{code} and {other} exclude each other",
            f"Excludes1 at {note.at}: {note.text}. Report both only if the conditions are unrelated (I.A.12.a);"
            " many payers deny them together.",
            codes=(code, other),
        )
    if len(codes) > 1 and not conflicts:
        yield Check("excludes1", Result.PASS, "no Excludes1 conflict")


def excluding_pairs(codes: list[str], on: date, catalogue: Catalogue) -> list[tuple[str, str, Note]]:
    """Every two of the codes, once, that an Excludes1 note at either of them sets apart, with that note."""
    pairs = combinations(codes, 2)
    found = ((a, b, catalogue.excludes1(a, b, on) or catalogue.excludes1(b, a, on)) for a, b in pairs)
    return [(a, b, note) for a, b, note in found if note]


def services(answer: Answer, catalogue: Catalogue) -> Iterator[Check]:
    """Codes of procedures and supplies: what no loaded release speaks of is said aloud, with what the client can do."""
    day = answer.facts.date_of_service
    for system in (System.HCPCS, System.CPT):
        quoted = [m.code for m in answer.mentions if m.system is system and m.role is not Role.NOT_A_CODE]
        lines = [line.code for line in answer.code_lines if line.system is system]
        found = [catalogue.check(system, code, day) for code in dict.fromkeys(quoted)]
        found = [one for one in found if one.code not in lines]  # validity has spoken of the lines
        yield from _unchecked(system, found)
        for one in found:
            if one.status not in UNCHECKED:
                result = Result.PASS if one.billable else Result.WARNING
                said = "is valid on the date of service" if one.billable else "is not valid on the date of service"
                yield Check("services", result, f"{one.code} {said}", one.sentence, codes=(one.code,))


def _unchecked(system: System, found: list[Validity]) -> Iterator[Check]:
    missing = tuple(one.code for one in found if one.status is Status.NOT_LOADED)
    undated = tuple(one.code for one in found if one.status is Status.NOT_LOADED_FOR_DATE)
    for codes, why in ((missing, "is not loaded here"), (undated, "is not loaded for the date of service")):
        if codes:
            it = "it" if len(codes) == 1 else "them"
            yield Check(
                "not_loaded",
                Result.NOT_RUN,
                f"{listed(codes)}: {SPOKEN[system]} {why}",
                remedy=f"Look {it} up in {SPOKEN[system]} for the date of service, or ask your payer.",
                codes=codes,
            )


def unread(record: CaseRecord) -> Iterator[Check]:
    """Attachments, and the end of a very long record, that nobody has read."""
    for name in record.unread:
        yield Check(
            "unread", Result.NOT_RUN, f"{name} could not be read", remedy="Send it as text, or paste it into the mail."
        )
    if unread_part(record):
        yield Check(
            "unread",
            Result.NOT_RUN,
            f"only the first {READ_AT_MOST:,} characters of the record were read",
            remedy="Send the part that matters by itself.",
        )


def scanned(record: CaseRecord) -> Iterator[Check]:
    """Words that were made out from a picture: a digit read wrongly is another code."""
    names = [document.name for document in record.documents if document.scanned]
    if names:
        yield Check(
            "scanned",
            Result.WARNING,
            f"the words of {listed(names)} were made out from a picture",
            "Letters and digits may be wrong.",
            remedy="Compare the quotes with the original, or send it as text.",
        )


def prose(answer: Answer, record: CaseRecord) -> Check:
    """Every code-shaped word of our sentences is a code line or a mention. Names of attachments are no sentences."""
    known = {line.code for line in answer.code_lines} | {mention.code for mention in answer.mentions}
    known |= {mention.code for name in record.unread for mention in mentions(name, strict=True)}
    reasons = (line.why for line in answer.code_lines)
    replies = (reply.answer for reply in answer.replies)
    asking = (text for query in answer.queries for text in (query.title, query.question, *query.options))
    text = "\n".join(
        (answer.headline, answer.summary, *answer.before_you_send, *answer.questions, *reasons, *replies, *asking)
    )
    loose = tuple(
        dict.fromkeys(
            mention.code
            for mention in mentions(text, strict=True)
            if mention.system and not known & {mention.code, mention.word.upper()}
        )
    )
    if loose:
        return Check(
            "prose",
            Result.FAILS,
            "unverified code in prose",
            f"{listed(loose)} stands in the text, and is neither a code line nor a mention with its status.",
            codes=loose,
        )
    return Check("prose", Result.PASS, "every code in the text has its status")
