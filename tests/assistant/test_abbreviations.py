"""Every abbreviation leads to a code of its own condition, and not by a guess."""

from datetime import date

import pytest

from assistant.reading.abbreviations import meaning
from codesets import Catalogue

DAY = date(2026, 5, 15)

# by hand from the tabular list, so that a mistake in the table shows
CONDITIONS = {
    "A49": "MRSA",
    "C49": "GIST",
    "D47": "MGUS",
    "D50": "IDA",
    "D69": "ITP",
    "D75": "HIT",
    "E10": "DM1 T1DM",
    "E11": "DM2 T2D T2DM",
    "E28": "PCOS",
    "E78": "HLD",
    "F32": "MDD",
    "F41": "GAD",
    "F42": "OCD",
    "F43": "PTSD",
    "F90": "ADHD",
    "G12": "ALS",
    "G25": "RLS",
    "G45": "TIA",
    "G47": "OSA",
    "G56": "CTS",
    "H35": "AMD",
    "H81": "BPPV",
    "I10": "HTN",
    "I21": "NSTEMI STEMI",
    "I25": "CAD",
    "I44": "LBBB",
    "I45": "RBBB",
    "I47": "SVT",
    "I48": "AF AFib",
    "I50": "CHF HFpEF HFrEF",
    "I63": "CVA",
    "I71": "AAA",
    "I73": "PAD PVD",
    "I82": "DVT",
    "J06": "URI",
    "J44": "COPD",
    "J80": "ARDS",
    "K20": "EoE",
    "K21": "GERD GORD",
    "K58": "IBS",
    "K75": "NASH",
    "K76": "NAFLD",
    "M19": "DJD OA",
    "M26": "TMJ",
    "M31": "TTP",
    "M32": "SLE",
    "M54": "LBP",
    "N17": "AKI ARF",
    "N18": "CKD ESRD",
    "N39": "UTI",
    "N40": "BPH",
    "R06": "SOB",
}
CATEGORY = {short: category for category, shorts in CONDITIONS.items() for short in shorts.split()}


@pytest.mark.parametrize("short", CATEGORY)
def test_the_long_form_leads_to_its_condition(catalogue: Catalogue, short: str) -> None:
    hit = catalogue.search(meaning(short), DAY, 1)[0]
    assert hit.code.startswith(CATEGORY[short])
    assert hit.coverage > 0.99
    assert not hit.assumed


def test_words_are_not_taken_for_abbreviations() -> None:
    assert [meaning(word) for word in ("hit", "als", "sob", "Oa", "MS", "PE")] == [
        "hit",
        "als",
        "sob",
        "Oa",
        "MS",
        "PE",
    ]
    assert meaning("copd") == meaning("COPD") == "chronic obstructive pulmonary disease"
    assert meaning("CKD3a") == "chronic kidney disease stage 3a"
