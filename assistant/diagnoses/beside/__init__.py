"""Codes that stand only beside others, read out of the record: organisms, status, drugs, figures, causes of injury."""
