"""Places of service, modifiers, indicators and procedure labels: one look-up each, in memory after the first."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

from codesets.own_words.tables import listed, rows
from codesets.own_words.values import (
    CodeKind,
    Effect,
    Indicator,
    Modifier,
    ModifierGroup,
    ModifierKind,
    PlaceOfService,
    Rate,
    Successor,
)


def place_of_service(code: str) -> PlaceOfService | None:
    """The place with that two-digit code; None where CMS has assigned none."""
    return places_of_service().get(code)


@cache
def places_of_service() -> Mapping[str, PlaceOfService]:
    """Every place of service by its code, in the order of the codes."""
    found = {
        row["code"]: PlaceOfService(row["code"], row["name"], Rate(row["rate"]), row["meaning"])
        for row in rows("place_of_service")
    }
    return MappingProxyType(found)


def modifier(code: str) -> Modifier | None:
    """The modifier with that spelling, in either case ("xe"); None where the table has none, which proves nothing."""
    return modifiers().get(code.upper())


@cache
def modifiers() -> Mapping[str, Modifier]:
    """The modifiers that practices meet, by their two characters."""
    return MappingProxyType({row["modifier"]: _modifier(row) for row in rows("modifiers")})


def meaning(indicator: Indicator, value: str) -> str | None:
    """What a value of an indicator says ("010" of global days), None where the table does not know it."""
    return _meanings().get((indicator, value))


def meanings(indicator: Indicator) -> Mapping[str, str]:
    """Every value of an indicator with what it says."""
    return {value: text for (kind, value), text in _meanings().items() if kind is indicator}


def cpt_label(code: str) -> str | None:
    """A plain label of our own for a CPT code; None for the many that have none."""
    return cpt_labels().get(code.upper())


@cache
def cpt_labels() -> Mapping[str, str]:
    """The CPT codes that practices ask about most, with labels that were written without the book."""
    return MappingProxyType({row["code"]: row["label"] for row in rows("cpt_labels")})


def successor(code: str) -> Successor | None:
    """What came after a procedure's or drug's code that ended; None for codes that the table does not know."""
    return successors().get(code.upper())


@cache
def successors() -> Mapping[str, Successor]:
    """The codes that ended and that practices still ask about, by their number."""
    found = {
        row["code"]: Successor(
            row["code"], date.fromisoformat(row["last_day"]), listed(row["successors"]), row["remark"]
        )
        for row in rows("successors")
    }
    return MappingProxyType(found)


@cache
def _meanings() -> Mapping[tuple[Indicator, str], str]:
    return {(Indicator(row["indicator"]), row["value"]): row["meaning"] for row in rows("indicators")}


def _modifier(row: dict[str, str]) -> Modifier:
    return Modifier(
        code=row["modifier"],
        kind=ModifierKind(row["kind"]),
        group=ModifierGroup(row["group"]),
        effect=Effect(row["effect"]),
        stands_with=frozenset(CodeKind(part) for part in listed(row["stands_with"])),
        meaning=row["meaning"],
    )
