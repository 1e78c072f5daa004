"""Preventive services of Medicare Part B, beside which G2211 is paid with a visit that carries 25.

Source: the physician fee schedule's final rule of 2025 (89 FR 97710) and CMS transmittal 13015: from 1 January 2025;
CMS's chart of preventive services (MLN006559), which lists them with their codes. Codes of HCPCS Level II are known
by their own descriptions in the loaded list; the few of CPT stand here, for their descriptions are the AMA's.
"""

import re

from codesets.hcpcs.codes import HcpcsCode

ALWAYS = frozenset({"76706", "71271", "77063", "77067", "81528", "82270", "99406", "99407"})
"""Screening of the aorta, lung, breast and bowel; counseling to stop smoking."""
_VACCINES = (("90471", "90474"), ("90476", "90759"), ("91304", "91399"))
_GIVING_COVID = "90480"
AS_SCREENING = frozenset(
    {
        *("80061", "82465", "83718", "84478"),  # heart (Z13.6)
        *("82947", "82950", "82951", "83036"),  # diabetes (Z13.1)
        *("76977", "77078", "77080", "77081", "77085"),  # bone mass
        *("97802", "97803", "97804"),  # nutrition therapy
    }
)
"""Preventive when done for screening; the same codes stand for tests of a known disease."""

_NAMED = re.compile(
    r"screening|wellness visit|preventive (?:physical|service)|administration of .*vaccine|behavioral counseling|"
    r"intensive behavioral therapy|tobacco cessation|self-management training|medical nutrition therapy|"
    r"pre-exposure prophylaxis",
    re.IGNORECASE,
)
_MEASURES = re.compile(r"documentation|not performed|documented|not able|intervention", re.IGNORECASE)
_NOT_COVERED = {"I", "M", "S"}
_PAID = (("G0001", "G0999"), ("M0201", "M0201"), ("P3000", "P3001"), ("Q0091", "Q0091"))


def preventive(code: str, row: HcpcsCode | None) -> bool | None:
    """Whether a service is preventive; None where its reason decides, or where its description is not loaded."""
    if code in ALWAYS or code == _GIVING_COVID or _within(code, _VACCINES):
        return True
    if code in AS_SCREENING:
        return None
    if not _within(code, _PAID):
        return False
    if row is None:
        return None
    return bool(_NAMED.search(row.long)) and not _MEASURES.search(row.long) and row.coverage not in _NOT_COVERED


def _within(code: str, ranges: tuple[tuple[str, str], ...]) -> bool:
    return any(first <= code <= last for first, last in ranges)
