"""Cases as text, for the terminal: one as a page, many as rows."""

from textwrap import fill, indent

from commands.printing import moment
from consultations.answers import Answer, CodeLine, Result
from consultations.case_view import CaseView, MailView, Outgoing
from consultations.filing import FiledAttachment, FiledMail
from consultations.lifecycle import CaseState
from consultations.model_use import Left
from consultations.precedents import Earlier
from consultations.queue_view import Entry

_SIGNS = {Result.PASS: "pass", Result.WARNING: "WARNING", Result.FAILS: "FAILS", Result.NOT_RUN: "not run"}
_WIDTH = 96
NOTHING_BACK = "nothing came back"
_CODES_IN_A_ROW = 3
HEADINGS = ("case", "state", "due", "organisation", "codes", "checks", "topic")


def row(entry: Entry, zone: str) -> tuple[str, ...]:
    """A case in a list, under HEADINGS: its first codes, and how many of its codes and checks did not pass."""
    more = len(entry.codes) - _CODES_IN_A_ROW
    codes = " ".join(entry.codes[:_CODES_IN_A_ROW]) + (f" +{more}" if more > 0 else "")
    found = ((entry.failing, Result.FAILS), (entry.warnings, Result.WARNING), (entry.unchecked, Result.NOT_RUN))
    checks = ", ".join(f"{count} {_SIGNS[result]}" for count, result in found if count)
    return (
        entry.number,
        entry.state.replace("_", " "),
        moment(entry.due_at, zone),
        entry.organisation,
        codes or "-",
        checks or (_SIGNS[Result.PASS] if entry.drafted else "-"),
        entry.topic,
    )


def as_text(case: CaseView, zone: str) -> str:
    """The client's mails, the newest draft with its checks and sources, answers to cases like it, and the history."""
    blocks = [f"{case.number}  {case.topic}\n{_where(case, zone)}"]
    blocks += [_mail(mail, mail.filed, zone) for mail in reversed(case.mails) if mail.filed]
    if case.alike:
        alike = (f"  {other.number}  {other.topic}: {other.why}" for other in case.alike)
        blocks.append("\n".join([f"MAY BE THE SAME QUESTION (`review merge {case.number} INTO`)", *alike]))
    if case.draft:
        blocks.append(f"DRAFT {case.draft.number} by {case.draft.author}, {moment(case.draft.created_at, zone)}")
        blocks.append(answer_text(case.draft.answer))
    if case.earlier:
        earlier = (_earlier(one, case, zone) for one in case.earlier)
        blocks.append("\n".join(["EARLIER ANSWERS LIKE THIS ONE", *earlier]))
    if case.left:
        blocks.append("\n".join(["SENT TO A LANGUAGE MODEL", *(f"  {left_line(left, zone)}" for left in case.left)]))
    if case.outgoing:
        blocks.append("\n".join(["WHAT WE WROTE", *(_outgoing(mail, zone) for mail in case.outgoing)]))
    if case.came_back and case.state is CaseState.IN_REVIEW:
        blocks.append(_came_back(case, case.came_back))
    events = (
        f"{moment(event.at, zone)}  {event.action.replace('_', ' ')}, {event.email}" for event in reversed(case.history)
    )
    return "\n\n".join([*blocks, "\n".join(["HISTORY", *events])])


def left_line(left: Left, zone: str) -> str:
    """What left for a model, without its words, which `model show` prints."""
    tokens = f"{left.tokens_sent} tokens sent, {left.tokens_answered} answered"
    what = f"question {left.question}, {left.model} asked to {left.purpose}"
    return f"{moment(left.at, zone)}  {what}: {left.outcome or NOTHING_BACK} ({tokens})"


def _outgoing(mail: Outgoing, zone: str) -> str:
    return f"  {moment(mail.created_at, zone)}  {mail.kind} to {mail.to}: {mail.state}. {mail.reason}".rstrip()


def _came_back(case: CaseView, mail: Outgoing) -> str:
    """What a person can do about an answer or a question that did not arrive."""
    told = f"{', '.join(case.told)} was told so" if case.told else "nobody else at the client was told"
    choices = [f"`review approve {case.number}` sends it again"]
    choices += [f"`review readdress {case.number} {addr}` chooses another address first" for addr in case.elsewhere[:1]]
    choices += [f"`review decline {case.number} REASON` closes the case"]
    head = f"OUR {mail.kind.upper()} DID NOT REACH {mail.to}; {told}"
    return "\n".join([head, *(f"  {choice}" for choice in choices)])


