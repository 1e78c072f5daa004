"""The headline of several questions: what the answers come to together, in one short sentence."""

from assistant.headlines import overall


def test_the_first_answer_leads_and_others_follow_where_there_is_room() -> None:
    said = overall(["Yes: put 25 on 99213, not on 96372", "J1885: 4 units for 60 mg (one unit is 15 mg)"])
    assert said == "Yes: put 25 on 99213, not on 96372; J1885: 4 units for 60 mg"
    assert overall(["Bill 94010-26", "J1885: " + "4 units and " * 12]) == "Bill 94010-26"


def test_what_stands_in_brackets_is_left_to_the_replies() -> None:
    assert overall(["12032 (layered repair) and 12001 (simple repair) fit"]) == "12032 and 12001 fit"


def test_a_yes_without_its_question_and_a_code_that_is_named_already_add_nothing() -> None:
    assert overall(["Bill 97110 x 2", "Yes: no edit between 97140 and 97110"]) == "Bill 97110 x 2"
    assert overall(["Bill 94010-26", "94010-26: you bill the reading only"]) == "Bill 94010-26"
