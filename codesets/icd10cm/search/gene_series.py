"""Series of inherited diseases that geneticists number: "CMT2A" is the Charcot-Marie-Tooth disease of series CMT.

The symbols are those of the loci in the public catalogues of genes (HGNC, OMIM); ICD-10-CM codes the disease of the
series and has no use for the number.
"""

import re

SERIES = {
    "ALS": "amyotrophic lateral sclerosis",
    "AIS": "androgen insensitivity syndrome",
    "ARVD": "arrhythmogenic right ventricular cardiomyopathy",
    "ATFB": "atrial fibrillation",
    "BBS": "Bardet-Biedl syndrome",
    "BRGDA": "Brugada syndrome",
    "CDG": "congenital disorder of glycosylation",
    "CILD": "primary ciliary dyskinesia",
    "CMD": "dilated cardiomyopathy",
    "CMH": "hypertrophic cardiomyopathy",
    "CMS": "congenital myasthenic syndrome",
    "CMT": "Charcot-Marie-Tooth disease",
    "CORD": "cone-rod dystrophy",
    "CTRCT": "congenital cataract",
    "DEE": "developmental and epileptic encephalopathy",
    "DFNA": "sensorineural hearing loss, bilateral",
    "DFNB": "sensorineural hearing loss, bilateral",
    "DYT": "genetic torsion dystonia",
    "EDS": "Ehlers-Danlos syndrome",
    "EIEE": "early infantile epileptic encephalopathy",
    "FHM": "familial hemiplegic migraine",
    "GLC": "primary open-angle glaucoma",
    "GSD": "glycogen storage disease",
    "HMSN": "hereditary motor and sensory neuropathy",
    "HSAN": "hereditary sensory and autonomic neuropathy",
    "HSN": "hereditary sensory neuropathy",
    "IGHD": "isolated growth hormone deficiency",
    "JBTS": "Joubert syndrome",
    "LCA": "Leber congenital amaurosis",
    "LGMD": "limb girdle muscular dystrophy",
    "LQT": "long QT syndrome",
    "MCPH": "primary microcephaly",
    "MEN": "multiple endocrine neoplasia",
    "MODY": "maturity onset diabetes of the young",
    "MPS": "mucopolysaccharidosis",
    "NPHP": "nephronophthisis",
    "NPHS": "nephrotic syndrome",
    "OCA": "oculocutaneous albinism",
    "OI": "osteogenesis imperfecta",
    "PARK": "Parkinson's disease",
    "PKD": "polycystic kidney disease",
    "RP": "retinitis pigmentosa",
    "SCA": "spinocerebellar ataxia",
    "SCN": "severe congenital neutropenia",
    "SMA": "spinal muscular atrophy",
    "SPG": "hereditary spastic paraplegia",
    "TSC": "tuberous sclerosis",
    "USH": "Usher syndrome",
    "WS": "Waardenburg syndrome",
    "XP": "xeroderma pigmentosum",
}
"""The letters of a series and its disease. A series alone, without a number, may be another abbreviation."""

WRITTEN = {
    "cataract": "congenital cataract",
    "deafness": "sensorineural hearing loss, bilateral",
    "dystonia": "genetic torsion dystonia",
    "epileptic encephalopathy": "developmental and epileptic encephalopathy",
    "hearing loss": "sensorineural hearing loss, bilateral",
    "microcephaly": "primary microcephaly",
    "myasthenic syndrome": "congenital myasthenic syndrome",
    "optic atrophy": "hereditary optic atrophy",
    "retinal dystrophy": "hereditary retinal dystrophy",
    "spastic paraplegia": "hereditary spastic paraplegia",
    "glaucoma": "congenital glaucoma",
}
"""The written name of a series, as it stands beside "autosomal" or a number, and what is meant by it."""

_WRITTEN = re.compile("|".join(WRITTEN), re.IGNORECASE)
_NUMBERED = re.compile(r"(?P<letters>[A-Za-z]{2,5}?)-?(?P<number>[0-9]{1,3}(?:[A-Za-z][0-9]?)?)")


def disease(word: str) -> str:
    """The disease of a numbered member of a series, with its number ("GSD2"); empty for any other word."""
    numbered = _NUMBERED.fullmatch(word)
    named = SERIES.get(numbered["letters"].upper(), "") if numbered else ""
    return f"{named} {numbered['number']}" if numbered and named else ""


def written(text: str) -> str:
    """A name without how it is inherited and its number ("spastic paraplegia"), as the disease that the series is."""
    return _WRITTEN.sub(lambda found: WRITTEN[found[0].lower()], text)
