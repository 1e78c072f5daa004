"""Finds the diagnoses of a record: what the client coded, what the words name, the rules, the order on the claim."""
