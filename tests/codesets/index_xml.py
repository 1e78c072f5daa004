"""Small files in the official layout of the Alphabetic Index and its tables, of our own wording."""

FILLER = 1_000
"""Terms of no interest: an index with fewer is half a file."""

_DISEASES = """
<mainTerm><title>Pallor<nemod>(sudden)</nemod></title><see>Blueness, pale</see></mainTerm>
<mainTerm><title>Blueness, blue<nemod>(acute) (chronic)</nemod></title><code>A00.9</code>
  <term level="1"><title>with</title>
    <term level="2"><title>spots</title><code>A00.0</code></term>
  </term>
  <term level="1"><title>pale</title><code>A00.9</code>
    <term level="2"><title>specified NEC</title><code>A01</code></term>
  </term>
  <term level="1"><title>nose</title><seeAlso>Redness, nose</seeAlso></term>
</mainTerm>
<mainTerm><title>Redness</title><code>A01.1-</code>
  <term level="1"><title>nose</title><code>A01.1</code></term>
</mainTerm>
<mainTerm><title>Rosiness</title><see>Redness, by site</see></mainTerm>
"""
_NEOPLASMS = """
<mainTerm><title>Neoplasm, neoplastic</title><cell col="2">C80.1</cell><cell col="5">-</cell>
  <term level="1"><title>nose<nemod>(left)</nemod></title><cell col="2">A01.1</cell><cell col="5">A00.0</cell>
    <term level="2"><title>tip</title><cell col="2">A01.1</cell><cell col="5">--</cell></term>
  </term>
</mainTerm>
"""
_DRUGS = """
<mainTerm><title>Paint<nemod>(wet)</nemod></title><cell col="2">T99.1X1</cell><cell col="6">--</cell>
  <term level="1"><title>blue</title><cell col="2">T99.2X1</cell><cell col="6">T99.2X5</cell></term>
</mainTerm>
"""
_HEADINGS = {
    "diseases": "<title>ICD-10-CM INDEX TO DISEASES and INJURIES</title>",
    "causes": "<title>ICD-10-CM EXTERNAL CAUSE of INJURIES INDEX</title>",
    "neoplasms": '<indexHeading><head col="1">Neoplasm</head></indexHeading>',
    "drugs": '<indexHeading><head col="1">Substance</head></indexHeading>',
}
_TERMS = {"diseases": _DISEASES, "causes": _DISEASES, "neoplasms": _NEOPLASMS, "drugs": _DRUGS}


def index(kind: str, year: int = 2020, filler: int = FILLER) -> str:
    """The index ("diseases", "causes") or table ("neoplasms", "drugs") of a year."""
    others = "".join(f"<mainTerm><title>Zz{number}</title></mainTerm>\n" for number in range(filler))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f"<ICD10CM.index><version>{year}</version>{_HEADINGS[kind]}\n"
        f"<letter><title>A</title>{_TERMS[kind]}</letter>\n<letter><title>Z</title>{others}</letter>\n</ICD10CM.index>\n"
    )
