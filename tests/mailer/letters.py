"""Letters for tests: a full answer with every kind of part, and one of each other letter."""

from dataclasses import replace
from datetime import UTC, date, datetime

from consultations import letters
from consultations.answers import (
    Answer,
    Check,
    CodeLine,
    CodeMention,
    Evidence,
    Facts,
    ProviderQuery,
    Reply,
    Result,
    Role,
    Source,
    System,
)

STANDING = letters.Standing(plan="Solo", used=4, limit=10, renews_on=date(2026, 12, 1))

ANSWER = Answer(
    topic="Diabetic kidney disease with an ESA",
    headline="Yes: report E11.22 with N18.31 and add I12.9",
    summary="The note also lists hypertension, so ICD-10-CM expects I12.9 beside the diabetic kidney code.\n\n"
    "EC says why the drug was given and JZ says none was thrown away, so one does not replace the other.",
    facts=Facts(date(2026, 9, 16), date_assumed=False, payer="Medicare Part B", setting="office"),
    diagnoses=(
        CodeLine(
            System.ICD10CM,
            "E11.22",
            "Type 2 diabetes mellitus with diabetic chronic kidney disease",
            Result.PASS,
            evidence=(Evidence("CKD 3a due to T2DM", "your mail"),),
            sources=(1,),
        ),
        CodeLine(
            System.ICD10CM,
            "I12.9",
            "Hypertensive chronic kidney disease with stage 1 through stage 4 chronic kidney disease, or unspecified "
            "chronic kidney disease",
            Result.PASS,
            "Hypertension and CKD are presumed linked unless the provider says otherwise.",
            sources=(2,),
        ),
        CodeLine(System.ICD10CM, "N18.31", "Chronic kidney disease, stage 3a", Result.PASS, sources=(1,)),
        CodeLine(
            System.ICD10CM,
            "S52.521A",
            "Torus fracture of lower end of right radius, initial encounter for closed fracture",
            Result.WARNING,
            "Two codes in this answer may exclude each other.",
        ),
    ),
    services=(
        CodeLine(
            System.HCPCS,
            "J0881",
            "Darbepoetin alfa, 1 mcg, non-ESRD use",
            Result.NOT_RUN,
            "J0881 was not checked: HCPCS Level II is not loaded here.",
            modifiers=("EC", "JZ"),
            units=60,
        ),
        CodeLine(
            System.CPT,
            "96372",
            "Giving the injection under the skin",
            Result.NOT_RUN,
            "96372 was not checked: CPT is not loaded here.",
        ),
    ),
    mentions=(
        CodeMention("N18.3", Role.REJECTED, "a header since 2021, not billable; use N18.31", System.ICD10CM),
        CodeMention("J0882", Role.QUOTED, "HCPCS is not loaded", System.HCPCS),
        CodeMention("A1C", Role.NOT_A_CODE, "a laboratory value"),
    ),
    checks=(
        Check("validity", Result.PASS, "validity of the ICD-10-CM codes on 16 Sep 2026"),
        Check("excludes1", Result.WARNING, "Excludes1 note at S52.5", "The conditions may be unrelated."),
        Check("ncci", Result.NOT_RUN, "NCCI edits", "The tables are not loaded.", "An operator can load them."),
    ),
    before_you_send=("Report the latest hemoglobin. Medicare wants it on every ESA claim.",),
    sources=(
        Source("ICD-10-CM Tabular List", "FY2026, 1 Oct 2025 to 30 Sep 2026", "E11.22, N18"),
        Source("ICD-10-CM Official Guidelines", "FY2026", "I.C.9.a.2"),
    ),
)

ANSWER_LETTER = letters.AnswerLetter(
    case_number="CC-7K3M9Q",
    greeting="Hi Dana,",
    answer=ANSWER,
    reviewer="Mara Okafor",
    credential="CPC",
    approved_at=datetime(2026, 11, 18, 15, 42, tzinfo=UTC),
    standing=STANDING,
    follow_up_days=14,
)

CROWDED_LETTER = replace(
    ANSWER_LETTER,
    answer=replace(
        ANSWER,
        topic="Modifiers and " + "w" * 60,
        headline="Report M84.68XA; 66984-79-LT: " + "x" * 90,
        services=(
            replace(ANSWER.services[0], modifiers=("EC", "JZ", "KX", "59"), units=1200, title="y" * 120),
            ANSWER.services[1],
        ),
        before_you_send=("z" * 200,),
        replies=(
            Reply("Is it right?", "your mail", "Yes: it is right. " + "v" * 100, (1, 2)),
            Reply("And\nwhich side?", "your mail", "The left.", (1,)),
        ),
        questions=("Which eye was it? The code names the side.",),
        queries=(
            ProviderQuery(
                "type of the heart failure",
                (Evidence("HFrEF, EF 30%", "note.txt"),),
                "Which type is it?",
                ("systolic", "other", "unable to determine"),
            ),
        ),
    ),
)
"""An answer with every part there is, and with words that no line has room for."""

ALL: tuple[letters.Letter, ...] = (
    ANSWER_LETTER,
    CROWDED_LETTER,
    letters.QuestionLetter("CC-7K3M9Q", "Hi Dana,", "Which arm was it?\n\nAnd when?", "Mara Okafor", "CPC"),
    letters.AcknowledgementLetter("CC-7K3M9Q", "Hi Dana,", datetime(2026, 11, 18, 20, tzinfo=UTC), STANDING),
    letters.OverQuotaLetter("Hi Dana,", STANDING),
    letters.UnknownSenderLetter(),
    letters.AgreementMissingLetter("Hi Dana,"),
    letters.EncryptedLetter("Hi Dana,", "S/MIME"),
    letters.DeclinedLetter("CC-7K3M9Q", "Hi Dana,", "This is a legal question.", "Mara Okafor", "CPC", STANDING),
    letters.UndeliveredLetter(
        "CC-7K3M9Q",
        "Hello,",
        "answer",
        datetime(2026, 11, 18, 15, 42, tzinfo=UTC),
        "dana@lakeside.example",
        "the mailbox is full",
        "Make room in that mailbox, or have it switched on again.",
    ),
    letters.InvitationLetter("Hi Lea,", "lea@desk.example", "https://desk.example/link/abcdefghijklmnop", 72),
    letters.NewPasswordLetter("Hi Lea,", "https://desk.example/link/abcdefghijklmnop", 2),
    letters.TrialLetter(),
)
