"""icd10cm.combination: conditions that are presumed to be connected, and have a code for both together.

Source: ICD-10-CM Official Guidelines I.A.15 ("with"), I.C.9.a.1 to 3 (hypertension with heart disease, with chronic
kidney disease, with both), I.C.9.a.10 (hypertensive crisis) and I.C.4.a (diabetes and its complications). Warnings,
because the provider may have documented that the two have nothing to do with each other.
"""

from collections.abc import Iterator

from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, Finding

_HEART = ("I50", "I51.4", "I51.5", "I51.6", "I51.7", "I51.89", "I51.9")
_HYPERTENSION = ("I10", "I11", "I12", "I13")
_LATE_KIDNEYS = ("N18.5", "N18.6")
_LATE = {"I12.0", "I13.11", "I13.2"}
_FAILING = {"I11.0", "I13.0", "I13.2"}
_DIABETES = ("E08", "E09", "E10", "E11", "E13")
_TOGETHER = (
    (("N18",), ".22", "chronic kidney disease"),
    (("L97.4", "L97.5"), ".621", "an ulcer of the foot"),
    (("K31.84",), ".43", "gastroparesis"),
    (("I96",), ".52", "gangrene"),
)
"""What stands under "with" at diabetes in the index, and how the code for both goes on after the type (E11)."""
_WANTED = (
    (".22", ("N18",), "the stage of the kidney disease (N18.-)"),
    (".621", ("L97.4", "L97.5"), "the site of the ulcer (L97.4-, L97.5-)"),
)
_TYPE = len("E11")


class Combinations(Rule):
    """Hypertension with heart and kidneys; diabetes with what it does."""

    id = "icd10cm.combination"
    source = "ICD-10-CM Official Guidelines I.A.15, I.C.4.a and I.C.9.a"
    medicare = False

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """What stands apart; one pass for a claim with hypertension or diabetes and nothing apart."""
        codes = tuple(dict.fromkeys(diagnosis.code for diagnosis in claim.diagnoses))
        concerned = tuple(code for code in codes if code.startswith((*_HYPERTENSION, "I16", *_DIABETES)))
        if concerned:
            found = [*self._hypertension(codes), *self._crisis(codes), *self._diabetes(codes)]
            yield from found or [
                self.passes(concerned, "No condition that is presumed to be connected with these stands apart.")
            ]

    def _hypertension(self, codes: tuple[str, ...]) -> Iterator[Finding]:
        for present in (code for code in codes if code.startswith(_HYPERTENSION)):
            wanted = _hypertensive(codes)
            others = tuple(code for code in codes if code.startswith(("N18", *_HEART)))
            if present != wanted:
                others = others or tuple(code for code in codes if code.startswith(_HYPERTENSION) and code != present)
                yield self.warns(
                    (present, *others),
                    f"{present} stands with {', '.join(others)}: hypertension is presumed to be connected with"
                    f" heart disease and chronic kidney disease, and {wanted} says it in one code (I.C.9.a).",
                    f"Report {wanted} in place of {present}, before the codes that it goes with, unless the provider"
                    " documented that they are not connected.",
                    indicator=wanted,
                )
            for missing, why in _without(present, codes):
                yield self.warns((present,), f"{present} stands without {missing} ({why}).", f"Add {missing}.")

    def _crisis(self, codes: tuple[str, ...]) -> Iterator[Finding]:
        crisis = next((code for code in codes if code.startswith("I16")), "")
        if crisis and not any(code.startswith((*_HYPERTENSION, "I15", "I1A")) for code in codes):
            yield self.warns(
                (crisis,),
                f"{crisis} stands without the hypertension that it comes from (I.C.9.a.10).",
                "Add the code of I10 to I15 or I1A that was documented; the reason for the encounter stands first.",
            )

    def _diabetes(self, codes: tuple[str, ...]) -> Iterator[Finding]:
        types = dict.fromkeys(code[:_TYPE] for code in codes if code.startswith(_DIABETES))
        for kind in types:
            own = [code for code in codes if code.startswith(kind)]
            plain = f"{kind}.9"
            if plain in own and len(own) > 1:
                rest = tuple(code for code in own if code != plain)
                yield self.warns(
                    (plain, *rest),
                    f"{plain} says diabetes without complications, and {', '.join(rest)} names one.",
                    f"Take {plain} off.",
                )
            for starts, end, what in _TOGETHER:
                others = tuple(code for code in codes if code.startswith(starts))
                if others and f"{kind}{end}" not in own:
                    yield self.warns(
                        (own[0], *others),
                        f"{others[0]} stands apart from {own[0]}: the index has {what} under diabetes, with, so the two"
                        " are presumed to be connected (I.A.15).",
                        f"Report {kind}{end}{f' in place of {plain}' if plain in own else ''}, before {others[0]},"
                        " unless the provider documented another cause.",
                        indicator=f"{kind}{end}",
                    )
            for end, starts, what in _WANTED:
                if f"{kind}{end}" in own and not any(code.startswith(starts) for code in codes):
                    said = f"{kind}{end} wants an additional code for {what}, and there is none."
                    yield self.warns((f"{kind}{end}",), said, "Add it behind, as documented.")


def _hypertensive(codes: tuple[str, ...]) -> str:
    """The code for hypertension with all that stands on the claim."""
    stages = [code for code in codes if code.startswith("N18")]
    kidneys = bool(stages) or any(code.startswith(("I12", "I13")) for code in codes)
    heart = any(code.startswith(("I11", "I13", *_HEART)) for code in codes)
    late = any(code.startswith(_LATE_KIDNEYS) for code in stages) if stages else bool(_LATE & set(codes))
    failing = any(code.startswith("I50") for code in codes) or bool(_FAILING & set(codes))
    if kidneys and heart:
        return {(True, False): "I13.0", (False, False): "I13.10", (False, True): "I13.11", (True, True): "I13.2"}[
            failing, late
        ]
    if kidneys:
        return "I12.0" if late else "I12.9"
    if heart:
        return "I11.0" if failing else "I11.9"
    return "I10"


def _without(present: str, codes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The companions that a hypertensive disease wants and lacks, and where the guidelines say so."""
    if present.startswith(("I12", "I13")) and not any(code.startswith("N18") for code in codes):
        yield "the stage of the kidney disease (N18.-)", "I.C.9.a.2"
    if present in _FAILING and not any(code.startswith("I50") for code in codes):
        yield "the kind of heart failure (I50.-)", "I.C.9.a.1"