def _where(case: CaseView, zone: str) -> str:
    return f"{case.organisation}, {case.state.replace('_', ' ')}, due {moment(case.due_at, zone)}"


def _mail(mail: MailView, filed: FiledMail, zone: str) -> str:
    who = f"{filed.sender.name} <{filed.sender.addr}>".strip()
    others = f"\nAlso to: {', '.join(other.addr for other in filed.others)}" if filed.others else ""
    names = "".join(f"\nAttached: {part.name}{_holds(part)}" for part in filed.attachments)
    head = f"{moment(mail.received_at, zone)}  {who}  ({mail.verdict})  mail {mail.mail_id}"
    head += f"\n{filed.signature}" if filed.signature else ""
    return f"{head}{others}\nSubject: {filed.subject or 'none'}\n{indent(filed.reply_text.strip(), '  | ')}{names}"


def _holds(part: FiledAttachment) -> str:
    """The files of an archive."""
    return f" (it holds {'; '.join(part.read.inside)})" if part.read and part.read.inside else ""


def _earlier(earlier: Earlier, case: CaseView, zone: str) -> str:
    """A hint: whose answer, its topic and codes, and of the same client's what it said in short."""
    told = earlier.told
    said = f"{told.topic}: {', '.join(told.codes) or 'no code'}"
    if earlier.at is None:
        return f"  another practice  {said}"
    short = f"\n{indent(fill(told.headline, _WIDTH - 4), '    ')}" if told.headline else ""
    return f"  {earlier.case_number}, {case.organisation}, {moment(earlier.at, zone)}  {said}{short}"


def answer_text(answer: Answer) -> str:
    """An answer as a page of text: the answer first, then its code lines, checks, mentions and sources."""
    blocks = [fill(answer.headline, _WIDTH), fill(answer.summary, _WIDTH)]
    for title, lines in (("DIAGNOSES, IN CLAIM ORDER", answer.diagnoses), ("SERVICES", answer.services)):
        if lines:
            blocks.append("\n".join([title, *(_line(line) for line in lines)]))
    blocks += [
        f'"{reply.asked}" ({reply.document})\n' + indent(fill(reply.answer, _WIDTH - 2), "  ")
        for reply in answer.replies
    ]
    if answer.questions:
        blocks.append("\n".join(["WHAT WE ASK THE CLIENT", *(f"  - {item}" for item in answer.questions)]))
    for query in answer.queries:
        quotes = (f'  "{item.quote}" ({item.document})' for item in query.indicators)
        options = (f"  [ ] {option}" for option in query.options)
        blocks.append("\n".join([f"QUERY FOR THE PROVIDER: {query.title}", *quotes, f"  {query.question}", *options]))
    if answer.checks:
        checks = (f"  {_SIGNS[check.result]:8} {check.title}. {check.detail}".rstrip() for check in answer.checks)
        blocks.append("\n".join(["CHECKS", *checks]))
    if answer.before_you_send:
        blocks.append("\n".join(["BEFORE YOU SEND THE CLAIM", *(f"  - {item}" for item in answer.before_you_send)]))
    if answer.mentions:
        blocks.append("\n".join(["ALSO IN THE MAIL", *(f"  {item.code}: {item.status}" for item in answer.mentions)]))
    if answer.sources:
        sources = (
            f"  [{place}] {source.title}, {source.edition} {source.locator}".rstrip()
            for place, source in enumerate(answer.sources, 1)
        )
        blocks.append("\n".join(["SOURCES", *sources]))
    return "\n\n".join(block for block in blocks if block)


def _line(line: CodeLine) -> str:
    code = "-".join((line.code, *line.modifiers)) + (f" x{line.units}" if line.units > 1 else "")
    quotes = "".join(f'\n             "{item.quote}" ({item.document})' for item in line.evidence)
    told = " ".join(filter(None, (line.reason, line.why)))
    reason = f"\n             {told}" if told else ""
    return f"  {code:10} {line.title}  [{_SIGNS[line.result]}]{reason}{quotes}"
