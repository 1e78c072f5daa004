"""Made clinic notes of any length: no patient's, but with the headings, lists and sentences of real ones."""

import random
from collections.abc import Iterator

LINES_A_PAGE = 48

_PROBLEMS = (
    "Type 2 diabetes mellitus with diabetic chronic kidney disease, stage 3a",
    "Essential hypertension, at goal on lisinopril",
    "Hyperlipidemia, continue atorvastatin",
    "Right knee osteoarthritis, primary",
    "Gastroesophageal reflux disease without esophagitis",
    "Hypothyroidism, TSH 2.1",
    "Major depressive disorder, recurrent, mild",
    "Moderate persistent asthma with acute exacerbation",
    "Iron deficiency anemia, likely from menorrhagia",
    "Obesity, BMI 34.2",
    "Atrial fibrillation, on apixaban",
    "Chronic obstructive pulmonary disease",
    "Low back pain, no red flags",
    "Vitamin D deficiency",
    "Left plantar fasciitis",
)
_SENTENCES = (
    "The patient denies chest pain, shortness of breath, fever and chills.",
    "She reports that her sugars were between 130 and 180 before breakfast.",
    "No edema, no rash; lungs clear to auscultation bilaterally.",
    "Mother had breast cancer at 61, father had a stroke.",
    "Possible sleep apnea was discussed; a sleep study is ordered.",
    "We reviewed the labs of last week: creatinine 1.4, eGFR 52, A1c 7.9.",
    "Metformin 1000 mg twice a day is continued, semaglutide is started.",
    "Follow up in three months, sooner if symptoms get worse.",
    "Former smoker, quit ten years ago; drinks wine on weekends.",
    "Surgical history: appendectomy as a child, cholecystectomy in 2011.",
)


def pages(count: int, seed: int) -> list[list[str]]:
    """So many pages of lines, none longer than 75 characters; the same seed gives the same note."""
    lines = _lines(random.Random(seed))
    return [[next(lines) for _ in range(LINES_A_PAGE)] for _ in range(count)]


def _lines(chance: random.Random) -> Iterator[str]:
    yield "Date of service: 08/12/2026"
    while True:
        for heading in ("History of Present Illness:", "Review of Systems:", "Exam:"):
            yield heading
            yield from chance.sample(_SENTENCES, 5)
        yield "Assessment and Plan:"
        for number, problem in enumerate(chance.sample(_PROBLEMS, 6), 1):
            yield f"{number}. {problem}"
            yield chance.choice(_SENTENCES)
