"""The checks that are made of every answer, drafted or amended. Each looks at the answer and the record alone."""

from collections.abc import Iterator
from itertools import combinations

from assistant.mentions import mentions
from assistant.passages import READ_AT_MOST, SUBJECT, unread_part
from assistant.quotes import plain
from assistant.wording import listed
from codesets import SPOKEN, Catalogue, spoken_day
from consultations.answers import Answer, Check, Result, Role, System
from consultations.records import CaseRecord


def date_of_service(answer: Answer) -> Check:
    """An assumed date is a warning, and is said."""
    day = spoken_day(answer.facts.date_of_service)
    if answer.facts.date_assumed:
        return Check(
            "date_of_service",
            Result.WARNING,
            "The date of service was assumed",
            f"The record names none that we could take, so we checked on {day}.",
            remedy="Reply with the date of service, and we check again.",
        )
    return Check("date_of_service", Result.PASS, f"Checked on the date of service, {day}")


def validity(answer: Answer) -> Iterator[Check]:
    """What checking each code line showed; `assistant.verification` has just written it into the lines."""
    day = spoken_day(answer.facts.date_of_service)
    for line in answer.code_lines:
        said = {
            Result.PASS: f"{line.code} is valid on {day}",
            Result.NOT_RUN: f"{line.code} could not be checked for {day}",
        }.get(line.result, f"{line.code} is not valid on {day}")
        remedy = ""
        if line.result is Result.NOT_RUN:
            remedy = f"Load the release of {SPOKEN[line.system]} that was in force on {day}."
        # a line that fails blocks by itself; its check says so beside the others without blocking twice
        result = Result.WARNING if line.result is Result.FAILS else line.result
        yield Check("valid_on_date", result, said, line.reason, remedy, (line.code,))


def evidence(answer: Answer) -> Iterator[Check]:
    """Every recommended code rests on words of the record."""
    bare = tuple(line.code for line in answer.code_lines if not line.evidence)
    if bare:
        yield Check("evidence", Result.WARNING, f"No evidence is quoted for {listed(bare)}", codes=bare)
    elif answer.code_lines:
        yield Check("evidence", Result.PASS, "Every code rests on words of the record")


def verbatim(answer: Answer, record: CaseRecord) -> Iterator[Check]:
    """Every quote stands in the document that it names, white space apart."""
    texts = [(document.name, plain(document.text)) for document in record.documents]
    texts.append((SUBJECT, plain(record.subject)))
    for line in answer.code_lines:
        for quote in line.evidence:
            if not any(name == quote.document and plain(quote.quote) in text for name, text in texts):
                yield Check(
                    "verbatim",
                    Result.FAILS,
                    f"A quote for {line.code} is not in the record",
                    f"\u201c{quote.quote}\u201d does not stand in {quote.document}.",
                    codes=(line.code,),
                )


def excludes1(answer: Answer, catalogue: Catalogue) -> Iterator[Check]:
    """Pairs that an Excludes1 note sets apart: a warning, for the conditions may be unrelated (I.A.12.a)."""
    codes = [line.code for line in answer.diagnoses if line.system is System.ICD10CM]
    pairs = [pair for first, second in combinations(codes, 2) for pair in ((first, second), (second, first))]
    clear = True
    for code, other in pairs:
        note = catalogue.excludes1(code, other, answer.facts.date_of_service)
        if note:
            clear = False
            yield Check(
                "excludes1",
                Result.WARNING,
                f"{code} and {other} exclude each other",
                f"Excludes1 at {note.at}: {note.text}. Report both only if the conditions are unrelated (I.A.12.a);"
                " many payers deny them together.",
                codes=(code, other),
            )
    if pairs and clear:
        yield Check("excludes1", Result.PASS, "No Excludes1 note sets two of the codes apart")


def not_loaded(answer: Answer) -> Iterator[Check]:
    """Codes of sets that are not loaded: said aloud, with what would let the check run."""
    for system in (System.HCPCS, System.CPT):
        quoted = (m.code for m in answer.mentions if m.system is system and m.role is Role.QUOTED)
        codes = tuple(dict.fromkeys([*quoted, *(line.code for line in answer.code_lines if line.system is system)]))
        if codes:
            yield Check(
                "not_loaded",
                Result.NOT_RUN,
                f"We could not check {listed(codes)}: {SPOKEN[system]} is not loaded",
                remedy=f"The operator loads {SPOKEN[system]}; until then a consultant looks it up.",
                codes=codes,
            )


def unread(record: CaseRecord) -> Iterator[Check]:
    """Attachments, and the end of a very long record, that nobody has read."""
    for name in record.unread:
        yield Check(
            "unread", Result.NOT_RUN, f"We could not read {name}", remedy="Send it as text, or paste it into the mail."
        )
    if unread_part(record):
        yield Check(
            "unread",
            Result.NOT_RUN,
            f"We read the first {READ_AT_MOST:,} characters of the record",
            remedy="Send the part that matters by itself.",
        )


def prose(answer: Answer, record: CaseRecord) -> Check:
    """Every code-shaped word of our sentences is a code line or a mention. Names of attachments are no sentences."""
    known = {line.code for line in answer.code_lines} | {mention.code for mention in answer.mentions}
    known |= {mention.code for name in record.unread for mention in mentions(name, strict=True)}
    text = "\n".join((answer.headline, answer.summary, *answer.before_you_send))
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
            "Unverified code in prose",
            f"{listed(loose)} stands in the text, and is neither a code line nor a mention with its status.",
            codes=loose,
        )
    return Check("prose", Result.PASS, "The text names no code beyond those whose status is told")
