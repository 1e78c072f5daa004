"""Tables in our own words, which the service has before any official file is imported.

They explain; they do not decide. Whether a code exists, is valid on a day or is paid comes from imported releases
alone. Every table names the public source of its facts in its first lines; the wording is ours, written without the
books of the AMA and the ADA, and spelled as American coders spell. `tables.py` describes the format.
"""

from codesets.own_words.billing import (
    cpt_label,
    cpt_labels,
    meaning,
    meanings,
    modifier,
    modifiers,
    place_of_service,
    places_of_service,
    successor,
    successors,
)
from codesets.own_words.shorthand import drug_names, drugs_named, in_label_words, procedure_words
from codesets.own_words.terms import abbreviations, expansions, lay_terms, meant
from codesets.own_words.values import (
    About,
    CodeKind,
    Effect,
    Expansion,
    Indicator,
    Modifier,
    ModifierGroup,
    ModifierKind,
    PlaceOfService,
    Rate,
    Successor,
)

__all__ = [
    "About",
    "CodeKind",
    "Effect",
    "Expansion",
    "Indicator",
    "Modifier",
    "ModifierGroup",
    "ModifierKind",
    "PlaceOfService",
    "Rate",
    "Successor",
    "abbreviations",
    "cpt_label",
    "cpt_labels",
    "drug_names",
    "drugs_named",
    "expansions",
    "in_label_words",
    "lay_terms",
    "meaning",
    "meanings",
    "meant",
    "modifier",
    "modifiers",
    "place_of_service",
    "places_of_service",
    "procedure_words",
    "successor",
    "successors",
]
