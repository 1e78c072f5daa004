"""Sets aside what a record says to machines, and its links, before anything is read from it.

A clinical record tells of a patient. Sentences that instruct software are no record, whoever put them there: what they
name is neither documented nor asked. They are set aside, and the answer says so. Links and images are set aside as
well, so that no quote carries one on.
"""

import re
import unicodedata
from dataclasses import dataclass, replace

from assistant.reading.passages import documents_of
from consultations.answers import Check, Result
from consultations.records import CaseRecord, Document

_SURELY = (
    r"(?:artificial intelligence|language models?|llms?|chat ?bots?|gpt[\w.-]*|copilot|casepilot|(?:ai|automated"
    r"|drafting|coding) (?:assistant|model|system|agent|bot|coder|reader|reviewer|tool|software|engine))"
)
_PERHAPS = r"(?:ai|assistant|agent|bot|machine|model|system)"
_ADJECTIVE = r"(?:all|any|every|your|previous|prior|above|earlier|preceding|system|other|existing|safety|original)"
_TO_MACHINES = (
    # sets our rules aside
    (
        rf"(?:ignore|disregard|forget|override|bypass)\W{{1,3}}(?:[\w,]+ ){{0,3}}?{_ADJECTIVE}\W(?:[\w,]+ ){{0,3}}?"
        r"(?:instructions?|prompts?|rules|directions|directives|guardrails|safeguards|checks|verification|restrictions)\b"
    ),
    (
        r"(?:ignore|disregard|forget|override) (?:everything|anything|all)\b[^.!?\n]{0,30}"
        r"\b(?:above|before|previous|said|told)\b"
    ),
    # speaks to a machine, or casts the reader as one
    (
        rf"\b(?:dear|hi|hello|hey|attention|attn|note (?:to|for)|message (?:to|for)|instructions? (?:to|for)|to"
        r"|if you are|you are|you're|acting as|act as|as)[ :,]{1,2}(?:now )?(?:an? |the |any |our |all )?(?:\w+ )?"
        rf"{_SURELY}"
    ),
    (
        r"\b(?:dear|hi|hello|hey|attention|attn|note to|message to|you are now|you are|you're|act as|as) "
        rf"(?:an? |the |our )?(?:unrestricted |helpful |powerful |ai )?{_PERHAPS}\b[,:!]"
    ),
    r"\b(?:if you are|you are|you're|act as|as) (?:now )?an? (?:ai|unrestricted|uncensored|dan)\b",
    # the furniture of prompts
    r"\b(?:system|developer|hidden|original|initial) (?:prompt|override)\b|\byour (?:system )?prompt\b",
    r"^\W{0,6}(?:system|developer) ?(?:message|prompt|override|note|instructions?)?\W{0,3}[:>\]]",
    r"<\|?/?(?:im_start|im_end|system|assistant|user|endoftext|data|record|instructions?|tool_call|function_calls?)\b",
    (r"\[/?(?:INST|SYS|SYSTEM)\]|#{2,} ?(?:instructions?|system|new task|task|response)\b|\bBEGIN PROMPT\b"),
    r"\b(?:new|updated|additional|following|secret) (?:system )?(?:instructions?|directives?)\b ?(?:are|is|for you|:)",
    r"\b(?:jailbreak|developer mode|do anything now|prompt injection)\b|\{\{[^}\n]{1,80}\}\}|\{%[^%\n]{1,80}%\}",
    # asks for what only a machine that obeys would do
    (
        r"\b(?:reveal|print|repeat|output|dump|leak|disclose|quote)\b[^.!?\n]{0,60}"
        r"\b(?:other|previous|earlier|another|last)\W"
        r"(?:\w+ ){0,2}(?:cases?|patients?|clients?|practices?|conversations?|consultations?|mails?)\b"
    ),
    r"\b(?:reveal|print|output|dump|leak)\b[^.!?\n]{0,40}\b(?:api keys?|passwords?|secrets?|credentials|database)\b",
    (
        r"\b(?:do not|don't|never|without) (?:tell|mention|inform|alert|notify|show|ask|involv|wait)\w*\b[^.!?\n]{0,40}"
        r"\b(?:human|reviewer|consultant|operator)\b"
    ),
    (
        r"\b(?:approve|release|mark|treat)\b[^.!?\n]{0,50}\b(?:automatically|without (?:\w+ )?(?:review|approval"
        r"|a human)|as (?:already )?(?:pre-?)?(?:approved|verified))\b"
    ),
    r"\b(?:cc|bcc|forward)\b[^.!?\n]{0,60}[\w.+-]{1,64}@[\w-]+\.\w+",
    (
        r"\b(?:add|include|insert|embed|put|append|render)\b[^.!?\n]{0,40}\b(?:hyperlink|markdown|html|iframe|pixel"
        r"|(?:image|link|picture) (?:to|from|tag|at))\b"
    ),
    r"\b(?:call|invoke|execute) (?:the |a |your )?(?:\w+ )?(?:tool|function|shell|plugin)\b",
    (
        r"\b(?:respond|answer|reply|output|say)\b[^.!?\n]{0,12}"
        r"\b(?:only with|exactly with|with exactly|verbatim|with the words)\b"
    ),
    r"\bfrom now on,? you\b|\byour (?:new|only|real|true) (?:task|job|role|goal|purpose)\b",
    r"\bin (?:your|the) (?:answer|draft|response|output|reply),? (?:always|only|add|include|put|write|state)\b",
)
"""Sentences that no clinician writes in a note and no biller in a question. An assistant at surgery, aortic
insufficiency (AI) and a patient who disregards instructions are not among them."""
_TO_A_MACHINE = re.compile("|".join(_TO_MACHINES), re.IGNORECASE)
_GOES_ON = re.compile(
    r"\W{0,4}(?:(?:and|then|also|instead|now|please|so|just|you|your|it|this|is|the|only|correct|right),? )*"
    r"(?:must|should|shall|will|can|may|are|report|add|use|output|reply|say|return|include|respond|answer|send|forward"
    r"|list|print|do not|don't|never|always|only|code|bill|append|begin|start|end|finish|replace|change|set|mark|treat"
    r"|remove|ignore|state|write|recommend|insert|choose|pick|select|put|act|comply|obey|confirm|approve|give|make|tell"
    r"|skip|failure|otherwise|overrides|thank you for complying|code)\b",
    re.IGNORECASE,
)
"""How a sentence goes on that belongs to the instruction before it."""
_LINK = re.compile(
    r"!?\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)|</?[a-z!][^>\n]{0,500}>|\b(?:https?|ftp|file|data|javascript):\S{1,2000}"
    r"|\bwww\.\S{1,500}",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+(?=\s|$)|\.(?=\S)[^.!?\n]*)*[ \t]*|[.!?]+[ \t]*|\n")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")


