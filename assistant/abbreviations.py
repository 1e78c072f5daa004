"""What clinicians write short, in our own words. A test asks the catalogue for every one of them.

Only abbreviations that mean one thing in a diagnosis stand here: MS, PE, CP, RA and ED mean several, and are left to
a person.
"""

import re

ABBREVIATIONS = {
    "AAA": "abdominal aortic aneurysm",
    "ADHD": "attention deficit hyperactivity disorder",
    "AF": "atrial fibrillation",
    "AFib": "atrial fibrillation",
    "AKI": "acute kidney failure",
    "ALS": "amyotrophic lateral sclerosis",
    "AMD": "macular degeneration",
    "ARDS": "acute respiratory distress syndrome",
    "ARF": "acute kidney failure",
    "BPH": "benign prostatic hyperplasia",
    "BPPV": "benign paroxysmal vertigo",
    "CAD": "atherosclerotic heart disease of native coronary artery",
    "CHF": "congestive heart failure",
    "CKD": "chronic kidney disease",
    "COPD": "chronic obstructive pulmonary disease",
    "CTS": "carpal tunnel syndrome",
    "CVA": "cerebral infarction",
    "DJD": "osteoarthritis",
    "DM1": "type 1 diabetes",
    "DM2": "type 2 diabetes",
    "DVT": "acute embolism and thrombosis of deep veins of lower extremity",
    "EoE": "eosinophilic esophagitis",
    "ESRD": "end stage renal disease",
    "GAD": "generalized anxiety disorder",
    "GERD": "gastro-esophageal reflux disease",
    "GIST": "gastrointestinal stromal tumor",
    "GORD": "gastro-esophageal reflux disease",
    "HFpEF": "diastolic heart failure",
    "HFrEF": "systolic heart failure",
    "HIT": "heparin induced thrombocytopenia",
    "HLD": "hyperlipidemia",
    "HTN": "hypertension",
    "IBS": "irritable bowel syndrome",
    "IDA": "iron deficiency anemia",
    "ITP": "immune thrombocytopenic purpura",
    "LBBB": "left bundle-branch block",
    "LBP": "low back pain",
    "MDD": "major depressive disorder, single episode",
    "MGUS": "monoclonal gammopathy",
    "MRSA": "methicillin resistant staphylococcus aureus infection",
    "NAFLD": "fatty liver",
    "NASH": "nonalcoholic steatohepatitis",
    "NSTEMI": "non-ST elevation myocardial infarction",
    "OA": "osteoarthritis",
    "OCD": "obsessive-compulsive disorder",
    "OSA": "obstructive sleep apnea",
    "PAD": "peripheral vascular disease",
    "PCOS": "polycystic ovarian syndrome",
    "PTSD": "post-traumatic stress disorder",
    "PVD": "peripheral vascular disease",
    "RBBB": "right bundle-branch block",
    "RLS": "restless legs syndrome",
    "SLE": "systemic lupus erythematosus",
    "SOB": "shortness of breath",
    "STEMI": "ST elevation myocardial infarction",
    "SVT": "supraventricular tachycardia",
    "T1DM": "type 1 diabetes",
    "T2D": "type 2 diabetes",
    "T2DM": "type 2 diabetes",
    "TIA": "transient cerebral ischemic attack",
    "TMJ": "temporomandibular joint disorder",
    "TTP": "thrombotic thrombocytopenic purpura",
    "URI": "acute upper respiratory infection",
    "UTI": "urinary tract infection",
}

_LONG = {short.lower(): words for short, words in ABBREVIATIONS.items()}
_ALSO_SMALL = frozenset({"adhd", "afib", "ckd", "copd", "dm2", "gerd", "htn", "ptsd", "t1dm", "t2dm", "uti"})
"""Those that nobody mistakes for a word when they are written small; "hit", "als" and "sob" are words."""
_STAGED = re.compile(r"(?i:CKD)([1-5][ab]?)")


def meaning(word: str) -> str:
    """The long form of an abbreviation, or the word itself; "CKD3a" has its stage with it."""
    staged = _STAGED.fullmatch(word)
    if staged:
        return f"{ABBREVIATIONS['CKD']} stage {staged[1]}"
    written_short = word.isupper() or word in ABBREVIATIONS or word.lower() in _ALSO_SMALL
    return _LONG.get(word.lower(), word) if written_short else word
