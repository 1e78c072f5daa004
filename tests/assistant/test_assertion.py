"""Present, denied, uncertain, past, another person's: each sentence with the condition in brackets."""

import pytest

from assistant.reading.assertion import Assertion, assertion


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("She has [migraine] and takes triptans.", Assertion.PRESENT),
        ("Seen for [asthma], no wheezing.", Assertion.PRESENT),
        ("No cough but [fever] since Monday.", Assertion.PRESENT),
        ("Denies chest pain; has [hypertension].", Assertion.PRESENT),
        ("He was not sleeping because of [insomnia].", Assertion.PRESENT),
        ("Denies [chest pain].", Assertion.DENIED),
        ("No [chest pain], no shortness of breath.", Assertion.DENIED),
        ("[Opioid use]: No.", Assertion.DENIED),
        ("Denies fever, chills, nausea or [vomiting].", Assertion.DENIED),
        ("There is no evidence of [pneumonia].", Assertion.DENIED),
        ("[Pneumonia] was ruled out.", Assertion.DENIED),
        ("She doesn't have [diabetes].", Assertion.DENIED),
        ("Rule out [multiple sclerosis].", Assertion.UNCERTAIN),
        ("Possible [sleep apnea]", Assertion.UNCERTAIN),
        ("[possible sleep apnea]", Assertion.UNCERTAIN),
        ("Findings consistent with [gout].", Assertion.UNCERTAIN),
        ("Concern for [appendicitis].", Assertion.UNCERTAIN),
        ("[Gout] is suspected.", Assertion.UNCERTAIN),
        ("History of [gout].", Assertion.PAST),
        ("Status post [appendicitis].", Assertion.PAST),
        ("[Sinusitis] has resolved.", Assertion.PAST),
        ("Mother has [breast cancer].", Assertion.FAMILY),
        ("Family history of [colon cancer].", Assertion.FAMILY),
        ("We discussed the risk of [stroke].", Assertion.SPOKEN_OF),
        ("Screening for [colon cancer].", Assertion.SPOKEN_OF),
        ("Recommend [shingles] vaccine.", Assertion.SPOKEN_OF),
    ],
)
def test_assertion(sentence: str, expected: Assertion) -> None:
    start, end = sentence.index("["), sentence.index("]") - 1
    assert assertion(sentence.replace("[", "").replace("]", ""), start, end) is expected