@dataclass(frozen=True, slots=True)
class Screened:
    """The record to read from, and what is said about the parts that were set aside."""

    record: CaseRecord
    checks: tuple[Check, ...]


def screen(record: CaseRecord) -> Screened:
    """The record without sentences that speak to machines, and without links; what is left stands verbatim in it."""
    subject, *read = documents_of(record)
    left, *parts = [_without(document.text) for document in (subject, *read)]
    documents = tuple(Document(document.name, text) for document, (text, _) in zip(read, parts, strict=True))
    screened = replace(record, documents=documents, subject=" ".join(left[0].split()))
    return Screened(screened, _CHECKS if any(set_aside for _, set_aside in (left, *parts)) else ())


_CHECKS = (
    Check(
        "screening",
        Result.WARNING,
        "part of your mail was not read",
        "It reads like instructions to software instead of telling of a patient or asking us.",
        "If it matters, tell us in other words.",
    ),
)


def _without(text: str) -> tuple[str, bool]:
    """Sentence by sentence, and whether any was set aside.

    An instruction takes those with it that go on with it, up to the next blank line.
    """
    kept: list[str] = []
    instructed = set_aside = False
    for match in _SENTENCE.finditer(text):
        sentence = match[0]
        if not sentence.strip():
            instructed = instructed and not (kept and kept[-1].endswith("\n"))
            kept.append(sentence)
            continue
        seen = _INVISIBLE.sub("", unicodedata.normalize("NFKC", sentence))
        instructed = bool(_TO_A_MACHINE.search(seen)) or (instructed and bool(_GOES_ON.match(seen)))
        set_aside = set_aside or instructed
        kept.append("" if instructed else sentence)
    return _LINK.sub("\n\n", "".join(kept)), set_aside
