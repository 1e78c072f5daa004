"""A claim that uses every key, for people who write their first one; `codes check --example` prints it."""

from typing import Any

EXAMPLE: dict[str, Any] = {
    "id": "A-1001",
    "dos": "2026-05-15",
    "setting": "practitioner",
    "payer": "Medicare",
    "state": "TX",
    "age": 71,
    "sex": "F",
    "place_of_service": "11",
    "provider": "1234567893",
    "specialty": "11",
    "discharge": None,
    "diagnoses": [
        "M17.11",
        {"code": "I10", "uncertain": False, "present_on_admission": ""},
    ],
    "lines": [
        {"code": "99214", "modifiers": ["25"], "diagnoses": ["B"]},
        {"code": "20610", "modifiers": ["RT"], "units": 1, "date": "2026-05-15", "through": None, "diagnoses": ["A"]},
        {
            "code": "J3301",
            "units": 4,
            "place_of_service": "11",
            "minutes": None,
            "diagnoses": ["M17.11"],
            "drug": {
                "given": 40,
                "wasted": 0,
                "unit": "mg",
                "single_dose": False,
                "ndc": "00003-0293-05",
                "hemoglobin": None,
                "hematocrit": None,
            },
        },
    ],
    "earlier": [
        {"code": "20610", "date": "2026-02-10", "modifiers": ["RT"], "provider": "1234567893", "specialty": "11"}
    ],
}
