"""The three sample cases of `caseconsultant demo`, written for it. No real patient, practice or person is in them."""

from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from consultations.desk import Desk

CLIENT = "dana@lakeside.example"
ORGANISATION = "Lakeside Internal Medicine"

_CASES = (
    (
        "Diabetic kidney disease, which codes?",
        """Hello,

Which ICD-10-CM codes go on this claim, and in which order? Date of service 08/12/2026, Medicare Part B.

Assessment:
1. Type 2 diabetes mellitus with diabetic chronic kidney disease
2. CKD stage 3a
3. Long term (current) use of insulin

No chest pain, no shortness of breath.

Thank you,
Dana Whitfield
Lakeside Internal Medicine
""",
    ),
    (
        "Is G35 still good?",
        """Hi,

our payer sent back G35 for a visit on June 3, 2026. Is G35 valid on that day, and what do they want instead?
The patient has multiple sclerosis. We also billed 99214.

Dana
""",
    ),
    (
        "Aranesp with the visit",
        """Hello again,

can we bill J0881 with the visit on 07/21/2026? The note says: anemia in chronic kidney disease, stage 4 CKD,
essential hypertension. Is D63.1 right?

Dana Whitfield
""",
    ),
)


def mails(desk: Desk) -> list[EmailMessage]:
    """The samples as mails from the sample client to the service."""
    written = []
    for subject, text in _CASES:
        mail = EmailMessage()
        mail["From"] = f"Dana Whitfield <{CLIENT}>"
        mail["To"] = desk.settings.address
        mail["Subject"] = subject
        mail["Date"] = format_datetime(desk.clock())
        mail["Message-ID"] = make_msgid(domain="lakeside.example")
        mail.set_content(text)
        written.append(mail)
    return written
