"""The three sample cases of `caseconsultant demo`, written for it. No real patient, practice or person is in them."""

from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from consultations.desk import Desk

CLIENT = "dana@lakeside.example"
ORGANISATION = "Lakeside Internal Medicine"


@dataclass(frozen=True, slots=True)
class SampleCase:
    """A client's question as she mails it; `note` is the text of the attached note.txt, if there is one."""

    subject: str
    text: str
    note: str = ""


KIDNEY_DISEASE = SampleCase(
    subject="Diabetic kidney disease, which codes?",
    text="""Hello,

Which ICD-10-CM codes go on this claim, and in which order? Office visit,
date of service 08/12/2026, Medicare Part B. From the note:

67-year-old woman seen for follow-up of type 2 diabetes with diabetic
chronic kidney disease, stage 3a. The eGFR is 52, stable since spring.
She takes insulin glargine every night and reports no low sugars.
Hypertension, well controlled on lisinopril. No chest pain, no shortness
of breath. Mother had breast cancer. Return in three months.

Thank you,
Dana Whitfield
Lakeside Internal Medicine
""",
)
VALIDITY = SampleCase(
    subject="Is G35 still good?",
    text="""Hi,

our payer sent back G35 for a visit on June 3, 2026. Is G35 still valid on that
day, and what do they want instead? The note says multiple sclerosis, and no
more about it. We also billed 99214.

Dana
""",
)
DRUG_AND_VISIT = SampleCase(
    subject="Aranesp with the visit",
    text="""Hello again,

can we bill J0881 with the visit on 07/21/2026, and is D63.1 right for it? The
note is attached.

Dana Whitfield
Lakeside Internal Medicine
""",
    note="""OFFICE VISIT 07/21/2026

HISTORY OF PRESENT ILLNESS
71-year-old man, here for his monthly darbepoetin alfa. He denies chest pain,
bleeding and dark stools. He is not on dialysis.

MEDICATIONS
Amlodipine, furosemide.

ASSESSMENT
1. Anemia in chronic kidney disease, hemoglobin 9.4
2. Chronic kidney disease stage 4
3. Hypertension

PLAN
Darbepoetin alfa 60 mcg given under the skin today from a single-dose
syringe, nothing discarded. Blood count in four weeks.
""",
)
SAMPLES = (KIDNEY_DISEASE, VALIDITY, DRUG_AND_VISIT)


def mails(desk: Desk) -> list[EmailMessage]:
    """The samples as mails from the sample client to the service."""
    return [_mail(sample, desk) for sample in SAMPLES]


def _mail(sample: SampleCase, desk: Desk) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f"Dana Whitfield <{CLIENT}>"
    mail["To"] = desk.settings.address
    mail["Subject"] = sample.subject
    mail["Date"] = format_datetime(desk.clock())
    mail["Message-ID"] = make_msgid(domain="lakeside.example")
    mail.set_content(sample.text)
    if sample.note:
        mail.add_attachment(sample.note, filename="note.txt")
    return mail
