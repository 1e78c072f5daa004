"""Words of managing a prescription: "start lisinopril", "increased her insulin", "refilled the inhaler"."""

import re

_DRUG = (
    r"(?:\b[0-9.]+ ?(?:mg|mcg|units?|g|%)|\b[a-z]{3,}(?:in|ol|pril|sartan|statin|ine|ide|prine|cillin|mycin|azole|lone"
    r"|triptan|gliptin|glutide|xaban|flozin|pine|lam|pam|ast|mab|triptyline|setron)\b"
    r"|\b(?:inhalers?|insulin|antibiotics?|meds?|medications?|keflex|augmentin|flexeril|jardiance|ozempic|eliquis)\b)"
)
CHANGED = re.compile(
    rf"\b(?:start|begin|began|initiat|prescri|increas|decreas|refill|renew|titrat|switch|adjust|rx'?d)\w*\b[^.;?]{{0,40}}{_DRUG}",
    re.IGNORECASE,
)
"""A drug was started or changed."""
MANAGED = re.compile(
    rf"\b(?:add|continu|chang|stop|discontinu|rx)\w*\b[^.;?]{{0,40}}{_DRUG}|{CHANGED.pattern}", re.IGNORECASE
)
"""A drug was started, changed, continued or stopped."""
