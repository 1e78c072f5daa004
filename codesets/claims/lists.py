"""Codes, modifiers and places that more than one rule of the claim check speaks of.

Source: NCCI Policy Manual chapter I section E (59 and the X modifiers); Medicare Claims Processing Manual chapter 12
sections 20.4.3 (assistants), 30.6.7 (office visits) and 50 (anesthesia); CMS place of service code set.
"""

from datetime import date

OFFICE_VISITS = frozenset({"99202", "99203", "99204", "99205", "99211", "99212", "99213", "99214", "99215"})
"""Office and other outpatient visits, of new and of established patients."""

HOME_VISITS = frozenset({"99341", "99342", "99344", "99345", "99347", "99348", "99349", "99350"})
HOME_VISITS_FROM = date(2026, 1, 1)
"""Visits at home, which G2211 may accompany from that day (fee schedule's final rule of 2026)."""

X_MODIFIERS = frozenset({"XE", "XP", "XS", "XU"})
DISTINCT = X_MODIFIERS | {"59"}
"""What says that a service was apart from another of the day."""

ASSISTANTS = frozenset({"80", "81", "82", "AS"})
"""Modifiers of who assists at an operation."""

ANESTHETISTS = frozenset({"AA", "AD", "QK", "QX", "QY", "QZ"})
"""Modifiers of who gave anesthesia, and under whom."""

HOSPITAL_PLACES = frozenset({"19", "21", "22", "23"})
"""Off campus, inpatient, outpatient on campus, emergency: places where the hospital bills for its part."""
